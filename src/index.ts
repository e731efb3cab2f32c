/** Adobe Pass Authentication as Effect services. */
export { AdobePass } from "./AdobePass.js"
export type { Options, Service } from "./AdobePass.js"
export type { Configuration, Mvpd } from "./domain/Configuration.js"
export type { Deny, Permit, PermitWithToken, Unanswered } from "./domain/Decision.js"
export { Device } from "./domain/Device.js"
export { Integration } from "./domain/Environment.js"
export type { Environment } from "./domain/Environment.js"
export type { LogoutAction } from "./domain/Logout.js"
export type { MediaToken } from "./domain/MediaToken.js"
export type { Profile } from "./domain/Profile.js"
export * as Resource from "./domain/Resource.js"
export type { NextAction, SessionInformation } from "./domain/Session.js"
export type { TemporaryAccessIdentity } from "./domain/TemporaryAccess.js"
export * as UserMetadata from "./domain/UserMetadata.js"
export * from "./error/AdobePassError.js"
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
} from "./endpoint/index.js"
export { Caches, statistics } from "./cache/Caches.js"
export { Permits } from "./cache/Permits.js"
export { Store } from "./cache/Store.js"
export type { PollFailure, Prompt } from "./flow/Authentication.js"
export { Configurations } from "./flow/Configuration.js"
export type { Failed } from "./flow/Logout.js"
export { validLongest } from "./flow/Profiles.js"
export { Batching } from "./flow/Questions.js"
export type { TemporaryAccess } from "./flow/TemporaryAccess.js"
export { Lane } from "./policy/Lane.js"
export { AfterPrompt, Polling } from "./policy/Polling.js"
export { Retry } from "./policy/Retry.js"
export { ServerClock } from "./policy/ServerClock.js"
export { Circuit } from "./transport/Circuit.js"
export { Throttle } from "./transport/Throttle.js"
export { Timeouts } from "./transport/Transport.js"
