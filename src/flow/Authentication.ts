/**
 * The authentication phase: a session, the viewer's login in a browser, and polling until there is a profile.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/cookbooks/rest-api-v2-cookbook-client-server
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Device } from "../domain/Device.js"
import type { Profile } from "../domain/Profile.js"
import type { Authenticate, NextAction, Resume, Retry } from "../domain/Session.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { CreateSession } from "../endpoint/v2/CreateSession.js"
import type { RetrieveProfileForMvpd } from "../endpoint/v2/RetrieveProfileForMvpd.js"
import { AuthenticationRequired, UnexpectedResponse } from "../error/AdobePassError.js"
import { ServerClock } from "../policy/ServerClock.js"
import { inSpan, withServices } from "./Flow.js"
import type { Login } from "./Logins.js"
import { Logins } from "./Logins.js"
import type { PollEnd, PollFailure } from "./Poll.js"
import { makePoll } from "./Poll.js"
import { makeProfile, makeRemember, Picked } from "./Profiles.js"

export type { PollFailure } from "./Poll.js"

/** What the viewer must be shown: the code to type on another screen, or the URL to open here. */
export interface Prompt {
  readonly code: string
  /** Absent while parameters are missing: a second screen supplies them first. */
  readonly url?: string
  /** Until when the code is good, by the server's clock. */
  readonly notAfter: DateTime.Utc
  /** What a second screen must supply: `mvpd`, `domainName`, `redirectUrl`. */
  readonly missingParameters: ReadonlyArray<string>
}

/** What a login can be told beside its callbacks. */
export const Parameters = Schema.Struct({
  /** The MVPD the viewer picked; without it a second screen picks. */
  mvpd: Schema.optional(Schema.String),
  /** The domain the login starts from, one of the configuration's. */
  domainName: Schema.optional(Schema.String),
  /** Where the browser ends up after the login: an absolute URL, plain. */
  redirectUrl: Schema.optional(Schema.String),
  /**
   * Begins polling only when `onCode` is done, as Adobe asks for on a primary screen: there it opens a browser and is done
   * when that has come back at `redirectUrl`. The code expires meanwhile as ever.
   *
   * The viewer then has no more to do: where polls find no profile for 20 seconds, or as long as the policy says, the login
   * ends with `AuthenticationRequired`.
   */
  pollAfterPrompt: Schema.optional(Schema.Boolean),
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
  /** How the picker showed the MVPD, to be remembered with it, unless the viewer signs in with another. */
  picked: Schema.optional(Picked),
})

/** What is told while a login waits for the viewer. */
export interface Callbacks<E, R> {
  /** Called once the viewer must act. Polling goes on meanwhile; if this fails, so does the login. */
  readonly onCode?: ((prompt: Prompt) => Effect.Effect<unknown, E, R>) | undefined
  /** Runs each time a poll was answered without a profile: what failed before is over. */
  readonly onPolled?: Effect.Effect<unknown, E, R> | undefined
  /** Called each time a poll failed and the login goes on. Polling goes on meanwhile; if this fails, so does the login. */
  readonly onPollFailed?: ((error: PollFailure) => Effect.Effect<unknown, E, R>) | undefined
}

/** A login as the app asks for it. */
export interface Request<E = never, R = never>
  extends Schema.Schema.Type<typeof Parameters>, Callbacks<E, R> {}

/** What is known of a code that was kept. */
export const Kept = Schema.Struct({
  ...Parameters.pick("mvpd", "temporaryAccessIdentity", "picked").fields,
  /** The code, as the login's prompt told it. */
  code: Schema.String,
  /** The browser has come back already: polling ends as it does after the prompt of a login that says so. */
  pollAfterPrompt: Schema.optional(Schema.Boolean),
})

/** What a login waits for. */
export interface Pending extends Schema.Schema.Type<typeof Kept> {
  readonly notAfter: DateTime.Utc
  /** Called each time a poll failed and the wait goes on. */
  readonly onPollFailed?: ((error: PollFailure) => Effect.Effect<unknown>) | undefined
}

/** What a login can fail with, beside what its callbacks fail with. */
export type Failure =
  | PollEnd
  | Effect.Effect.Error<ReturnType<CreateSession["Type"]>>
  | Effect.Effect.Error<ReturnType<RetrieveProfileForMvpd["Type"]>>

/** Makes {@link awaitProfile} of its services. */
export const makeAwaitProfile = Effect.gen(function* () {
  const { begin } = yield* Logins
  const poll = yield* makePoll
  const remember = yield* makeRemember

  return (pending: Pending) =>
    begin((login: Login) => poll(login, pending, { onPollFailed: pending.onPollFailed })).pipe(
      Effect.tap((found) => remember(found, pending)),
      inSpan("awaitProfile"),
    )
})

/**
 * Waits until there is a profile for a code, for an app that comes back from a redirect or shows a code by itself.
 *
 * Stops at once when there is a profile, when the code expires, when a newer login starts on the device, and on
 * interruption.
 */
export const awaitProfile = withServices(makeAwaitProfile)

/** Does what the service said to do next, up to a profile. */
export const makeProceed = Effect.gen(function* () {
  const poll = yield* makePoll
  const profile = yield* makeProfile

  return <E, R>(
    login: Login<E>,
    action: NextAction,
    request: Request<E, R>,
  ): Effect.Effect<Profile, E | Failure, R | Device> => {
    const {
      mvpd = action.mvpd,
      onCode,
      onPolled,
      onPollFailed,
      pollAfterPrompt,
      temporaryAccessIdentity,
    } = request
    switch (action._tag) {
      case "Authenticate":
      case "Resume":
      case "Retry": {
        const pending = {
          code: action.code,
          notAfter: action.notAfter,
          mvpd,
          temporaryAccessIdentity,
          pollAfterPrompt,
        }
        return poll(login, pending, { onCode: onCode?.(promptOf(action)), onPolled, onPollFailed })
      }
      case "Authorize":
        return mvpd === undefined
          ? profileGone()
          : Effect.flatMap(
              profile(mvpd, { temporaryAccessIdentity }),
              Option.match({ onNone: profileGone, onSome: Effect.succeed }),
            )
      default:
        return new UnexpectedResponse({
          message: `a login cannot go on with the action ${action._tag === "Unknown" ? action.actionName : action._tag}`,
        })
    }
  }
})

const promptOf = (action: Authenticate | Resume | Retry): Prompt => {
  const { code, notAfter } = action
  return action._tag === "Authenticate"
    ? { code, notAfter, url: action.url, missingParameters: [] }
    : { code, notAfter, missingParameters: action.missingParameters }
}

const profileGone = () =>
  new AuthenticationRequired({
    reason: "profileMissing",
    message: "the service said that the viewer is signed in, and then that there is no profile",
  })

/** Creates a session and goes on from there, as part of a login that began already. */
export const makeSignIn = Effect.gen(function* () {
  const createSession = yield* CreateSession
  const clock = yield* ServerClock
  const proceed = yield* makeProceed

  /** A body tells the server's time, too: that of the answer's beginning or later. */
  const suggest = (action: NextAction, elapsed: Duration.Duration) => {
    const notBefore = "notBefore" in action ? action.notBefore : undefined
    if (notBefore === undefined) return Effect.void
    const earliest = DateTime.toEpochMillis(notBefore)
    return clock.suggest({ earliest, latest: earliest + Duration.toMillis(elapsed) })
  }

  return <E, R>(login: Login<E>, request: Request<E, R>) => {
    const { domainName, mvpd, redirectUrl } = request
    return Effect.flatMap(
      Effect.tap(Effect.timed(createSession({ mvpd, domainName, redirectUrl })), ([elapsed, action]) =>
        suggest(action, elapsed),
      ),
      ([, action]) => proceed(login, action, request),
    )
  }
})

/** Makes {@link authenticate} of its services. */
export const makeAuthenticate = Effect.gen(function* () {
  const { begin } = yield* Logins
  const signIn = yield* makeSignIn
  const remember = yield* makeRemember

  return <E = never, R = never>(request: Request<E, R>) =>
    begin((login: Login<E>) => signIn(login, request)).pipe(
      Effect.tap((found) => remember(found, request)),
      inSpan("authenticate"),
    )
})

/**
 * Signs a viewer in and resolves to their profile; at once where they already are.
 *
 * Fails with `AuthenticationCodeExpired` when the viewer did not sign in in time, with `AuthenticationSuperseded` when a login that
 * began later has a code on the device, and with `AuthenticationRequired` (`profileMissing`) when the browser of a login
 * with `pollAfterPrompt` came back without a profile.
 */
export const authenticate = <E = never, R = never>(request: Request<E, R>) =>
  Effect.flatMap(makeAuthenticate, (flow) => flow(request))
