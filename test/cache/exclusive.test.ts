import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { makeExclusive } from "../../src/cache/exclusive.js"

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
