/** The field's words in plain values, and what is asked for with them. */
import type { Selection as Remembered } from "../cache/Remembered.js"
import type { Configuration as Requestor, Mvpd as Provider } from "../domain/Configuration.js"
import type * as Decision from "../domain/Decision.js"
import type { Device } from "../domain/Device.js"
import type { LogoutAction as FollowUp } from "../domain/Logout.js"
import type { MediaToken as Token } from "../domain/MediaToken.js"
import type { Profile as SignedIn } from "../domain/Profile.js"
import type * as Session from "../domain/Session.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import type { UserMetadata as Metadata } from "../domain/UserMetadata.js"
import type { Request as ForConfiguration } from "../endpoint/v2/RetrieveConfiguration.js"
import type { DecisionError } from "../error/AdobePassError.js"
import type * as Authentication from "../flow/Authentication.js"
import type { Request as Play } from "../flow/Authorization.js"
import type * as Logout from "../flow/Logout.js"
import type { Request as PartnerLogin } from "../flow/PartnerSingleSignOn.js"
import type { Request as Catalogue } from "../flow/Preauthorization.js"
import type * as SecondScreen from "../flow/SecondScreen.js"
import type * as Temporary from "../flow/TemporaryAccess.js"
import type { Plain } from "./plain.js"

export type { DeviceInfo } from "../domain/Device.js"
export type { Environment } from "../domain/Environment.js"
export type { Mrss } from "../domain/Resource.js"
export type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"

/** A device as it is given; `info` may be left out, or be `{ raw }` with the header's text. */
export type DeviceOptions = Device.Options

/** The service provider, and the MVPDs a viewer can pick from. */
export type Configuration = Plain<Requestor>

/** An MVPD a viewer can pick. */
export type Mvpd = Plain<Provider>

/** What the viewer must be shown; `notAfter` in milliseconds since 1970, by the server's clock. */
export type Prompt = Plain<Authentication.Prompt>

/** Why a poll failed while the login goes on: offline, throttled, or the service is down. */
export type PollFailure = Plain<Authentication.PollFailure>

/** Proof that a viewer signed in with an MVPD on this device, until a certain time. */
export type Profile = Plain<SignedIn>

/** The MVPD of the last login, and parts of its profile. */
export type Selection = Plain<Remembered>

/** What a code stands for that was typed on a second screen. */
export type CheckedCode = Plain<SecondScreen.CheckedCode>

/** What the service says to do next in a login. */
export type NextAction = Plain<Session.NextAction>

/** What a partner's framework is asked. */
export type PartnerAuthenticationRequest = Plain<Session.PartnerAuthenticationRequest>

/** What is left of a TempPass. */
export type TemporaryAccess = Plain<Temporary.TemporaryAccess>

/** The catalogue may show the resource as open. */
export type Permit = Plain<Decision.Permit>

/** The viewer may play, and the media token proves it. */
export type PermitWithToken = Plain<Decision.PermitWithToken>

/** The viewer may not, for the reason in `error`. */
export type Deny = Plain<Decision.Deny<DecisionError>>

/** Nobody answered for this resource: it is not gated by the MVPD, or asking failed with `error`. */
export type Unanswered = Plain<Decision.Unanswered<DecisionError>>

/** Proves that the viewer may play the resource, from `notBefore` to `notAfter`. */
export type MediaToken = Plain<Token>

/** What the app must do after a logout; nothing of it happens by itself. */
export type LogoutAction = Plain<FollowUp>

/** An MVPD whose viewer is still signed in, for its logout failed. */
export type Failed = Plain<Logout.Failed>

/** What a logout resolves to, for each MVPD. */
export type LogoutResult = LogoutAction | Failed

/** What the MVPD tells about a viewer, by the published keys. */
export type UserMetadata = Plain<Metadata>

/** What may be left out may be given as undefined, too. */
export type OrUndefined<T> = {
  [Key in keyof T]: Partial<Pick<T, Key>> extends Pick<T, Key> ? T[Key] | undefined : T[Key]
}

/** Ends a call: its timers and requests stop at once, and it rejects with the signal's reason. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined
}

/** Whose configuration: the client's own service provider's, unless given. */
export interface ConfigurationRequest extends OrUndefined<ForConfiguration>, Abortable {}

/** For promotional TempPass. */
export interface ProfileOptions extends Abortable {
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
}

/** A login as a promise user asks for it. */
export interface AuthenticateRequest
  extends OrUndefined<Omit<Authentication.Request, "onCode" | "onPollFailed">>, Abortable {
  /** Called once the viewer must act: show the code, or open the URL. What it throws ends the login. */
  readonly onCode?: ((prompt: Prompt) => unknown) | undefined
  /** Called each time a poll failed and the login goes on. What it throws ends the login. */
  readonly onPollFailed?: ((error: PollFailure) => unknown) | undefined
}

/** A login whose steps are iterated over. With `pollAfterPrompt`, polling begins when the step after the prompt is asked for. */
export type AuthenticationRequest = Omit<AuthenticateRequest, "onCode" | "onPollFailed">

/** What happens in a login: the viewer must act, a poll failed and the login goes on, the viewer is signed in. */
export type AuthenticationStep =
  | ({ readonly _tag: "Prompt" } & Prompt)
  | { readonly _tag: "PollFailed"; readonly error: PollFailure }
  | { readonly _tag: "Profile"; readonly profile: Profile }

/** A code that is already known; `notAfter` in milliseconds since 1970. */
export interface AwaitProfileRequest
  extends
    OrUndefined<Omit<Authentication.Pending, "notAfter" | "onPollFailed">>,
    Pick<AuthenticateRequest, "onPollFailed" | "signal"> {
  readonly notAfter: number
}

/** A login that begins at a partner, as a promise user asks for it. */
export interface PartnerSingleSignOnRequest
  extends
    OrUndefined<Omit<PartnerLogin, "answer" | "onCode" | "onPollFailed">>,
    Pick<AuthenticateRequest, "onCode" | "onPollFailed" | "signal"> {
  /**
   * Has the partner's framework answer, with its SAML response in Base64; undefined where it has none to give, and a
   * basic login follows. What it throws ends the login.
   */
  readonly answer: (request: PartnerAuthenticationRequest) => string | undefined | Promise<string | undefined>
}

/** A code that was typed on a second screen, and what its session lacks. */
export interface ResumeRequest extends OrUndefined<SecondScreen.Request>, Abortable {}

/** Whose TempPass. */
export interface TemporaryAccessRequest extends OrUndefined<Temporary.Request>, Abortable {}

/** Resources to ask about, in any number. */
export interface PreauthorizeRequest extends OrUndefined<Catalogue>, Abortable {}

/** What the viewer wants to play. */
export interface AuthorizeRequest extends OrUndefined<Play>, Abortable {}

/** Whom to sign out. */
export interface LogoutRequest extends OrUndefined<Logout.Request>, Abortable {}
