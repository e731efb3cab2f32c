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
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import { Bounded } from "../cache/Caches.js"
import type { Spent } from "../cache/StoreWait.js"
import { StoreWait } from "../cache/StoreWait.js"
import { Device } from "../domain/Device.js"
import type { CallFailure } from "../error/AdobePassError.js"
import { monotonic } from "../policy/monotonic.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Issued } from "../transport/AccessTokens.js"
import { AccessTokens } from "../transport/AccessTokens.js"
import type { Earned, Obtained, States } from "./refresh.js"
import { issued, makeRefresh } from "./refresh.js"
import type { Event } from "./TokenState.js"
import { initial, type TokenState, transition } from "./TokenState.js"

const longestMargin = Duration.toMillis("5 minutes")

/** How long before its expiry a token is refreshed: up to 5 minutes, a tenth of its life at most, less by chance. */
const refreshMargin = ({ token: { createdAt, expiresAt } }: Earned, chance: number) =>
  Math.min(longestMargin, DateTime.distance(createdAt, expiresAt) / 10) * chance

/** A refresh under way, and how long it has waited for the store. */
interface Refresh {
  readonly fiber: Fiber.RuntimeFiber<Issued, CallFailure>
  readonly spent: Spent
}

const make = (devices: number) =>
  Effect.gen(function* () {
    const clock = yield* ServerClock
    const known = new Bounded<TokenState>(devices)
    const states: States = {
      of: (id) => known.get(id) ?? initial,
      record: (id, event) => known.set(id, transition(states.of(id), event)),
      clients: new Bounded(devices),
    }
    const refresh = yield* makeRefresh(states)
    const fork = Runtime.runFork(yield* Effect.runtime<never>())
    const scope = yield* Effect.scope
    const underWay = new Map<string, Refresh>()

    const hold = (id: string, earned: Obtained) =>
      Effect.map(Random.nextRange(0.5, 1), (chance) => {
        const expiresAt = DateTime.toEpochMillis(earned.token.expiresAt)
        const held = {
          token: issued(earned),
          expiresAt,
          refreshAt: expiresAt - refreshMargin(earned, chance),
        }
        states.record(id, { _tag: "TokenObtained", held })
        return held.token
      })

    /** Lets a token that still works work on for a while before the next attempt to replace it. */
    const postpone = (id: string) =>
      Effect.map(clock.now, (now) =>
        states.record(id, { _tag: "RefreshFailed", now: DateTime.toEpochMillis(now) }),
      )

    /** One refresh per device at a time, whoever asks; a caller that stops waiting does not stop it for the others. */
    const begin = (device: Device.Service, id: string, spent: Spent = { millis: 0 }): Refresh => {
      const begun = underWay.get(id)
      if (begun !== undefined) return begun
      const fiber = fork(
        Effect.flatMap(refresh(device), (earned) => hold(id, earned)).pipe(
          Effect.onError(() => postpone(id)),
          Effect.provideService(Device, device),
          Effect.provideService(StoreWait, spent),
        ),
        { scope },
      )
      const one = { fiber, spent }
      underWay.set(id, one)
      fiber.addObserver(() => underWay.delete(id))
      return one
    }

    const refreshed = (device: Device.Service, id: string) =>
      Effect.gen(function* () {
        const spent = yield* StoreWait
        const refresh = begin(device, id, spent)
        const exit = yield* Fiber.await(refresh.fiber)
        if (spent !== undefined) spent.millis = Math.max(spent.millis, refresh.spent.millis)
        return yield* exit
      })

    const recordFor = (event: (now: number) => Event) =>
      Effect.zipWith(Device, monotonic, ({ identifier }, now) =>
        states.record(Redacted.value(identifier), event(now)),
      )

    return AccessTokens.of({
      // on the way of every call
      get: Effect.flatMap(Device, (device) =>
        Effect.flatMap(clock.now, ({ epochMillis }) => {
          const id = Redacted.value(device.identifier)
          const { held } = states.of(id)
          if (held === undefined || epochMillis >= held.expiresAt) return refreshed(device, id)
          if (epochMillis >= held.refreshAt) begin(device, id)
          return Effect.succeed(held.token)
        }),
      ),
      invalidate: (token) => recordFor(() => ({ _tag: "TokenRefused", token })),
      rejectClient: (token) => recordFor((now) => ({ _tag: "ClientRejected", token, now })),
    })
  })

/** Provides {@link AccessTokens} from the two DCR endpoints and the store. */
export const layer = Layer.scoped(AccessTokens, make(10_000))

/** As {@link layer}, with so many devices in memory; the store knows the others. */
export const layerBounded = (devices: number) => Layer.scoped(AccessTokens, make(devices))
