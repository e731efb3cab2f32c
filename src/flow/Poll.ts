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

const isPassing = (error: AdobePassError): error is PollFailure =>
  error._tag === "Throttled" ||
  error._tag === "ServerFault" ||
  error._tag === "Unreachable" ||
  error._tag === "PartnerUnavailable" ||
  // a captive portal, say; what the service itself answers, with a code, an action or a field that is wrong, stays as it is
  (error._tag === "UnexpectedResponse" && (error.code ?? error.action ?? error.field) === undefined)

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
  const look = ({ code, temporaryAccessIdentity }: Waiting) =>
    Effect.if(turns.take(code), {
      onTrue: () =>
        retrieve({ code, temporaryAccessIdentity }).pipe(
          emptyWithoutProfile,
          Effect.flatMap((found) => noteProfiles(found, temporaryAccessIdentity)),
        ),
      onFalse: () => Effect.succeed(undefined),
    }).pipe(Effect.either, Effect.provide(unhurried))

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

    /** Polls once: a profile, or how many milliseconds there are until the next poll. */
    const once = (began: number, giveUpAt: number) =>
      Effect.gen(function* () {
        const answer = yield* login.within(yield* left(pending, began), look(pending), expired(pending))
        let retryAfter = 0
        if (answer._tag === "Right" && answer.right !== undefined) {
          wasRight = true
          const found = answer.right.find(({ mvpd }) => mvpd === pending.mvpd) ?? answer.right[0]
          if (found !== undefined) return found
          if ((yield* monotonic) >= giveUpAt) return yield* cameBack(pending)
          if (callbacks.onPolled !== undefined) yield* login.alongside(callbacks.onPolled)
        } else if (answer._tag === "Left") {
          const { left: error } = answer
          if (!isPassing(error)) {
            // the service does not tell an old code from a wrong one; one that it has answered for was right
            if (error._tag === "AuthenticationCodeInvalid") {
              if (wasRight) return yield* expired(pending)
              yield* left(pending, began)
            }
            return yield* Effect.fail(answer.left)
          }
          if (callbacks.onPollFailed !== undefined) yield* login.alongside(callbacks.onPollFailed(error))
          if (error._tag === "Throttled") retryAfter = Duration.toMillis(error.retryAfter)
        }
        const pause = yield* nextPause
        // a schedule that ends gives up before the code does
        if (pause === undefined) return yield* expired(pending)
        return Math.min(Math.max(pause, retryAfter), yield* left(pending, began))
      })

    // no generator is kept while the login sleeps, which it does most of the time
    const polls = (began: number, giveUpAt: number): Effect.Effect<Profile, E | PollEnd, R | Device> =>
      Effect.flatMap(once(began, giveUpAt), (next) =>
        typeof next === "number"
          ? Effect.flatMap(login.sleep(next), () => polls(began, giveUpAt))
          : Effect.succeed(next),
      )

    return Effect.flatMap(monotonic, (began) =>
      Effect.flatMap(prompt(began), (giveUpAt) => polls(began, giveUpAt)),
    )
  }
})
