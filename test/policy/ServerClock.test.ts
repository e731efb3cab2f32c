import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { ServerClock } from "../../src/policy/ServerClock.js"

/** A device whose wall clock says what it likes while its monotonic clock goes on. */
const device = () => {
  const state = { wall: 0, monotonic: 5_000_000_000_000n }
  const clock = {
    ...Clock.make(),
    currentTimeMillis: Effect.sync(() => state.wall),
    currentTimeNanos: Effect.sync(() => state.monotonic),
    unsafeCurrentTimeMillis: () => state.wall,
    unsafeCurrentTimeNanos: () => state.monotonic,
  }
  return {
    state,
    pass: (millis: number) => {
      state.monotonic += BigInt(millis) * 1_000_000n
    },
    with: <A, E>(effect: Effect.Effect<A, E, ServerClock>) =>
      effect.pipe(Effect.provide(ServerClock.layer), Effect.withClock(clock)),
  }
}

const now = Effect.flatMap(ServerClock, (clock) => Effect.map(clock.now, DateTime.toEpochMillis))
const observe = (earliest: number, latest: number) =>
  Effect.flatMap(ServerClock, (clock) => clock.observe({ earliest, latest }))

const server = 1_800_000_000_000

describe("the server's clock", () => {
  it.effect("takes no note of moments that no date can be", () =>
    Effect.gen(function* () {
      const tv = device()
      tv.state.wall = 1234
      for (const far of [9e15, -9e15, NaN]) {
        expect(yield* tv.with(Effect.zipRight(observe(far, far), now))).toBe(1234)
      }
      expect(yield* tv.with(Effect.zipRight(observe(2, 1), now))).toBe(1234)
    }),
  )

  it.effect("is the device's until the server spoke", () =>
    Effect.gen(function* () {
      const tv = device()
      tv.state.wall = 1234
      const known = Effect.flatMap(ServerClock, (clock) => clock.known)
      yield* tv.with(
        Effect.gen(function* () {
          expect([yield* now, yield* known]).toEqual([1234, false])
          yield* observe(Number.NaN, Number.NaN)
          expect(yield* known).toBe(false)
          yield* observe(server, server)
          expect([yield* now, yield* known]).toEqual([server, true])
        }),
      )
    }),
  )

  it.effect("follows the server and then the monotonic clock, whatever the device's clock does", () =>
    Effect.gen(function* () {
      const tv = device()
      yield* tv.with(
        Effect.gen(function* () {
          tv.state.wall = 946_684_800_000
          yield* observe(server, server + 1000)
          const first = yield* now
          expect(first).toBeGreaterThanOrEqual(server)
          expect(first).toBeLessThanOrEqual(server + 1000)
          for (const wall of [0, 4_102_444_800_000, 1, -5]) {
            tv.state.wall = wall
            const before = yield* now
            tv.pass(60_000)
            expect(yield* now).toBe(before + 60_000)
          }
        }),
      )
    }),
  )

  it.effect("moves only as far as an answer forces it to", () =>
    Effect.gen(function* () {
      const tv = device()
      yield* tv.with(
        Effect.gen(function* () {
          yield* observe(server + 500, server + 500)
          yield* observe(server, server + 999)
          expect(yield* now).toBe(server + 500)
          yield* observe(server + 600, server + 2000)
          expect(yield* now).toBe(server + 600)
          yield* observe(server - 2000, server + 100)
          expect(yield* now).toBe(server + 100)
          yield* observe(server + 7, server + 7)
          expect(yield* now).toBe(server + 7)
        }),
      )
    }),
  )

  it.effect("is within the bounds of the last answer, runs on, and stays near the truth", () =>
    Effect.gen(function* () {
      const step = FastCheck.record({
        pass: FastCheck.integer({ min: 0, max: 100_000 }),
        wall: FastCheck.integer({ min: -1e12, max: 4e12 }),
        early: FastCheck.integer({ min: 0, max: 1500 }),
        late: FastCheck.integer({ min: 0, max: 1500 }),
      })
      for (const steps of FastCheck.sample(FastCheck.array(step, { minLength: 1, maxLength: 30 }), {
        numRuns: 200,
        seed: 9,
      })) {
        const tv = device()
        let truth = server
        yield* tv.with(
          Effect.gen(function* () {
            for (const { early, late, pass, wall } of steps) {
              tv.state.wall = wall
              yield* observe(truth - early, truth + late)
              const estimate = yield* now
              expect(estimate).toBeGreaterThanOrEqual(truth - early)
              expect(estimate).toBeLessThanOrEqual(truth + late)
              tv.state.wall = -wall
              tv.pass(pass)
              truth += pass
              expect((yield* now) - estimate).toBe(pass)
              // later answers can only have brought it nearer
              expect(Math.abs((yield* now) - truth)).toBeLessThanOrEqual(1500)
            }
          }),
        )
      }
    }),
  )

  it.effect("takes a timestamp inside an answer only while no header told the time", () =>
    Effect.gen(function* () {
      const tv = device()
      const suggest = (earliest: number, latest: number) =>
        Effect.flatMap(ServerClock, (clock) => clock.suggest({ earliest, latest }))
      yield* tv.with(
        Effect.gen(function* () {
          yield* suggest(server, server + 100)
          expect(yield* now).toBe(server)
          yield* suggest(server + 500, server + 600)
          expect(yield* now).toBe(server + 500)
          yield* observe(server + 2000, server + 2999)
          yield* suggest(0, 100)
          yield* observe(Number.NaN, Number.NaN)
          yield* observe(server + 9, server)
          yield* observe(1e17, 1e18)
          expect(yield* now).toBe(server + 2000)
        }),
      )
    }),
  )

  it.effect("never runs backwards between answers", () =>
    Effect.gen(function* () {
      const tv = device()
      yield* tv.with(
        Effect.gen(function* () {
          yield* observe(server, server + 1)
          let last = yield* now
          for (const nanos of [1n, 999_999n, 1n, 500_000n, 2_000_000n]) {
            tv.state.monotonic += nanos
            const next = yield* now
            expect(next).toBeGreaterThanOrEqual(last)
            last = next
          }
        }),
      )
    }),
  )
})
