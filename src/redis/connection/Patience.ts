/** How long each call has waited for Redis, of the time that it may. Nothing here waits; moments are monotonic milliseconds. */
import type { Spent } from "../../cache/StoreWait.js"

/** How long one call waits for Redis in all, in milliseconds, unless another time is given. */
export const usualPatience = 200
/**
 * How often it is to be looked for scripts that are overdue, in milliseconds. A process that has not looked for longer was too
 * busy to hear an answer: the rest is no wait for Redis.
 */
export const lookEvery = 20
/** A script that takes no longer costs a call nothing of its patience; one that does costs what it takes beyond. */
const healthy = 5
/** How much of a call's patience comes back in a millisecond, for calls that last long, as logins do. */
const recovery = 0.0002

/** What is known of a call. */
interface Account {
  readonly spent: Spent
  /** From the oldest. */
  readonly waits: Set<Wait>
  /** When it was looked what the call has waited. */
  countedAt: number
}

/** A script that a call waits for. */
export interface Wait {
  readonly account: Account
  readonly since: number
  /** What the call had waited before. */
  readonly before: number
}

/**
 * Keeps the books of all calls.
 *
 * @param onWaited Is told what a call has waited in all, each time that it was longer than it takes a Redis that is well.
 */
export const makePatience = (patience: number, onWaited: (millis: number) => void) => {
  const accounts = new WeakMap<Spent, Account>()
  const all = new Set<Wait>()

  /** Scripts that are waited for at the same time count once: it is enough to know how long the oldest has been late. */
  const count = (account: Account, now: number): void => {
    for (const { since } of account.waits) {
      const late = now - Math.max(since + healthy, account.countedAt)
      if (late > 0) account.spent.millis += Math.min(late, lookEvery)
      break
    }
    account.countedAt = now
  }

  const accountOf = (spent: Spent, now: number): Account => {
    const known = accounts.get(spent)
    if (known !== undefined) return known
    const account = { spent, waits: new Set<Wait>(), countedAt: now }
    accounts.set(spent, account)
    return account
  }

  return {
    /** Begins to wait for a script; undefined where the call has waited for long enough. */
    begin: (spent: Spent, now: number): Wait | undefined => {
      const account = accountOf(spent, now)
      if (account.waits.size === 0) {
        spent.millis = Math.max(0, spent.millis - (now - account.countedAt) * recovery * patience)
      }
      count(account, now)
      if (spent.millis >= patience) return undefined
      const wait = { account, since: now, before: spent.millis }
      account.waits.add(wait)
      all.add(wait)
      return wait
    },
    /** Waits for a script no more. */
    end: (wait: Wait, now: number): void => {
      const { account, since } = wait
      count(account, now)
      account.waits.delete(wait)
      all.delete(wait)
      if (now - since > healthy) onWaited(account.spent.millis + healthy)
    },
    /** The scripts of calls that have waited for long enough. */
    overdue: (now: number): ReadonlyArray<Wait> => {
      for (const { account } of all) count(account, now)
      return [...all].filter(({ account }) => account.spent.millis >= patience)
    },
    /** Whether a script that is overdue was late itself, rather than those that its call waited for before. */
    isLate: ({ account, before }: Wait): boolean => account.spent.millis - before >= patience / 2,
  }
}
