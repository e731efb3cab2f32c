/**
 * The enhanced errors of the reference: what status and action belong to each code. The table is the sandbox's own,
 * so that it can disagree with a client's.
 */
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"

export const HELP_URL =
  "https://experienceleague.adobe.com/docs/pass/authentication/auth-features/error-reportn/enhanced-error-codes.html"

export interface Definition {
  readonly status: number
  readonly action:
    "none" | "configuration" | "application-registration" | "authentication" | "authorization" | "retry"
  readonly message: string
}

const group = <const Code extends string>(
  action: Definition["action"],
  status: number,
  messages: Record.ReadonlyRecord<Code, string>,
): Record.ReadonlyRecord<Code, Definition> => Record.map(messages, (message) => ({ action, status, message }))

const v2 = {
  ...group("none", 400, {
    invalid_parameter_service_provider: "The service provider is missing or not a known one.",
    invalid_parameter_mvpd: "The mvpd is missing or not a known one.",
    invalid_parameter_code: "The code is missing or cannot be an authentication code.",
    invalid_parameter_resources: "The resources are missing or not a list of identifiers.",
    invalid_parameter_redirect_url: "The redirect URL is missing or not a usable URL.",
    invalid_parameter_partner: "The partner is missing or not a known one.",
    invalid_parameter_saml_response: "The SAML response is missing or cannot be accepted.",
    invalid_header_device_info: "The device information header cannot be read.",
    invalid_header_device_identifier: "The device identifier header is missing or malformed.",
    invalid_header_identity_for_temporary_access:
      "The temporary access identity header is missing or malformed.",
    invalid_header_pfs_permission_access_not_present:
      "The partner framework status carries no access status.",
    invalid_header_pfs_permission_access_not_determined:
      "The partner framework status says that access was not determined.",
    invalid_header_pfs_permission_access_not_granted:
      "The partner framework status says that access was not granted.",
    invalid_header_pfs_provider_id_not_determined:
      "The provider id of the partner framework status belongs to no known mvpd.",
    invalid_header_pfs_provider_id_mismatch:
      "The provider id of the partner framework status belongs to another mvpd than the one asked for.",
    invalid_header_pfs_provider_info_expired:
      "The provider information of the partner framework status is expired.",
    invalid_integration: "The integration of this service provider and mvpd does not exist or is disabled.",
    invalid_authentication_session: "No valid authentication session belongs to this request.",
  }),
  ...group("none", 403, {
    preauthorization_denied_by_mvpd: 'The MVPD decided "Deny" on preauthorization of this resource.',
    authorization_denied_by_mvpd: 'The MVPD decided "Deny" on authorization of this resource.',
    authorization_denied_by_parental_controls:
      'The MVPD decided "Deny" because of the parental controls of this account.',
    authorization_denied_by_degradation_rule: "A degradation rule of this integration denies this resource.",
  }),
  ...group("none", 500, { internal_server_error: "Something went wrong inside the service." }),
  ...group("configuration", 403, {
    too_many_resources: "More resources were asked for at once than this integration allows.",
  }),
  ...group("configuration", 500, {
    invalid_configuration_user_metadata_certificate:
      "The certificate for user metadata is missing or not valid.",
    invalid_configuration_temporary_access:
      "The temporary access of this integration is not configured properly.",
    invalid_configuration_platform: "The platform of this integration is missing or not valid.",
    invalid_configuration_platform_id: "The platform id is missing or not valid.",
    invalid_configuration_platform_trait: "The platform trait is missing or not valid.",
    invalid_configuration_platform_category_trait: "The platform category trait is missing or not valid.",
    invalid_configuration_platform_services:
      "The platform services of this integration are missing or not valid.",
    invalid_configuration_mvpd_platform: "The platform of this mvpd is missing or not valid.",
    invalid_configuration_mvpd_platform_boarding_status:
      "The boarding status of this mvpd on the platform is missing or not valid.",
    invalid_configuration_mvpd_platform_profile_exchange:
      "The profile exchange of this mvpd on the platform is missing or not valid.",
  }),
  ...group("application-registration", 401, {
    invalid_access_token_service_provider: "The access token is not meant for this service provider.",
    invalid_access_token_client_application: "The access token belongs to no valid client application.",
  }),
  ...group("authentication", 403, {
    authenticated_profile_missing: "No authenticated profile belongs to this request.",
    authenticated_profile_expired: "The authenticated profile of this request is expired.",
    authenticated_profile_invalidated: "The authenticated profile of this request was invalidated.",
    temporary_access_duration_limit_exceeded: "The time of this temporary access is used up.",
    temporary_access_resources_limit_exceeded: "The resources of this temporary access are used up.",
    authorization_denied_by_hba_policies:
      "The MVPD denied this resource: the sign-in was home-based, and the device is not at home now.",
    authorization_denied_by_session_invalidated: "The identity provider ended the session of this viewer.",
    identity_not_recognized_by_mvpd: "The MVPD does not recognise the identity of this viewer.",
  }),
  ...group("retry", 403, {
    network_received_error: "The answer of the partner service could not be read. Trying again may help.",
    network_connection_timeout: "The partner service could not be reached in time. Trying again may help.",
    maximum_execution_time_exceeded: "The request took too long. Trying again may help.",
  }),
}

const v1 = {
  ...group("none", 400, {
    invalid_requestor: "The requestor is missing or not a known one.",
    invalid_device_info: "The device information is missing or cannot be read.",
    invalid_device_id: "The device identifier is missing or malformed.",
    missing_resource: "The resource is missing.",
    malformed_authz_request: "The authorization request cannot be understood.",
    internal_error: "Something went wrong inside the service.",
  }),
  ...group("configuration", 400, {
    unknown_integration: "There is no integration of this programmer and identity provider.",
  }),
  ...group("authentication", 403, {
    authentication_session_missing: "No authentication session belongs to this request.",
    authentication_session_expired: "The authentication session of this request is expired.",
    authentication_session_invalidated: "The authentication session of this request was invalidated.",
  }),
}

const definitions = { ...v1, ...v2 }

export type ErrorCode = keyof typeof definitions

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(definitions, code)

/** Every code that the sandbox can answer with. */
export const errorCodes: ReadonlyArray<ErrorCode> = Object.keys(definitions).filter(isErrorCode)

export const ErrorCode = Schema.Literal(...errorCodes).annotations({ identifier: "ErrorCode" })

/** A request that breaks the reference, or that the service answers with one of its errors. */
export class Refusal extends Data.TaggedError("Refusal")<{
  readonly code: ErrorCode
  readonly details?: string
  /** OAuth's error in place of an enhanced one. */
  readonly oauth?: string
}> {}

export const refuse = (code: ErrorCode, details?: string): Effect.Effect<never, Refusal> =>
  new Refusal(details === undefined ? { code } : { code, details })

export interface EnhancedErrorBody {
  readonly action: string
  readonly status: number
  readonly code: string
  readonly message: string
  readonly details?: string
  readonly helpUrl: string
  readonly trace?: string
}

/** The error as it goes over the wire. A few samples of the reference leave the trace out; so may the caller. */
export const enhancedError = (
  code: ErrorCode,
  trace: string | undefined,
  details?: string,
): EnhancedErrorBody => ({
  action: definitions[code].action,
  status: definitions[code].status,
  code,
  message: definitions[code].message,
  ...(details === undefined ? {} : { details }),
  helpUrl: HELP_URL,
  ...(trace === undefined ? {} : { trace }),
})
