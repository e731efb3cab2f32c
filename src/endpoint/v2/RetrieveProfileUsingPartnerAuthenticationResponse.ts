import type * as Redacted from "effect/Redacted"
import { ProfilesResponse } from "../../domain/Profile.js"
import * as Errors from "../../error/AdobePassError.js"
import { plain } from "../../transport/Request.js"
import { Endpoint } from "../../transport/Endpoint.js"

/** What the partner's framework answered. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
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
export class RetrieveProfileUsingPartnerAuthenticationResponse extends Endpoint<RetrieveProfileUsingPartnerAuthenticationResponse>()(
  "RetrieveProfileUsingPartnerAuthenticationResponse",
  {
    method: "POST",
    path: "/api/v2/{serviceProvider}/profiles/sso/{partner}",
    sends: ["identifier", "info", "partnerStatus", "visitorIdentifier"],
    needsPartnerStatus: true,
    request: ({ partner, samlResponse, serviceProvider }: Request) => ({
      serviceProvider,
      parameters: { partner },
      form: { SAMLResponse: plain(samlResponse) },
    }),
    response: ProfilesResponse,
    failures: [Errors.AuthenticationRequired, Errors.IntegrationUnavailable, Errors.ConfigurationInvalid],
  },
) {}
