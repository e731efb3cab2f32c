/** What explores races finds them: in each order once, and a fault that one order of many has. */
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import { expect, it } from "vitest"
import type { Scenario } from "./explore.js"
import { explore } from "./explore.js"

const threeSteps =
  (seen: Set<string>): Scenario =>
  ({ gate, run }) => {
    let order = ""
    const walk = (name: string) =>
      Effect.forEach([1, 2, 3], () =>
        Effect.zipRight(
          gate(name),
          Effect.sync(() => (order += name)),
        ),
      )
    run(walk("a"))
    run(walk("b"))
    return () => {
      if (seen.has(order)) return `${order} again`
      seen.add(order)
      return undefined
    }
  }

it("goes each way of two by three steps, and no way twice", () => {
  const seen = new Set<string>()
  expect(explore(threeSteps(seen))).toEqual({ runs: 20 })
  expect(seen.size).toBe(20)
})

it("finds an update that is lost, and says in which order", () => {
  const scenario: Scenario = ({ gate, run }) => {
    let count = 0
    const add = (name: string) =>
      Effect.gen(function* () {
        yield* gate(`${name} reads`)
        const read = count
        yield* gate(`${name} writes`)
        count = read + 1
      })
    run(add("a"))
    run(add("b"))
    return () => (count === 2 ? undefined : "an update is lost")
  }
  const { flaw } = explore(scenario)
  expect(flaw?.what).toBe("an update is lost")
  expect(flaw?.steps.slice(0, 2).toSorted()).toEqual(["a reads", "b reads"])
})

it("finds what never ends, also by an event of one moment", () => {
  const scenario: Scenario = ({ event, gate, run }) => {
    const stuck = Effect.onInterrupt(gate("open"), () => Effect.never)
    const fiber = run(Effect.zipRight(gate("begin"), stuck))
    event("interrupt", () => fiber.unsafeInterruptAsFork(FiberId.none))
    return () => undefined
  }
  expect(explore(scenario).flaw).toEqual({
    what: "something never ends",
    steps: ["begin", "interrupt"],
  })
})

it("fails where there are more orders than it may try, and not where there are just as many", () => {
  expect(explore(threeSteps(new Set()), 20)).toEqual({ runs: 20 })
  expect(() => explore(threeSteps(new Set()), 19)).toThrow("not every order was tried within 19 runs")
})
