import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { Login } from "../../src/flow/Logins.js"
import { Logins } from "../../src/flow/Logins.js"
import { withoutEndpoints } from "../support/flow.js"

const begin = <A, E>(use: (login: Login<string>) => Effect.Effect<A, E>) =>
  Effect.flatMap(Logins, (logins) => logins.begin(use))
/** A login with a code, which its viewer never uses. */
const waiting = (code: string) =>
  Effect.fork(begin((login) => Effect.zipRight(login.begin(code), login.sleep(1e9))))
const superseded = (code: string) =>
  Exit.fail(expect.objectContaining({ _tag: "AuthenticationSuperseded", code }))

describe("a login", () => {
  it.effect("ends its callbacks, though its caller goes on", () =>
    Effect.gen(function* () {
      let left = 0
      const callback = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void (left += 1)))
      yield* begin((login) => Effect.zipRight(login.alongside(callback), Effect.yieldNow()))
      expect(left).toBe(1)
    }).pipe(Effect.provide(withoutEndpoints)),
  )

  it.effect("ends with a callback that failed while it waited for nothing", () =>
    Effect.gen(function* () {
      const failed = yield* Effect.fork(
        begin((login) =>
          Effect.zipRight(
            login.alongside(Effect.fail("no")),
            Effect.zipRight(Effect.sleep(1), login.sleep(1e9)),
          ),
        ),
      )
      yield* TestClock.adjust(2)
      expect(yield* Fiber.poll(failed)).toMatchObject({ value: Exit.fail("no") })
    }).pipe(Effect.provide(withoutEndpoints)),
  )

  it.effect("ends the older ones of its device, whichever has ended meanwhile", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* waiting("first"), yield* waiting("second")]
      yield* Effect.yieldNow()
      const third = yield* waiting("third")
      yield* Effect.yieldNow()
      for (const [fiber, code] of [
        [first, "first"],
        [second, "second"],
      ] as const) {
        expect(yield* Fiber.await(fiber)).toEqual(superseded(code))
      }
      yield* Fiber.interrupt(third)
    }).pipe(Effect.provide(withoutEndpoints)),
  )

  it.effect("that is older and has no code yet tells none when it ends", () =>
    Effect.gen(function* () {
      const older = yield* Effect.fork(begin((login) => login.sleep(1e9)))
      yield* Effect.yieldNow()
      const newer = yield* waiting("newer")
      expect(yield* Fiber.await(older)).toEqual(superseded(""))
      yield* Fiber.interrupt(newer)
    }).pipe(Effect.provide(withoutEndpoints)),
  )
})
