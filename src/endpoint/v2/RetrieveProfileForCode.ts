import { ProfilesResponse } from "../../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint } from "../../transport/Endpoint.js"

/** The login that is waited for. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The code of the session. */
  readonly code: string
  /** For promotional TempPass. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
}

/**
 * Tells whether the viewer has signed in with a code: `GET /api/v2/{serviceProvider}/profiles/code/{code}`.
 *
 * Empty until then. This is the call that a login polls. Fails with `AuthenticationCodeInvalid` when the session is gone.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/profiles-apis/rest-api-v2-profiles-apis-retrieve-profile-for-specific-code
 */
export class RetrieveProfileForCode extends Endpoint<RetrieveProfileForCode>()("RetrieveProfileForCode", {
  method: "GET",
  path: "/api/v2/{serviceProvider}/profiles/code/{code}",
  sends: ["visitorIdentifier"],
  request: ({ code, serviceProvider, temporaryAccessIdentity }: Request) => ({
    serviceProvider,
    parameters: { code },
    temporaryAccessIdentity,
  }),
  response: ProfilesResponse,
  failures: [
    Errors.AuthenticationRequired,
    Errors.AuthenticationCodeInvalid,
    Errors.TemporaryAccessExhausted,
    Errors.ConfigurationInvalid,
    Errors.PartnerUnavailable,
  ],
}) {}
