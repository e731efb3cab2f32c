/** How long each call has waited for Redis, of the time that it may. */
import type { Spent } from "../../cache/StoreWait.js"
import { waits } from "./metrics.js"

/** How long one call waits for Redis in all, in milliseconds, unless another time is given. */
export const usualPatience = 200
/** A script that takes no longer costs a call nothing of its patience. */
const healthy = 5
/** How much of a call's patience comes back in a millisecond, for calls that last long, as logins do. */
const recovery = 0.0002

/** Keeps the books of all calls. Moments are monotonic milliseconds. */
export const makePatience = (patience: number) => {
  /** When each call has waited last. */
  const spentAt = new WeakMap<Spent, number>()
  return {
    /** Gives what a call has waited before. */
    begin: (spent: Spent, now: number): number => {
      const rested = now - (spentAt.get(spent) ?? now)
      spent.millis = Math.max(0, spent.millis - rested * recovery * patience)
      spentAt.set(spent, now)
      return spent.millis
    },
    /** Takes note of a wait, given what was waited before it began: what is waited for at the same time counts once. */
    end: (spent: Spent, before: number, waited: number): void => {
      if (waited <= healthy) return
      spent.millis = Math.max(spent.millis, before + waited - healthy)
      waits.unsafeUpdate(spent.millis + healthy, [])
    },
  }
}
