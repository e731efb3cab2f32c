import type * as Redacted from "effect/Redacted"
import { AccessTokenResponse } from "../../domain/AccessToken.js"
import { registrationRejected } from "../../error/oauth.js"
import { plain, required } from "../../transport/Request.js"
import { OpenEndpoint } from "../../transport/Endpoint.js"

/** The credentials that a token is earned with. */
export interface Request {
  readonly clientId: string
  readonly clientSecret: string | Redacted.Redacted
}

/**
 * Earns an access token with a client's credentials: `POST /o/client/token`.
 *
 * The token layer does that ahead of expiry, and apps rarely call this themselves. Fails with `RegistrationRejected`
 * whose `error` is `invalid_client` when Adobe no longer knows the client.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-access-token
 */
export class RetrieveAccessToken extends OpenEndpoint<RetrieveAccessToken>()("RetrieveAccessToken", {
  method: "POST",
  path: "/o/client/token",
  sends: ["info"],
  request: ({ clientId, clientSecret }: Request) => ({
    form: {
      client_id: required(clientId),
      client_secret: plain(clientSecret),
      grant_type: "client_credentials",
    },
  }),
  response: AccessTokenResponse,
  failures: [],
  failure: registrationRejected,
}) {}
