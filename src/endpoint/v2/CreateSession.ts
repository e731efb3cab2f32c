import { SessionResponse } from "../../domain/Session.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint } from "../../transport/Endpoint.js"
import { absoluteAction } from "../../transport/url.js"

/** What is known of a login at its start; a second screen can supply the rest. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The MVPD the viewer picked; without it a second screen picks. */
  readonly mvpd?: string | undefined
  /** The domain the login starts from, one of the configuration's. */
  readonly domainName?: string | undefined
  /** Where the browser ends up after the login: an absolute URL, plain (it is encoded here). */
  readonly redirectUrl?: string | undefined
}

/**
 * Starts a login: `POST /api/v2/{serviceProvider}/sessions`.
 *
 * The answer says what to do next: open a URL (`Authenticate`), let a second screen supply what is missing (`Resume`), or
 * go straight to decisions (`Authorize`).
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-create-authentication-session
 */
export class CreateSession extends Endpoint<CreateSession>()("CreateSession", {
  method: "POST",
  path: "/api/v2/{serviceProvider}/sessions",
  sends: ["identifier", "info", "platformIdentity", "serviceToken", "visitorIdentifier"],
  request: ({ domainName, mvpd, redirectUrl, serviceProvider }: Request = {}) => ({
    serviceProvider,
    form: { mvpd, domainName, redirectUrl },
  }),
  response: SessionResponse,
  answer: absoluteAction,
  failures: [
    Errors.AuthenticationRequired,
    Errors.IntegrationUnavailable,
    Errors.ConfigurationInvalid,
    Errors.TemporaryAccessExhausted,
  ],
}) {}
