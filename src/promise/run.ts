/** How a method's effect becomes its promise, and how that is ended by a signal or by closing the client. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type { Device } from "../domain/Device.js"
import type { InvalidRequest } from "../error/AdobePassError.js"
import { ClientClosed } from "../error/AdobePassError.js"
import { reasonOf } from "./abort.js"
import { isAdobePassError } from "./failures.js"
import type { Services } from "./layer.js"
import type { Plain } from "./plain.js"
import { plain, plainError, stackOf } from "./plain.js"
import type { Abortable } from "./given/requests.js"

/** Makes the promise of a request that was checked. */
export type Run = <Request extends Abortable, A, E>(
  request: Either.Either<Request, InvalidRequest>,
  use: (request: Request) => Effect.Effect<A, E, Services | Device>,
) => Promise<Plain<A>>

/** Starts an effect; it fails where the client cannot be built. */
export type Fork = <A, E>(
  effect: Effect.Effect<A, E, Services | Device>,
) => Fiber.RuntimeFiber<A, E | InvalidRequest>

/** What a callback threw, on its way out. */
class Thrown {
  readonly _tag = "Thrown"
  constructor(readonly reason: unknown) {}
}

/** Calls back into the app. */
export const callBack = <A>(call: () => A | Promise<A>): Effect.Effect<A, Thrown> =>
  Effect.tryPromise({
    try: () => Promise.resolve(call()),
    catch: (thrown) => new Thrown(thrown),
  })

/** What is under way, so that closing can end it. A device's client ends with the one it was made from. */
export class Lifetime {
  private ended = false
  private readonly calls = new Set<() => void>()
  constructor(private readonly parent?: Lifetime) {}

  get isClosed(): boolean {
    return this.ended || this.parent?.isClosed === true
  }

  add(stop: () => void): void {
    this.calls.add(stop)
    this.parent?.add(stop)
  }

  remove(stop: () => void): void {
    this.calls.delete(stop)
    this.parent?.remove(stop)
  }

  close(): void {
    this.ended = true
    for (const stop of this.calls) stop()
  }
}

const closed = () => new ClientClosed({ message: "the client was closed" })

/** Makes promises, until the client is closed. */
export const makeRun =
  (fork: Fork, lifetime: Lifetime): Run =>
  (request, use) => {
    const caller = new Error()
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(
          error instanceof Thrown
            ? error.reason
            : isAdobePassError(error)
              ? plainError(error, stackOf(error, caller))
              : error,
        )
      if (lifetime.isClosed) return fail(closed())
      if (Either.isLeft(request)) return fail(request.left)
      const signal = request.right.signal ?? undefined
      if (signal?.aborted === true) return reject(reasonOf(signal))

      const fiber = fork(use(request.right))
      const release = () => {
        signal?.removeEventListener("abort", onAbort)
        lifetime.remove(onClose)
      }
      const stop = () => {
        release()
        fiber.unsafeInterruptAsFork(FiberId.none)
      }
      const onAbort = () => {
        stop()
        reject(signal === undefined ? undefined : reasonOf(signal))
      }
      const onClose = () => {
        stop()
        fail(closed())
      }
      signal?.addEventListener("abort", onAbort)
      lifetime.add(onClose)
      fiber.addObserver((exit) => {
        release()
        if (Exit.isSuccess(exit)) resolve(plain(exit.value))
        else fail(Cause.squash(exit.cause))
      })
    })
  }
