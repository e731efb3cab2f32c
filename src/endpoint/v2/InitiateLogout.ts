import { LogoutResponse } from "../../domain/Logout.js"
import * as Errors from "../../error/AdobePassError.js"
import { required } from "../../transport/Request.js"
import { Endpoint } from "../../transport/Endpoint.js"
import { absoluteActions } from "../../transport/url.js"

/** Whom to sign out, and where the browser ends up. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The MVPD's identifier, as in the configuration. */
  readonly mvpd: string
  /** Where the browser ends up after the MVPD's own logout: an absolute URL, plain. */
  readonly redirectUrl: string
}

/**
 * Ends the viewer's login with an MVPD: `GET /api/v2/{serviceProvider}/logout/{mvpd}`.
 *
 * The answer says what is left to do, by MVPD; nothing of it is done here.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/logout-apis/rest-api-v2-logout-apis-initiate-logout-for-specific-mvpd
 */
export class InitiateLogout extends Endpoint<InitiateLogout>()("InitiateLogout", {
  method: "GET",
  path: "/api/v2/{serviceProvider}/logout/{mvpd}",
  sends: ["identifier", "info", "platformIdentity", "serviceToken", "visitorIdentifier"],
  request: ({ mvpd, redirectUrl, serviceProvider }: Request) => ({
    serviceProvider,
    parameters: { mvpd },
    query: { redirectUrl: required(redirectUrl) },
  }),
  response: LogoutResponse,
  answer: absoluteActions,
  failures: [Errors.AuthenticationRequired, Errors.IntegrationUnavailable, Errors.ConfigurationInvalid],
}) {}
