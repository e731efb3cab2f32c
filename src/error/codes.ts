/**
 * The one table: each code that Adobe publishes, V2 and V1, and the error it becomes.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/error-reporting/enhanced-error-codes
 */
import type { EnhancedError } from "../domain/wire/EnhancedError.js"
import type { DecisionError } from "./AdobePassError.js"
import * as E from "./AdobePassError.js"

/**
 * Who says that something failed: the service; where nothing is said, it is unknown; else it is something on the way, such
 * as a firewall or a gateway, or the wrong host.
 */
export type Author = "service" | "unknown" | "other"

/** What the wire gave, ready for any error's constructor. */
export interface Failure {
  readonly message: string
  readonly endpoint: string
  readonly code?: string
  readonly action?: string
  readonly status: number
  readonly details?: string
  readonly helpUrl?: string
  readonly trace?: string
}

type Make = (failure: Failure) => DecisionError

const parameter =
  (name: string): Make =>
  (failure) =>
    new E.InvalidRequest({ ...failure, parameter: name })
const denied =
  (reason: E.AuthorizationDenied["reason"]): Make =>
  (failure) =>
    new E.AuthorizationDenied({ ...failure, reason })
const signIn =
  (reason: E.AuthenticationRequired["reason"]): Make =>
  (failure) =>
    new E.AuthenticationRequired({ ...failure, reason })
const exhausted =
  (limit: E.TemporaryAccessExhausted["limit"]): Make =>
  (failure) =>
    new E.TemporaryAccessExhausted({ ...failure, limit })

const tooMany: Make = (failure) => new E.TooManyResources(failure)
const configuration: Make = (failure) => new E.ConfigurationInvalid(failure)
const integration: Make = (failure) => new E.IntegrationUnavailable(failure)
const authenticationCode: Make = (failure) => new E.AuthenticationCodeInvalid(failure)
const accessToken: Make = (failure) => new E.AccessTokenRejected(failure)
const partner: Make = (failure) => new E.PartnerUnavailable({ ...failure, retryable: true })
const fault: Make = (failure) =>
  new E.ServerFault({ ...failure, retryable: failure.status >= 500 || failure.action === "retry" })
const unexpected: Make = (failure) => new E.UnexpectedResponse(failure)

const partnerStatus = parameter("AP-Partner-Framework-Status")

const byCode = new Map<string, Make>([
  ["invalid_parameter_service_provider", parameter("serviceProvider")],
  ["invalid_parameter_mvpd", parameter("mvpd")],
  ["invalid_parameter_code", authenticationCode],
  ["invalid_parameter_resources", parameter("resources")],
  ["invalid_parameter_redirect_url", parameter("redirectUrl")],
  ["invalid_parameter_partner", parameter("partner")],
  ["invalid_parameter_saml_response", parameter("SAMLResponse")],
  ["invalid_header_device_info", parameter("X-Device-Info")],
  ["invalid_header_device_identifier", parameter("AP-Device-Identifier")],
  ["invalid_header_identity_for_temporary_access", parameter("AP-TempPass-Identity")],
  ["invalid_header_pfs_permission_access_not_present", partnerStatus],
  ["invalid_header_pfs_permission_access_not_determined", partnerStatus],
  ["invalid_header_pfs_permission_access_not_granted", partnerStatus],
  ["invalid_header_pfs_provider_id_not_determined", partnerStatus],
  ["invalid_header_pfs_provider_id_mismatch", partnerStatus],
  ["invalid_header_pfs_provider_info_expired", partnerStatus],
  ["invalid_integration", integration],
  ["invalid_authentication_session", authenticationCode],
  ["preauthorization_denied_by_mvpd", denied("mvpd")],
  ["authorization_denied_by_mvpd", denied("mvpd")],
  ["authorization_denied_by_parental_controls", denied("parentalControls")],
  ["authorization_denied_by_degradation_rule", denied("degradation")],
  ["internal_server_error", fault],
  ["too_many_resources", tooMany],
  ["invalid_configuration_user_metadata_certificate", configuration],
  ["invalid_configuration_temporary_access", configuration],
  ["invalid_configuration_platform", configuration],
  ["invalid_configuration_platform_id", configuration],
  ["invalid_configuration_platform_trait", configuration],
  ["invalid_configuration_platform_category_trait", configuration],
  ["invalid_configuration_platform_services", configuration],
  ["invalid_configuration_mvpd_platform", configuration],
  ["invalid_configuration_mvpd_platform_boarding_status", configuration],
  ["invalid_configuration_mvpd_platform_profile_exchange", configuration],
  ["invalid_access_token_service_provider", accessToken],
  ["invalid_access_token_client_application", accessToken],
  ["authenticated_profile_missing", signIn("profileMissing")],
  ["authenticated_profile_expired", signIn("profileExpired")],
  ["authenticated_profile_invalidated", signIn("profileInvalidated")],
  ["temporary_access_duration_limit_exceeded", exhausted("duration")],
  ["temporary_access_resources_limit_exceeded", exhausted("resources")],
  ["authorization_denied_by_hba_policies", signIn("homeBasedAuthentication")],
  ["authorization_denied_by_session_invalidated", signIn("sessionInvalidated")],
  ["identity_not_recognized_by_mvpd", signIn("identityNotRecognized")],
  ["network_received_error", partner],
  ["network_connection_timeout", partner],
  ["maximum_execution_time_exceeded", partner],
  // REST API V1
  ["invalid_requestor", parameter("requestor")],
  ["invalid_device_info", parameter("X-Device-Info")],
  ["invalid_device_id", parameter("deviceId")],
  ["missing_resource", parameter("resource")],
  ["malformed_authz_request", parameter("unknown")],
  ["internal_error", fault],
  ["unknown_integration", integration],
  ["authentication_session_issuer_mismatch", signIn("profileMissing")],
  ["authentication_session_invalidated", signIn("sessionInvalidated")],
  ["authentication_session_missing", signIn("profileMissing")],
  ["authentication_session_expired", signIn("profileExpired")],
  ["preauthorization_authentication_session_missing", signIn("profileMissing")],
  ["preauthorization_authentication_session_expired", signIn("profileExpired")],
  ["authorization_not_found", denied("authorizationMissing")],
  ["authorization_expired", denied("authorizationMissing")],
  // in the OpenAPI alone
  ["authorization_denied_by_degradation_configuration_change", denied("degradation")],
  ["degraded_integration", integration],
  ["maximum_attempts_exceeded", partner],
  ["invalid_refresh_token", accessToken],
])

const byAction = new Map<string, Make>([
  ["configuration", configuration],
  ["application-registration", accessToken],
  ["authentication", signIn("other")],
  ["authorization", denied("authorizationMissing")],
  ["retry", partner],
])

/** What the service says in words alone. */
const byMessage: ReadonlyArray<readonly [RegExp, Make]> = [
  [
    /\bintegration between\b.*\b(?:not (?:exist|found|enabled|active)|disabled|inactive|missing)\b/is,
    integration,
  ],
  [/\bno (?:\w+ ){0,2}integration between\b/i, integration],
  [/^\s*user not authenticated\b/i, signIn("profileMissing")],
  [/^\s*user not authorized\b/i, denied("other")],
]

const makeOfMessage = (message = "") => byMessage.find(([words]) => words.test(message))?.[1]

/** The published code that a value is, whatever its case. */
export const publishedCode = (value: unknown): string | undefined => {
  if (typeof value !== "string" || value.length > 100) return undefined
  const code = value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_")
  return byCode.has(code) ? code : undefined
}

/** The published action that a value is, whatever its case. */
export const publishedAction = (value: unknown): string | undefined => {
  if (typeof value !== "string" || value.length > 100) return undefined
  const action = value
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-")
  return action === "none" || byAction.has(action) ? action : undefined
}

/** Whether the service is known to say so: with this code, this action, or in these words. */
export const isPublished = ({ action, code, message }: EnhancedError): boolean =>
  publishedCode(code) !== undefined ||
  publishedAction(action) !== undefined ||
  makeOfMessage(message) !== undefined

/** What a status alone means: only what the service said is a denial. */
const byStatus = ({ message, status }: Failure, author: Author): Make => {
  if (status >= 500) return fault
  if (status === 401) return accessToken
  if (author === "other") return unexpected
  // the one parameter without a code of its own
  if (status === 400) return parameter(/\bdomain_?name\b/i.test(message) ? "domainName" : "unknown")
  return status === 403 && author === "service" ? denied("other") : unexpected
}

/** The error that a failure is: by its code, else by its action, else by its message, else by its status. */
export const fromFailure = (failure: Failure, author: Author = "service"): DecisionError => {
  const make =
    byCode.get(failure.code ?? "") ?? byAction.get(failure.action ?? "") ?? makeOfMessage(failure.message)
  return (make ?? byStatus(failure, author))(failure)
}
