/** Work that several wait for. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

interface Flight<A, E> {
  readonly fiber: Fiber.RuntimeFiber<A, E>
  waiting: number
}

/**
 * Runs an effect once for all callers that ask for the same key meanwhile. It goes on while one of them waits, and stops
 * with the last.
 */
export const make = <A, E>() => {
  const flights = new Map<string, Flight<A, E>>()

  const join = <R>(key: string, effect: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const known = flights.get(key)
      if (known !== undefined) {
        known.waiting += 1
        return known
      }
      const fiber = yield* Effect.forkDaemon(Effect.interruptible(effect))
      const flight = { fiber, waiting: 1 }
      flights.set(key, flight)
      fiber.addObserver(() => end(key, flight))
      return flight
    })

  const end = (key: string, flight: Flight<A, E>) => flights.get(key) === flight && flights.delete(key)

  return <R>(key: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      join(key, effect),
      ({ fiber }) => Effect.flatten(Fiber.await(fiber)),
      (flight) =>
        Effect.suspend(() => {
          flight.waiting -= 1
          return flight.waiting === 0 && end(key, flight) ? Fiber.interruptFork(flight.fiber) : Effect.void
        }),
    )
}
