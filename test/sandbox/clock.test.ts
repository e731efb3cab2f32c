import { expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as VirtualClock from "../../src/sandbox/world/clock.js"

it.effect("a clock that is set answers what it was set to, however time passes meanwhile", () => {
  let looks = 0
  const hurried = { ...Clock.make(), currentTimeMillis: Effect.sync(() => (looks += 1)) }
  return Effect.gen(function* () {
    const clock = yield* VirtualClock.make(undefined)
    expect(yield* clock.set(1000)).toBe(1000)
    expect(yield* clock.now).toBe(1001)
  }).pipe(Effect.withClock(hurried))
})
