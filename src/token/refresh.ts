/** What a refresh does for one device: it finds a token, or earns one, and registers a client where there is none. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Bounded } from "../cache/Caches.js"
import { deviceKeys } from "../cache/keys.js"
import type { Entry, Unreadable } from "../cache/Store.js"
import { Store, storeTimeout } from "../cache/Store.js"
import { sleepWithin } from "../cache/StoreWait.js"
import { StoredAccessToken } from "../domain/AccessToken.js"
import { ClientCredentials } from "../domain/ClientCredentials.js"
import type { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { RetrieveAccessToken } from "../endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../endpoint/dcr/RetrieveClientCredentials.js"
import type { CallFailure, RegistrationRejected } from "../error/AdobePassError.js"
import { Unreachable } from "../error/AdobePassError.js"
import { monotonic } from "../policy/monotonic.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Issued } from "../transport/AccessTokens.js"
import type { Event, TokenState } from "./TokenState.js"
import { isAccepted, isOnTrial, knownRefusal, mayUse } from "./TokenState.js"

/** The life of a token that does not tell it, in milliseconds; Adobe's tokens live for hours. */
const assumedLife = 3_600_000

/** Before a client is registered because the store cannot be read, it is read again after so many milliseconds each. */
const rereads = [50, 100, 200, 400]

/** A token as the store keeps it, with the client it belongs to. */
export const Earned = Schema.Struct({ clientId: Schema.String, token: StoredAccessToken })
export interface Earned extends Schema.Schema.Type<typeof Earned> {}

/** A token that was earned just now, or found in the store: it may have been there for long. */
export interface Obtained extends Earned {
  /** Milliseconds of the monotonic clock; not told of one that was found. */
  readonly askedAt?: number
}

/** A token as the transport asks for it. */
export const issued = ({ clientId, askedAt = -Infinity, token }: Obtained): Issued => ({
  clientId,
  value: token.value,
  askedAt,
})

/** What is known of the devices in use. */
export interface States {
  readonly of: (id: string) => TokenState
  readonly record: (id: string, event: Event) => void
  /** The clients last used, for when the store fails later. */
  readonly clients: Bounded<ClientCredentials>
}

/** A client that is registered while the device may have one already costs the viewer's login, and a moment does not. */
const storeAway = (why: string) =>
  new Unreachable({
    reason: "connection",
    message: `the store of the fleet cannot tell yet whether this device is registered: ${why}`,
    retryable: true,
  })

const isInvalidClient = (error: CallFailure): error is RegistrationRejected =>
  error._tag === "RegistrationRejected" && error.error === "invalid_client"

/** Makes what finds or earns a token of a device that is good for now. */
export const makeRefresh = (states: States) =>
  Effect.gen(function* () {
    const register = yield* RetrieveClientCredentials
    const retrieve = yield* RetrieveAccessToken
    const clock = yield* ServerClock
    const store = yield* Store
    const keysOf = deviceKeys(yield* Integration)
    const storeTimeoutMillis = Duration.toMillis(store.timeout ?? storeTimeout)

    /** Earns a token. Its life is counted by the clock that judges its end, from within the time the call took. */
    const earn = Effect.fnUntraced(function* (client: ClientCredentials) {
      const askedAt = yield* monotonic
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
      return { clientId: client.clientId, token, askedAt }
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

    return (device: Device.Service): Effect.Effect<Obtained, CallFailure, Device> => {
      const id = Redacted.value(device.identifier)
      const keys = keysOf(device)
      const credentials = store.entry(keys.credentials, ClientCredentials)
      const tokens = store.entry(keys.token, Earned)

      /** The token in the store, where it is good: of the client that the store has, and not one that was refused. */
      const storedToken = ({ clientId }: ClientCredentials) =>
        Effect.zipWith(tokens.readOrNone, clock.now, (found, now) =>
          Option.filter(
            found,
            (one) =>
              one.clientId === clientId &&
              mayUse(states.of(id), issued(one)) &&
              DateTime.lessThan(now, one.token.expiresAt),
          ),
        )

      const note = (client: ClientCredentials) => {
        states.clients.set(id, client)
        return client
      }

      /** Once the service answered, nothing comes between its answer and the store. */
      const registerAnd = (keep: typeof credentials.set) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(restore(register()), (client) => Effect.as(keep(note(client)), client)),
        )

      const earnOnTrial = (client: ClientCredentials) =>
        Effect.tapError(earn(client), (error) =>
          Effect.map(monotonic, (now) => {
            if (!isInvalidClient(error)) return
            states.record(id, { _tag: "ClientUnknown", clientId: client.clientId, now, error })
          }),
        )
      const replaceClient = Effect.gen(function* () {
        const client = yield* registerAnd(credentials.set)
        states.record(id, { _tag: "ClientReplaced", clientId: client.clientId, now: yield* monotonic })
        return yield* earnOnTrial(client)
      })
      const replaceUnknownClient = Effect.tap(replaceClient, () =>
        Effect.sync(() => states.record(id, { _tag: "ReplacementAccepted" })),
      )

      /** Earns a token with the client of the store, or with another where the service refused that. */
      const earnWith = (client: ClientCredentials) =>
        Effect.flatMap(monotonic, (now) => {
          const state = states.of(id)
          if (client.clientId === state.rejected) return replaceClient
          const known = knownRefusal(state, client.clientId, now)
          if (known !== undefined) return known
          return isOnTrial(state, client.clientId, now)
            ? earnOnTrial(client)
            : Effect.catchIf(earn(client), isInvalidClient, () => replaceUnknownClient)
        })

      /** The client that the store has goes first: it may have had one all the time, or another process was quicker. */
      const registerFirst = Effect.flatMap(registerAnd(credentials.add), (client) =>
        Effect.flatMap(credentials.readOrNone, (found) =>
          earn(Option.getOrElse(Option.map(found, note), () => client)),
        ),
      )

      /** Alone of all that share the store, which may fall silent meanwhile. */
      const earnAlone = Effect.gen(function* () {
        const read = yield* Effect.either(Effect.map(readPatiently(credentials), Option.map(note)))
        const client = Either.getOrElse(read, () => Option.fromNullable(states.clients.get(id)))
        if (Option.isNone(client) && Either.isLeft(read) && read.left.isPassing === true)
          return yield* storeAway(read.left.reason)
        if (Option.isSome(client)) {
          const found = yield* storedToken(client.value)
          if (Option.isSome(found)) return found.value
        }
        const earned = yield* Option.match(client, {
          onNone: () => registerFirst,
          onSome: earnWith,
        })
        yield* tokens.set(earned)
        return earned
      })

      // another process may have earned one
      const findOrEarn = Effect.gen(function* () {
        const client = Option.map(yield* credentials.readOrNone, note)
        const found = Option.isSome(client) ? yield* storedToken(client.value) : Option.none()
        return Option.isSome(found) ? found.value : yield* store.exclusive(keys.lock, earnAlone)
      })

      return Effect.gen(function* () {
        const earned = yield* findOrEarn
        // its client may have been refused while it was under way
        return isAccepted(states.of(id), earned.clientId, yield* monotonic) ? earned : yield* findOrEarn
      })
    }
  })
