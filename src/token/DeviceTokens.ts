/**
 * Credentials and access tokens by device: registered once, refreshed in single flight and ahead of expiry.
 *
 * A new client is a new identity for Adobe: the viewer's logins belong to the old one and are lost. So credentials are
 * kept for ever, and given up only when the service itself says that it does not know them.
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Bounded } from "../cache/Caches.js"
import { deviceKeys } from "../cache/keys.js"
import type { Entry, Unreadable } from "../cache/Store.js"
import { Store, storeTimeout } from "../cache/Store.js"
import type { Spent } from "../cache/StoreWait.js"
import { sleepWithin, StoreWait } from "../cache/StoreWait.js"
import { StoredAccessToken } from "../domain/AccessToken.js"
import { ClientCredentials } from "../domain/ClientCredentials.js"
import { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { RetrieveAccessToken } from "../endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../endpoint/dcr/RetrieveClientCredentials.js"
import type { CallFailure, RegistrationRejected } from "../error/AdobePassError.js"
import { Unreachable } from "../error/AdobePassError.js"
import { monotonic } from "../policy/monotonic.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Issued } from "../transport/AccessTokens.js"
import { AccessTokens } from "../transport/AccessTokens.js"
import type { Event } from "./TokenState.js"
import * as TokenState from "./TokenState.js"

/** The life of a token that does not tell it, in milliseconds; Adobe's tokens live for hours. */
const assumedLife = 3_600_000

/** How long before its expiry a token is refreshed: up to 5 minutes, a tenth of its life at most, less by chance. */
const refreshMargin = ({ createdAt, expiresAt }: StoredAccessToken) =>
  Effect.map(
    Random.nextRange(0.5, 1),
    (part) => Math.min(Duration.toMillis("5 minutes"), DateTime.distance(createdAt, expiresAt) / 10) * part,
  )

/** Before a client is registered because the store cannot be read, it is read again after so many milliseconds each. */
const rereads = [100, 200, 400]

/** A token as the store keeps it, with the client it belongs to. */
const Earned = Schema.Struct({ clientId: Schema.String, token: StoredAccessToken })
interface Earned extends Schema.Schema.Type<typeof Earned> {}

const issued = ({ clientId, token }: Earned): Issued => ({ clientId, value: token.value })

/** A refresh under way, and how long it has waited for the store. */
interface Refresh {
  readonly fiber: Fiber.RuntimeFiber<Issued, CallFailure>
  readonly spent: Spent
}

/** A client that is registered while the device may have one already costs the viewer's login, and a moment does not. */
const storeAway = () =>
  new Unreachable({
    reason: "connection",
    message: "the store of the fleet is away: whether this device is registered cannot be told yet",
    retryable: true,
  })

const isInvalidClient = (error: CallFailure): error is RegistrationRejected =>
  error._tag === "RegistrationRejected" && error.error === "invalid_client"

const make = (devices: number) =>
  Effect.gen(function* () {
    const register = yield* RetrieveClientCredentials
    const retrieve = yield* RetrieveAccessToken
    const clock = yield* ServerClock
    const store = yield* Store
    const keysOf = deviceKeys(yield* Integration)
    const storeTimeoutMillis = Duration.toMillis(store.timeout ?? storeTimeout)
    const fork = yield* FiberSet.makeRuntime<never>()
    const refreshes = new Map<string, Refresh>()
    const states = new Bounded<TokenState.TokenState>(devices)

    const stateOf = (id: string) => states.get(id) ?? TokenState.initial
    const record = (id: string, event: Event) => {
      states.set(id, TokenState.transition(stateOf(id), event))
    }

    /** Earns a token. Its life is counted by the clock that judges its end, from within the time the call took. */
    const earn = Effect.fn(function* (client: ClientCredentials) {
      const [elapsed, { createdAt, expiresAt, value }] = yield* Effect.timed(retrieve(client))
      if (createdAt !== undefined) {
        const created = DateTime.toEpochMillis(createdAt)
        yield* clock.suggest({ earliest: created, latest: created + Duration.toMillis(elapsed) })
      }
      const now = yield* clock.now
      const start = DateTime.clamp(createdAt ?? now, {
        minimum: DateTime.subtractDuration(now, elapsed),
        maximum: now,
      })
      const life =
        createdAt === undefined || expiresAt === undefined
          ? assumedLife
          : DateTime.distance(createdAt, expiresAt)
      const token = { value, createdAt: start, expiresAt: DateTime.add(start, { millis: life }) }
      return { clientId: client.clientId, token }
    })

    /** Reads again where the store fails, as long as a call may wait for it. */
    const readPatiently = <A>(
      entry: Entry<A>,
      [pause, ...pauses]: ReadonlyArray<number> = rereads,
    ): Effect.Effect<Option.Option<A>, Unreadable> =>
      Effect.catchAll(entry.read, (error) =>
        pause === undefined
          ? error
          : Effect.flatMap(sleepWithin(pause, storeTimeoutMillis), (isTime) =>
              isTime ? readPatiently(entry, pauses) : error,
            ),
      )

    /** Finds or earns a token that is good for now. */
    const refresh = Effect.gen(function* () {
      const device = yield* Device
      const id = Redacted.value(device.identifier)
      const keys = keysOf(device)
      const credentials = store.entry(keys.credentials, ClientCredentials)
      const tokens = store.entry(keys.token, Earned)

      /** What the store said last: it may fall silent while the token is earned. */
      let lastRead: Option.Option<ClientCredentials> = Option.none()
      const readClient = Effect.tap(credentials.readOrNone, (client) =>
        Effect.sync(() => (lastRead = Option.orElse(client, () => lastRead))),
      )

      /** Another process may have earned one; it is good only with the client that the store has. */
      const stored = Effect.gen(function* () {
        const client = yield* readClient
        const found = yield* tokens.readOrNone
        const now = yield* clock.now
        return Option.filter(
          found,
          (one) =>
            Option.exists(client, ({ clientId }) => clientId === one.clientId) &&
            TokenState.mayUse(stateOf(id), issued(one)) &&
            DateTime.lessThan(now, one.token.expiresAt),
        )
      })
      const unlessStored = <E, R>(next: Effect.Effect<Earned, E, R>) =>
        Effect.flatMap(stored, Option.match({ onNone: () => next, onSome: Effect.succeed }))

      /** Once the service answered, nothing comes between its answer and the store. */
      const registerAnd = (keep: typeof credentials.set) =>
        Effect.uninterruptibleMask((restore) => Effect.tap(restore(register()), keep))
      const registerFirst = Effect.gen(function* () {
        const client = yield* registerAnd(credentials.add)
        // the store may have had one all the time
        return Option.getOrElse(yield* credentials.readOrNone, () => client)
      })

      const earnOnTrial = (client: ClientCredentials) =>
        earn(client).pipe(
          Effect.tapError((error) =>
            Effect.map(monotonic, (now) => {
              if (isInvalidClient(error)) {
                record(id, { _tag: "ClientUnknown", clientId: client.clientId, now, error })
              }
            }),
          ),
        )
      const replaceClient = Effect.gen(function* () {
        const client = yield* registerAnd(credentials.set)
        record(id, { _tag: "ClientReplaced", clientId: client.clientId, now: yield* monotonic })
        return yield* earnOnTrial(client)
      })
      const replaceUnknownClient = Effect.tap(replaceClient, () =>
        Effect.sync(() => record(id, { _tag: "ReplacementAccepted" })),
      )

      const earnAnyhow = Effect.gen(function* () {
        const client = Option.getOrUndefined(
          yield* Effect.catchAll(readPatiently(credentials), ({ isPassing }) =>
            Option.isNone(lastRead) && isPassing === true
              ? Effect.fail(storeAway())
              : Effect.succeed(lastRead),
          ),
        )
        if (client === undefined) return yield* Effect.flatMap(registerFirst, earn)
        const now = yield* monotonic
        const state = stateOf(id)
        if (client.clientId === state.rejected) return yield* replaceClient
        const known = TokenState.knownRefusal(state, client.clientId, now)
        if (known !== undefined) return yield* known
        return TokenState.isOnTrial(state, client.clientId, now)
          ? yield* earnOnTrial(client)
          : yield* Effect.catchIf(earn(client), isInvalidClient, () => replaceUnknownClient)
      })

      const hold = Effect.fn(function* (earned: Earned) {
        const { token } = earned
        const expiresAt = DateTime.toEpochMillis(token.expiresAt)
        const refreshAt = expiresAt - (yield* refreshMargin(token))
        const held = { token: issued(earned), expiresAt, refreshAt }
        record(id, { _tag: "TokenObtained", held })
        return held.token
      })

      const earned = unlessStored(Effect.tap(earnAnyhow, tokens.set))
      // the client may have been refused while its token was under way
      const accepted = Effect.repeat(unlessStored(store.exclusive(keys.lock, earned)), {
        until: ({ clientId }) =>
          Effect.map(monotonic, (now) => TokenState.isAccepted(stateOf(id), clientId, now)),
        times: 1,
      })
      return yield* Effect.flatMap(accepted, hold)
    })

    /** Lets a token that still works work on for a while before the next attempt to replace it. */
    const postpone = (id: string) =>
      Effect.map(clock.now, (now) => record(id, { _tag: "RefreshFailed", now: DateTime.toEpochMillis(now) }))

    /** One refresh per device at a time, whoever asks; a caller that stops waiting does not stop it for the others. */
    const refreshing = (device: Device.Service, id: string, spent: Spent = { millis: 0 }): Refresh => {
      const underWay = refreshes.get(id)
      if (underWay !== undefined) return underWay
      const fiber = fork(
        refresh.pipe(
          Effect.onError(() => postpone(id)),
          Effect.provideService(Device, device),
          Effect.provideService(StoreWait, spent),
        ),
      )
      const begun = { fiber, spent }
      refreshes.set(id, begun)
      fiber.addObserver(() => refreshes.delete(id))
      return begun
    }

    const refreshed = (device: Device.Service, id: string) =>
      Effect.gen(function* () {
        const spent = yield* StoreWait
        const underWay = refreshing(device, id, spent)
        const exit = yield* Fiber.await(underWay.fiber)
        if (spent !== undefined) spent.millis = Math.max(spent.millis, underWay.spent.millis)
        return yield* exit
      })

    const recordFor = (event: (now: number) => Event) =>
      Effect.zipWith(Device, monotonic, ({ identifier }, now) =>
        record(Redacted.value(identifier), event(now)),
      )

    return AccessTokens.of({
      get: Effect.gen(function* () {
        const device = yield* Device
        const id = Redacted.value(device.identifier)
        const { held } = stateOf(id)
        const now = DateTime.toEpochMillis(yield* clock.now)
        if (held !== undefined && now < held.expiresAt) {
          if (now >= held.refreshAt) refreshing(device, id)
          return held.token
        }
        return yield* refreshed(device, id)
      }),
      invalidate: (token) => recordFor(() => ({ _tag: "TokenRefused", token })),
      rejectClient: (token) => recordFor((now) => ({ _tag: "ClientRejected", token, now })),
    })
  })

/** Provides {@link AccessTokens} from the two DCR endpoints and the store. */
export const layer = Layer.scoped(AccessTokens, make(10_000))

/** As {@link layer}, with so many devices in memory; the store knows the others. */
export const layerBounded = (devices: number) => Layer.scoped(AccessTokens, make(devices))
