/** Works that must not run beside each other. */
import * as Effect from "effect/Effect"

/** Runs `work` while no other of its `key` runs, wherever that may be. */
export interface Exclusive {
  <A, E, R>(key: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>
}

/** Runs the works of one key one after another, in this process. */
export const makeExclusive = (): Exclusive => {
  const locks = new Map<string, { readonly turn: Effect.Semaphore; users: number }>()

  return (key, work) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const lock = locks.get(key) ?? { turn: Effect.unsafeMakeSemaphore(1), users: 0 }
        lock.users += 1
        locks.set(key, lock)
        return lock
      }),
      ({ turn }) => turn.withPermits(1)(work),
      (lock) =>
        Effect.sync(() => {
          lock.users -= 1
          if (lock.users === 0) locks.delete(key)
        }),
    )
}
