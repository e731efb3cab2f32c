import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { Profiles } from "../../domain/Profile.js"
import { ProfilesResponse } from "../../domain/Profile.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { IntegrationUnavailable, ConfigurationInvalid } from "../../error/AdobePassError.js"
import { required } from "../../transport/Call.js"
import { Authorized } from "../../transport/Authorized.js"

/** What the partner's framework answered. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** Such as `Apple`. */
  readonly partner: string
  /** What the partner framework answered, Base64. */
  readonly samlResponse: string | Redacted.Redacted
}

/**
 * Makes a profile of a partner's answer: `POST /api/v2/{serviceProvider}/profiles/sso/{partner}`.
 *
 * Needs `partnerStatus` in the device; fails with `InvalidRequest` whose `parameter` is `AP-Partner-Framework-Status` or
 * `SAMLResponse` when one of them is not good.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/partner-single-sign-on-apis/rest-api-v2-partner-single-sign-on-apis-retrieve-profile-using-partner-authentication-response
 */
export class RetrieveProfileUsingPartnerAuthenticationResponse extends Context.Tag(
  "effect-adobe-pass/RetrieveProfileUsingPartnerAuthenticationResponse",
)<
  RetrieveProfileUsingPartnerAuthenticationResponse,
  (
    request: Request,
  ) => Effect.Effect<Profiles, IntegrationUnavailable | ConfigurationInvalid | CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrieveProfileUsingPartnerAuthenticationResponse,
    Effect.map(
      Authorized,
      (call) =>
        ({ partner, samlResponse, serviceProvider }) =>
          call({
            endpoint: "RetrieveProfileUsingPartnerAuthenticationResponse",
            method: "POST",
            path: "/api/v2/{serviceProvider}/profiles/sso/{partner}",
            parameters: { serviceProvider, partner },
            form: {
              SAMLResponse: Redacted.isRedacted(samlResponse)
                ? Redacted.value(samlResponse)
                : required(samlResponse),
            },
            sends: ["identifier", "info", "partnerStatus", "visitorIdentifier"],
            response: Schema.parseJson(ProfilesResponse),
            failures: [IntegrationUnavailable, ConfigurationInvalid],
          }),
    ),
  )
}
