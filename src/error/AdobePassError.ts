/**
 * Every way a call can fail, as one union of tagged errors.
 *
 * Each carries what the wire gave: `code`, `action`, `status`, `message`, `details`, `helpUrl`, `trace`; the
 * `endpoint` by its name; and `retryable`. None of them ever carries a secret.
 */
import * as Schema from "effect/Schema"
import { Failure, failureFields } from "../domain/wire/EnhancedError.js"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import { optionalText } from "../domain/wire/HeaderText.js"

export { InvalidRequest }

/** The MVPD, parental controls or a degradation rule say no. Show `details` (the MVPD's words), else `message`. */
export class AuthorizationDenied extends Schema.TaggedError<AuthorizationDenied>()("AuthorizationDenied", {
  ...failureFields,
  /** Who says no, or which rule; `other` where the service says no more. */
  reason: Schema.Literal("mvpd", "parentalControls", "degradation", "authorizationMissing", "other"),
}) {}

/** More resources in one request than the MVPD agreed to; ask for fewer. */
export class TooManyResources extends Schema.TaggedError<TooManyResources>()("TooManyResources", Failure) {}

/** TempPass is used up, by time or by number of resources; offer a login. */
export class TemporaryAccessExhausted extends Schema.TaggedError<TemporaryAccessExhausted>()(
  "TemporaryAccessExhausted",
  {
    ...failureFields,
    /** What is used up: the time, or the number of resources. */
    limit: Schema.Literal("duration", "resources"),
  },
) {}

/**
 * The viewer is not signed in, or no longer, for the given reason; start a login. With `homeBasedAuthentication`,
 * `sessionInvalidated` and `identityNotRecognized` the profile may still be there: log out first.
 */
export class AuthenticationRequired extends Schema.TaggedError<AuthenticationRequired>()(
  "AuthenticationRequired",
  {
    ...failureFields,
    /** Why a login is needed; `other` where the service says no more. */
    reason: Schema.Literal(
      "profileMissing",
      "profileExpired",
      "profileInvalidated",
      "homeBasedAuthentication",
      "sessionInvalidated",
      "identityNotRecognized",
      "other",
    ),
  },
) {}

/** No such authentication code: mistyped on the second screen, or its session is gone. */
export class AuthenticationCodeInvalid extends Schema.TaggedError<AuthenticationCodeInvalid>()(
  "AuthenticationCodeInvalid",
  Failure,
) {}

/** The authentication `code` expired, at `notAfter`, before the viewer signed in; start a new login. */
export class AuthenticationCodeExpired extends Schema.TaggedError<AuthenticationCodeExpired>()(
  "AuthenticationCodeExpired",
  {
    ...failureFields,
    /** The authentication code. */
    code: Schema.String,
    /** Until when it was good, by the server's clock; milliseconds since 1970 in the promise client. */
    notAfter: Schema.DateTimeUtcFromNumber,
  },
) {}

/** A newer login on this device replaced the one with the authentication `code`. */
export class AuthenticationSuperseded extends Schema.TaggedError<AuthenticationSuperseded>()(
  "AuthenticationSuperseded",
  {
    ...failureFields,
    /** The authentication code of the older login. */
    code: Schema.String,
  },
) {}

/** Too many requests from this device's address; wait for `retryAfter`. */
export class Throttled extends Schema.TaggedError<Throttled>()("Throttled", {
  ...failureFields,
  /** How long to wait before the next call; milliseconds in the promise client. */
  retryAfter: Schema.DurationFromMillis,
}) {}

/** The service provider has no (enabled) integration with the MVPD. */
export class IntegrationUnavailable extends Schema.TaggedError<IntegrationUnavailable>()(
  "IntegrationUnavailable",
  Failure,
) {}

/** Something must be set right in Adobe's TVE Dashboard. */
export class ConfigurationInvalid extends Schema.TaggedError<ConfigurationInvalid>()(
  "ConfigurationInvalid",
  Failure,
) {}

/** Dynamic Client Registration refused the software statement or the client; `error` is its OAuth error code. */
export class RegistrationRejected extends Schema.TaggedError<RegistrationRejected>()("RegistrationRejected", {
  ...failureFields,
  /** The OAuth error code, such as `invalid_software_statement`. */
  error: Schema.String,
}) {}

/** The access token was refused, and a fresh one too. */
export class AccessTokenRejected extends Schema.TaggedError<AccessTokenRejected>()(
  "AccessTokenRejected",
  Failure,
) {}

/** Adobe could not reach the MVPD or partner in time; the same request may pass a little later. */
export class PartnerUnavailable extends Schema.TaggedError<PartnerUnavailable>()(
  "PartnerUnavailable",
  Failure,
) {}

/** Adobe's service failed. */
export class ServerFault extends Schema.TaggedError<ServerFault>()("ServerFault", Failure) {}

/** No answer came: no network, no such host, connection lost, or a timeout. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  ...failureFields,
  /** Whether no connection was made or it broke, or no answer came in time. */
  reason: Schema.Literal("connection", "timeout"),
  /** What the platform says, without the query of any URL. */
  cause: Schema.optionalWith(Schema.Defect, { exact: true }),
}) {}

/**
 * An answer that this library does not understand or that the endpoint does not promise: a captive portal, a
 * redirect, a broken body, an error published elsewhere. `excerpt` is the start of the body without secrets. `field`
 * names what is missing or wrong in an answer of the service's own, such as `profiles.Dish.notAfter`: asking again would
 * give the same.
 */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>()("UnexpectedResponse", {
  ...failureFields,
  /** The start of the body, without secrets. */
  excerpt: optionalText,
  /** What is missing or wrong in an answer of the service's own. */
  field: optionalText,
}) {}

/** The promise client was closed. */
export class ClientClosed extends Schema.TaggedError<ClientClosed>()("ClientClosed", Failure) {}

/** What any call can fail with, whatever the endpoint. */
export type CallFailure =
  | InvalidRequest
  | AccessTokenRejected
  | RegistrationRejected
  | Throttled
  | ServerFault
  | Unreachable
  | UnexpectedResponse

/** Every failure of this library. */
export type AdobePassError =
  | AuthorizationDenied
  | TooManyResources
  | TemporaryAccessExhausted
  | AuthenticationRequired
  | AuthenticationCodeInvalid
  | AuthenticationCodeExpired
  | AuthenticationSuperseded
  | IntegrationUnavailable
  | ConfigurationInvalid
  | PartnerUnavailable
  | CallFailure

/** What a decision on one resource can be denied with. */
export type DecisionError = Exclude<AdobePassError, AuthenticationCodeExpired | AuthenticationSuperseded>
