/**
 * The second screen of a login: a phone or web app where the viewer types the code that their TV shows. The TV's side
 * is `authenticate` without an MVPD.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-authentication-secondary-application-flow
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SessionInformation } from "../domain/SessionInformation.js"
import { AuthenticateInUserAgent } from "../endpoint/v2/AuthenticateInUserAgent.js"
import { ResumeSession } from "../endpoint/v2/ResumeSession.js"
import { RetrieveSession } from "../endpoint/v2/RetrieveSession.js"
import type { AdobePassError } from "../error/AdobePassError.js"
import { AuthenticationCodeInvalid } from "../error/AdobePassError.js"
import { inSpan, withServices } from "./Flow.js"

/** What a code stands for: `missingParameters` are to be given with `resume`, the MVPD mostly. */
export interface CheckedCode extends SessionInformation {
  /** As the service knows it. */
  readonly code: string
  /** Where a browser signs the viewer in; absent while parameters are missing. */
  readonly url?: string
}

/** A code, and what its session lacks. */
export const Request = Schema.Struct({
  /** As the viewer typed it. */
  code: Schema.String,
  /** The MVPD the viewer picked here, on the second screen; not given where the session has one already. */
  mvpd: Schema.optional(Schema.String),
  /** The domain the login starts from, one of the configuration's. */
  domainName: Schema.optional(Schema.String),
  /** Where the browser ends up after the login: an absolute URL, plain. */
  redirectUrl: Schema.optional(Schema.String),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/**
 * Asks about what a viewer typed. The reference's codes are capitals and digits, and apps show them in groups; a code
 * that is not known by that reading is asked about as it was typed.
 */
const typed = <A, E extends AdobePassError, R>(
  text: string,
  ask: (code: string) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E | AuthenticationCodeInvalid, R> =>
  Effect.suspend(() => {
    const likely = text.replace(/[\s-]/g, "").toUpperCase()
    const literal = text.trim()
    const check = (code: string) =>
      Effect.mapError(ask(code), (error) =>
        // what no code can be is a wrong code to the viewer
        error._tag === "InvalidRequest" && error.parameter === "code"
          ? new AuthenticationCodeInvalid({ ...error, message: error.message })
          : error,
      )
    return likely === literal
      ? check(likely)
      : Effect.catchIf(check(likely), isWrongCode, (wrong) =>
          Effect.mapError(check(literal), (error) => (isWrongCode(error) ? wrong : error)),
        )
  })

const isWrongCode = (error: AdobePassError): error is AuthenticationCodeInvalid =>
  error._tag === "AuthenticationCodeInvalid"

/** Makes {@link checkCode} of its services. */
export const makeCheckCode = Effect.zipWith(
  RetrieveSession,
  AuthenticateInUserAgent,
  (retrieve, authenticate) => (code: string) =>
    typed(code, (code) =>
      Effect.gen(function* () {
        const session: CheckedCode = { ...(yield* retrieve({ code })), code }
        return session.missingParameters.length > 0
          ? session
          : { ...session, url: yield* authenticate({ code }) }
      }),
    ).pipe(inSpan("checkCode")),
)

/**
 * Tells what a typed code stands for, before a browser is opened with it.
 *
 * Fails with `AuthenticationCodeInvalid` when it was mistyped or its session is gone, and with nothing of that kind
 * when the service could not be asked.
 */
export const checkCode = withServices(makeCheckCode)

/** Makes {@link resume} of its services. */
export const makeResume = Effect.map(
  ResumeSession,
  (resumeSession) =>
    ({ code, ...parameters }: Request) =>
      typed(code, (code) => resumeSession({ ...parameters, code })).pipe(inSpan("resume")),
)

/**
 * Gives the session of a typed code what it lacks. The answer says how to go on: `Authenticate` with the `url` to open,
 * `Authorize` where the TV's viewer is signed in already, `Retry` while parameters are still missing.
 *
 * The TV learns of the login by itself. Fails as {@link checkCode} does.
 */
export const resume = withServices(makeResume)
