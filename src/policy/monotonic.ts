import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** The clock that a fiber goes by. */
const clockOf = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Clock.Clock =>
  Context.unsafeGet(fiber.currentDefaultServices, Clock.Clock)

/** Milliseconds by a clock that only goes forward, whatever is done to the device's: for what lies between two moments. */
export const monotonicIn = (fiber: Fiber.RuntimeFiber<unknown, unknown>): number =>
  Number(clockOf(fiber).unsafeCurrentTimeNanos() / 1_000_000n)

/** The same of the fiber that runs. */
export const monotonic: Effect.Effect<number> = Effect.withFiberRuntime((fiber) =>
  Effect.succeed(monotonicIn(fiber)),
)
