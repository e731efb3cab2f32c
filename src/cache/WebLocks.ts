/** A store that the tabs and workers of a web page share, such as `localStorage`: they take turns by Web Locks. */
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { Store } from "./Store.js"

/** What of the browser's `LockManager` is needed. */
export interface Locks {
  readonly request: (
    name: string,
    options: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ) => Promise<unknown>
}

/** A page that cannot get a lock within this goes on without it. */
const lockTimeout = "30 seconds"

const nothing = () => {}

/** Waits for a lock and gives what lets it go. */
const acquire = (locks: Locks, name: string) =>
  Effect.async<() => void, unknown>((resume) => {
    const waiting = new AbortController()
    let release = nothing
    const hold = () =>
      new Promise<void>((resolve) => {
        release = resolve
        resume(Effect.succeed(resolve))
        // its caller has left
        if (waiting.signal.aborted) resolve()
      })
    // what it throws at once is a rejection, too
    new Promise((resolve) => resolve(locks.request(name, { signal: waiting.signal }, hold))).catch(
      (error: unknown) => resume(Effect.fail(error)),
    )
    return Effect.sync(() => {
      waiting.abort()
      // it may have been granted meanwhile
      release()
    })
  })

/** `Store.layer`, whose turns are those of all pages of the origin where the browser has `locks`. */
export const layer = (
  locks: Locks | undefined = globalThis.navigator?.locks,
): Layer.Layer<Store, never, KeyValueStore.KeyValueStore> => {
  if (locks === undefined) return Store.layer
  let warned = false
  const goOnWithout = (reason: unknown) =>
    Effect.suspend(() => {
      if (warned) return Effect.succeed(nothing)
      warned = true
      return Effect.as(
        Effect.logWarning("the store cannot be locked; going on without", String(reason)),
        nothing,
      )
    })

  return Store.layerShared({
    exclusive: (key, work) =>
      Effect.acquireUseRelease(
        Effect.interruptible(acquire(locks, `effect-adobe-pass ${key}`)).pipe(
          Effect.timeoutFail({ duration: lockTimeout, onTimeout: () => "another page has it" }),
          Effect.catchAll(goOnWithout),
        ),
        () => work,
        (release) => Effect.sync(release),
      ),
  })
}
