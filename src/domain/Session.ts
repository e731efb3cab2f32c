/**
 * The authentication session, and what the app must do next to finish it.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-create-authentication-session
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import { AnyRecord, lenient, lenientOr, lenientText, open, optionalText } from "./Lenient.js"
import { Timestamp, TimestampString } from "./Timestamp.js"

/** The reference's two spellings of one parameter. */
const parameter = (name: string) => (name === "domain" ? "domainName" : name)

/** Names of parameters still to be given, `domain` read as `domainName`. */
export const MissingParameters = Schema.transform(Schema.Array(Schema.String), Schema.Array(Schema.String), {
  strict: true,
  decode: (names) => names.map(parameter),
  encode: (names) => names,
})

/** What a partner framework is asked to answer, for single sign-on. */
export const PartnerAuthenticationRequest = Schema.Struct({
  /** The protocol; `saml` is the only one published. */
  type: lenientOr(Schema.String, () => "saml"),
  /** The SAML request, Base64. */
  request: Schema.Redacted(Schema.String),
  attributesNames: lenientOr(Schema.Array(Schema.String), () => []),
})
export interface PartnerAuthenticationRequest extends Schema.Schema.Type<
  typeof PartnerAuthenticationRequest
> {}

const about = {
  /** For tracking; no secret. */
  sessionId: Schema.String,
  serviceProvider: Schema.String,
  mvpd: optionalText,
  /** Why this action: none, authenticated, temporary, degraded, authenticatedSSO, a `..._fallback`, or a newer word. */
  reason: Schema.String,
}

const validity = {
  notBefore: Schema.optionalWith(Timestamp, { exact: true }),
  /** Until when the code is good. */
  notAfter: Timestamp,
}

const pending = { ...about, ...validity, code: Schema.String, missingParameters: Schema.Array(Schema.String) }

/** The viewer must sign in: open `url` in a browser, here or on another screen. */
export const Authenticate = Schema.TaggedStruct("Authenticate", {
  ...about,
  ...validity,
  url: Schema.String,
  code: Schema.String,
})
export interface Authenticate extends Schema.Schema.Type<typeof Authenticate> {}

/** Parameters are missing: a second screen supplies them with the code. */
export const Resume = Schema.TaggedStruct("Resume", pending)
export interface Resume extends Schema.Schema.Type<typeof Resume> {}

/** Parameters are still missing after a resume. */
export const Retry = Schema.TaggedStruct("Retry", pending)
export interface Retry extends Schema.Schema.Type<typeof Retry> {}

/** Nobody has to sign in: go on to decisions. */
export const Authorize = Schema.TaggedStruct("Authorize", about)
export interface Authorize extends Schema.Schema.Type<typeof Authorize> {}

/** The partner framework can answer for the viewer. */
export const PartnerProfile = Schema.TaggedStruct("PartnerProfile", {
  ...about,
  authenticationRequest: PartnerAuthenticationRequest,
})
export interface PartnerProfile extends Schema.Schema.Type<typeof PartnerProfile> {}

/** An action published after this version; `raw` is the whole answer. */
export const Unknown = Schema.TaggedStruct("Unknown", { ...about, actionName: Schema.String, raw: AnyRecord })
export interface Unknown extends Schema.Schema.Type<typeof Unknown> {}

/** What to do next to finish a login. */
export const NextAction = Schema.Union(Authenticate, Resume, Retry, Authorize, PartnerProfile, Unknown)
export type NextAction = typeof NextAction.Type

const Answer = open(
  Schema.Struct({
    actionName: Schema.String,
    actionType: lenientText,
    reasonType: lenientOr(Schema.String, () => "none"),
    url: lenientText,
    code: lenientText,
    missingParameters: lenientOr(MissingParameters, () => []),
    authenticationRequest: lenient(PartnerAuthenticationRequest),
    sessionId: lenientOr(Schema.String, () => ""),
    serviceProvider: lenientOr(Schema.String, () => ""),
    mvpd: lenientText,
    notBefore: lenient(TimestampString),
    notAfter: lenient(TimestampString),
  }),
)
type Answer = typeof Answer.Type

const decodeAction = (answer: Answer, ast: AST.AST): Either.Either<NextAction, ParseResult.ParseIssue> => {
  const { actionName, authenticationRequest, code, missingParameters, mvpd, notAfter, notBefore, url } =
    answer
  const about = {
    sessionId: answer.sessionId,
    serviceProvider: answer.serviceProvider,
    reason: answer.reasonType,
    ...(mvpd !== undefined && { mvpd }),
  }
  const missing = (name: string) =>
    Either.left(new ParseResult.Type(ast, answer, `expected ${name} with the action "${actionName}"`))

  if (actionName === "authorize") return Either.right({ _tag: "Authorize", ...about })
  if (actionName === "partner_profile") {
    return authenticationRequest === undefined
      ? missing("authenticationRequest")
      : Either.right({ _tag: "PartnerProfile", ...about, authenticationRequest })
  }
  if (actionName !== "authenticate" && actionName !== "resume" && actionName !== "retry") {
    return Either.right({ _tag: "Unknown", ...about, actionName, raw: { ...answer } })
  }
  if (code === undefined) return missing("code")
  if (notAfter === undefined) return missing("notAfter")
  const valid = { ...about, code, notAfter, ...(notBefore !== undefined && { notBefore }) }
  if (actionName !== "authenticate") {
    return Either.right({ _tag: actionName === "resume" ? "Resume" : "Retry", ...valid, missingParameters })
  }
  return url === undefined ? missing("url") : Either.right({ _tag: "Authenticate", ...valid, url })
}

const actionNames = {
  Authenticate: { actionName: "authenticate", actionType: "interactive" },
  Resume: { actionName: "resume", actionType: "direct" },
  Retry: { actionName: "retry", actionType: "direct" },
  Authorize: { actionName: "authorize", actionType: "direct" },
  PartnerProfile: { actionName: "partner_profile", actionType: "direct" },
} as const

const encodeAction = (action: NextAction): Answer => {
  if (action._tag === "Unknown") {
    const { _tag, raw, reason, ...rest } = action
    return { missingParameters: [], ...raw, ...rest, reasonType: reason }
  }
  const { _tag, reason, ...rest } = action
  return { missingParameters: [], ...rest, ...actionNames[_tag], reasonType: reason }
}

/** The answer of the session endpoints. */
export const SessionResponse = Schema.transformOrFail(Answer, Schema.typeSchema(NextAction), {
  strict: true,
  decode: (answer, _, ast) => decodeAction(answer, ast),
  encode: (action) => ParseResult.succeed(encodeAction(action)),
})

/** What the viewer's browser would send, in the reference's names. */
export interface SessionParameters {
  readonly mvpd?: string | undefined
  /** The domain the login is started from, such as `example.com`. */
  readonly domainName?: string | undefined
  /** Where the browser ends up after the login; plain, this library encodes it. */
  readonly redirectUrl?: string | undefined
}

const Version = open(
  Schema.Struct({
    major: lenient(Schema.Number),
    minor: lenient(Schema.Number),
    patch: lenient(Schema.Number),
    profile: lenientText,
  }),
)

const Address = Schema.transform(Schema.Union(Schema.String, AnyRecord), Schema.String, {
  strict: true,
  decode: (address) => {
    const text = typeof address === "string" ? address : address["hostAddress"]
    return typeof text === "string" ? text : ""
  },
  encode: (address) => address,
})

/** What Adobe knows of the device that made the session; shown on a second screen so that the viewer can tell. */
export const SessionDevice = open(
  Schema.Struct({
    type: lenientText,
    model: lenientText,
    version: lenient(Version),
    hardware: lenient(
      open(
        Schema.Struct({
          name: lenientText,
          vendor: lenientText,
          manufacturer: lenientText,
          version: lenient(Version),
        }),
      ),
    ),
    operatingSystem: lenient(
      open(
        Schema.Struct({
          name: lenientText,
          family: lenientText,
          vendor: lenientText,
          version: lenient(Version),
        }),
      ),
    ),
    applicationId: lenientText,
    connection: lenient(
      open(
        Schema.Struct({
          ipAddress: lenient(Address),
          port: lenient(Schema.Union(Schema.String, Schema.Number)),
          secure: lenient(Schema.Boolean),
          type: lenientText,
        }),
      ),
    ),
  }),
)
export interface SessionDevice extends Schema.Schema.Type<typeof SessionDevice> {}

const existing = {
  mvpd: lenientText,
  redirectUrl: lenientText,
  serviceProvider: lenientText,
}

const ExistingParameters = Schema.transform(
  open(Schema.Struct({ ...existing, domain: lenientText, domainName: lenientText })),
  open(Schema.typeSchema(Schema.Struct({ ...existing, domainName: lenientText }))),
  {
    strict: true,
    decode: ({ domain, domainName = domain, ...rest }) => ({
      ...rest,
      ...(domainName !== undefined && { domainName }),
    }),
    encode: (parameters) => parameters,
  },
)

/** What a code stands for: the parameters it has, those it lacks, and the device that asked for it. */
export const SessionInformation = open(
  Schema.Struct({
    existingParameters: ExistingParameters,
    missingParameters: lenientOr(MissingParameters, () => []),
    device: lenient(SessionDevice),
    notBefore: lenient(TimestampString),
    notAfter: lenient(TimestampString),
  }),
)
export interface SessionInformation extends Schema.Schema.Type<typeof SessionInformation> {}
