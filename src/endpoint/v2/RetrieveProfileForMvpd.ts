import { ProfilesResponse } from "../../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint, wholeDevice } from "../../transport/Endpoint.js"

/** Whom to look for. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The MVPD's identifier, as in the configuration. */
  readonly mvpd: string
  /** For promotional TempPass. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
}

/**
 * Tells whether the viewer is signed in with an MVPD: `GET /api/v2/{serviceProvider}/profiles/{mvpd}`.
 *
 * Empty, or `AuthenticationRequired`, when they are not; `TemporaryAccessExhausted` when the MVPD is a used-up TempPass.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/profiles-apis/rest-api-v2-profiles-apis-retrieve-profile-for-specific-mvpd
 */
export class RetrieveProfileForMvpd extends Endpoint<RetrieveProfileForMvpd>()("RetrieveProfileForMvpd", {
  method: "GET",
  path: "/api/v2/{serviceProvider}/profiles/{mvpd}",
  sends: wholeDevice,
  request: ({ mvpd, serviceProvider, temporaryAccessIdentity }: Request) => ({
    serviceProvider,
    parameters: { mvpd },
    temporaryAccessIdentity,
  }),
  response: ProfilesResponse,
  failures: [
    Errors.AuthenticationRequired,
    Errors.TemporaryAccessExhausted,
    Errors.IntegrationUnavailable,
    Errors.ConfigurationInvalid,
  ],
}) {}
