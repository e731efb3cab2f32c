/** How often something can be done, and what of the processor it takes. */
import * as Effect from "effect/Effect"
import type { Sample } from "../figures.js"
import type { Task } from "../subject.js"

/** Microseconds of processor time of this process so far, of all its threads. */
export const processorTime = () => {
  const { system, user } = process.cpuUsage()
  return system + user
}

const measured =
  (run: (lanes: number, goesOn: () => boolean) => Promise<unknown>) =>
  async ({ lanes, milliseconds }: Task): Promise<Sample> => {
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

/** A call that is an effect. */
export const effects = <E>(call: Effect.Effect<unknown, E>) =>
  measured((lanes, goesOn) => {
    const lane = Effect.suspend(() => {
      let more = true
      return Effect.whileLoop({ while: () => more, body: () => call, step: () => (more = goesOn()) })
    })
    return Effect.runPromise(
      Effect.all(
        Array.from({ length: lanes }, () => lane),
        { concurrency: "unbounded" },
      ),
    )
  })
