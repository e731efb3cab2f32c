/** The field's words in plain values. */
import type { Selection as Remembered } from "../cache/Remembered.js"
import type { Configuration as Requestor, Mvpd as Provider } from "../domain/Configuration.js"
import type * as Decision from "../domain/Decision.js"
import type { Device } from "../domain/Device.js"
import type { DeviceInfo } from "../domain/device/DeviceInfo.js"
import type { LogoutAction as FollowUp } from "../domain/Logout.js"
import type { MediaToken as Token } from "../domain/MediaToken.js"
import type { Profile as SignedIn } from "../domain/Profile.js"
import type * as Session from "../domain/Session.js"
import type { UserMetadata as Metadata } from "../domain/UserMetadata.js"
import type { DecisionError } from "../error/AdobePassError.js"
import type * as Authentication from "../flow/Authentication.js"
import type * as Logout from "../flow/Logout.js"
import type * as SecondScreen from "../flow/SecondScreen.js"
import type * as Temporary from "../flow/TemporaryAccess.js"
import type { Plain } from "./plain.js"

export type { DeviceInfo } from "../domain/device/DeviceInfo.js"
export type { Environment } from "../domain/Environment.js"
export type { Mrss } from "../domain/Resource.js"
export type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
export type { Picked } from "../flow/Profiles.js"

/** A device as it is given; `info` may be left out, or be `{ raw }` with the header's text. */
export interface DeviceOptions {
  /** Stable and unique per device, plain: kept for ever, since changing it logs the viewer out. */
  readonly identifier: Device.Options["identifier"]
  /** What is told of the device; or `{ raw }`, the Base64 text to send as it is. */
  readonly info?: DeviceInfo | { readonly raw: string } | undefined
  /** The device's IP address, from a server that calls on its behalf (`X-Forwarded-For`). */
  readonly forwardedFor?: Device.Options["forwardedFor"]
  /** The Experience Cloud identifier (`AP-Visitor-Identifier`). */
  readonly visitorIdentifier?: Device.Options["visitorIdentifier"]
  /** Single sign-on by platform identity. */
  readonly platformIdentity?: Device.Options["platformIdentity"]
  /** Single sign-on by service token: a JWS, RS256 (`AD-Service-Token`). */
  readonly serviceToken?: Device.Options["serviceToken"]
  /** Single sign-on by partner: what the partner framework says (`AP-Partner-Framework-Status`). */
  readonly partnerStatus?: Device.Options["partnerStatus"]
  /** Sent as `User-Agent`, where the runtime allows to set it. */
  readonly userAgent?: Device.Options["userAgent"]
}

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

/** There is no decision on this resource: the MVPD does not gate it, or asking failed with `error`. */
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

/** What happens in a login: the viewer must act, a poll failed and the login goes on, the viewer is signed in. */
export type AuthenticationStep =
  | ({ readonly _tag: "Prompt" } & Prompt)
  | { readonly _tag: "PollFailed"; readonly error: PollFailure }
  | { readonly _tag: "Profile"; readonly profile: Profile }
