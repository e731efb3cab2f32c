import { SessionInformation } from "../../domain/SessionInformation.js"
import * as Errors from "../../error/AdobePassError.js"
import { Endpoint } from "../../transport/Endpoint.js"

/** The code that a viewer typed. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** As the viewer typed it. */
  readonly code: string
}

/**
 * Tells what a code stands for, to check it on a second screen: `GET /api/v2/{serviceProvider}/sessions/{code}`.
 *
 * Fails with `AuthenticationCodeInvalid` when the code was mistyped or its session is gone.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-retrieve-authentication-session-information-using-code
 */
export class RetrieveSession extends Endpoint<RetrieveSession>()("RetrieveSession", {
  method: "GET",
  path: "/api/v2/{serviceProvider}/sessions/{code}",
  sends: ["visitorIdentifier"],
  request: ({ code, serviceProvider }: Request) => ({ serviceProvider, parameters: { code } }),
  response: SessionInformation,
  failures: [Errors.AuthenticationRequired, Errors.AuthenticationCodeInvalid],
}) {}
