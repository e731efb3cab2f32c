import { SessionResponse } from "../../domain/Session.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint } from "../../transport/Endpoint.js"
import { absoluteAction } from "../../transport/url.js"

/** The partner to ask, and what a basic login would need. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** Such as `Apple`. */
  readonly partner: string
  /** For the fallback: the domain the login starts from. */
  readonly domainName?: string | undefined
  /** For the fallback: where the browser ends up, plain. */
  readonly redirectUrl?: string | undefined
}

/**
 * Asks for what a partner framework (Apple) shall answer: `POST /api/v2/{serviceProvider}/sessions/sso/{partner}`.
 *
 * Needs `partnerStatus` in the device. Where partner single sign-on cannot go on, the answer is the action of a basic
 * login instead, with a `reason` ending in `_fallback`.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/partner-single-sign-on-apis/rest-api-v2-partner-single-sign-on-apis-retrieve-partner-authentication-request
 */
export class RetrievePartnerAuthenticationRequest extends Endpoint<RetrievePartnerAuthenticationRequest>()(
  "RetrievePartnerAuthenticationRequest",
  {
    method: "POST",
    path: "/api/v2/{serviceProvider}/sessions/sso/{partner}",
    sends: ["identifier", "info", "partnerStatus", "visitorIdentifier"],
    needsPartnerStatus: true,
    request: ({ domainName, partner, redirectUrl, serviceProvider }: Request) => ({
      serviceProvider,
      parameters: { partner },
      form: { domainName, redirectUrl },
    }),
    response: SessionResponse,
    answer: absoluteAction,
    failures: [Errors.AuthenticationRequired, Errors.IntegrationUnavailable, Errors.ConfigurationInvalid],
  },
) {}
