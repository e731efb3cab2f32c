import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as Retry from "../../src/policy/Retry.js"

interface Failure extends Retry.RetryableLike {
  readonly retryAfter?: Duration.Duration
}
const fault: Failure = { _tag: "ServerFault", retryable: true }
const denial: Failure = { _tag: "AuthorizationDenied", retryable: false }
const wait = (seconds: number): Failure => ({
  _tag: "Throttled",
  retryable: true,
  retryAfter: Duration.seconds(seconds),
})

const defaults = { transient: Retry.transient(), throttled: Retry.throttled }

/** When an effect that fails so was tried, in milliseconds, and what came of it. */
const run = (failures: ReadonlyArray<Failure>, policy = defaults, seed = 1) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const times: Array<number> = []
    const once = Effect.gen(function* () {
      times.push((yield* Clock.currentTimeMillis) - start)
      const failure = failures[times.length - 1]
      return failure === undefined ? "done" : yield* Effect.fail(failure)
    })
    const fiber = yield* Retry.apply(once, policy).pipe(
      Effect.merge,
      Effect.withRandom(Random.make(seed)),
      Effect.fork,
    )
    yield* TestClock.adjust("10 minutes")
    return { times, result: yield* Fiber.join(fiber) }
  })

describe("retrying", () => {
  it.effect("what may pass: after 500 ms, then 1 s, and then no more", () =>
    Effect.gen(function* () {
      expect(yield* run([fault])).toEqual({ times: [0, 500], result: "done" })
      expect(yield* run([fault, fault])).toEqual({ times: [0, 500, 1500], result: "done" })
      expect(yield* run([fault, fault, fault])).toEqual({ times: [0, 500, 1500], result: fault })
    }),
  )

  it.effect("as often as the user says", () =>
    Effect.gen(function* () {
      for (const times of [0, 1, 4]) {
        const policy = { ...defaults, transient: Retry.transient(times) }
        expect(
          (yield* run(
            Array.from({ length: 9 }, () => fault),
            policy,
          )).times,
        ).toHaveLength(times + 1)
      }
    }),
  )

  it.effect("never a denial, not even after something that may pass", () =>
    Effect.gen(function* () {
      expect(yield* run([denial])).toEqual({ times: [0], result: denial })
      expect(yield* run([fault, denial])).toEqual({ times: [0, 500], result: denial })
    }),
  )

  it.effect("a 429 after what it asks for and up to a quarter longer, three times", () =>
    Effect.gen(function* () {
      for (const [asked, least] of [
        [0, 1000],
        [0.2, 1000],
        [1, 1000],
        [7, 7000],
        [30, 30_000],
      ] as const) {
        const { result, times } = yield* run([wait(asked), wait(asked), wait(asked), wait(asked)])
        expect(times).toHaveLength(4)
        expect(result).toMatchObject({ _tag: "Throttled" })
        const throttled = { retryAfter: Duration.seconds(asked) }
        for (let seed = 0; seed < 300; seed++) {
          const steps = yield* Schedule.run(
            Schedule.delays(Retry.throttled),
            0,
            Array.from({ length: 9 }, () => throttled),
          ).pipe(Effect.withRandom(Random.make(seed)))
          const gaps = Array.from(steps, Duration.toMillis).slice(0, 3)
          for (const gap of seed === 0
            ? [...gaps, ...times.slice(1).map((time, i) => time - times[i]!)]
            : gaps) {
            expect(Number.isInteger(gap)).toBe(true)
            expect(gap).toBeGreaterThanOrEqual(least)
            expect(gap).toBeLessThanOrEqual(least * 1.25)
          }
        }
      }
    }),
  )

  it.effect("not a 429 that asks for more than half a minute", () =>
    Effect.gen(function* () {
      expect((yield* run([wait(30.001)])).times).toEqual([0])
      expect((yield* run([wait(Infinity)])).times).toEqual([0])
    }),
  )

  it.effect("within both budgets, in whatever order failures come", () =>
    Effect.gen(function* () {
      const storms = FastCheck.sample(
        FastCheck.array(FastCheck.constantFrom(fault, wait(1)), { maxLength: 12 }),
        {
          numRuns: 50,
          seed: 5,
        },
      )
      for (const storm of storms) {
        const { result, times } = yield* run(storm)
        const met = storm.slice(0, times.length)
        const faults = met.filter((failure) => failure === fault).length
        const waits = met.length - faults
        expect(faults).toBeLessThanOrEqual(3)
        expect(waits).toBeLessThanOrEqual(4)
        // it ends only when it is done or a budget is spent
        expect(result === "done" || faults === 3 || waits === 4).toBe(true)
      }
    }),
  )

  it.effect("anew for each run of an effect", () =>
    Effect.gen(function* () {
      for (let i = 0; i < 3; i++) expect((yield* run([fault, fault, fault])).times).toHaveLength(3)
    }),
  )

  it.effect("not at all where the caller does so itself", () =>
    Effect.gen(function* () {
      let count = 0
      const failing = Effect.suspend(() => {
        count++
        return Effect.fail(fault)
      })
      yield* Effect.flip(Retry.once(Retry.apply(failing, defaults)))
      expect(count).toBe(1)
    }),
  )

  it.effect("within a budget of all calls: a tenth of what they sent, and ten more at a time", () =>
    Effect.gen(function* () {
      const policy = { ...defaults, budget: Retry.budget() }
      let sent = 0
      const failing = Effect.suspend(() => {
        policy.budget.sent()
        sent += 1
        return Effect.fail(fault)
      })
      const calls = (many: number) =>
        Effect.gen(function* () {
          const before = sent
          const all = yield* Effect.fork(
            Effect.all(
              Array.from({ length: many }, () => Effect.ignore(Retry.apply(failing, policy))),
              { concurrency: "unbounded" },
            ),
          )
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(all)
          return sent - before - many
        })
      const retries = yield* calls(1000)
      expect(retries).toBeGreaterThanOrEqual(100)
      expect(retries).toBeLessThanOrEqual(110)
      // those that succeed fill it again, up to ten
      for (let good = 0; good < 10_000; good += 1) policy.budget.sent()
      const refilled = yield* calls(20)
      expect(refilled).toBeGreaterThanOrEqual(9)
      expect(refilled).toBeLessThanOrEqual(12)
    }),
  )

  it("a budget lets go of no more than its share and its reserve, in any order", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.constantFrom("first", "retry")),
        FastCheck.integer({ min: 0, max: 20 }),
        FastCheck.double({ min: 0.01, max: 1, noNaN: true }),
        (order, reserve, share) => {
          const { sent, spend } = Retry.budget({ reserve, share })
          let [firsts, retries] = [0, 0]
          for (const one of order) {
            if (one === "first") {
              firsts += 1
              sent()
            } else if (spend()) {
              retries += 1
              sent()
            }
          }
          expect(retries).toBeLessThanOrEqual(reserve + share * firsts + 1e-9)
        },
      ),
    )
  })

  it("a budget lets its whole reserve go, and then a share of what is sent", () => {
    const { sent, spend } = Retry.budget({ reserve: 1, share: 0.5 })
    expect([spend(), spend()]).toEqual([true, false])
    for (let first = 0; first < 3; first += 1) sent()
    expect([spend(), spend()]).toEqual([true, false])
  })

  it.effect("so often for each call, and within one budget for all, where a server says so", () =>
    Effect.gen(function* () {
      const policy = yield* Effect.provide(
        Retry.Retry,
        Retry.Retry.shared({ times: 3, reserve: 4, share: 0 }),
      )
      const storm = Array.from({ length: 9 }, () => fault)
      const counts = yield* Effect.replicateEffect(run(storm, { ...defaults, ...policy }), 3)
      expect(counts.map(({ times }) => times.length - 1)).toEqual([3, 1, 0])
      expect((yield* run([wait(1)], { ...defaults, ...policy })).result).toBe("done")
    }),
  )

  it.effect("not what was retried already", () =>
    Effect.gen(function* () {
      let count = 0
      const failing = Effect.suspend(() => {
        count += 1
        return Effect.fail({ ...fault })
      })
      const needed = Retry.withOwnRetries(failing)
      yield* Effect.flip(Retry.apply(needed, defaults))
      expect(count).toBe(1)
      // nor where it comes after something else that may pass
      const later = Effect.suspend(() => (count === 1 ? failing : needed))
      const fiber = yield* Effect.fork(Effect.flip(Retry.apply(later, defaults)))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      expect(count).toBe(3)
    }),
  )
})
