import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ClientCredentials } from "../../domain/ClientCredentials.js"
import type { Device } from "../../domain/Device.js"
import { Integration } from "../../domain/Environment.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { registrationRejected } from "../../error/oauth.js"
import { Transport } from "../../transport/Transport.js"

/** What is registered; all of it is the client's own unless given. */
export interface Request {
  /** The signed statement from the TVE Dashboard; the client's own unless given. */
  readonly softwareStatement?: string | Redacted.Redacted
  /** Some software statements ask for one. */
  readonly redirectUri?: string
}

/**
 * Registers the app on a device: `POST /o/client/register`.
 *
 * A viewer's logins belong to the registered client, so its credentials are kept for ever; the token layer does that,
 * and apps rarely call this themselves. Fails with `RegistrationRejected` when the software statement is not accepted.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-client-credentials
 */
export class RetrieveClientCredentials extends Context.Tag("effect-adobe-pass/RetrieveClientCredentials")<
  RetrieveClientCredentials,
  (request?: Request) => Effect.Effect<ClientCredentials, CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrieveClientCredentials,
    Effect.gen(function* () {
      const { call } = yield* Transport
      const integration = yield* Integration

      return ({
        redirectUri = integration.redirectUri,
        softwareStatement = integration.softwareStatement,
      } = {}) =>
        call({
          endpoint: "RetrieveClientCredentials",
          method: "POST",
          path: "/o/client/register",
          sends: ["info"],
          json: {
            software_statement: Redacted.isRedacted(softwareStatement)
              ? Redacted.value(softwareStatement)
              : softwareStatement,
            redirect_uri: redirectUri,
          },
          response: Schema.parseJson(ClientCredentials),
          failures: [],
          failure: registrationRejected,
        })
    }),
  )
}
