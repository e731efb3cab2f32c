/**
 * The authentication phase: a session, the viewer's login in a browser, and polling until there is a profile.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/cookbooks/rest-api-v2-cookbook-client-server
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { NextAction } from "../domain/Session.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { CreateSession } from "../endpoint/v2/CreateSession.js"
import { RetrieveProfileForCode } from "../endpoint/v2/RetrieveProfileForCode.js"
import type {
  AdobePassError,
  PartnerUnavailable,
  ServerFault,
  Throttled,
  Unreachable,
} from "../error/AdobePassError.js"
import {
  AuthenticationCodeExpired,
  AuthenticationRequired,
  UnexpectedResponse,
} from "../error/AdobePassError.js"
import { monotonic } from "../policy/monotonic.js"
import { Lane } from "../policy/Lane.js"
import { AfterPrompt, pacer, Polling } from "../policy/Polling.js"
import { Once } from "../policy/Retry.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Login } from "./Logins.js"
import { Logins } from "./Logins.js"
import { emptyWhenNobody, noteProfiles, Picked, profile, remember } from "./Profiles.js"

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

/** Why a poll failed without ending the login: the network or the service may be back before the code expires. */
export type PollFailure = Throttled | ServerFault | Unreachable | PartnerUnavailable | UnexpectedResponse

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
  /** Called each time a poll failed and the login goes on. Polling goes on meanwhile; if this fails, so does the login. */
  readonly onPollFailed?: ((error: PollFailure) => Effect.Effect<unknown, E, R>) | undefined
}

/** A login as the app asks for it. */
export interface Request<E = never, R = never>
  extends Schema.Schema.Type<typeof Parameters>, Callbacks<E, R> {}

/** What is known of a code that was kept. */
export const Kept = Schema.Struct({
  ...Parameters.pick("mvpd", "temporaryAccessIdentity", "picked").fields,
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

const isPassing = (error: AdobePassError): error is PollFailure =>
  error._tag === "Throttled" ||
  error._tag === "ServerFault" ||
  error._tag === "Unreachable" ||
  error._tag === "PartnerUnavailable" ||
  // a captive portal, say; what the service itself answers with a code or a field that is wrong stays as it is
  (error._tag === "UnexpectedResponse" && error.code === undefined && error.field === undefined)

const expired = ({ code, notAfter }: Pending) =>
  Effect.suspend(
    () =>
      new AuthenticationCodeExpired({
        code,
        notAfter,
        message: `nobody signed in with the code ${code} before it expired`,
      }),
  )

const cameBack = ({ code }: Pending) =>
  new AuthenticationRequired({
    reason: "profileMissing",
    message: `the browser came back, and the service has no profile for the code ${code}: the viewer did not sign in`,
  })

/** A poll is not retried, for another one follows; what a viewer waits for goes before it. */
const unhurried = Context.add(Context.make(Lane, "background"), Once, true)

/** How long a code is good for, in milliseconds: a login that never learns the server's time waits no longer. */
const codeLifetime = 30 * 60_000

/**
 * Polls at the pace of {@link Polling} until somebody signed in or the code expires.
 *
 * It expires by the server's clock. While no answer has told the server's time, the device's clock is not taken for it:
 * the wait then ends after half an hour.
 */
const poll = Effect.fnUntraced(function* <E, R>(
  login: Login<E>,
  pending: Pending,
  {
    onCode,
    onPollFailed,
  }: { readonly onCode?: Effect.Effect<unknown, E, R> | undefined } & Pick<Callbacks<E, R>, "onPollFailed">,
) {
  const { code, mvpd, notAfter, pollAfterPrompt, temporaryAccessIdentity } = pending
  const clock = yield* ServerClock
  const retrieve = yield* RetrieveProfileForCode
  const nextPause = pacer(yield* Polling)
  const began = yield* monotonic
  const look = Effect.suspend(() => retrieve({ code, temporaryAccessIdentity })).pipe(
    emptyWhenNobody,
    Effect.either,
    Effect.provide(unhurried),
  )

  /** How many milliseconds the code is good for; each time anew, for an answer may have set the clock right. */
  const left = Effect.gen(function* () {
    const millis = (yield* clock.known)
      ? DateTime.distance(yield* clock.now, notAfter)
      : codeLifetime - ((yield* monotonic) - began)
    return millis > 0 ? millis : yield* expired(pending)
  })

  yield* login.begin(code)
  let giveUpAt = Infinity
  if (pollAfterPrompt === true) {
    yield* login.within(yield* left, onCode ?? Effect.void, expired(pending))
    giveUpAt = (yield* monotonic) + Duration.toMillis(yield* AfterPrompt)
  } else if (onCode !== undefined) yield* login.alongside(onCode)

  while (true) {
    const answer = yield* login.within(yield* left, look, expired(pending))
    let retryAfter = 0
    if (answer._tag === "Right") {
      const found = yield* noteProfiles(answer.right, temporaryAccessIdentity)
      const mine = found.find((one) => one.mvpd === mvpd) ?? found[0]
      if (mine !== undefined) return mine
      if ((yield* monotonic) >= giveUpAt) return yield* cameBack(pending)
    } else {
      const { left: error } = answer
      if (!isPassing(error)) {
        // the service does not tell an old code from a wrong one, but this one was right
        if (error._tag === "AuthenticationCodeInvalid") yield* left
        return yield* Effect.fail(answer.left)
      }
      if (onPollFailed !== undefined) yield* login.alongside(onPollFailed(error))
      if (error._tag === "Throttled") retryAfter = Duration.toMillis(error.retryAfter)
    }
    const pause = yield* nextPause
    // a schedule that ends gives up before the code does
    if (pause === undefined) return yield* expired(pending)
    yield* login.sleep(Math.min(Math.max(pause, retryAfter), yield* left))
  }
})

/**
 * Waits until somebody signed in with a code, for an app that comes back from a redirect or shows a code by itself.
 *
 * Stops at once when there is a profile, when the code expires, when a newer login starts on the device, and on
 * interruption.
 */
export const awaitProfile = Effect.fn("AdobePass.awaitProfile")(function* (pending: Pending) {
  const { begin } = yield* Logins
  const found = yield* begin((login: Login) => poll(login, pending, pending))
  yield* remember(found, pending)
  return found
})

/** Does what the service said to do next, up to a profile. */
export const proceed = Effect.fnUntraced(function* <E, R>(
  login: Login<E>,
  action: NextAction,
  request: Request<E, R>,
) {
  const { mvpd = action.mvpd, onPollFailed, temporaryAccessIdentity } = request
  switch (action._tag) {
    case "Authenticate":
    case "Resume":
    case "Retry": {
      const { code, notAfter } = action
      const prompt =
        action._tag === "Authenticate"
          ? { code, notAfter, url: action.url, missingParameters: [] }
          : { code, notAfter, missingParameters: action.missingParameters }
      const pending = {
        code,
        notAfter,
        mvpd,
        temporaryAccessIdentity,
        pollAfterPrompt: request.pollAfterPrompt,
      }
      const found = yield* poll(login, pending, { onCode: request.onCode?.(prompt), onPollFailed })
      yield* remember(found, request)
      return found
    }
    case "Authorize": {
      const known = mvpd === undefined ? Option.none() : yield* profile(mvpd, { temporaryAccessIdentity })
      if (Option.isNone(known)) return yield* nobody()
      yield* remember(known.value, request)
      return known.value
    }
    default:
      return yield* new UnexpectedResponse({
        message: `a login cannot go on with the action ${action._tag === "Unknown" ? action.actionName : action._tag}`,
      })
  }
})

const nobody = () =>
  new AuthenticationRequired({
    reason: "profileMissing",
    message: "the service said that somebody is signed in, and then that nobody is",
  })

/** Creates a session and goes on from there, as part of a login that began already. */
export const signIn = Effect.fnUntraced(function* <E, R>(login: Login<E>, request: Request<E, R>) {
  const createSession = yield* CreateSession
  const { domainName, mvpd, redirectUrl } = request
  const clock = yield* ServerClock
  const [elapsed, action] = yield* Effect.timed(createSession({ mvpd, domainName, redirectUrl }))
  if ("notBefore" in action && action.notBefore !== undefined) {
    const earliest = DateTime.toEpochMillis(action.notBefore)
    yield* clock.suggest({ earliest, latest: earliest + Duration.toMillis(elapsed) })
  }
  return yield* proceed(login, action, request)
})

/**
 * Signs a viewer in and resolves to their profile; at once where they already are.
 *
 * Fails with `AuthenticationCodeExpired` when nobody signed in in time, with `AuthenticationSuperseded` when a login that
 * began later has a code on the device, and with `AuthenticationRequired` (`profileMissing`) when the browser of a login
 * with `pollAfterPrompt` came back without a profile.
 */
export const authenticate = Effect.fn("AdobePass.authenticate")(function* <E = never, R = never>(
  request: Request<E, R>,
) {
  const { begin } = yield* Logins
  return yield* begin((login: Login<E>) => signIn(login, request))
})
