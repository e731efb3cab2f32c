/**
 * The authentication session, and what the app must do next to finish it.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-create-authentication-session
 */
import type * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Read } from "./wire/Lenient.js"
import {
  keepUnknownFields,
  lacks,
  lenient,
  lenientOr,
  lenientText,
  listOf,
  readAs,
  Secret,
  struct,
  Text,
} from "./wire/Lenient.js"
import { Moment, Until } from "./wire/Timestamp.js"

/** Names of parameters still to be given, the domain in the one of the reference's two spellings that requests have. */
export const MissingParameters = readAs(listOf(Schema.String), (names) =>
  Either.right(names.map((name) => (name === "domain" ? "domainName" : name))),
)

const AuthenticationRequest = struct({
  /** The protocol; `saml` is the only one published. */
  type: lenientOr(Schema.String, () => "saml"),
  /** The SAML request, Base64. */
  request: Secret,
  attributesNames: lenientOr(listOf(Schema.String), () => []),
})

/** What a partner framework is asked to answer, for single sign-on. */
export interface PartnerAuthenticationRequest extends Schema.Schema.Type<typeof AuthenticationRequest> {}

interface About {
  /** For tracking; no secret. Empty where the service does not tell it. */
  readonly sessionId: string
  readonly serviceProvider: string
  readonly mvpd?: string
  /** Why this action: none, authenticated, temporary, degraded, authenticatedSSO, a `..._fallback`, or a newer word. */
  readonly reason: string
}

interface Pending extends About {
  readonly code: string
  readonly notBefore?: DateTime.Utc
  /** Until when the code is good. */
  readonly notAfter: DateTime.Utc
}

/** The viewer must sign in: open `url` in a browser, here or on another screen. */
export interface Authenticate extends Pending {
  readonly _tag: "Authenticate"
  readonly url: string
}

/** Parameters are missing: a second screen supplies them with the code. */
export interface Resume extends Pending {
  readonly _tag: "Resume"
  readonly missingParameters: ReadonlyArray<string>
}

/** Parameters are still missing after a resume. */
export interface Retry extends Pending {
  readonly _tag: "Retry"
  readonly missingParameters: ReadonlyArray<string>
}

/** No login is needed: go on to decisions. */
export interface Authorize extends About {
  readonly _tag: "Authorize"
}

/** The partner framework can answer for the viewer. */
export interface PartnerProfile extends About {
  readonly _tag: "PartnerProfile"
  readonly authenticationRequest: PartnerAuthenticationRequest
}

/** An action published after this version; `raw` is the whole answer. */
export interface Unknown extends About {
  readonly _tag: "Unknown"
  readonly actionName: string
  readonly raw: Readonly<Record<string, unknown>>
}

/** What to do next to finish a login. */
export type NextAction = Authenticate | Resume | Retry | Authorize | PartnerProfile | Unknown

const Answer = keepUnknownFields({
  actionName: Schema.String,
  reasonType: lenientText,
  /** Another spelling of it. */
  reason: lenientText,
  url: lenientText,
  code: lenient(Text),
  missingParameters: lenientOr(MissingParameters, () => []),
  authenticationRequest: lenient(AuthenticationRequest),
  sessionId: lenientOr(Schema.String, () => ""),
  serviceProvider: lenientOr(Schema.String, () => ""),
  mvpd: lenientText,
  notBefore: lenient(Moment),
  notAfter: lenient(Until),
})

const toAction = (answer: Schema.Schema.Type<typeof Answer>): Read<NextAction> => {
  const { actionName, authenticationRequest, code, missingParameters, mvpd, notAfter, notBefore, url } =
    answer
  const about = {
    sessionId: answer.sessionId,
    serviceProvider: answer.serviceProvider,
    reason: answer.reasonType ?? answer.reason ?? "none",
    ...(mvpd !== undefined && { mvpd }),
  }
  const name = actionName.toLowerCase()
  if (name === "authorize") return Either.right({ _tag: "Authorize", ...about })
  if (name === "partner_profile") {
    return authenticationRequest === undefined
      ? lacks(answer, ["authenticationRequest", "request"])
      : Either.right({ _tag: "PartnerProfile", ...about, authenticationRequest })
  }
  if (name !== "authenticate" && name !== "resume" && name !== "retry") {
    return Either.right({ _tag: "Unknown", ...about, actionName, raw: { ...answer } })
  }
  if (code === undefined) return lacks(answer, "code")
  if (notAfter === undefined) return lacks(answer, "notAfter")
  const pending = { ...about, code, notAfter, ...(notBefore !== undefined && { notBefore }) }
  if (name !== "authenticate") {
    return Either.right({ _tag: name === "resume" ? "Resume" : "Retry", ...pending, missingParameters })
  }
  return url === undefined ? lacks(answer, "url") : Either.right({ _tag: "Authenticate", ...pending, url })
}

/** The answer of the session endpoints. */
export const SessionResponse: Schema.Schema<NextAction, unknown> = readAs(Answer, toAction)
