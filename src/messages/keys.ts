/** What there are messages for: each error by its tag, and by its reason where that changes what a viewer should do. */
export type MessageKey =
  | "AuthorizationDenied"
  | "AuthorizationDenied.parentalControls"
  | "AuthorizationDenied.degradation"
  | "TooManyResources"
  | "TemporaryAccessExhausted"
  | "TemporaryAccessExhausted.resources"
  | "AuthenticationRequired"
  | "AuthenticationRequired.profileExpired"
  | "AuthenticationRequired.profileInvalidated"
  | "AuthenticationRequired.homeBasedAuthentication"
  | "AuthenticationRequired.sessionInvalidated"
  | "AuthenticationRequired.identityNotRecognized"
  | "AuthenticationCodeInvalid"
  | "AuthenticationCodeExpired"
  | "AuthenticationSuperseded"
  | "Throttled"
  | "PartnerUnavailable"
  | "ServerFault"
  | "Unreachable"
  | "Unreachable.timeout"
  | "IntegrationUnavailable"
  | "InvalidRequest"
  | "ConfigurationInvalid"
  | "RegistrationRejected"
  | "AccessTokenRejected"
  | "UnexpectedResponse"
  | "ClientClosed"
  | "unknown"

/** A sentence for each, and its next step; `{support}` becomes what support asks for. */
export type Messages = Readonly<Record<MessageKey, string>>

/** The languages that there are messages in. */
export type Language = "de" | "en" | "es" | "fr" | "nl" | "pt"
