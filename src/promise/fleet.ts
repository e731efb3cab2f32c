/** Many processes as one, as the promise face has it. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Caches } from "../cache/Caches.js"
import type { Store } from "../cache/Store.js"
import type { Configurations } from "../flow/Configuration.js"
import type { PollTurns } from "../policy/Polling.js"
import type { FleetReport } from "../redis/connection/metrics.js"
import * as Redis from "../redis/options.js"
import type { Options as Limits, Throttle } from "../transport/Throttle.js"
import { callback, Positive } from "./given/checks.js"
import { tell } from "./report.js"

/** A Redis that processes share. */
export const FleetOptions = Schema.Struct({
  /** A client of ioredis or node-redis. The app connects it and closes it. */
  client: Redis.Client,
  /** Begins every key, `adobe-pass` unless given. One for each environment of Adobe's, whose limits are apart. */
  namespace: Schema.optional(Redis.Namespace),
  /** Encrypt credentials and tokens in Redis: the first of them; any of them decrypts. Plain unless given. */
  keys: Schema.optional(Redis.keys(Redis.SecretText)),
  /**
   * Milliseconds that a device's entries are kept after its last call, 90 days unless given. With its credentials go the
   * viewer's logins: not less than the longest login of your MVPDs.
   */
  keepDevices: Positive,
  /** Milliseconds that one call waits for Redis in all before it goes on alone, 200 unless given. */
  patience: Positive,
  /** Gets a report of what happens between this process and its Redis, to be counted. What it throws is ignored. */
  onReport: callback<(report: FleetReport) => unknown>(),
})
export interface FleetOptions extends Schema.Schema.Type<typeof FleetOptions> {}

/** Loaded when a fleet is asked for, so that TVs never load it. */
export const fleetLayer = (
  { onReport = () => {}, ...options }: FleetOptions,
  throttle: Limits | false,
  caches: Caches["Type"],
): Layer.Layer<Configurations | PollTurns | Store | Throttle> =>
  Layer.unwrapEffect(
    Effect.map(
      Effect.promise(() => import("../redis/Fleet.js")),
      ({ layer }) =>
        // the options were checked
        Layer.orDie(
          layer({
            ...options,
            throttle: throttle === false ? undefined : throttle,
            onReport: (report) => tell(onReport, report),
          }),
        ),
    ),
  ).pipe(Layer.provide(Layer.succeed(Caches, caches)))
