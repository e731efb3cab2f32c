import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
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

  it.effect("waits no longer where it is given up meanwhile, and must not be cut off", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.fork(Effect.uninterruptible(beginWithin(Effect.never, 500)))
      yield* TestClock.adjust(100)
      yield* Fiber.interruptFork(waiting)
      yield* TestClock.adjust(400)
      expect(waiting.unsafePoll()).not.toBeNull()
    }),
  )
})
