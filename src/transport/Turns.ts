/** Queues for what only one can have at a time: in each lane first come, first served, and one lane before the next. */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import { Lane, lanes } from "../policy/Lane.js"
import { monotonicIn } from "../policy/monotonic.js"

/** What is queued for. */
export interface Gate<E = never> {
  /**
   * Takes a place of a key if there is one, and else tells in how many milliseconds to try again. Where it fails, all
   * callers that wait for the key fail.
   */
  readonly take: (key: string) => Effect.Effect<number, E>
  /** The same at a moment of the monotonic clock, where a gate can tell at once. */
  readonly takeNow?: (key: string, now: number) => number
  /** Gives a place back that was taken and not used. */
  readonly giveBack: (key: string) => Effect.Effect<unknown>
}

type Turn<E> = Deferred.Deferred<void, E>

class Queue<E> {
  /** The fiber that lets callers go. */
  caller: Fiber.Fiber<void, E> = Fiber.void
  private readonly waiting = new Map(lanes.map((lane) => [lane, new Set<Turn<E>>()]))

  join(lane: Lane["Type"], turn: Turn<E>) {
    this.waiting.get(lane)?.add(turn)
  }

  /** Whether it was still waiting. */
  leave(turn: Turn<E>): boolean {
    return [...this.waiting.values()].some((lane) => lane.delete(turn))
  }

  get isEmpty(): boolean {
    return [...this.waiting.values()].every(({ size }) => size === 0)
  }

  /** Lets the next caller go; false where no caller waits. */
  next(turn: Effect.Effect<void, E> = Effect.void): boolean {
    for (const lane of this.waiting.values()) {
      for (const first of lane) {
        lane.delete(first)
        Deferred.unsafeDone(first, turn)
        return true
      }
    }
    return false
  }

  /** Fails all callers that wait. */
  fail(cause: Cause.Cause<E>) {
    while (this.next(Effect.failCause(cause)));
  }
}

/** What callers do at a gate. */
export interface Turns<E> {
  /** Waits for a place of a key, in the caller's {@link Lane}; an interrupted caller's goes to the next. */
  readonly acquire: (key: string) => Effect.Effect<void, E>
  /** Asks for a place of a key at once, for the callers that wait: there may be one before the gate said. */
  readonly tryAgain: (key: string) => Effect.Effect<void>
}

/** Makes the queues of a gate. */
export const make = <E>({ giveBack, take, takeNow }: Gate<E>): Turns<E> => {
  const queues = new Map<string, Queue<E>>()
  const close = (key: string, queue: Queue<E>) => queues.get(key) === queue && queues.delete(key)

  /** Lets callers go one by one, until none of them waits. */
  const callUp = (key: string, queue: Queue<E>): Effect.Effect<void, E> =>
    Effect.gen(function* () {
      while (!queue.isEmpty) {
        const millis = yield* take(key)
        if (millis > 0) yield* Effect.interruptible(Effect.sleep(millis))
        else if (!queue.next()) yield* giveBack(key)
      }
      close(key, queue)
    }).pipe(
      // a gate that fails must not hold up later callers
      Effect.onError((cause) =>
        Effect.sync(() => {
          if (Cause.isInterruptedOnly(cause)) return
          close(key, queue)
          queue.fail(cause)
        }),
      ),
    )

  /** A daemon, for it works for all callers of the key, and ends with the last of them. A place that it took is not lost. */
  const start = (key: string, queue: Queue<E>) =>
    Effect.map(Effect.forkDaemon(Effect.uninterruptible(callUp(key, queue))), (caller) => {
      queue.caller = caller
    })

  const join = (key: string, lane: Lane["Type"], turn: Turn<E>) =>
    Effect.gen(function* () {
      const known = queues.get(key)
      const queue = known ?? new Queue<E>()
      queue.join(lane, turn)
      if (known === undefined) {
        queues.set(key, queue)
        yield* start(key, queue)
      }
      return queue
    })

  const leave = (key: string, queue: Queue<E>, turn: Turn<E>) =>
    Effect.suspend(() => {
      if (!queue.leave(turn)) {
        return Effect.matchCauseEffect(Deferred.await(turn), {
          // its turn had failed already, so there is nothing to give back
          onFailure: () => Effect.void,
          onSuccess: () => (queue.next() ? Effect.void : giveBack(key)),
        })
      }
      return queue.isEmpty && close(key, queue) ? Fiber.interruptFork(queue.caller) : Effect.void
    })

  const queueUp = (key: string) =>
    Effect.flatMap(Lane, (lane) => {
      const turn: Turn<E> = Deferred.unsafeMake(FiberId.none)
      return Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(join(key, lane, turn), (queue) =>
          Effect.onInterrupt(restore(Deferred.await(turn)), () => leave(key, queue, turn)),
        ),
      )
    })

  return {
    acquire: (key) =>
      takeNow === undefined
        ? queueUp(key)
        : Effect.withFiberRuntime((caller) =>
            // where nobody waits, most calls find a place
            !queues.has(key) && takeNow(key, monotonicIn(caller)) === 0 ? Effect.void : queueUp(key),
          ),
    tryAgain: (key) =>
      Effect.suspend(() => {
        const queue = queues.get(key)
        if (queue === undefined) return Effect.void
        const { caller } = queue
        // of two who say so at once, one starts the queue again
        return Effect.uninterruptible(
          Effect.zipRight(
            Fiber.interrupt(caller),
            Effect.suspend(() =>
              queues.get(key) === queue && queue.caller === caller ? start(key, queue) : Effect.void,
            ),
          ),
        )
      }),
  }
}
