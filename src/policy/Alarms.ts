/** Many who wait, one fiber that sleeps: ten thousand logins need no ten thousand timers, and a deadline costs less than a call. */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import { forkFrom } from "./contexts.js"
import { monotonic } from "./monotonic.js"

/** What is called at a moment. Whoever sets it leaves its first two fields alone. */
export interface Alarm {
  /** Milliseconds of the monotonic clock. */
  at: number
  /** Of two alarms for one moment that which was set first rings first. */
  order: number
  readonly ring: () => void
}

/** Moments that are waited for. */
export interface Alarms {
  /** Rings an alarm at a moment of the caller's monotonic clock, unless it is cleared before. */
  readonly set: (alarm: Alarm, at: number, caller: Fiber.RuntimeFiber<unknown, unknown>) => void
  /** Lets go of an alarm, and with the last of them of the timer, unless that may outlive it. */
  readonly clear: (alarm: Alarm) => void
  /** Lets go of the timer where no alarm is set. */
  readonly rest: () => void
}

const isBefore = (one: Alarm, other: Alarm) =>
  one.at === other.at ? one.order < other.order : one.at < other.at

/**
 * Alarms of one clock. The timer may outlive the last of them for so many milliseconds, lest each call that follows another
 * makes it anew.
 */
export const make = (outlives = 0): Alarms => {
  const longestSleep = outlives === 0 ? Infinity : outlives
  /** The next one last. */
  const alarms: Array<Alarm> = []
  let sleeper: { fiber?: Fiber.RuntimeFiber<void>; until: number } | undefined
  let order = 0

  /** Where an alarm is, or would be. */
  const indexOf = (alarm: Alarm) => {
    let from = 0
    let to = alarms.length
    while (from < to) {
      const middle = (from + to) >>> 1
      const other = alarms[middle]
      if (other !== undefined && isBefore(alarm, other)) from = middle + 1
      else to = middle
    }
    return from
  }

  const stop = () => {
    sleeper?.fiber?.unsafeInterruptAsFork(FiberId.none)
    sleeper = undefined
  }

  const rest = () => {
    if (alarms.length === 0) stop()
  }

  /** Sleeps from one alarm to the next, until there is none. */
  const sleep = (self: { until: number }) =>
    Effect.gen(function* () {
      while (true) {
        const now = yield* monotonic
        for (
          let next = alarms[alarms.length - 1];
          next !== undefined && next.at <= now;
          next = alarms[alarms.length - 1]
        ) {
          alarms.pop()
          next.ring()
        }
        const next = alarms[alarms.length - 1]
        // whoever rang may have woken another sleeper
        if (sleeper !== self) return
        if (next === undefined) return void (sleeper = undefined)
        self.until = Math.min(next.at, now + longestSleep)
        yield* Effect.sleep(self.until - now)
      }
    })

  return {
    set: (alarm, at, caller) => {
      alarm.at = at
      alarm.order = order++
      alarms.splice(indexOf(alarm), 0, alarm)
      if (sleeper === undefined || alarm.at < sleeper.until) {
        stop()
        const self: NonNullable<typeof sleeper> = { until: alarm.at }
        sleeper = self
        self.fiber = forkFrom(caller, sleep(self))
      }
    },
    clear: (alarm) => {
      const index = indexOf(alarm)
      if (alarms[index] !== alarm) return
      alarms.splice(index, 1)
      if (outlives === 0) rest()
    },
    rest,
  }
}
