/** Which MVPDs a viewer can pick from. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Bounded, Caches, count } from "../cache/Caches.js"
import { configurationKey } from "../cache/keys.js"
import { asOneCall } from "../cache/StoreWait.js"
import type { Configuration } from "../domain/Configuration.js"
import { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { RetrieveConfiguration } from "../endpoint/v2/RetrieveConfiguration.js"
import type { CallFailure } from "../error/AdobePassError.js"
import { inSpan, withServices } from "./Flow.js"
import * as Shared from "./Shared.js"

/** Whose configuration, and for which of Adobe's application profiles. */
export const Request = Schema.Struct({
  /** The client's own unless given. */
  serviceProvider: Schema.optional(Schema.String),
  /** A configuration profile, where Adobe set one up. */
  profile: Schema.optional(Schema.String),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/** The configurations fetched lately. */
export class Configurations extends Context.Tag("effect-adobe-pass/Configurations")<
  Configurations,
  {
    /** A configuration that is at hand, or fetches it: once, however many callers wait for it. */
    readonly get: (
      key: string,
      fetch: Effect.Effect<Configuration, CallFailure, Device>,
    ) => Effect.Effect<Configuration, CallFailure, Device>
    /** The next `get` fetches; an answer that is on its way is not kept. */
    readonly clear: Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    Configurations,
    Effect.gen(function* () {
      const { capacity, timeToLive } = (yield* Caches).configuration
      const lifetime = Option.getOrUndefined(Duration.toNanos(timeToLive))
      const kept = new Bounded<{ readonly value: Configuration; readonly until: bigint | undefined }>(
        capacity,
      )
      const shared = Shared.make<Configuration, CallFailure>()
      let clearings = 0

      return {
        get: (key, fetch) =>
          Effect.gen(function* () {
            const now = yield* Clock.currentTimeNanos
            const known = kept.get(key)
            const isGood = known !== undefined && (known.until === undefined || now < known.until)
            yield* count("configuration", isGood ? 1 : 0, isGood ? 0 : 1)
            if (isGood) return known.value
            const since = clearings
            const fetching = Effect.tap(fetch, (value) =>
              Effect.map(Clock.currentTimeNanos, (now) => {
                if (clearings !== since) return
                kept.set(key, { value, until: lifetime === undefined ? undefined : now + lifetime })
              }),
            )
            let isOwn = false
            const own = Effect.suspend(() => ((isOwn = true), fetching))
            return yield* Effect.catchIf(
              shared(`${since} ${key}`, own),
              (error) => !isOwn && concernsDevice(error),
              () => fetching,
            )
          }),
        clear: Effect.sync(() => {
          clearings += 1
          kept.clear()
        }),
      }
    }),
  )
}

/** Refused to the device that asked; another one may be answered. */
const concernsDevice = ({ _tag }: CallFailure) =>
  _tag === "Throttled" ||
  _tag === "InvalidRequest" ||
  _tag === "AccessTokenRejected" ||
  _tag === "RegistrationRejected"

/** Makes {@link configuration} of its services. */
export const makeConfiguration = Effect.gen(function* () {
  const retrieve = yield* RetrieveConfiguration
  const integration = yield* Integration
  const { get } = yield* Configurations

  return (request: Request = {}) =>
    Effect.flatMap(Device, (device) =>
      get(
        configurationKey(integration, device, request),
        Effect.suspend(() => retrieve(request)),
      ),
    ).pipe(asOneCall, inSpan("configuration"))
})

/** The service provider with its MVPDs; from memory if it was fetched within the last minutes. */
export const configuration = withServices(makeConfiguration)
