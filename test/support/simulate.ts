/** Time without waiting: runs effects that only time and other fibers hold up, in the same order every time. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"

interface Timer {
  readonly at: number
  readonly ring: () => void
}

/** A clock that tells what `now` says, and sleeps as it is told. */
export const clockOf = (now: () => number, sleep: Clock.Clock["sleep"]): Clock.Clock => {
  const nanos = () => BigInt(Math.round(now())) * 1_000_000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: now,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanos: Effect.sync(nanos),
    sleep,
  }
}

export const simulation = (seed = "seed") => {
  let now = 0
  const timers = new Set<Timer>()
  const tasks: Array<() => void> = []
  const scheduler = Scheduler.make((task) => void tasks.push(task))
  const random = Random.make(seed)

  const clock = clockOf(
    () => now,
    (duration) =>
      Effect.async((resume) => {
        const timer = { at: now + Duration.toMillis(duration), ring: () => resume(Effect.void) }
        timers.add(timer)
        return Effect.sync(() => timers.delete(timer))
      }),
  )

  const settle = () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task()
  }

  return {
    now: () => now,
    /** How many timers wait. */
    waiting: () => timers.size,
    /** Runs an effect up to where only time helps. */
    start: <A, E>(effect: Effect.Effect<A, E>) => {
      const fiber = Effect.runFork(effect.pipe(Effect.withClock(clock), Effect.withRandom(random)), {
        scheduler,
      })
      settle()
      return fiber
    },
    /** Goes on to where only time helps, after something outside has let it. */
    settle,
    /** Lets the next timer ring, if it does within so many milliseconds; tells whether it does. */
    ring: (within = Infinity) => {
      const [next] = [...timers].toSorted((one, other) => one.at - other.at)
      if (next === undefined || next.at > now + within) return false
      timers.delete(next)
      now = next.at
      next.ring()
      settle()
      return true
    },
    /** Lets time pass, timer by timer. */
    advance: (by: Duration.DurationInput) => {
      const end = now + Duration.toMillis(by)
      while (true) {
        const [next] = [...timers].toSorted((one, other) => one.at - other.at)
        if (next === undefined || next.at > end) break
        timers.delete(next)
        now = next.at
        next.ring()
        settle()
      }
      now = end
    },
  }
}
