/** Things to look at: what a screen shows changes, and whoever shows it is told. */
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Device } from "../../domain/Device.js"
import type { InvalidRequest } from "../../error/AdobePassError.js"
import type { Services } from "../layer.js"
import type { Plain } from "../plain.js"
import type { Abortable } from "../given/requests.js"
import type { Run } from "../run.js"

/**
 * Something that changes, in the form that frameworks can show: React's `useSyncExternalStore`, Vue, Svelte, or a function
 * that paints.
 */
export interface Store<Snapshot> {
  /** What is so now: the same object until it changes. */
  readonly getSnapshot: () => Snapshot
  /** Calls `listener` after each change, until the function that it returns is called. */
  readonly subscribe: (listener: () => void) => () => void
  /** Ends it: timers and requests stop at once. */
  readonly cancel: () => void
}

/** The part of a store that its owner writes to. */
export interface Source<Snapshot> extends Omit<Store<Snapshot>, "cancel"> {
  readonly set: (next: Snapshot) => void
}

export const makeSource = <Snapshot>(initial: Snapshot): Source<Snapshot> => {
  let snapshot = initial
  const listeners = new Map<object, () => void>()
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      const subscription = {}
      listeners.set(subscription, listener)
      return () => void listeners.delete(subscription)
    },
    set: (next) => {
      snapshot = next
      for (const listener of listeners.values()) {
        try {
          listener()
        } catch (error) {
          // the mistake of one listener is told, and costs neither the others nor the login
          void Promise.reject(error)
        }
      }
    },
  }
}

/** Runs the work of a store until it ends, the store is cancelled, or the signal of its request is aborted, which cancels it. */
export const follow = <Request extends Abortable, A, E>(
  run: Run,
  checked: Either.Either<Request, InvalidRequest>,
  use: (request: Request) => Effect.Effect<A, E, Services | Device>,
  store: { readonly cancel: () => void; readonly signal: AbortSignal },
): Promise<Plain<A>> => {
  const given = Either.isRight(checked) ? checked.right.signal : undefined
  if (given?.aborted === true) store.cancel()
  given?.addEventListener("abort", store.cancel)
  const running = run(
    Either.map(checked, (request) => ({ ...request, signal: store.signal })),
    use,
  )
  const release = () => given?.removeEventListener("abort", store.cancel)
  running.then(release, release)
  return running
}
