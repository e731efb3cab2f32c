import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import type { Lane } from "../../src/policy/Lane.js"
import { background, first } from "../../src/policy/Lane.js"
import type { Options } from "../../src/transport/Throttle.js"
import { buckets, Throttle, turns } from "../../src/transport/Throttle.js"
import * as Turns from "../../src/transport/Turns.js"
import { simulation } from "../support/simulate.js"
import { now } from "../support/virtually.js"

interface Gone {
  readonly name: number
  readonly at: number
}

/** Callers who each note when they went. */
const callers = Effect.map(Throttle, ({ acquire }) => {
  const gone: Array<Gone> = []
  const call = (name: number, key = "") =>
    acquire(key).pipe(
      Effect.zipRight(now),
      Effect.map((at) => void gone.push({ name, at })),
    )
  return { gone, call, times: () => gone.map(({ at }) => at), names: () => gone.map(({ name }) => name) }
})

const count = (length: number) => Array.from({ length }, (_, index) => index)

const throttled = <A, E>(effect: Effect.Effect<A, E, Throttle>, options?: Options) =>
  Effect.provide(effect, Throttle.layer(options))

/** As the server counts, whichever way: how many it would have refused. */
const servers = {
  "a token bucket": (arrivals: ReadonlyArray<number>) => {
    let [tokens, last, refused] = [10, arrivals[0] ?? 0, 0]
    for (const at of arrivals) {
      tokens = Math.min(10, tokens + (at - last) / 1000)
      last = at
      if (tokens >= 1) tokens -= 1
      else refused += 1
    }
    return refused
  },
  "whole seconds since the first request, and a burst for once": (arrivals: ReadonlyArray<number>) => {
    const first = arrivals[0] ?? 0
    let [second, limit, burst, refused] = [0, 1, 10, 0]
    for (const at of arrivals) {
      const its = Math.floor((at - first) / 1000)
      if (its > second) [second, limit] = [its, 1]
      if (limit > 0) limit -= 1
      else if (burst > 0) burst -= 1
      else refused += 1
    }
    return refused
  },
}

describe("the throttle", () => {
  it.effect("lets 30 callers at once go in the 20 s that the bucket needs, the last within 5 %", () =>
    throttled(
      Effect.gen(function* () {
        const { call, times } = yield* callers
        yield* Effect.fork(Effect.forEach(count(30), (name) => call(name), { concurrency: "unbounded" }))
        yield* TestClock.adjust("21 seconds")
        expect(times()).toEqual([...Array<number>(9).fill(0), ...count(21).map((n) => 250 + n * 1000)])
      }),
    ),
  )

  it.effect("is never too early, however the server counts and however unevenly requests travel", () =>
    throttled(
      Effect.gen(function* () {
        const { call, times } = yield* callers
        yield* Effect.fork(Effect.forEach(count(60), (name) => call(name), { concurrency: "unbounded" }))
        yield* TestClock.adjust("1 minute")
        expect(times()).toHaveLength(60)
        FastCheck.assert(
          FastCheck.property(
            FastCheck.array(FastCheck.integer({ min: 5, max: 250 }), { minLength: 60, maxLength: 60 }),
            (travels) => {
              const arrivals = times()
                .map((at, index) => at + travels[index]!)
                .toSorted((a, b) => a - b)
              for (const refuse of Object.values(servers)) expect(refuse(arrivals)).toBe(0)
            },
          ),
        )
      }),
    ),
  )

  it("never lets more go than burst + rate × time, whatever comes and leaves", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(
        FastCheck.integer({ min: 1, max: 6 }),
        FastCheck.constantFrom(0.5, 1, 4),
        FastCheck.array(
          FastCheck.record({
            after: FastCheck.integer({ min: 0, max: 3000 }),
            leaves: FastCheck.option(FastCheck.integer({ min: 0, max: 2000 }), { nil: undefined }),
          }),
          { maxLength: 25 },
        ),
        (burst, requestsPerSecond, arrivals) =>
          Effect.gen(function* () {
            const { call, gone } = yield* callers
            const staying = yield* Effect.forEach(arrivals, ({ after, leaves }, name) =>
              Effect.gen(function* () {
                yield* TestClock.adjust(after)
                const fiber = yield* Effect.fork(call(name))
                if (leaves === undefined) return [name]
                yield* Effect.fork(Effect.delay(Fiber.interrupt(fiber), leaves))
                return []
              }),
            )
            yield* TestClock.adjust("10 minutes")
            // nobody who stayed was forgotten, and each lane goes in the order of coming
            const names = gone.map(({ name }) => name)
            expect(names).toEqual(names.toSorted((a, b) => a - b))
            expect(names).toEqual(expect.arrayContaining(staying.flat()))
            for (const [index, from] of gone.entries()) {
              for (const [more, to] of gone.slice(index).entries()) {
                const most = burst + ((to.at - from.at) * requestsPerSecond) / 1000
                expect(more + 1).toBeLessThanOrEqual(most)
              }
            }
          }).pipe(
            Effect.provide(Throttle.layer({ burst, requestsPerSecond })),
            Effect.provide(TestContext.TestContext),
            Effect.runPromise,
          ),
      ),
      { numRuns: 40 },
    ))

  it.effect("first come, first served, and what a viewer waits for overtakes what nobody waits for", () =>
    throttled(
      Effect.gen(function* () {
        const { call, names } = yield* callers
        const lanes: ReadonlyArray<Lane["Type"]> = ["background", "background", "viewer", "viewer", "token"]
        yield* call(-1)
        for (const [name, lane] of lanes.entries()) {
          const mine = lane === "token" ? first : lane === "background" ? background : <A>(one: A) => one
          yield* Effect.fork(mine(call(name)))
          yield* TestClock.adjust("10 millis")
        }
        yield* TestClock.adjust("10 seconds")
        expect(names()).toEqual([-1, 4, 2, 3, 0, 1])
      }),
      { burst: 1 },
    ),
  )

  it.effect("a viewer waits for one turn at most, however long the queue in the background", () =>
    throttled(
      Effect.gen(function* () {
        const { call, gone } = yield* callers
        yield* Effect.fork(
          background(Effect.forEach(count(100), (name) => call(name), { concurrency: "unbounded" })),
        )
        yield* TestClock.adjust("33333 millis")
        yield* Effect.fork(call(1000))
        yield* TestClock.adjust("2 seconds")
        expect(gone.find(({ name }) => name === 1000)?.at).toBeLessThanOrEqual(34_333)
        yield* TestClock.adjust("58 seconds")
        expect(gone).toHaveLength(101)
      }),
    ),
  )

  it.effect("an interrupted caller's turn goes to the next in line", () =>
    throttled(
      Effect.gen(function* () {
        const { call, gone } = yield* callers
        yield* call(0)
        const leaving = yield* Effect.fork(call(1))
        yield* Effect.fork(call(2))
        yield* TestClock.adjust("999 millis")
        yield* Fiber.interrupt(leaving)
        yield* TestClock.adjust("1 millis")
        expect(gone).toEqual([
          { name: 0, at: 0 },
          { name: 2, at: 1000 },
        ])
      }),
      { burst: 1 },
    ),
  )

  it.effect("a place that was called up and not taken goes to the next, or back", () =>
    Effect.gen(function* () {
      let returned = 0
      let leaving: Fiber.RuntimeFiber<void> | undefined
      const { acquire: turn } = Turns.make({
        // whoever is called up leaves in that very moment
        take: () =>
          Effect.as(
            Effect.sync(() => leaving?.unsafeInterruptAsFork(FiberId.none)),
            0,
          ),
        giveBack: () => Effect.sync(() => void (returned += 1)),
      })
      leaving = yield* Effect.fork(turn(""))
      yield* Fiber.await(leaving)
      expect(returned).toBe(1)

      leaving = undefined
      yield* turn("")
      expect(returned).toBe(1)
    }),
  )

  it.effect("a gate that breaks fails those who wait, and not those who come later", () =>
    Effect.gen(function* () {
      let isBroken = true
      const { acquire: turn } = Turns.make({
        take: () =>
          Effect.delay(
            Effect.suspend(() => (isBroken ? Effect.die("broken") : Effect.succeed(0))),
            "1 second",
          ),
        giveBack: () => Effect.void,
      })
      const waiting = yield* Effect.forEach([1, 2], () => Effect.fork(Effect.exit(turn(""))))
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.forEach(waiting, Fiber.join)).toEqual([Exit.die("broken"), Exit.die("broken")])
      isBroken = false
      const later = yield* Effect.fork(turn(""))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(later)
    }),
  )

  it.effect("a 429 in spite of it empties the bucket for all of the address, and for nobody else", () =>
    throttled(
      Effect.gen(function* () {
        const { drain } = yield* Throttle
        const { call, gone } = yield* callers
        yield* call(0, "203.0.113.1")
        yield* drain("203.0.113.1", Duration.seconds(3))
        yield* Effect.fork(
          Effect.forEach(count(3), (name) => call(name + 1, "203.0.113.1"), { concurrency: "unbounded" }),
        )
        yield* call(9, "203.0.113.2")
        yield* TestClock.adjust("10 seconds")
        expect(gone).toEqual([
          { name: 0, at: 0 },
          { name: 9, at: 0 },
          { name: 1, at: 3250 },
          { name: 2, at: 4250 },
          { name: 3, at: 5250 },
        ])
      }),
    ),
  )

  it.effect("a 429 that comes while callers wait holds them back too, for a second at the least", () =>
    throttled(
      Effect.gen(function* () {
        const { drain } = yield* Throttle
        const { call, times } = yield* callers
        yield* Effect.fork(Effect.forEach(count(3), (name) => call(name), { concurrency: "unbounded" }))
        yield* TestClock.adjust("900 millis")
        yield* drain("", Duration.millis(1))
        yield* TestClock.adjust("10 seconds")
        expect(times()).toEqual([0, 2150, 3150])
      }),
      { burst: 1 },
    ),
  )

  it.effect("after a 429 it does not count on a burst until the address was quiet for long", () =>
    throttled(
      Effect.gen(function* () {
        const { drain } = yield* Throttle
        const { call, gone, times } = yield* callers
        const three = Effect.forEach(count(3), (name) => call(name), { concurrency: "unbounded" })
        yield* drain("", Duration.seconds(1))
        yield* TestClock.adjust("1 minutes")
        yield* Effect.fork(three)
        yield* TestClock.adjust("5 seconds")
        expect(times()).toEqual([60_000, 61_000, 62_000])
        yield* TestClock.adjust("11 minutes")
        gone.length = 0
        yield* three
        expect(new Set(times()).size).toBe(1)
      }),
    ),
  )

  it.effect("a 429 that asks for more than half a minute fails all who wait or come until then", () =>
    throttled(
      Effect.gen(function* () {
        const { drain } = yield* Throttle
        const { call, times } = yield* callers
        yield* call(0)
        const waiting = yield* Effect.fork(Effect.flip(Effect.all([call(1), call(2)])))
        yield* TestClock.adjust("500 millis")
        yield* drain("", Duration.hours(1))
        yield* TestClock.adjust("1 second")
        expect(yield* Fiber.join(waiting)).toMatchObject({
          _tag: "Throttled",
          retryable: true,
          retryAfter: Duration.millis(3_599_500),
        })
        expect(yield* Effect.flip(call(3))).toMatchObject({ retryAfter: Duration.millis(3_599_000) })
        yield* TestClock.adjust("3568 seconds")
        yield* Effect.fork(call(4))
        yield* TestClock.adjust("32 seconds")
        expect(times()).toEqual([0, 3_600_750])
      }),
      { burst: 1 },
    ),
  )

  it.effect("what a 429 asked for counts down, and never says more than was asked", () =>
    throttled(
      Effect.gen(function* () {
        const { acquire, drain } = yield* Throttle
        yield* drain("", Duration.minutes(1))
        const left = Effect.map(Effect.flip(acquire("")), ({ retryAfter }) => Duration.toMillis(retryAfter))
        expect(yield* left).toBe(60_000)
        yield* TestClock.adjust("20 seconds")
        expect(yield* left).toBe(40_000)
      }),
    ),
  )

  it.effect("an app may let go of what a 429 asked for, of one address", () =>
    throttled(
      Effect.gen(function* () {
        const { acquire, drain, release } = yield* Throttle
        yield* drain("here", Duration.minutes(1))
        yield* drain("there", Duration.minutes(1))
        yield* release("here")
        yield* acquire("here")
        expect((yield* Effect.flip(acquire("there")))._tag).toBe("Throttled")
      }),
    ),
  )

  it.effect("those who wait for what a 429 asked for go when the app lets go of it", () =>
    throttled(
      Effect.gen(function* () {
        const { drain, release } = yield* Throttle
        const { call, times } = yield* callers
        yield* drain("", Duration.seconds(20))
        yield* Effect.fork(call(1))
        yield* Effect.fork(call(2))
        yield* TestClock.adjust("2 seconds")
        expect(times()).toEqual([])
        yield* release("")
        yield* TestClock.adjust("2 seconds")
        expect(times()).toEqual([2000, 3000])
      }),
    ),
  )

  it.effect("a 429 that asks for half a minute is waited for", () =>
    throttled(
      Effect.gen(function* () {
        const { drain } = yield* Throttle
        const { call, times } = yield* callers
        yield* drain("", Duration.seconds(30))
        yield* Effect.fork(call(1))
        yield* TestClock.adjust("31 seconds")
        expect(times()).toEqual([30_250])
      }),
    ),
  )

  it.effect("who would wait longer than maxWait fails with Throttled, and gives the place back", () =>
    throttled(
      Effect.gen(function* () {
        const { call, gone } = yield* callers
        const all = yield* Effect.fork(
          Effect.forEach(count(4), (name) => Effect.either(call(name)), { concurrency: "unbounded" }),
        )
        yield* TestClock.adjust("1500 millis")
        const failures = (yield* Fiber.join(all)).flatMap((one) => (one._tag === "Left" ? [one.left] : []))
        expect(failures).toMatchObject([
          { _tag: "Throttled", retryable: false },
          { _tag: "Throttled", retryable: false },
        ])
        yield* Effect.fork(call(9))
        yield* TestClock.adjust("1 seconds")
        expect(gone.map(({ at }) => at)).toEqual([0, 1000, 2000])
      }),
      { burst: 1, maxWait: "1500 millis" },
    ),
  )

  it.effect("two layers share nothing", () =>
    Effect.gen(function* () {
      const go = Effect.flatMap(Throttle, ({ acquire }) => acquire(""))
      for (let layer = 0; layer < 3; layer += 1) {
        yield* Effect.provide(go, Layer.fresh(Throttle.layer({ burst: 1 })))
      }
      expect(yield* now).toBe(0)
    }),
  )
})

describe("a bucket", () => {
  it("has a place again once one is given back, and one place once it is released", () => {
    const bucket = buckets(1000, 3.25)
    const now = 5000
    const take = () => bucket.takeNow("key", now)
    const at = <A>(effect: Effect.Effect<A>) =>
      Effect.runSync(
        Effect.withClock(effect, { ...Clock.make(), unsafeCurrentTimeNanos: () => BigInt(now) * 1_000_000n }),
      )
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1000])
    at(bucket.giveBack("key"))
    expect([take(), take()]).toEqual([0, 1000])
    at(bucket.release("key"))
    expect([take(), take()]).toEqual([0, 1000])
  })

  it("is waited for as long as a 429 may ask, and no longer", () => {
    // a 429 may ask for 30 s, and what was sent before it takes two more turns
    const longest = 32_000
    const { advance, start } = simulation()
    const endOf = (millis: number) => {
      const { acquire } = turns(
        { take: () => Effect.succeed(millis), giveBack: () => Effect.void },
        1000,
        undefined,
      )
      const fiber = start(Effect.flip(acquire("key")))
      advance(1)
      return fiber.unsafePoll()
    }
    expect(endOf(longest)).toBeNull()
    expect(endOf(longest + 1)).toMatchObject({ value: { _tag: "Throttled", retryable: true } })
  })
})
