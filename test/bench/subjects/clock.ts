/** A clock that is moved on by hand, for as many sleepers as a fleet has. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { clockOf } from "../../support/simulate.js"

/** Sleepers wake in steps of so many milliseconds. */
const step = 50

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export const makeClock = () => {
  let now = Date.now()
  /** Those that wake in each step. */
  const sleepers = new Map<number, Set<() => void>>()

  const clock = clockOf(
    () => now,
    (duration) =>
      Effect.async((resume) => {
        const at = Math.ceil((now + Duration.toMillis(duration)) / step)
        const wake = () => resume(Effect.void)
        const others = sleepers.get(at)
        if (others === undefined) sleepers.set(at, new Set([wake]))
        else others.add(wake)
        return Effect.sync(() => sleepers.get(at)?.delete(wake))
      }),
  )

  /** Lets everybody go as far as they can without time. */
  const settle = async () => {
    for (let turns = 0; turns < 8; turns += 1) await turn()
  }

  return {
    clock,
    settle,
    advance: async (milliseconds: number) => {
      const end = now + milliseconds
      for (let at = Math.floor(now / step); at * step <= end; at += 1) {
        const woken = sleepers.get(at)
        if (woken === undefined) continue
        sleepers.delete(at)
        now = Math.max(now, at * step)
        for (const wake of woken) wake()
        await settle()
      }
      now = end
    },
  }
}
