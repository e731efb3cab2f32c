/** All endpoints, one service each. */
import * as Layer from "effect/Layer"
import { RetrieveClientCredentials } from "./dcr/RetrieveClientCredentials.js"
import { RetrieveAccessToken } from "./dcr/RetrieveAccessToken.js"
import { InitiateAuthorization } from "./v1/InitiateAuthorization.js"
import { RetrieveConfiguration } from "./v2/RetrieveConfiguration.js"
import { CreateSession } from "./v2/CreateSession.js"
import { ResumeSession } from "./v2/ResumeSession.js"
import { RetrieveSession } from "./v2/RetrieveSession.js"
import { AuthenticateInUserAgent } from "./v2/AuthenticateInUserAgent.js"
import { RetrieveProfiles } from "./v2/RetrieveProfiles.js"
import { RetrieveProfileForMvpd } from "./v2/RetrieveProfileForMvpd.js"
import { RetrieveProfileForCode } from "./v2/RetrieveProfileForCode.js"
import { RetrievePreauthorizationDecisions } from "./v2/RetrievePreauthorizationDecisions.js"
import { RetrieveAuthorizationDecisions } from "./v2/RetrieveAuthorizationDecisions.js"
import { InitiateLogout } from "./v2/InitiateLogout.js"
import { RetrievePartnerAuthenticationRequest } from "./v2/RetrievePartnerAuthenticationRequest.js"
import { RetrieveProfileUsingPartnerAuthenticationResponse } from "./v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"

export {
  RetrieveClientCredentials,
  RetrieveAccessToken,
  RetrieveConfiguration,
  CreateSession,
  ResumeSession,
  RetrieveSession,
  AuthenticateInUserAgent,
  RetrieveProfiles,
  RetrieveProfileForMvpd,
  RetrieveProfileForCode,
  RetrievePreauthorizationDecisions,
  RetrieveAuthorizationDecisions,
  InitiateLogout,
  RetrievePartnerAuthenticationRequest,
  RetrieveProfileUsingPartnerAuthenticationResponse,
  InitiateAuthorization,
}

/** The thirteen of REST API V2. */
export const v2 = [
  RetrieveConfiguration,
  CreateSession,
  ResumeSession,
  RetrieveSession,
  AuthenticateInUserAgent,
  RetrieveProfiles,
  RetrieveProfileForMvpd,
  RetrieveProfileForCode,
  RetrievePreauthorizationDecisions,
  RetrieveAuthorizationDecisions,
  InitiateLogout,
  RetrievePartnerAuthenticationRequest,
  RetrieveProfileUsingPartnerAuthenticationResponse,
] as const

/** Every endpoint service. */
export type Endpoint =
  | RetrieveClientCredentials
  | RetrieveAccessToken
  | RetrieveConfiguration
  | CreateSession
  | ResumeSession
  | RetrieveSession
  | AuthenticateInUserAgent
  | RetrieveProfiles
  | RetrieveProfileForMvpd
  | RetrieveProfileForCode
  | RetrievePreauthorizationDecisions
  | RetrieveAuthorizationDecisions
  | InitiateLogout
  | RetrievePartnerAuthenticationRequest
  | RetrieveProfileUsingPartnerAuthenticationResponse
  | InitiateAuthorization

/** Those of Dynamic Client Registration, which need no access token. */
export const dcrLayer = Layer.mergeAll(RetrieveClientCredentials.layer, RetrieveAccessToken.layer)

/** Those that carry an access token: V2, and the one of V1. */
export const layer = Layer.mergeAll(
  InitiateAuthorization.layer,
  RetrieveConfiguration.layer,
  CreateSession.layer,
  ResumeSession.layer,
  RetrieveSession.layer,
  AuthenticateInUserAgent.layer,
  RetrieveProfiles.layer,
  RetrieveProfileForMvpd.layer,
  RetrieveProfileForCode.layer,
  RetrievePreauthorizationDecisions.layer,
  RetrieveAuthorizationDecisions.layer,
  InitiateLogout.layer,
  RetrievePartnerAuthenticationRequest.layer,
  RetrieveProfileUsingPartnerAuthenticationResponse.layer,
)
