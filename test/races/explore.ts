/**
 * Every order of the steps in which things that meet may go on. A step is a gate that an effect waits at; which gate opens next
 * is tried in every way, one run after another, so that no order is left to luck. Between the gates all is as it always is, on a
 * clock that goes on only where no gate is left.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type * as Context from "effect/Context"
import type * as Fiber from "effect/Fiber"
import { simulation } from "../support/simulate.js"

interface Step {
  readonly label: string
  readonly take: () => void
}

/** A layer that was built, until it is closed. */
export interface Built<A> {
  readonly context: Context.Context<A>
  readonly close: Effect.Effect<void>
}

/** One run: what a scenario is made of. */
export interface Race {
  /** Waits until it is this step's turn. */
  readonly gate: (label: string) => Effect.Effect<void>
  /** Goes on beside the others; the race ends when all have ended. */
  readonly run: <A, E>(effect: Effect.Effect<A, E>) => Fiber.RuntimeFiber<A, E>
  /** Happens once, at any time before the end, or never. */
  readonly event: (label: string, take: () => void) => void
  /** Runs alone, before the race or after it: its gates open at once. */
  readonly alone: <A, E>(effect: Effect.Effect<A, E>) => Exit.Exit<A, E>
  readonly build: <A, E>(layer: Layer.Layer<A, E>) => Built<A>
}

/** Sets a race up; gives what tells afterwards what is wrong, if anything. */
export type Scenario = (race: Race) => () => string | undefined

export interface Explored {
  readonly runs: number
  /** What went wrong first, and in which order of steps. */
  readonly flaw?: { readonly what: string; readonly steps: ReadonlyArray<string> }
}

/** One race, along a path of choices and beyond it by the first choice each time. */
const race = (scenario: Scenario, path: ReadonlyArray<number>) => {
  const time = simulation()
  const gates: Array<Step> = []
  const events: Array<Step> = []
  const fibers: Array<Fiber.RuntimeFiber<unknown, unknown>> = []
  const isDone = (fiber: Fiber.RuntimeFiber<unknown, unknown>) => fiber.unsafePoll() !== null
  const choices: Array<{ readonly taken: number; readonly of: number }> = []
  const steps: Array<string> = []

  /** To where only a gate or time helps; what sleeps for no time at all has slept. */
  const goOn = () => {
    do time.settle()
    while (time.ring(0))
  }
  const take = (list: Array<Step>, at: number) => {
    const [step] = list.splice(at, 1)
    step?.take()
    goOn()
    return step?.label ?? ""
  }
  const alone = <A, E>(effect: Effect.Effect<A, E>): Exit.Exit<A, E> => {
    const fiber = time.start(effect)
    for (let exit = fiber.unsafePoll(); ; exit = fiber.unsafePoll()) {
      if (exit !== null) return exit
      if (gates.length > 0) take(gates, 0)
      else if (!time.ring()) throw new Error("what runs alone waits for ever")
    }
  }

  const judge = scenario({
    gate: (label) =>
      Effect.async<void>((resume) => {
        const step = { label, take: () => resume(Effect.void) }
        gates.push(step)
        return Effect.sync(() => {
          const at = gates.indexOf(step)
          if (at >= 0) gates.splice(at, 1)
        })
      }),
    run: (effect) => {
      const fiber = time.start(effect)
      goOn()
      fibers.push(fiber)
      return fiber
    },
    event: (label, happen) => void events.push({ label, take: happen }),
    alone,
    build: (layer) => {
      const scope = Effect.runSync(Scope.make())
      const built = alone(Layer.buildWithScope(layer, scope))
      if (built._tag === "Failure") throw new Error(`a layer fails: ${String(built.cause)}`)
      return { context: built.value, close: Scope.close(scope, Exit.void) }
    },
  })

  let what: string | undefined
  while (!fibers.every(isDone)) {
    const of = gates.length + events.length
    if (of === 0) {
      if (time.ring()) continue
      what = "something never ends"
      break
    }
    const taken = path[choices.length] ?? 0
    choices.push({ taken, of })
    steps.push(taken < gates.length ? take(gates, taken) : take(events, taken - gates.length))
  }
  return { choices, steps, what: what ?? judge() }
}

/** The next path, in the order of a search by depth; undefined after the last. */
const following = (choices: ReadonlyArray<{ readonly taken: number; readonly of: number }>) => {
  const last = choices.findLastIndex(({ of, taken }) => taken + 1 < of)
  if (last < 0) return undefined
  return choices.slice(0, last + 1).map(({ taken }, at) => (at === last ? taken + 1 : taken))
}

/** Tries every order. More than `most` is not every order, and fails. */
export const explore = (scenario: Scenario, most = 20_000): Explored => {
  let runs = 0
  for (let path: ReadonlyArray<number> | undefined = []; path !== undefined;) {
    const { choices, steps, what } = race(scenario, path)
    runs += 1
    if (what !== undefined) return { runs, flaw: { what, steps } }
    path = following(choices)
    if (path !== undefined && runs >= most) throw new Error(`not every order was tried within ${most} runs`)
  }
  return { runs }
}
