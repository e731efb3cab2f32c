/** What happens one after another, for `for await`. */

interface Told<Step> {
  readonly step: Step
  readonly seen: () => void
}

interface Asked<Step> {
  readonly resolve: (result: IteratorResult<Step, undefined>) => void
  readonly reject: (reason: unknown) => void
}

/** Tells a step; resolves when the one after it is asked for. */
export type Tell<Step> = (step: Step) => Promise<void>

/**
 * Begins when the first step is asked for, anew for each iteration, and has the result for its last step. It is aborted when
 * nobody asks any more, or with the signal.
 */
export const steps = <Step>(
  begin: (tell: Tell<Step>, signal: AbortSignal) => Promise<Step>,
  signal: AbortSignal | undefined,
): AsyncIterable<Step> => ({ [Symbol.asyncIterator]: () => iterate(begin, signal) })

const iterate = <Step>(
  begin: (tell: Tell<Step>, signal: AbortSignal) => Promise<Step>,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<Step, undefined> => {
  const controller = new AbortController()
  /** Told, but not asked for yet; or asked for, but not told. */
  const told: Array<Told<Step>> = []
  const asked: Array<Asked<Step>> = []
  let hasBegun = false
  let isOver = false
  let failure: { readonly reason: unknown } | undefined
  let seen = () => {}

  const hasAnswer = () => told.length > 0 || isOver
  const meet = () => {
    while (hasAnswer()) {
      const one = asked.shift()
      if (one === undefined) return
      const next = told.shift()
      if (next !== undefined) {
        seen = next.seen
        if (asked.length > 0) seen()
        one.resolve({ done: false, value: next.step })
      } else if (failure !== undefined) {
        one.reject(failure.reason)
        failure = undefined
      } else one.resolve({ done: true, value: undefined })
    }
  }
  const tell: Tell<Step> = (step) =>
    new Promise((resolve) => {
      told.push({ step, seen: resolve })
      meet()
    })
  const abort = () => controller.abort(signal?.reason)
  const end = () => {
    isOver = true
    signal?.removeEventListener("abort", abort)
  }
  const start = () => {
    hasBegun = true
    if (signal?.aborted === true) abort()
    else signal?.addEventListener("abort", abort)
    begin(tell, controller.signal).then(
      (step) => {
        if (isOver) return
        end()
        void tell(step)
      },
      (reason: unknown) => {
        if (isOver) return
        end()
        // it ends at once, whatever nobody has seen yet
        if (controller.signal.aborted) told.length = 0
        failure = { reason }
        meet()
      },
    )
  }

  const self: AsyncIterableIterator<Step, undefined> = {
    next: () => {
      seen()
      if (!hasBegun) start()
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject })
        meet()
      })
    },
    return: () => {
      hasBegun = true
      end()
      told.length = 0
      failure = undefined
      meet()
      controller.abort()
      return Promise.resolve({ done: true, value: undefined })
    },
    [Symbol.asyncIterator]: () => self,
  }
  return self
}
