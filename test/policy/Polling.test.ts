import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import { every, pacer, Polling, PollTurns } from "../../src/policy/Polling.js"

/** The waits of a schedule's first `count` steps. */
const waits = (schedule: Schedule.Schedule<unknown>, count: number, seed: number) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    const poll = Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.sync(() => times.push(now)))
    const fiber = yield* Effect.repeat(poll, schedule).pipe(Effect.withRandom(Random.make(seed)), Effect.fork)
    yield* TestClock.adjust(count * 6000)
    yield* Fiber.interrupt(fiber)
    return times.slice(1, count + 1).map((time, i) => time - times[i]!)
  })

/** The same over many chances, without waiting. */
const spread = (schedule: Schedule.Schedule<unknown>) =>
  Effect.gen(function* () {
    const all: Array<number> = []
    for (let seed = 0; seed < 300; seed++) {
      const steps = yield* Schedule.run(Schedule.delays(schedule), 0, Array.from({ length: 20 })).pipe(
        Effect.withRandom(Random.make(seed)),
      )
      all.push(...Array.from(steps, Duration.toMillis))
    }
    expect(all.every(Number.isInteger)).toBe(true)
    return { least: Math.min(...all), most: Math.max(...all), different: new Set(all).size }
  })

describe("polling", () => {
  it.effect("waits 3 to 5 seconds by chance, never less and never more", () =>
    Effect.gen(function* () {
      const { different, least, most } = yield* spread(every())
      expect(least).toBeGreaterThanOrEqual(3000)
      expect(least).toBeLessThan(3010)
      expect(most).toBeLessThanOrEqual(5000)
      expect(most).toBeGreaterThan(4990)
      expect(different).toBeGreaterThan(1000)
    }),
  )

  it.effect("never comes faster than every 3 seconds, however short the interval", () =>
    Effect.gen(function* () {
      for (const interval of ["1 milli", "2 seconds", "3 seconds", 0] as const) {
        expect((yield* spread(every(interval))).least).toBe(3000)
      }
    }),
  )

  it.effect("takes a longer interval, give or take a second", () =>
    Effect.gen(function* () {
      const { least, most } = yield* spread(every("5 seconds"))
      expect(least).toBeGreaterThanOrEqual(4000)
      expect(most).toBeLessThanOrEqual(6000)
    }),
  )

  it.effect("does so by default", () =>
    Effect.gen(function* () {
      const schedule = yield* Polling
      for (const wait of yield* waits(schedule, 20, 3)) {
        expect(wait).toBeGreaterThanOrEqual(3000)
        expect(wait).toBeLessThanOrEqual(5000)
      }
    }),
  )

  it.effect("are paced one after the other, until the schedule has ended", () =>
    Effect.gen(function* () {
      const pace = pacer(Schedule.intersect(Schedule.spaced("4 seconds"), Schedule.recurs(2)))
      yield* TestClock.adjust("1 minute")
      expect(yield* pace).toBe(4000)
      yield* TestClock.adjust("10 seconds")
      expect(yield* pace).toBe(4000)
      expect(yield* pace).toBe(undefined)
      // what is due already is not waited for
      expect(yield* pacer(Schedule.forever)).toBe(0)
    }),
  )

  it.effect("of a process alone are its own", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flatMap(PollTurns, ({ take }) => take("CODE"))).toBe(true)
    }),
  )
})
