import * as RateLimiter from "@effect/experimental/RateLimiter"
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { background } from "../../src/policy/Lane.js"
import * as SharedThrottle from "../../src/transport/SharedThrottle.js"
import { Throttle } from "../../src/transport/Throttle.js"
import { now } from "../support/virtually.js"

const memory = Layer.provide(RateLimiter.layer, RateLimiter.layerStoreMemory)
const failing = (failure: Effect.Effect<never, RateLimiter.RateLimiterError>) =>
  Layer.provide(
    RateLimiter.layer,
    Layer.succeed(RateLimiter.RateLimiterStore, { fixedWindow: () => failure, tokenBucket: () => failure }),
  )
const noStore = failing(Effect.fail(new RateLimiter.RateLimitStoreError({ message: "no store" })))
const broken = failing(Effect.die("a bug of the store"))

/** The brakes of so many processes with one store, and when their callers went. */
const fleet = (processes: number, options?: SharedThrottle.Options, store = memory) =>
  Effect.gen(function* () {
    const limiter = yield* Layer.build(store)
    const went: Array<number> = []
    const brakes = yield* Effect.forEach(Array.from({ length: processes }), () =>
      Layer.build(SharedThrottle.layer(options)).pipe(
        Effect.provide(limiter),
        Effect.map(Context.get(Throttle)),
      ),
    )
    const call = (process: number, key = "") =>
      brakes[process]!.acquire(key).pipe(
        Effect.zipRight(now),
        Effect.tap((at) => Effect.sync(() => went.push(at))),
      )
    return { brakes, call, went }
  })

describe("the throttle of a fleet", () => {
  it.scoped("three processes together go no faster than one may", () =>
    Effect.gen(function* () {
      const { call, went } = yield* fleet(3)
      for (let index = 0; index < 30; index += 1) yield* Effect.fork(call(index % 3))
      yield* TestClock.adjust("22 seconds")
      expect(went).toHaveLength(30)
      for (const [index, from] of went.entries()) {
        for (const [more, to] of went.slice(index).entries()) {
          expect(more + 1).toBeLessThanOrEqual(10 + (to - from) / 1000)
        }
      }
      expect(went.at(-1)).toBeLessThanOrEqual(21_000)
    }),
  )

  it.scoped("addresses and prefixes have buckets of their own", () =>
    Effect.gen(function* () {
      const { call } = yield* fleet(1, { burst: 1 })
      yield* call(0, "203.0.113.1")
      yield* call(0, "203.0.113.2")
      expect(yield* now).toBe(0)
    }),
  )

  it.scoped("a viewer overtakes the background; an interrupted caller's place is not lost", () =>
    Effect.gen(function* () {
      const { brakes } = yield* fleet(1, { burst: 1 })
      const order: Array<string> = []
      const call = (name: string) =>
        Effect.andThen(brakes[0]!.acquire(""), () => Effect.sync(() => order.push(name)))
      yield* call("first")
      yield* Effect.fork(background(call("background")))
      const leaving = yield* Effect.fork(call("leaving"))
      yield* Effect.fork(call("viewer"))
      yield* TestClock.adjust("500 millis")
      yield* Fiber.interrupt(leaving)
      yield* TestClock.adjust("2 seconds")
      expect(order).toEqual(["first", "viewer", "background"])
    }),
  )

  it.scoped("a 429 empties the bucket for all processes", () =>
    Effect.gen(function* () {
      for (const seconds of [1, 3, 15]) {
        const { brakes, call, went } = yield* fleet(2)
        const start = yield* now
        yield* brakes[0]!.drain("", Duration.seconds(seconds))
        yield* Effect.fork(call(0))
        yield* Effect.fork(call(1))
        yield* TestClock.adjust(`${seconds + 4} seconds`)
        expect(went).toHaveLength(2)
        expect(went[0]! - start).toBeGreaterThanOrEqual(seconds * 1000)
        expect(went[1]! - went[0]!).toBeGreaterThanOrEqual(1000)
      }
    }),
  )

  it.scoped(
    "a 429 that asks for more than half a minute fails all processes at once, and costs few calls",
    () =>
      Effect.gen(function* () {
        let calls = 0
        const counting = Layer.effect(
          RateLimiter.RateLimiter,
          Effect.map(RateLimiter.RateLimiter, (limiter) => ({
            ...limiter,
            consume: (options: Parameters<typeof limiter.consume>[0]) => {
              calls += 1
              return limiter.consume(options)
            },
          })),
        )
        const { brakes, call, went } = yield* fleet(2, {}, Layer.provide(counting, memory))
        yield* brakes[0]!.drain("", Duration.days(1))
        expect(calls).toBeLessThan(10)
        for (const one of [0, 1]) expect(yield* Effect.flip(call(one))).toMatchObject({ _tag: "Throttled" })
        yield* TestClock.adjust("1 minute")
        yield* Effect.fork(call(1))
        yield* TestClock.adjust("30 seconds")
        expect(went).toHaveLength(1)
      }),
  )

  for (const [how, store] of [
    ["fails", noStore],
    ["dies", broken],
  ] as const) {
    it.scoped(`while the store ${how}, a process goes by its own bucket`, () =>
      Effect.gen(function* () {
        const { brakes, call, went } = yield* fleet(1, { burst: 1 }, store)
        yield* Effect.fork(Effect.all([call(0), call(0), call(0)], { concurrency: "unbounded" }))
        yield* TestClock.adjust("2 seconds")
        expect(went).toEqual([0, 1000, 2000])
        yield* brakes[0]!.drain("", Duration.seconds(5))
        yield* Effect.fork(call(0))
        yield* TestClock.adjust("6 seconds")
        expect(went.at(-1)).toBe(7250)
      }),
    )
  }

  it.scoped("a limit that is exceeded is no leave to go, however soon there is room again", () =>
    Effect.gen(function* () {
      let asked = 0
      const exceeded = new RateLimiter.RateLimitExceeded({
        key: "",
        limit: 1,
        remaining: 0,
        retryAfter: Duration.zero,
      })
      const store = Layer.succeed(RateLimiter.RateLimiter, {
        [RateLimiter.TypeId]: RateLimiter.TypeId,
        consume: () =>
          Effect.suspend(() =>
            (asked += 1) <= 3
              ? Effect.fail(exceeded)
              : Effect.succeed({ delay: Duration.zero, limit: 1, remaining: 0, resetAfter: Duration.zero }),
          ),
      })
      const { call, went } = yield* fleet(1, {}, store)
      yield* Effect.fork(call(0))
      yield* TestClock.adjust("1 second")
      expect(went).toEqual([3])
    }),
  )
})
