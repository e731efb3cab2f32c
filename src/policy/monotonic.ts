import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Milliseconds by a clock that only goes forward, whatever is done to the device's: for what lies between two moments. */
export const monotonic: Effect.Effect<number> = Effect.map(Clock.currentTimeNanos, (nanos) =>
  Number(nanos / 1_000_000n),
)
