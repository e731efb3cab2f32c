/** What happens one after another, for `for await`. */

import { reasonOf } from "./abort.js"

/** Tells a step; resolves when the one after it is asked for. */
export type Tell<Step> = (step: Step) => Promise<void>

type Begin<Step> = (tell: Tell<Step>, signal: AbortSignal) => Promise<Step>

/**
 * Begins when the first step is asked for, anew for each iteration, and has the result for its last step. It is aborted when
 * its reader leaves, or with the signal.
 */
export const steps = <Step>(begin: Begin<Step>, signal: AbortSignal | undefined): AsyncIterable<Step> => ({
  [Symbol.asyncIterator]: () => {
    const left = new AbortController()
    const all = generate(begin, left.signal, signal)
    return {
      next: () => all.next(),
      return: () => {
        // a generator alone would wait for the step that is under way
        left.abort()
        return all.return(undefined)
      },
    }
  },
})

async function* generate<Step>(
  begin: Begin<Step>,
  left: AbortSignal,
  given: AbortSignal | undefined,
): AsyncGenerator<Step, undefined, undefined> {
  const controller = new AbortController()
  const told: Array<{ readonly step: Step; readonly seen: () => void }> = []
  let end: { readonly failure?: { readonly reason: unknown } } | undefined
  let wake = () => {}

  const tell: Tell<Step> = (step) =>
    new Promise((seen) => {
      told.push({ step, seen })
      wake()
    })
  const stop = (how: NonNullable<typeof end>, reason: unknown) => {
    // it ends at once, and steps that were not read yet are dropped
    told.length = 0
    end = how
    controller.abort(reason)
    wake()
  }
  const leave = () => stop({}, left.reason)
  const abort = () => {
    const reason = given === undefined ? undefined : reasonOf(given)
    stop({ failure: { reason } }, reason)
  }
  left.addEventListener("abort", leave)
  given?.addEventListener("abort", abort)
  const release = () => {
    left.removeEventListener("abort", leave)
    given?.removeEventListener("abort", abort)
  }
  if (given?.aborted === true) abort()

  begin(tell, controller.signal).then(
    (step) => {
      if (end !== undefined) return
      end = {}
      void tell(step)
    },
    (reason: unknown) => {
      end ??= { failure: { reason } }
      wake()
    },
  )
  try {
    while (true) {
      const next = told.shift()
      if (next !== undefined) {
        if (end !== undefined && told.length === 0) release()
        yield next.step
        next.seen()
      } else if (end === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      } else if (end.failure !== undefined) throw end.failure.reason
      else return
    }
  } finally {
    release()
  }
}
