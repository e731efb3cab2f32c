/** Who is signed in, as a thing to look at. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { AdobePass } from "../../AdobePass.js"
import { ServerClock } from "../../policy/ServerClock.js"
import type { Failures } from "../failures.js"
import { asFailure } from "../failures.js"
import { plain } from "../plain.js"
import type { Run } from "../run.js"
import type { Profile, Selection } from "../words.js"
import type { Changes } from "./changes.js"
import type { Store } from "./Store.js"
import { makeSource } from "./Store.js"

/** Who is signed in on the device, as far as it is known. */
export interface Session {
  /** `failed` where Adobe could not be asked yet: `remembered` is what is known then. */
  readonly state: "loading" | "signedIn" | "signedOut" | "failed"
  /** Everybody who is signed in, valid longest first. */
  readonly profiles: ReadonlyArray<Profile>
  /** The first of them who is no TempPass, else the first. */
  readonly profile?: Profile
  /** The MVPD of the last login, to be offered first; known before Adobe has answered. */
  readonly remembered?: Selection
  /** Why Adobe could not be asked the last time; what is known otherwise stays. */
  readonly error?: Failures["profiles"]
}

/** Who is signed in, from now on. Logins, logouts and expiry change it, and those of other tabs. */
export interface SessionStore extends Store<Session> {
  /** Asks Adobe again, such as when the app comes back to the foreground. */
  readonly refresh: () => void
}

/** Longer timers are not to be relied on. */
const longestSleep = 24 * 60 * 60 * 1000

/** Watches who is signed in. */
export const watchSession = (run: Run, changes: Changes): SessionStore => {
  const { getSnapshot, set, subscribe } = makeSource<Session>({ state: "loading", profiles: [] })
  let looking = new AbortController()
  let isCancelled = false

  const show = (next: Session) => {
    if (!isCancelled && JSON.stringify(next) !== JSON.stringify(getSnapshot())) set(next)
  }
  const found = (profiles: ReadonlyArray<Profile>, remembered: Selection | undefined) => {
    const profile = profiles.find(({ type }) => type !== "temporary") ?? profiles[0]
    show({
      state: profile === undefined ? "signedOut" : "signedIn",
      profiles,
      ...(profile !== undefined && { profile }),
      ...(remembered !== undefined && { remembered }),
    })
  }

  /** Looks who is signed in, and again whenever a login expires. */
  const watch = Effect.gen(function* () {
    const pass = yield* AdobePass
    const { now } = yield* ServerClock
    while (true) {
      const remembered = plain(Option.getOrUndefined(yield* pass.remembered))
      if (getSnapshot().state === "loading" && remembered !== undefined)
        show({ ...getSnapshot(), remembered })
      const profiles = yield* pass.profiles()
      found(plain(profiles), remembered)
      if (profiles.length === 0) return
      const time = yield* now
      const ends = profiles.map(({ notAfter }) => DateTime.distance(time, notAfter))
      // a moment more, for it to be past
      yield* Effect.sleep(Math.min(Math.max(Math.min(...ends), 0) + 1, longestSleep))
    }
  })

  const refresh = (signedIn?: Profile) => {
    if (isCancelled) return
    if (signedIn !== undefined) {
      const { profiles, remembered } = getSnapshot()
      found([signedIn, ...profiles.filter(({ mvpd }) => mvpd !== signedIn.mvpd)], remembered)
    }
    looking.abort()
    const mine = (looking = new AbortController())
    run(Either.right({ signal: mine.signal }), () => watch).catch((error: unknown) => {
      if (mine.signal.aborted) return
      const { error: _, state, ...known } = getSnapshot()
      show({ ...known, state: state === "loading" ? "failed" : state, error: asFailure(error) })
    })
  }
  const forget = changes.listen(refresh)
  refresh()
  return {
    getSnapshot,
    subscribe,
    refresh: () => refresh(),
    cancel: () => {
      isCancelled = true
      forget()
      looking.abort()
    },
  }
}
