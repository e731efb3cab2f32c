/**
 * Credentials and access tokens by device: registered once, refreshed in single flight and ahead of expiry.
 *
 * A new client is a new identity for Adobe: the viewer's logins belong to the old one and are lost. So credentials are
 * kept for ever, and given up only when the service itself says that it does not know them.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Fiber from "effect/Fiber"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import { keyOf, Store } from "../cache/Store.js"
import type { AccessToken } from "../domain/AccessToken.js"
import { AccessTokenResponse } from "../domain/AccessToken.js"
import { ClientCredentials } from "../domain/ClientCredentials.js"
import { Device } from "../domain/Device.js"
import { baseUrls, Integration } from "../domain/Environment.js"
import { RetrieveAccessToken } from "../endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../endpoint/dcr/RetrieveClientCredentials.js"
import type { CallFailure } from "../error/AdobePassError.js"
import { background } from "../policy/Lane.js"
import { Once } from "../policy/Retry.js"
import { ServerClock } from "../policy/ServerClock.js"
import { AccessTokens } from "../transport/AccessTokens.js"

/** How long before its expiry a token is refreshed: up to 5 minutes, a tenth of its life at most, less by chance. */
const ahead = ({ createdAt, expiresAt }: AccessToken) =>
  Effect.map(Random.nextRange(0.5, 1), (part) =>
    Duration.times(
      Duration.min("5 minutes", Duration.millis(DateTime.distance(createdAt, expiresAt) / 10)),
      part,
    ),
  )

const valueOf = ({ value }: AccessToken) => value

interface Held {
  readonly token: AccessToken
  readonly refreshAt: DateTime.Utc
}

/** Provides {@link AccessTokens} from the two DCR endpoints and the store. */
export const layer = Layer.scoped(
  AccessTokens,
  Effect.gen(function* () {
    const { environment, serviceProvider, softwareStatement } = yield* Integration
    const register = yield* RetrieveClientCredentials
    const retrieve = yield* RetrieveAccessToken
    const clock = yield* ServerClock
    const store = yield* Store
    const refreshes = yield* FiberMap.make<string, Held, CallFailure>()
    const held = new Map<string, Held>()

    const { baseUrl } = baseUrls(environment)
    const statement = keyOf(Redacted.value(softwareStatement))
    const keyOfDevice = Effect.map(Device, ({ identifier }) =>
      keyOf(baseUrl, serviceProvider, statement, Redacted.value(identifier)),
    )
    const credentialsOf = (key: string) => store.entry(`credentials-${key}`, ClientCredentials)
    const tokenOf = (key: string) => store.entry(`token-${key}`, AccessTokenResponse)

    const hold = (key: string, token: AccessToken) =>
      Effect.map(ahead(token), (duration) => {
        const one = { token, refreshAt: DateTime.subtractDuration(token.expiresAt, duration) }
        held.set(key, one)
        return one
      })

    const registerAnew = (key: string) => Effect.tap(register(), credentialsOf(key).set)

    const earn = (credentials: ClientCredentials) =>
      Effect.gen(function* () {
        const sent = yield* Clock.currentTimeNanos
        const token = yield* retrieve(credentials)
        const elapsed = Number(((yield* Clock.currentTimeNanos) - sent) / 1_000_000n)
        const created = DateTime.toEpochMillis(token.createdAt)
        yield* clock.observe({ earliest: created, latest: created + elapsed })
        return token
      })

    const isFresh = (token: AccessToken) =>
      Effect.map(clock.now, (now) => DateTime.lessThan(now, token.expiresAt))

    /** Earns a token, unless the store has one that another process earned after `old`. */
    const refresh = (key: string, old: Option.Option<AccessToken>) =>
      Effect.gen(function* () {
        const stored = yield* tokenOf(key).get
        const isOld = Equal.equals(Option.map(old, valueOf), Option.map(stored, valueOf))
        if (Option.isSome(stored) && !isOld && (yield* isFresh(stored.value))) {
          return yield* hold(key, stored.value)
        }
        const known = yield* credentialsOf(key).get
        const token = yield* Option.match(known, {
          onNone: () => Effect.flatMap(registerAnew(key), earn),
          onSome: (credentials) =>
            Effect.catchIf(
              earn(credentials),
              (error) => error._tag === "RegistrationRejected" && error.error === "invalid_client",
              () => Effect.flatMap(registerAnew(key), earn),
            ),
        })
        yield* tokenOf(key).set(token)
        return yield* hold(key, token)
      }).pipe((effect) => store.exclusive(key, effect))

    /** One refresh per device at a time, whoever asks; nobody who stops waiting stops it for the others. */
    const refreshing = (key: string, old: Option.Option<AccessToken>) =>
      FiberMap.run(refreshes, key, Effect.provideService(refresh(key, old), Once, false), {
        onlyIfMissing: true,
      })

    /** Forgets a token, unless it was replaced already. */
    const forget = (key: string, token: Redacted.Redacted) =>
      Effect.gen(function* () {
        const isIt = ({ value }: AccessToken) => Equal.equals(value, token)
        const known = held.get(key)
        if (known === undefined || !isIt(known.token)) return false
        held.delete(key)
        if (Option.exists(yield* tokenOf(key).get, isIt)) yield* tokenOf(key).remove
        return true
      })

    return {
      get: Effect.gen(function* () {
        const key = yield* keyOfDevice
        const now = yield* clock.now
        const known = held.get(key)
        if (known !== undefined && DateTime.lessThan(now, known.token.expiresAt)) {
          if (DateTime.greaterThanOrEqualTo(now, known.refreshAt)) {
            yield* background(refreshing(key, Option.some(known.token)))
          }
          return known.token.value
        }
        const fiber = yield* refreshing(key, Option.none())
        const { token } = yield* Effect.flatten(Fiber.await(fiber))
        return token.value
      }),
      invalidate: (token) => Effect.flatMap(keyOfDevice, (key) => forget(key, token)),
      reregister: (token) =>
        Effect.flatMap(keyOfDevice, (key) =>
          Effect.whenEffect(credentialsOf(key).remove, forget(key, token)),
        ),
    }
  }),
)
