/** What each method is asked, as the schemas that check it before anything is sent. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import type { InvalidRequest } from "../../error/AdobePassError.js"
import * as Authentication from "../../flow/Authentication.js"
import * as Authorization from "../../flow/Authorization.js"
import * as Configuration from "../../flow/Configuration.js"
import * as Logout from "../../flow/Logout.js"
import * as PartnerLogin from "../../flow/PartnerSingleSignOn.js"
import * as Preauthorization from "../../flow/Preauthorization.js"
import * as SecondScreen from "../../flow/SecondScreen.js"
import * as Temporary from "../../flow/TemporaryAccess.js"
import { callback, checker, invalid, required, Url } from "./checks.js"
import type { PartnerAuthenticationRequest, PollFailure, Prompt } from "../words.js"

/** A signal of whatever realm or polyfill; null counts as not given. */
const isSignal = (value: unknown): value is AbortSignal =>
  value === null ||
  (typeof value === "object" &&
    "aborted" in value &&
    ["addEventListener", "removeEventListener"].every(
      (name) => typeof Reflect.get(value, name) === "function",
    ))

/** Ends a call: its timers and requests stop at once, and it rejects with the signal's reason. */
export const Abortable = Schema.Struct({
  /** Ends the call when it is aborted; null counts as not given. */
  signal: Schema.optional(Schema.declare(isSignal, { description: "an AbortSignal" })),
})
export interface Abortable extends Schema.Schema.Type<typeof Abortable> {}

const abortable = Abortable.fields

/** Whose configuration: the client's own service provider's, unless given. */
export const ConfigurationRequest = Schema.Struct({ ...Configuration.Request.fields, ...abortable })
export interface ConfigurationRequest extends Schema.Schema.Type<typeof ConfigurationRequest> {}

/** How to look for a profile. */
export const ProfileOptions = Schema.Struct({
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
  ...abortable,
})
export interface ProfileOptions extends Schema.Schema.Type<typeof ProfileOptions> {}

const callbacks = {
  /** Called once the viewer must act: show the code, or open the URL. What it throws ends the login. */
  onCode: callback<(prompt: Prompt) => unknown>(),
  /** Called each time a poll failed and the login goes on. What it throws ends the login. */
  onPollFailed: callback<(error: PollFailure) => unknown>(),
}

/** A login as a promise user asks for it. */
export const AuthenticateRequest = Schema.Struct({
  ...Authentication.Parameters.fields,
  ...callbacks,
  ...abortable,
})
export interface AuthenticateRequest extends Schema.Schema.Type<typeof AuthenticateRequest> {}

/** A login whose steps are iterated over. With `pollAfterPrompt`, polling begins when the step after the prompt is asked for. */
export const AuthenticationRequest = Schema.Struct({ ...Authentication.Parameters.fields, ...abortable })
export interface AuthenticationRequest extends Schema.Schema.Type<typeof AuthenticationRequest> {}

/** A login to look at, with what the viewer is to be shown. */
export const LoginRequest = Schema.Struct({
  ...Authentication.Parameters.fields,
  /**
   * The page of yours where a viewer types the code, such as `https://example.com/activate`: the QR code leads there, with the
   * code as `?code=`. Unless given, it leads to the login's `url`, where there is one.
   */
  activationUrl: Schema.optional(Url),
  ...abortable,
})
export interface LoginRequest extends Schema.Schema.Type<typeof LoginRequest> {}

/** How a catalogue is asked about. */
export const CatalogueOptions = Schema.Struct({
  /** Whose catalogue: that of the viewer who is signed in, unless given. */
  mvpd: Schema.optional(Schema.String),
  ...Preauthorization.Request.pick("temporaryAccessIdentity").fields,
  ...abortable,
})
export interface CatalogueOptions extends Schema.Schema.Type<typeof CatalogueOptions> {}

/** A catalogue with its resources, as it is checked. */
export const CatalogueRequest = Schema.Struct({
  ...CatalogueOptions.fields,
  ...Preauthorization.Request.pick("resources").fields,
})
export interface CatalogueRequest extends Schema.Schema.Type<typeof CatalogueRequest> {}

/** A code that is already known. */
export const AwaitProfileRequest = Schema.Struct({
  /** In milliseconds since 1970. */
  notAfter: Schema.Number.pipe(
    Schema.filter((value) => Option.isSome(DateTime.make(value)), {
      description: "milliseconds since 1970",
    }),
  ),
  ...Authentication.Kept.fields,
  /** Called each time a poll failed and the wait goes on. What it throws ends the wait. */
  onPollFailed: callbacks.onPollFailed,
  ...abortable,
})
export interface AwaitProfileRequest extends Schema.Schema.Type<typeof AwaitProfileRequest> {}

/** A login that begins at a partner, as a promise user asks for it. */
export const PartnerSingleSignOnRequest = Schema.Struct({
  ...PartnerLogin.Parameters.fields,
  /**
   * Has the partner's framework answer, with its SAML response in Base64; undefined where it has none to give, and a
   * basic login follows. What it throws ends the login.
   */
  answer:
    required<(request: PartnerAuthenticationRequest) => string | undefined | Promise<string | undefined>>(),
  ...callbacks,
  ...abortable,
})
export interface PartnerSingleSignOnRequest extends Schema.Schema.Type<typeof PartnerSingleSignOnRequest> {}

/** A code that was typed on a second screen, and what its session lacks. */
export const ResumeRequest = Schema.Struct({ ...SecondScreen.Request.fields, ...abortable })
export interface ResumeRequest extends Schema.Schema.Type<typeof ResumeRequest> {}

/** Whose TempPass. */
export const TemporaryAccessRequest = Schema.Struct({ ...Temporary.Request.fields, ...abortable })
export interface TemporaryAccessRequest extends Schema.Schema.Type<typeof TemporaryAccessRequest> {}

/** Resources to ask about, in any number. */
export const PreauthorizeRequest = Schema.Struct({ ...Preauthorization.Request.fields, ...abortable })
export interface PreauthorizeRequest extends Schema.Schema.Type<typeof PreauthorizeRequest> {}

/** What the viewer wants to play. */
export const AuthorizeRequest = Schema.Struct({ ...Authorization.Request.fields, ...abortable })
export interface AuthorizeRequest extends Schema.Schema.Type<typeof AuthorizeRequest> {}

/** Whom to sign out. */
export const LogoutRequest = Schema.Struct({ ...Logout.Request.fields, ...abortable })
export interface LogoutRequest extends Schema.Schema.Type<typeof LogoutRequest> {}

/** An empty request where JavaScript passed none; the checks then say what is missing. */
export const orEmpty = (request: unknown): object =>
  typeof request === "object" && request !== null ? request : {}

/** Checks requests by a schema. */
export const requests = <A extends Abortable, I>(
  schema: Schema.Schema<A, I>,
): ((request: unknown) => Either.Either<A, InvalidRequest>) => {
  const check = checker(schema, "request")
  return (request) =>
    Either.filterOrLeft(
      check(orEmpty(request)),
      // only where nothing is needed can something else than an object come so far
      () => typeof (request ?? {}) === "object",
      () => invalid("request", "expected an object"),
    )
}
