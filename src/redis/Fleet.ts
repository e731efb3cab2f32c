/**
 * Many servers as one: what makes one process correct, shared over Redis. Credentials and tokens by device, registered and
 * refreshed once; one bucket for each device address; configurations; which process polls for a code; and which media tokens were used.
 *
 * Redis may go away at any time. A call waits for it for a fifth of a second at most, unless `patience` says otherwise, and goes on from this process' memory,
 * with one warning in the log and the metrics {@link outages}, {@link writeBacks}, {@link fallbacks} and {@link waits}.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Store } from "../cache/Store.js"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import { reason } from "../domain/wire/Reason.js"
import type { Configurations } from "../flow/Configuration.js"
import type { PollTurns } from "../policy/Polling.js"
import type * as Throttle from "../transport/Throttle.js"
import type { Once } from "../verifier/Once.js"
import { Connection } from "./connection/Connection.js"
import * as FleetConfigurations from "./FleetConfigurations.js"
import * as FleetOnce from "./FleetOnce.js"
import * as FleetPolls from "./FleetPolls.js"
import * as FleetStore from "./FleetStore.js"
import * as FleetThrottle from "./FleetThrottle.js"
import type { FleetKey, RedisClient } from "./options.js"
import type { FleetReport } from "./connection/metrics.js"
import { count } from "./connection/metrics.js"
import { Client, keys, Namespace, Secret } from "./options.js"
import { usualPatience } from "./connection/Patience.js"
import { Processes } from "./Processes.js"
import * as Secrets from "./Secrets.js"

export type { FleetReport, Part } from "./connection/metrics.js"
export { fallbacks, outages, waits, writeBacks } from "./connection/metrics.js"
export type { FleetKey, RedisClient } from "./options.js"

export interface Options {
  /** A client of ioredis or node-redis. The app connects it and closes it. */
  readonly client: RedisClient
  /** Begins every key, `adobe-pass` unless given. One for each environment of Adobe's, whose limits are apart. */
  readonly namespace?: string | undefined
  /** Encrypts credentials and tokens in Redis with the first of them; any of them decrypts. Plain unless given. */
  readonly keys?: ReadonlyArray<FleetKey> | undefined
  /**
   * How long a device's entries are kept after its last call, 90 days unless given. With its credentials go the viewer's
   * logins: not less than the longest login of your MVPDs.
   */
  readonly keepDevices?: Duration.DurationInput | undefined
  /** How long one call waits for Redis in all before it goes on alone, 200 milliseconds unless given. */
  readonly patience?: Duration.DurationInput | undefined
  /** The brake: the published limit unless given. */
  readonly throttle?: Throttle.Options | undefined
  /** Is told all that the metrics count, for apps that do not read them. What it throws is ignored. */
  readonly onReport?: ((report: FleetReport) => void) | undefined
}

const Life = Schema.declare(
  (given): given is Duration.DurationInput =>
    Option.exists(
      Duration.decodeUnknown(given),
      (one) => Duration.isFinite(one) && Duration.toMillis(one) >= 1,
    ),
  { description: "a time of at least a millisecond" },
)

const Options = Schema.Struct({
  client: Client,
  namespace: Schema.optional(Namespace),
  keys: Schema.optional(keys(Secret)),
  keepDevices: Schema.optional(Life),
  patience: Schema.optional(Life),
  throttle: Schema.optional(Schema.Unknown),
  onReport: Schema.optional(Schema.Unknown),
})

const check = Schema.decodeUnknown(Options, { onExcessProperty: "error" })

const refused = (error: ParseError) => {
  const { message, path } = reason(error.issue)
  const parameter = ["fleet", ...path].join(".")
  return new InvalidRequest({ parameter, message: `${parameter}: ${message}` })
}

/**
 * What the client takes from a fleet. Provide it to `AdobePass.layer`, once for all clients of the process.
 *
 * Fails with `InvalidRequest` where an option is not as it must be, and never because of Redis.
 */
export const layer = (
  options: Options,
): Layer.Layer<Configurations | Once | PollTurns | Store | Throttle.Throttle, InvalidRequest> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      yield* Effect.mapError(check(options), refused)
      const {
        client,
        keepDevices = "90 days",
        namespace = "adobe-pass",
        onReport = () => {},
        patience = usualPatience,
        throttle,
      } = options
      const limits = { life: Duration.decode(keepDevices), patience: Duration.decode(patience) }
      const report = (one: FleetReport) => {
        count(one)
        Effect.runSyncExit(Effect.sync(() => onReport(one)))
      }
      const prefix = `${namespace}:`
      const secrets = yield* Secrets.make(options.keys ?? [])
      return Layer.mergeAll(
        FleetStore.layer({ prefix, ...limits }, secrets),
        FleetThrottle.layer({ ...throttle, prefix }),
        FleetConfigurations.layer(prefix),
        FleetOnce.layer(prefix),
        FleetPolls.layer(prefix),
      ).pipe(
        Layer.provide(Processes.layer(prefix)),
        Layer.provide(Connection.layer(client, Duration.toMillis(patience), report)),
      )
    }),
  )
