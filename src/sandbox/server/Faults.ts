/**
 * The faults that were ordered, and which of them the next call takes. A fault may name an endpoint, a number of times,
 * and a probability, which is drawn from the sandbox's seed.
 */
import * as Context from "effect/Context"
import type { Chance } from "../world/chance.js"
import type { Fault, PendingFault } from "./faultKinds.js"

/** The queue of faults of one sandbox. */
export class Faults extends Context.Tag("effect-adobe-pass/sandbox/Faults")<
  Faults,
  {
    readonly pending: () => ReadonlyArray<PendingFault>
    readonly order: (fault: Fault) => PendingFault
    /** The first fault that fits a call of this endpoint, to this path and query, used up by one. */
    readonly takeFault: (endpoint: string, target: string) => PendingFault | undefined
    /** Takes back the fault with this id, or all. */
    readonly clear: (id?: number) => void
    /** Puts those in place of all that there are. */
    readonly restore: (faults: ReadonlyArray<PendingFault>) => void
    /** Takes all back and numbers anew, and orders those that there were at first. */
    readonly reset: () => void
  }
>() {}

/** What is left of a fault that was taken; empty if that was the last time. */
const spent = (fault: PendingFault): ReadonlyArray<PendingFault> =>
  fault.left === undefined ? [fault] : fault.left > 1 ? [{ ...fault, left: fault.left - 1 }] : []

/** Whether the pattern stands for this path, and for its query if it has one itself. */
const covers = (pattern: string, target: string): boolean => {
  const [path = ""] = target.split("?")
  const texts = pattern.split("*").map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
  return new RegExp(`^${texts.join(".*")}$`).test(pattern.includes("?") ? target : path)
}

/** The queue, which begins with these faults. */
export const make = (chance: Chance, first: ReadonlyArray<Fault> = []): Faults["Type"] => {
  let pending: ReadonlyArray<PendingFault> = []
  let count = 0
  const order = (fault: Fault): PendingFault => {
    count += 1
    const times = fault.times ?? (fault.probability === undefined ? 1 : "always")
    const left = times === "always" ? undefined : times
    const added = { ...fault, id: count, ...(left === undefined ? {} : { left }) }
    pending = [...pending, added]
    return added
  }
  const reset = () => {
    pending = []
    count = 0
    first.forEach(order)
  }
  reset()
  return {
    pending: () => pending,
    order,
    takeFault: (endpoint, target) => {
      const taken = pending.find(
        (fault) =>
          (fault.endpoint ?? endpoint) === endpoint &&
          (fault.path === undefined || covers(fault.path, target)) &&
          (fault.probability === undefined || chance.happens(fault.probability)),
      )
      if (taken !== undefined)
        pending = pending.flatMap((fault) => (fault === taken ? spent(fault) : [fault]))
      return taken
    },
    clear: (id) => {
      pending = pending.filter((fault) => id !== undefined && fault.id !== id)
    },
    restore: (faults) => {
      pending = faults
      count = Math.max(0, ...faults.map(({ id }) => id))
    },
    reset,
  }
}
