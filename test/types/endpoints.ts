/** Checked by the compiler alone: what each endpoint answers, needs and can fail with, no more and no less. */
import type * as Effect from "effect/Effect"
import type { AccessToken } from "../../src/domain/AccessToken.js"
import type { ClientCredentials } from "../../src/domain/ClientCredentials.js"
import type { Configuration } from "../../src/domain/Configuration.js"
import type { Deny, Permit, PermitWithToken } from "../../src/domain/Decision.js"
import type { Device } from "../../src/domain/Device.js"
import type { LogoutAction } from "../../src/domain/Logout.js"
import type { Profiles } from "../../src/domain/Profile.js"
import type { NextAction } from "../../src/domain/Session.js"
import type { SessionInformation } from "../../src/domain/SessionInformation.js"
import type { RetrieveAccessToken } from "../../src/endpoint/dcr/RetrieveAccessToken.js"
import type { RetrieveClientCredentials } from "../../src/endpoint/dcr/RetrieveClientCredentials.js"
import type { ResetPromotionalTemporaryPass } from "../../src/endpoint/management/ResetPromotionalTemporaryPass.js"
import type { ResetTemporaryPass } from "../../src/endpoint/management/ResetTemporaryPass.js"
import type { AuthenticateInUserAgent } from "../../src/endpoint/v2/AuthenticateInUserAgent.js"
import type { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import type { InitiateLogout } from "../../src/endpoint/v2/InitiateLogout.js"
import type { ResumeSession } from "../../src/endpoint/v2/ResumeSession.js"
import type { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import type { RetrieveConfiguration } from "../../src/endpoint/v2/RetrieveConfiguration.js"
import type { RetrievePartnerAuthenticationRequest } from "../../src/endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import type { RetrievePreauthorizationDecisions } from "../../src/endpoint/v2/RetrievePreauthorizationDecisions.js"
import type { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import type { RetrieveProfileForMvpd } from "../../src/endpoint/v2/RetrieveProfileForMvpd.js"
import type { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import type { RetrieveProfileUsingPartnerAuthenticationResponse } from "../../src/endpoint/v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"
import type { RetrieveSession } from "../../src/endpoint/v2/RetrieveSession.js"
import type { AdobePassError, DecisionError } from "../../src/error/AdobePassError.js"
import type { Equal, Misconfigured, OfAnyCall, OfDecisions } from "./tags.js"

type Call<Tag extends { readonly Service: (...args: never) => unknown }> = ReturnType<Tag["Service"]>

/** Whether a service answers so, fails with errors of these tags, and needs a device. */
type Does<
  Result extends Effect.Effect<unknown, AdobePassError, unknown>,
  Success,
  Tags extends AdobePassError["_tag"],
  Needs = Device,
> = [
  Equal<Effect.Effect.Success<Result>, Success>,
  Equal<Extract<Effect.Effect.Error<Result>, AdobePassError>["_tag"], Tags>,
  Equal<Effect.Effect.Context<Result>, Needs>,
]

type Common = OfAnyCall
type Decided = OfDecisions

export const proof: {
  readonly RetrieveClientCredentials: Does<Call<typeof RetrieveClientCredentials>, ClientCredentials, Common>
  readonly RetrieveAccessToken: Does<Call<typeof RetrieveAccessToken>, AccessToken, Common>
  readonly RetrieveConfiguration: Does<Call<typeof RetrieveConfiguration>, Configuration, Common>
  readonly CreateSession: Does<
    Call<typeof CreateSession>,
    NextAction,
    Common | Misconfigured | "AuthenticationRequired" | "TemporaryAccessExhausted"
  >
  readonly ResumeSession: Does<
    Call<typeof ResumeSession>,
    NextAction,
    | Common
    | Misconfigured
    | "AuthenticationRequired"
    | "TemporaryAccessExhausted"
    | "AuthenticationCodeInvalid"
  >
  readonly RetrieveSession: Does<
    Call<typeof RetrieveSession>,
    SessionInformation,
    Common | "AuthenticationRequired" | "AuthenticationCodeInvalid"
  >
  readonly AuthenticateInUserAgent: Does<
    Call<typeof AuthenticateInUserAgent>,
    string,
    "InvalidRequest",
    never
  >
  readonly RetrieveProfiles: Does<
    Call<typeof RetrieveProfiles>,
    Profiles,
    Common | "AuthenticationRequired" | "ConfigurationInvalid"
  >
  readonly RetrieveProfileForMvpd: Does<
    Call<typeof RetrieveProfileForMvpd>,
    Profiles,
    Common | Misconfigured | "AuthenticationRequired" | "TemporaryAccessExhausted"
  >
  readonly RetrieveProfileForCode: Does<
    Call<typeof RetrieveProfileForCode>,
    Profiles,
    | Common
    | "ConfigurationInvalid"
    | "AuthenticationRequired"
    | "AuthenticationCodeInvalid"
    | "TemporaryAccessExhausted"
    | "PartnerUnavailable"
  >
  readonly RetrievePreauthorizationDecisions: Does<
    Call<typeof RetrievePreauthorizationDecisions>,
    ReadonlyArray<Permit | Deny<DecisionError>>,
    Decided
  >
  readonly RetrieveAuthorizationDecisions: Does<
    Call<typeof RetrieveAuthorizationDecisions>,
    ReadonlyArray<PermitWithToken | Deny<DecisionError>>,
    Decided
  >
  readonly InitiateLogout: Does<
    Call<typeof InitiateLogout>,
    Readonly<Record<string, LogoutAction>>,
    Common | Misconfigured | "AuthenticationRequired"
  >
  readonly RetrievePartnerAuthenticationRequest: Does<
    Call<typeof RetrievePartnerAuthenticationRequest>,
    NextAction,
    Common | Misconfigured | "AuthenticationRequired"
  >
  readonly RetrieveProfileUsingPartnerAuthenticationResponse: Does<
    Call<typeof RetrieveProfileUsingPartnerAuthenticationResponse>,
    Profiles,
    Common | Misconfigured | "AuthenticationRequired"
  >
  readonly ResetTemporaryPass: Does<Call<typeof ResetTemporaryPass>, undefined, Common>
  readonly ResetPromotionalTemporaryPass: Does<Call<typeof ResetPromotionalTemporaryPass>, undefined, Common>
} = {
  RetrieveClientCredentials: [true, true, true],
  RetrieveAccessToken: [true, true, true],
  RetrieveConfiguration: [true, true, true],
  CreateSession: [true, true, true],
  ResumeSession: [true, true, true],
  RetrieveSession: [true, true, true],
  AuthenticateInUserAgent: [true, true, true],
  RetrieveProfiles: [true, true, true],
  RetrieveProfileForMvpd: [true, true, true],
  RetrieveProfileForCode: [true, true, true],
  RetrievePreauthorizationDecisions: [true, true, true],
  RetrieveAuthorizationDecisions: [true, true, true],
  InitiateLogout: [true, true, true],
  RetrievePartnerAuthenticationRequest: [true, true, true],
  RetrieveProfileUsingPartnerAuthenticationResponse: [true, true, true],
  ResetTemporaryPass: [true, true, true],
  ResetPromotionalTemporaryPass: [true, true, true],
}

/** The proof proves something: a member too many or too few is told. */
export const tooFew: Does<Call<typeof RetrieveSession>, SessionInformation, Common> = [true, false, true]
export const tooMany: Does<
  Call<typeof RetrieveSession>,
  SessionInformation,
  Common | "AuthenticationRequired" | "AuthenticationCodeInvalid" | "TooManyResources"
> = [true, false, true]
export const otherAnswer: Does<
  Call<typeof RetrieveSession>,
  Configuration,
  Common | "AuthenticationRequired" | "AuthenticationCodeInvalid"
> = [false, true, true]
