/** How long a call waits for its store. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"

/** What a call has waited so far, in milliseconds, for whatever entries it wanted. */
export interface Spent {
  millis: number
}

/** The wait of the call that a fiber makes. Where there is none, each operation of the store has one of its own. */
export class StoreWait extends Context.Reference<StoreWait>()("effect-adobe-pass/StoreWait", {
  defaultValue: (): Spent | undefined => undefined,
}) {}

const spentOfCall = Effect.map(StoreWait, (spent) => spent ?? { millis: 0 })

/** Runs an effect as one call: however many entries it wants, its waits for the store add up. */
export const asOneCall = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.provideService(effect, StoreWait, { millis: 0 }))

/** Whether the call has waited for `timeout` milliseconds in all. */
export const isOver = (timeout: number): Effect.Effect<boolean> =>
  Effect.map(spentOfCall, ({ millis }) => millis >= timeout)

/** The end of a fiber, or none once the call has waited for `timeout` milliseconds in all. */
export const awaitWithin = <A, E>(
  fiber: Fiber.RuntimeFiber<A, E>,
  timeout: number,
): Effect.Effect<Option.Option<Exit.Exit<A, E>>> =>
  Effect.gen(function* () {
    const spent = yield* spentOfCall
    if (spent.millis >= timeout) return Option.none()
    const [waited, end] = yield* Effect.timed(endWithin(fiber, timeout - spent.millis))
    spent.millis += Duration.toMillis(waited)
    return end
  })

/**
 * A timeout of Effect's could be interrupted where its caller cannot, and what was to be written would be left on its way; and a
 * child would be interrupted with its parent, which would then wait for ever.
 */
const endWithin = <A, E>(fiber: Fiber.RuntimeFiber<A, E>, millis: number) =>
  Effect.gen(function* () {
    const end = yield* Deferred.make<Option.Option<Exit.Exit<A, E>>>()
    fiber.addObserver((exit) => Deferred.unsafeDone(end, Effect.succeedSome(exit)))
    const alarm = Effect.delay(Deferred.succeed(end, Option.none()), millis)
    const timer = yield* Effect.forkDaemon(Effect.interruptible(alarm))
    return yield* Effect.ensuring(Deferred.await(end), Fiber.interrupt(timer))
  })

/** Begins an effect, which goes on when the call waits for it no longer: its end, or none by then. */
export const beginWithin = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  timeout: number,
): Effect.Effect<Option.Option<Exit.Exit<A, E>>, never, R> =>
  Effect.flatMap(Effect.runtime<R>(), (runtime) => awaitWithin(Runtime.runFork(runtime, effect), timeout))

/** Sleeps as part of the call's wait, or not at all where that would be longer than `timeout` milliseconds in all. */
export const sleepWithin = (millis: number, timeout: number): Effect.Effect<boolean> =>
  Effect.flatMap(spentOfCall, (spent) => {
    if (spent.millis + millis > timeout) return Effect.succeed(false)
    spent.millis += millis
    return Effect.as(Effect.sleep(millis), true)
  })
