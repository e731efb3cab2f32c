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
  [Symbol.asyncIterator]: () => iterate(begin, signal),
})

/** How it ended: with all that was told, or with what is thrown once. */
interface End {
  failure?: { readonly reason: unknown } | undefined
}

/** By hand: Hermes compiles no async generator, and a generator alone would not leave while a step is under way. */
const iterate = <Step>(
  begin: Begin<Step>,
  given: AbortSignal | undefined,
): AsyncIterator<Step, undefined> => {
  const controller = new AbortController()
  const told: Array<{ readonly step: Step; readonly seen: () => void }> = []
  let isBegun = false
  let end: End | undefined
  let seen = () => {}
  let wake = () => {}

  const isIdle = () => told.length === 0 && end === undefined
  const release = () => given?.removeEventListener("abort", abort)
  const stop = (how: End, reason?: unknown) => {
    // it ends at once, whatever was not read yet
    told.length = 0
    end = how
    release()
    controller.abort(reason)
    wake()
  }
  const abort = () => {
    const reason = given === undefined ? undefined : reasonOf(given)
    stop({ failure: { reason } }, reason)
  }
  const tell: Tell<Step> = (step) =>
    new Promise((resolve) => {
      told.push({ step, seen: resolve })
      wake()
    })

  const start = () => {
    isBegun = true
    given?.addEventListener("abort", abort)
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
  }

  const read = async (): Promise<IteratorResult<Step, undefined>> => {
    if (!isBegun) start()
    seen()
    seen = () => {}
    while (isIdle()) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const next = told.shift()
    if (end !== undefined && told.length === 0) release()
    if (next !== undefined) {
      seen = next.seen
      return { done: false, value: next.step }
    }
    const failure = end?.failure
    end = {}
    if (failure !== undefined) throw failure.reason
    return { done: true, value: undefined }
  }

  // one after another, however many are asked for at once
  let last: Promise<unknown> = Promise.resolve()
  return {
    next: () => {
      const result = last.then(read)
      last = result.catch(() => undefined)
      return result
    },
    return: async () => {
      // one that never began has nothing to end
      isBegun = true
      stop({})
      return { done: true, value: undefined }
    },
  }
}
