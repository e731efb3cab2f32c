import { SessionResponse } from "../../domain/Session.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint } from "../../transport/Endpoint.js"
import { absoluteAction } from "../../transport/url.js"

/** The login, and what it lacked. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** As the viewer typed it. */
  readonly code: string
  /** The MVPD the viewer picked here, on the second screen; not given where the session has one already. */
  readonly mvpd?: string | undefined
  /** The domain the login starts from, one of the configuration's. */
  readonly domainName?: string | undefined
  /** Where the browser ends up after the login: an absolute URL, plain (it is encoded here). */
  readonly redirectUrl?: string | undefined
}

/**
 * Gives a login what it lacks, from a second screen: `POST /api/v2/{serviceProvider}/sessions/{code}`.
 *
 * Fails with `AuthenticationCodeInvalid` when the code was mistyped or its session is gone.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-resume-authentication-session
 */
export class ResumeSession extends Endpoint<ResumeSession>()("ResumeSession", {
  method: "POST",
  path: "/api/v2/{serviceProvider}/sessions/{code}",
  sends: ["visitorIdentifier"],
  request: ({ code, domainName, mvpd, redirectUrl, serviceProvider }: Request) => ({
    serviceProvider,
    parameters: { code },
    form: { mvpd, domainName, redirectUrl },
  }),
  response: SessionResponse,
  answer: absoluteAction,
  failures: [
    Errors.AuthenticationRequired,
    Errors.AuthenticationCodeInvalid,
    Errors.IntegrationUnavailable,
    Errors.ConfigurationInvalid,
    Errors.TemporaryAccessExhausted,
  ],
}) {}
