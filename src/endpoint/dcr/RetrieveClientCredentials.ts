import type * as Redacted from "effect/Redacted"
import { ClientCredentials } from "../../domain/ClientCredentials.js"
import { registrationRejected } from "../../error/oauth.js"
import { plain } from "../../transport/Request.js"
import { OpenEndpoint } from "../../transport/Endpoint.js"

/** What is registered; all of it is the client's own unless given. */
export interface Request {
  /** The signed statement from the TVE Dashboard; the client's own unless given. */
  readonly softwareStatement?: string | Redacted.Redacted | undefined
  /** Some software statements ask for one. */
  readonly redirectUri?: string | undefined
}

/**
 * Registers the app on a device: `POST /o/client/register`.
 *
 * A viewer's logins belong to the registered client, so its credentials are kept for ever; the token layer does that,
 * and apps rarely call this themselves. Fails with `RegistrationRejected` when the software statement is not accepted.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-client-credentials
 */
export class RetrieveClientCredentials extends OpenEndpoint<RetrieveClientCredentials>()(
  "RetrieveClientCredentials",
  {
    method: "POST",
    path: "/o/client/register",
    sends: ["info"],
    request:
      ({ redirectUri, softwareStatement }: Request = {}) =>
      ({ integration }) => ({
        json: {
          software_statement: plain(softwareStatement ?? integration.softwareStatement),
          redirect_uri: redirectUri ?? integration.redirectUri,
        },
      }),
    response: ClientCredentials,
    failures: [],
    failure: registrationRejected,
  },
) {}
