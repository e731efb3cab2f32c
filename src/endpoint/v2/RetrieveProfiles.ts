import { ProfilesResponse } from "../../domain/Profile.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint, wholeDevice } from "../../transport/Endpoint.js"

/** Whose profiles. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
}

/**
 * Tells who is signed in on the device, by MVPD: `GET /api/v2/{serviceProvider}/profiles`. Empty without a login.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/profiles-apis/rest-api-v2-profiles-apis-retrieve-profiles
 */
export class RetrieveProfiles extends Endpoint<RetrieveProfiles>()("RetrieveProfiles", {
  method: "GET",
  path: "/api/v2/{serviceProvider}/profiles",
  sends: wholeDevice,
  request: ({ serviceProvider }: Request = {}) => ({ serviceProvider }),
  response: ProfilesResponse,
  failures: [Errors.AuthenticationRequired, Errors.ConfigurationInvalid],
}) {}
