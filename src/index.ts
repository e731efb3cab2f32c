/** Adobe Pass Authentication as Effect services. */
export { AdobePass } from "./AdobePass.js"
export type { Options, Service } from "./AdobePass.js"
export { Device } from "./domain/Device.js"
export { Integration } from "./domain/Environment.js"
export type { Environment } from "./domain/Environment.js"
export * as Resource from "./domain/Resource.js"
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
export { Configurations } from "./flow/Configuration.js"
export { validLongest } from "./flow/Profiles.js"
export { Batching } from "./flow/Questions.js"
export { Lane } from "./policy/Lane.js"
export { Polling } from "./policy/Polling.js"
export { Retry } from "./policy/Retry.js"
export { ServerClock } from "./policy/ServerClock.js"
export { Circuit } from "./transport/Circuit.js"
export { Throttle } from "./transport/Throttle.js"
export { Timeouts } from "./transport/Transport.js"
