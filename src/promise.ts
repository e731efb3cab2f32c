/**
 * The client for apps that do not use Effect: methods return promises and reject with the typed errors themselves.
 *
 * Moments and durations are milliseconds here, and secrets that a caller came for (a media token) plain text.
 */
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Resource from "./domain/Resource.js"
import * as Metadata from "./domain/UserMetadata.js"
import type { AdobePassClient } from "./promise/AdobePassClient.js"
import { orThrow } from "./promise/given/checks.js"
import { client } from "./promise/client.js"
import { missing } from "./promise/given/globals.js"
import { layerOf } from "./promise/layer.js"
import type { AdobePassOptions } from "./promise/given/options.js"
import { checked } from "./promise/given/options.js"
import { plain } from "./promise/plain.js"
import { Lifetime } from "./promise/run.js"
import type { Mrss, Profile, UserMetadata } from "./promise/words.js"

export * from "./error/AdobePassError.js"
export type { AdobePassClient } from "./promise/AdobePassClient.js"
export type {
  AccessToken,
  AuthenticateInUserAgentRequest,
  ClientCredentials,
  CreateSessionRequest,
  EndpointMethods,
  InitiateAuthorizationRequest,
  InitiateLogoutRequest,
  ResetPromotionalTemporaryPassRequest,
  ResetTemporaryPassRequest,
  ResumeSessionRequest,
  RetrieveAccessTokenRequest,
  RetrieveAuthorizationDecisionsRequest,
  RetrieveClientCredentialsRequest,
  RetrieveConfigurationRequest,
  RetrievePartnerAuthenticationRequestRequest,
  RetrievePreauthorizationDecisionsRequest,
  RetrieveProfileForCodeRequest,
  RetrieveProfileForMvpdRequest,
  RetrieveProfileUsingPartnerAuthenticationResponseRequest,
  RetrieveProfilesRequest,
  RetrieveSessionRequest,
  SessionInformation,
  V1Authorization,
} from "./promise/endpoints.js"
export type { Failure, Failures } from "./promise/failures.js"
export { isAdobePassError, makeError } from "./promise/failures.js"
export type { FleetOptions } from "./promise/fleet.js"
export type { AdobePassOptions, ItemStorage, Policies } from "./promise/given/options.js"
export type { Plain } from "./promise/plain.js"
export type { CallReport, LogEntry } from "./promise/report.js"
export type {
  Abortable,
  AuthenticateRequest,
  AuthenticationRequest,
  AuthorizeRequest,
  AwaitProfileRequest,
  CatalogueOptions,
  ConfigurationRequest,
  LoginRequest,
  LogoutRequest,
  PartnerSingleSignOnRequest,
  PreauthorizeRequest,
  ProfileOptions,
  ResumeRequest,
  TemporaryAccessRequest,
} from "./promise/given/requests.js"
export type { Catalogue, CatalogueStore, Lock, Shown } from "./promise/stores/catalogue.js"
export type { Login, LoginPrompt, LoginStore } from "./promise/stores/login.js"
export type { QrCode } from "./promise/stores/qr.js"
export type { Session, SessionStore } from "./promise/stores/session.js"
export type { Store } from "./promise/stores/Store.js"
export type * from "./promise/words.js"
export type { FleetReport } from "./redis/connection/metrics.js"
export type { RedisClient } from "./redis/options.js"

/**
 * An MRSS document that stands for a resource, for MVPDs that want more than an identifier; give it to `authorize` or
 * `preauthorize`. Throws `InvalidRequest` where a text cannot be written as XML.
 */
export const mrss = (document: Mrss): string => orThrow(Resource.mrss(document))

/** What the MVPD tells about a viewer, by the published keys; absent where it tells nothing or in another type. */
export const userMetadata = (profile: Pick<Profile, "attributes">): UserMetadata =>
  plain(Metadata.read(profile))

/**
 * Makes a client. Throws `InvalidRequest`, whose `parameter` names the option, when an option is not as it must be, or the
 * global, such as `globalThis.URL`, when the engine lacks one; nothing is sent before the first call.
 */
export const makeAdobePass = (options: AdobePassOptions): AdobePassClient => {
  const device = checked(options)
  const lack = missing(options)
  if (lack !== undefined) throw lack
  const runtime = ManagedRuntime.make(layerOf(options))
  return client(runtime, device, new Lifetime(), () => runtime.dispose())
}
