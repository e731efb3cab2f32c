import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Milliseconds by a clock that only goes forward, whatever is done to the device's: for what lies between two moments. */
export const monotonicOf = (clock: Clock.Clock): number => Number(clock.unsafeCurrentTimeNanos() / 1_000_000n)

/** The same of the clock that an effect runs by. */
export const monotonic: Effect.Effect<number> = Effect.clockWith((clock) =>
  Effect.succeed(monotonicOf(clock)),
)
