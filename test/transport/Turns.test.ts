/** The queues at a gate: whose turn it is, and what is left when callers go. */
import { describe, expect, it } from "vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { Lane } from "../../src/policy/Lane.js"
import * as Turns from "../../src/transport/Turns.js"
import { simulation } from "../support/simulate.js"

const inBackground = Effect.provideService(Lane, "background")

/** A gate that opens when a test says so, and writes down what is asked of it. */
const gateOf = () => {
  const self = { wait: 1000, takes: 0, givenBack: 0, takesFor: 0 }
  const gate: Turns.Gate = {
    take: () =>
      Effect.suspend(() => {
        self.takes += 1
        const { takesFor, wait } = self
        return takesFor === 0 ? Effect.succeed(wait) : Effect.as(Effect.sleep(takesFor), wait)
      }),
    giveBack: () => Effect.sync(() => void (self.givenBack += 1)),
  }
  return Object.assign(self, { gate })
}

/** Callers by their names, in the order in which they went. */
const queueing = ({ acquire }: Turns.Turns<never>) => {
  const { start, ...time } = simulation()
  const went: Array<string> = []
  return {
    ...time,
    start,
    went,
    come: (name: string, lane: <A>(effect: Effect.Effect<A>) => Effect.Effect<A> = (effect) => effect) =>
      start(lane(Effect.map(acquire("key"), () => void went.push(name)))),
    leave: (fiber: Fiber.RuntimeFiber<void>) => start(Fiber.interrupt(fiber)),
  }
}

describe("a turn", () => {
  it("is not taken past those who wait, though a place is free by then", () => {
    const gate = gateOf()
    let free = 5
    const { advance, come, went } = queueing(Turns.make({ ...gate.gate, takeNow: () => free }))
    come("first")
    free = 0
    advance(500)
    come("second")
    expect(went).toEqual([])
    gate.wait = 0
    advance(500)
    expect(went).toEqual(["first", "second"])
  })

  it("leaves no timer when the last who waited has gone, and is given back", () => {
    const gate = gateOf()
    const { come, leave, waiting } = queueing(Turns.make(gate.gate))
    const callers = [come("first"), come("second")]
    leave(callers[0]!)
    expect(waiting()).toBe(1)
    leave(callers[1]!)
    expect(waiting()).toBe(0)
    expect(gate.givenBack).toBe(0)
  })

  it("goes to one queue, also while the gate is still asked for a caller who has gone", () => {
    const gate = gateOf()
    Object.assign(gate, { takesFor: 1000, wait: 0 })
    const { advance, come, leave, went } = queueing(Turns.make(gate.gate))
    const gone = come("gone")
    advance(500)
    leave(gone)
    gate.wait = 2000
    come("in the background", inBackground)
    advance(600)
    come("first")
    gate.wait = 0
    advance(10_000)
    expect(went).toEqual(["first", "in the background"])
  })

  it("is asked for again once, however many say at once that there may be one", () => {
    const gate = gateOf()
    const turns = Turns.make(gate.gate)
    const { advance, come, start, went } = queueing(turns)
    come("first")
    expect(gate.takes).toBe(1)
    start(Effect.all([turns.tryAgain("key"), turns.tryAgain("key")], { concurrency: "unbounded" }))
    expect(gate.takes).toBe(2)
    gate.wait = 0
    advance(1000)
    expect(went).toEqual(["first"])
    expect([gate.takes, gate.givenBack]).toEqual([3, 0])
  })

  it("that fails as its caller goes is no defect", () => {
    let caller: Fiber.RuntimeFiber<void, string> | undefined
    const { acquire } = Turns.make({
      take: () =>
        Effect.delay(
          Effect.suspend(() => {
            caller?.unsafeInterruptAsFork(caller.id())
            return Effect.fail("closed")
          }),
          1000,
        ),
      giveBack: () => Effect.void,
    })
    const { advance, start } = simulation()
    caller = start(acquire("key"))
    advance(2000)
    const exit = caller.unsafePoll()
    expect(exit !== null && Exit.isFailure(exit) && Cause.defects(exit.cause).length).toBe(0)
  })
})
