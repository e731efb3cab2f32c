/** Tells those who look that somebody signed in or out: in this client, and in other tabs of the same origin. */
import * as Effect from "effect/Effect"
import type { Profile as SignedIn } from "../../domain/Profile.js"
import { plain } from "../plain.js"
import type { Profile } from "../words.js"

/** Other tabs are told that something changed, and not what. */
export interface Changes {
  /** Tells of a change, with the profile where somebody signed in. */
  readonly notify: (profile?: Profile) => void
  /** Calls `listener` after each change; returns a function that ends it. */
  readonly listen: (listener: (profile?: Profile) => void) => () => void
}

/** Elsewhere there are no other tabs, and a channel would keep the process alive. */
const isPage = () => typeof document === "object" && typeof addEventListener === "function"

/** A channel between tabs, where there are such. */
const openChannel = () =>
  isPage() && typeof BroadcastChannel === "function" ? new BroadcastChannel("adobe-pass") : undefined

export const makeChanges = (): Changes => {
  const listeners = new Set<(profile?: Profile) => void>()
  let channel: BroadcastChannel | undefined

  const tell = (profile?: Profile) => {
    for (const listener of listeners) listener(profile)
  }
  const onTab = () => tell()
  const onStorage = ({ key }: StorageEvent) => {
    if (key === null || key.startsWith("selection-")) tell()
  }
  /** Hears other tabs by the channel, or, where there is none, by what they write to the storage that they share. */
  const open = () => {
    if (!isPage()) return
    channel = openChannel()
    channel?.addEventListener("message", onTab)
    if (channel === undefined) addEventListener("storage", onStorage)
    // what could not be asked may be asked now
    addEventListener("online", onTab)
  }
  const close = () => {
    if (!isPage()) return
    channel?.close()
    channel = undefined
    removeEventListener("storage", onStorage)
    removeEventListener("online", onTab)
  }

  return {
    notify: (profile) => {
      tell(profile)
      const posting = channel ?? openChannel()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, and no window
      posting?.postMessage("changed")
      if (posting !== channel) posting?.close()
    },
    listen: (listener) => {
      if (listeners.size === 0) open()
      listeners.add(listener)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) close()
      }
    },
  }
}

/** A login. */
export const signingIn =
  ({ notify }: Changes) =>
  <E, R>(flow: Effect.Effect<SignedIn, E, R>): Effect.Effect<SignedIn, E, R> =>
    Effect.tap(flow, (profile) => Effect.sync(() => notify(plain(profile))))

/** A logout. */
export const signingOut =
  ({ notify }: Changes) =>
  <A, E, R>(flow: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.tap(flow, () => Effect.sync(() => notify()))

/** A flow that may find that nobody is signed in any more. */
export const noticing =
  ({ notify }: Changes) =>
  <A, E extends { readonly _tag: string }, R>(flow: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.tapError(flow, ({ _tag }) =>
      _tag === "AuthenticationRequired" ? Effect.sync(() => notify()) : Effect.void,
    )
