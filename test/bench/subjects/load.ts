/** How often something can be done, and what of the processor it takes. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Sample } from "../figures.js"
import type { Task } from "../subject.js"

/** Microseconds of processor time of this process so far, of all its threads. */
export const processorTime = () => {
  const { system, user } = process.cpuUsage()
  return system + user
}

export type Load = (task: Task) => Promise<Sample & Record<"count" | "processor" | "time", number>>

const measured =
  (run: (lanes: number, goesOn: () => boolean) => Promise<unknown>): Load =>
  async ({ lanes, milliseconds }) => {
    let count = 0
    const start = performance.now()
    const processor = processorTime()
    let goesOn = true
    await run(lanes, () => {
      count += 1
      // by what the process was given, for a busy machine gives it less
      if (count % 8 === 0) goesOn = (processorTime() - processor) / 1000 < milliseconds
      return goesOn
    })
    return {
      count,
      time: ((performance.now() - start) * 1000) / count,
      processor: (processorTime() - processor) / count,
    }
  }

/** A call that is a promise. */
export const promises = (call: () => Promise<unknown>) =>
  measured((lanes, goesOn) => {
    const lane = async () => {
      do await call()
      while (goesOn())
    }
    return Promise.all(Array.from({ length: lanes }, lane))
  })

/** A call that is an effect; what it needs is provided once. */
export const effects = <E, R>(call: Effect.Effect<unknown, E, R>, context: Context.Context<R>) =>
  measured((lanes, goesOn) => {
    const lane = Effect.suspend(() => {
      let more = true
      return Effect.whileLoop({ while: () => more, body: () => call, step: () => (more = goesOn()) })
    })
    const all = Effect.all(
      Array.from({ length: lanes }, () => lane),
      { concurrency: "unbounded", discard: true },
    )
    return Effect.runPromise(Effect.provide(all, context))
  })
