/** How a login waits for its viewer: it polls. */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Device } from "../domain/Device.js"
import type { Profile } from "../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { RetrieveProfileForCode } from "../endpoint/v2/RetrieveProfileForCode.js"
import type {
  AdobePassError,
  AuthenticationSuperseded,
  PartnerUnavailable,
  ServerFault,
  Throttled,
  UnexpectedResponse,
  Unreachable,
} from "../error/AdobePassError.js"
import { AuthenticationCodeExpired, AuthenticationRequired } from "../error/AdobePassError.js"
import { Lane } from "../policy/Lane.js"
import { monotonic } from "../policy/monotonic.js"
import { AfterPrompt, pacer, Polling, PollTurns } from "../policy/Polling.js"
import { Once } from "../policy/Retry.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Login } from "./Logins.js"
import { emptyWithoutProfile, makeNoteProfiles } from "./Profiles.js"

/** Why a poll failed without ending the login: the network or the service may be back before the code expires. */
export type PollFailure = Throttled | ServerFault | Unreachable | PartnerUnavailable | UnexpectedResponse

/** A code that is waited for. */
export interface Waiting {
  readonly code: string
  readonly notAfter: DateTime.Utc
  readonly mvpd?: string | undefined
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
  readonly pollAfterPrompt?: boolean | undefined
}

/** What the polls of a login can end with, beside what its callbacks fail with. */
export type PollEnd =
  | AuthenticationCodeExpired
  | AuthenticationSuperseded
  | Effect.Effect.Error<ReturnType<RetrieveProfileForCode["Type"]>>

/** What a login calls back while it waits; `onCode` is called with its prompt already. */
export interface Callbacks<E, R> {
  readonly onCode?: Effect.Effect<unknown, E, R> | undefined
  readonly onPolled?: Effect.Effect<unknown, E, R> | undefined
  readonly onPollFailed?: ((error: PollFailure) => Effect.Effect<unknown, E, R>) | undefined
}

/** The failure, where it does not end the login. */
const passing = (error: AdobePassError): PollFailure | undefined => {
  switch (error._tag) {
    case "Throttled":
    case "ServerFault":
    case "Unreachable":
    case "PartnerUnavailable":
      return error
    case "UnexpectedResponse":
      // a captive portal, say; what the service itself answers, with a code, an action or a field that is wrong, stays as it is
      return (error.code ?? error.action ?? error.field) === undefined ? error : undefined
  }
  return undefined
}

const expired = ({ code, notAfter }: Waiting) =>
  Effect.suspend(
    () =>
      new AuthenticationCodeExpired({
        code,
        notAfter,
        message: `the code ${code} expired before the viewer signed in`,
      }),
  )

const cameBack = ({ code }: Waiting) =>
  new AuthenticationRequired({
    reason: "profileMissing",
    message: `the browser came back, and the service has no profile for the code ${code}: the viewer did not sign in`,
  })

/** A poll is not retried, for another one follows; what a viewer waits for goes before it. */
const unhurried = Context.add(Context.make(Lane, "background"), Once, true)

/** What a poll leads to: the viewer's profile, or another poll, after so many milliseconds at least. */
type Next = Profile | number

/** How long a code is good for, in milliseconds: a login that never learns the server's time waits no longer. */
const codeLifetime = 30 * 60_000

/**
 * Polls at the pace of {@link Polling} until there is a profile or the code expires.
 *
 * It expires by the server's clock. While no answer has told the server's time, the device's clock is not taken for it:
 * the wait then ends after half an hour.
 */
export const makePoll = Effect.gen(function* () {
  const clock = yield* ServerClock
  const retrieve = yield* RetrieveProfileForCode
  const noteProfiles = yield* makeNoteProfiles
  const polling = yield* Polling
  const turns = yield* PollTurns
  const afterPrompt = Duration.toMillis(yield* AfterPrompt)

  /** Asks for the profiles of a code, unless it is another process' turn. */
  const poll = ({ code, temporaryAccessIdentity }: Waiting) =>
    Effect.if(turns.take(code), {
      onTrue: () =>
        retrieve({ code, temporaryAccessIdentity }).pipe(
          emptyWithoutProfile,
          Effect.flatMap((found) => noteProfiles(found, temporaryAccessIdentity)),
          Effect.match({
            onFailure: (error) => ({ _tag: "Failed", error }) as const,
            onSuccess: (profiles) => ({ _tag: "Answered", profiles }) as const,
          }),
        ),
      onFalse: () => Effect.succeed({ _tag: "NotAsked" } as const),
    }).pipe(Effect.provide(unhurried))

  /** How many milliseconds the code is good for; each time anew, for an answer may have set the clock right. */
  const left = (pending: Waiting, began: number) =>
    Effect.gen(function* () {
      const millis = (yield* clock.known)
        ? DateTime.distance(yield* clock.now, pending.notAfter)
        : codeLifetime - ((yield* monotonic) - began)
      return millis > 0 ? millis : yield* expired(pending)
    })

  return <E, R>(login: Login<E>, pending: Waiting, callbacks: Callbacks<E, R>) => {
    const nextPause = pacer(polling)
    let wasRight = false

    /** Waits for the viewer where the login is to poll after that; tells when the viewer has had enough time. */
    const prompt = (began: number) =>
      Effect.gen(function* () {
        yield* login.begin(pending.code)
        if (pending.pollAfterPrompt !== true) {
          if (callbacks.onCode !== undefined) yield* login.alongside(callbacks.onCode)
          return Infinity
        }
        yield* login.within(yield* left(pending, began), callbacks.onCode ?? Effect.void, expired(pending))
        return (yield* monotonic) + afterPrompt
      })

    const answered = (profiles: ReadonlyArray<Profile>, giveUpAt: number) =>
      Effect.gen(function* () {
        wasRight = true
        const profile = profiles.find(({ mvpd }) => mvpd === pending.mvpd) ?? profiles[0]
        if (profile !== undefined) return profile
        if ((yield* monotonic) >= giveUpAt) return yield* cameBack(pending)
        if (callbacks.onPolled !== undefined) yield* login.alongside(callbacks.onPolled)
        return 0
      })

    const failed = (error: Effect.Effect.Error<ReturnType<typeof retrieve>>, began: number) =>
      Effect.gen(function* () {
        const failure = passing(error)
        if (failure === undefined) {
          // the service does not tell an old code from a wrong one; one that it has answered for was right
          if (error._tag === "AuthenticationCodeInvalid") {
            if (wasRight) return yield* expired(pending)
            yield* left(pending, began)
          }
          return yield* Effect.fail(error)
        }
        if (callbacks.onPollFailed !== undefined) yield* login.alongside(callbacks.onPollFailed(failure))
        return failure._tag === "Throttled" ? Duration.toMillis(failure.retryAfter) : 0
      })

    const once = (began: number, giveUpAt: number): Effect.Effect<Next, E | PollEnd, R | Device> =>
      Effect.gen(function* () {
        const polled = yield* login.within(yield* left(pending, began), poll(pending), expired(pending))
        switch (polled._tag) {
          case "Answered":
            return yield* answered(polled.profiles, giveUpAt)
          case "Failed":
            return yield* failed(polled.error, began)
          case "NotAsked":
            return 0
        }
      })

    /** How long to sleep before the next poll, in milliseconds: as the schedule says, or as the service asked where that is longer. */
    const pause = (asked: number) =>
      Effect.gen(function* () {
        const millis = yield* nextPause
        // a schedule that ends gives up before the code does
        return millis === undefined ? yield* expired(pending) : Math.max(millis, asked)
      })

    /** Sleeps, but no longer than the code is good. Meanwhile an answer may set the clock back; the pause stays as long. */
    const sleep = (millis: number, began: number): Effect.Effect<void, E | PollEnd> =>
      Effect.flatMap(left(pending, began), (most) =>
        millis <= most
          ? login.sleep(millis)
          : Effect.flatMap(login.sleep(most), () => sleep(millis - most, began)),
      )

    // no generator is kept while the login sleeps, which it does most of the time
    const polls = (began: number, giveUpAt: number): Effect.Effect<Profile, E | PollEnd, R | Device> =>
      Effect.flatMap(once(began, giveUpAt), (next) =>
        typeof next === "number"
          ? pause(next).pipe(
              Effect.flatMap((millis) => sleep(millis, began)),
              Effect.flatMap(() => polls(began, giveUpAt)),
            )
          : Effect.succeed(next),
      )

    return Effect.flatMap(monotonic, (began) =>
      Effect.flatMap(prompt(began), (giveUpAt) => polls(began, giveUpAt)),
    )
  }
})
