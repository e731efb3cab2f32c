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
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Bounded } from "../cache/Caches.js"
import { keyOf, Store } from "../cache/Store.js"
import type { AccessToken } from "../domain/AccessToken.js"
import { AccessTokenResponse } from "../domain/AccessToken.js"
import { ClientCredentials } from "../domain/ClientCredentials.js"
import { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { RetrieveAccessToken } from "../endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../endpoint/dcr/RetrieveClientCredentials.js"
import type { CallFailure } from "../error/AdobePassError.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Issued } from "../transport/AccessTokens.js"
import { AccessTokens } from "../transport/AccessTokens.js"

/** How long before its expiry a token is refreshed: up to 5 minutes, a tenth of its life at most, less by chance. */
const ahead = ({ createdAt, expiresAt }: AccessToken) =>
  Effect.map(Random.nextRange(0.5, 1), (part) =>
    Duration.times(
      Duration.min("5 minutes", Duration.millis(DateTime.distance(createdAt, expiresAt) / 10)),
      part,
    ),
  )

/** After a refresh ahead of expiry failed, the next one waits: a quarter of the time left, but at least this. */
const shortestPause = Duration.seconds(10)

/** A client that replaced another and is refused as well is not replaced in turn for this long, in nanoseconds. */
const trial = 600_000_000_000n

/** Before a client is registered because the store cannot be read: after 100, 200 and 400 ms it is asked again. */
const unreadable = Schedule.intersect(Schedule.exponential("100 millis"), Schedule.recurs(3))

/** A token as the store keeps it, with the client it belongs to. */
const Earned = Schema.Struct({ clientId: Schema.String, token: AccessTokenResponse })
interface Earned extends Schema.Schema.Type<typeof Earned> {}

interface Held extends Earned {
  readonly refreshAt: DateTime.Utc
}

/** What is known of a device while it is in use. */
interface State {
  held?: Held | undefined
  /** The service refused this token, the last of those held. */
  refused?: Redacted.Redacted | undefined
  /** The service refused this client. */
  rejected?: string | undefined
  /** The client that was registered in place of another, until it proves good. */
  onTrial?: { readonly clientId: string; readonly since: bigint } | undefined
}

const isInvalidClient = (error: CallFailure) =>
  error._tag === "RegistrationRejected" && error.error === "invalid_client"

const make = (devices: number) =>
  Effect.gen(function* () {
    const { baseUrl, serviceProvider, softwareStatement } = yield* Integration
    const register = yield* RetrieveClientCredentials
    const retrieve = yield* RetrieveAccessToken
    const clock = yield* ServerClock
    const store = yield* Store
    const refreshes = yield* FiberMap.make<string, Held, CallFailure>()
    const run = yield* FiberMap.runtime(refreshes)()
    const states = new Bounded<State>(devices)

    const statement = keyOf(Redacted.value(softwareStatement))

    const stateOf = (id: string): State => {
      const known = states.get(id)
      if (known !== undefined) return known
      const state: State = {}
      states.set(id, state)
      return state
    }

    /** Earns a token. Its life is counted by the clock that judges its end, from within the time the call took. */
    const earn = Effect.fn(function* (client: ClientCredentials) {
      const [elapsed, { createdAt, expiresAt, value }] = yield* Effect.timed(retrieve(client))
      const created = DateTime.toEpochMillis(createdAt)
      yield* clock.suggest({ earliest: created, latest: created + Duration.toMillis(elapsed) })
      const now = yield* clock.now
      const start = DateTime.clamp(createdAt, {
        minimum: DateTime.subtractDuration(now, elapsed),
        maximum: now,
      })
      const life = DateTime.distance(createdAt, expiresAt)
      const token = { value, createdAt: start, expiresAt: DateTime.add(start, { millis: life }) }
      return { clientId: client.clientId, token }
    })

    const isOnTrial = ({ onTrial }: State, clientId: string) =>
      Effect.map(
        Clock.currentTimeNanos,
        (now) => onTrial?.clientId === clientId && now - onTrial.since < trial,
      )

    /** Finds or earns a token that is good for now. */
    const refresh = Effect.gen(function* () {
      const id = Redacted.value((yield* Device).identifier)
      const state = stateOf(id)
      const key = keyOf(baseUrl, serviceProvider, statement, id)
      const credentials = store.entry(`credentials-${key}`, ClientCredentials)
      const tokens = store.entry(`token-${key}`, Earned)

      /** Another process may have earned one; it is good only with the client that the store has. */
      const find = Effect.gen(function* () {
        const client = yield* credentials.readOrNone
        const found = yield* tokens.readOrNone
        const now = yield* clock.now
        return Option.filter(
          found,
          ({ clientId, token }) =>
            Option.exists(client, (one) => one.clientId === clientId) &&
            clientId !== state.rejected &&
            !Equal.equals(token.value, state.refused) &&
            !Equal.equals(token.value, state.held?.token.value) &&
            DateTime.lessThan(now, token.expiresAt),
        )
      })

      /** Once the service answered, nothing comes between its answer and the store. */
      const registerAnew = (keep: typeof credentials.set) =>
        Effect.uninterruptibleMask((restore) => Effect.tap(restore(register()), keep))
      const first = Effect.gen(function* () {
        const client = yield* registerAnew(credentials.add)
        // the store may have had one all the time
        return Option.getOrElse(yield* credentials.readOrNone, () => client)
      })
      const replace = Effect.gen(function* () {
        const { clientId, ...client } = yield* registerAnew(credentials.set)
        state.onTrial = { clientId, since: yield* Clock.currentTimeNanos }
        return yield* earn({ clientId, ...client })
      })

      const earnAnyhow = Effect.gen(function* () {
        const client = yield* credentials.read.pipe(
          Effect.retry(unreadable),
          Effect.match({ onFailure: () => undefined, onSuccess: Option.getOrUndefined }),
        )
        if (client === undefined) return yield* Effect.flatMap(first, earn)
        if (client.clientId === state.rejected) return yield* replace
        const onTrial = yield* isOnTrial(state, client.clientId)
        return yield* earn(client).pipe(
          Effect.catchIf(
            (error) => isInvalidClient(error) && !onTrial,
            () => Effect.tap(replace, () => Effect.sync(() => (state.onTrial = undefined))),
          ),
        )
      })

      const hold = Effect.fn(function* ({ clientId, token }: Earned) {
        const refreshAt = DateTime.subtractDuration(token.expiresAt, yield* ahead(token))
        state.held = { clientId, token, refreshAt }
        return state.held
      })
      const unlessFound = <E, R>(next: Effect.Effect<Earned, E, R>) =>
        Effect.flatMap(find, Option.match({ onNone: () => next, onSome: Effect.succeed }))

      const earned = unlessFound(Effect.tap(earnAnyhow, tokens.set))
      const isAccepted = ({ clientId }: Earned) =>
        clientId === state.rejected ? isOnTrial(state, clientId) : Effect.succeed(true)
      // its client may have been refused while the token was under way
      const accepted = Effect.repeat(unlessFound(store.exclusive(key, earned)), {
        until: isAccepted,
        times: 1,
      })
      return yield* Effect.flatMap(accepted, hold)
    })

    /** Lets a token that still works work on for a while before the next attempt to replace it. */
    const postpone = (state: State) =>
      Effect.map(clock.now, (now) => {
        if (state.held === undefined) return
        const left = Duration.millis(DateTime.distance(now, state.held.token.expiresAt))
        const pause = Duration.max(Duration.times(left, 1 / 4), shortestPause)
        state.held = { ...state.held, refreshAt: DateTime.addDuration(now, pause) }
      })

    /** One refresh per device at a time, whoever asks; nobody who stops waiting stops it for the others. */
    const refreshing = (device: Device["Type"], id: string) =>
      Option.getOrElse(FiberMap.unsafeGet(refreshes, id), () =>
        run(
          id,
          refresh.pipe(
            Effect.onError(() => postpone(stateOf(id))),
            Effect.provideService(Device, device),
          ),
        ),
      )

    /** Forgets a token that was refused, unless it was replaced already; a late refusal says nothing of its successor. */
    const forget = ({ value }: Issued) =>
      Effect.map(Device, ({ identifier }) => {
        const state = stateOf(Redacted.value(identifier))
        const { held } = state
        if (held === undefined) state.refused ??= value
        else if (Equal.equals(held.token.value, value)) {
          state.refused = value
          state.held = undefined
        }
        return state
      })

    const issued = ({ clientId, token }: Held): Issued => ({ clientId, value: token.value })

    return AccessTokens.of({
      get: Effect.gen(function* () {
        const device = yield* Device
        const id = Redacted.value(device.identifier)
        const { held } = stateOf(id)
        const now = yield* clock.now
        if (held !== undefined && DateTime.lessThan(now, held.token.expiresAt)) {
          if (DateTime.greaterThanOrEqualTo(now, held.refreshAt)) refreshing(device, id)
          return issued(held)
        }
        return issued(yield* Effect.flatten(Fiber.await(refreshing(device, id))))
      }),
      invalidate: forget,
      reregister: (token) =>
        Effect.gen(function* () {
          const state = yield* forget(token)
          const { clientId } = token
          // its successor is there already
          if (state.held !== undefined && state.held.clientId !== clientId) return
          if (yield* isOnTrial(state, clientId)) return
          state.rejected = clientId
          // another call may have had the token replaced meanwhile, by one of the same client
          state.held = undefined
        }),
    })
  })

/** Provides {@link AccessTokens} from the two DCR endpoints and the store. */
export const layer = Layer.scoped(AccessTokens, make(10_000))

/** As {@link layer}, with so many devices in memory; the store knows the others. */
export const layerBounded = (devices: number) => Layer.scoped(AccessTokens, make(devices))
