import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { makeExclusive } from "../../src/cache/exclusive.js"
import { SilentKeys } from "../../src/cache/SilentKeys.js"
import { asOneCall, awaitWithin, beginWithin, isOver, sleepWithin } from "../../src/cache/StoreWait.js"

describe("a call that waits for its store", () => {
  it.effect("sleeps as long as it may wait in all, and no longer", () =>
    asOneCall(
      Effect.gen(function* () {
        const sleeping = yield* Effect.fork(
          Effect.all([sleepWithin(300, 500), sleepWithin(200, 500), sleepWithin(1, 500)]),
        )
        yield* TestClock.adjust(500)
        expect(yield* Fiber.join(sleeping)).toEqual([true, true, false])
        expect([yield* isOver(500), yield* isOver(501)]).toEqual([true, false])
        const done = yield* Effect.fork(Effect.void)
        yield* Fiber.await(done)
        expect(yield* awaitWithin(done, 500)).toEqual(Option.none())
        expect(Option.isSome(yield* awaitWithin(done, 501))).toBe(true)
      }),
    ),
  )

  it.effect("has the end of what it begins, where that comes in time", () =>
    Effect.gen(function* () {
      expect(Option.isSome(yield* beginWithin(Effect.void, 500))).toBe(true)
      const late = yield* Effect.fork(beginWithin(Effect.sleep(501), 500))
      yield* TestClock.adjust(500)
      expect(yield* Fiber.join(late)).toEqual(Option.none())
    }),
  )
})

describe("keys that a store does not answer for", () => {
  it("are let be for a minute, all of them after three in a row", () => {
    const silent = new SilentKeys()
    const minute = 60_000_000_000n
    expect(silent.isEmpty).toBe(true)
    silent.add("a", 0n)
    silent.add("b", 0n)
    expect([silent.isEmpty, silent.has("a", minute - 1n), silent.has("c", 0n)]).toEqual([false, true, false])
    silent.noteAnswer()
    silent.add("c", 0n)
    expect(silent.has("d", 0n)).toBe(false)
    silent.add("a", 0n)
    silent.add("b", 0n)
    expect([silent.has("d", minute - 1n), silent.has("d", minute)]).toEqual([true, false])
  })
})

it.effect("works of one key do not run beside each other, though one comes while another waits", () =>
  Effect.gen(function* () {
    const exclusive = makeExclusive()
    let [running, most] = [0, 0]
    const work = exclusive(
      "key",
      Effect.acquireUseRelease(
        Effect.sync(() => {
          running += 1
          most = Math.max(most, running)
        }),
        () => Effect.sleep(1000),
        () => Effect.sync(() => void (running -= 1)),
      ),
    )
    const works = yield* Effect.forEach([0, 500, 1500], (at) => Effect.fork(Effect.delay(work, at)))
    yield* TestClock.adjust(5000)
    yield* Effect.forEach(works, Fiber.join)
    expect(most).toBe(1)
  }),
)
