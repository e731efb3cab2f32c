import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { AccessToken } from "../../domain/AccessToken.js"
import { AccessTokenResponse } from "../../domain/AccessToken.js"
import type { Device } from "../../domain/Device.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { registrationRejected } from "../../error/oauth.js"
import { Transport } from "../../transport/Transport.js"

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
export class RetrieveAccessToken extends Context.Tag("effect-adobe-pass/RetrieveAccessToken")<
  RetrieveAccessToken,
  (request: Request) => Effect.Effect<AccessToken, CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrieveAccessToken,
    Effect.map(
      Transport,
      ({ call }) =>
        ({ clientId, clientSecret }) =>
          call({
            endpoint: "RetrieveAccessToken",
            method: "POST",
            path: "/o/client/token",
            sends: ["info"],
            form: {
              client_id: clientId,
              client_secret: Redacted.isRedacted(clientSecret) ? Redacted.value(clientSecret) : clientSecret,
              grant_type: "client_credentials",
            },
            response: Schema.parseJson(AccessTokenResponse),
            failures: [],
            failure: registrationRejected,
          }),
    ),
  )
}
