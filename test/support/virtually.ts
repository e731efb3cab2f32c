/** Time for tests: many callers on the clock of the test, with or without real sockets in between. */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"

/** Milliseconds of the clock of the test. */
export const now = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos) / 1e6)

/** Lets what real sockets have to say come through; the clock stands still. */
export const settle = Effect.promise(async () => {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve))
})

/** Moves the clock on step by step until a fiber with real I/O is done. */
export const untilDone = <A, E>(fiber: Fiber.RuntimeFiber<A, E>, step: Duration.DurationInput) =>
  Effect.gen(function* () {
    for (;;) {
      yield* settle
      if (Option.isSome(yield* Fiber.poll(fiber))) return yield* Fiber.join(fiber)
      yield* TestClock.adjust(step)
    }
  })

/** Runs an effect with real I/O to its end, moving the clock on step by step. */
export const virtually = <A, E, R>(effect: Effect.Effect<A, E, R>, step: Duration.DurationInput) =>
  Effect.flatMap(Effect.fork(effect), (fiber) => untilDone(fiber, step))
