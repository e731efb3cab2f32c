/**
 * What Dynamic Client Registration gives an app on one device: kept for ever, because a viewer's logins belong to it.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-client-credentials
 */
import * as Schema from "effect/Schema"
import { lenientOr } from "./Lenient.js"

/** As the registration endpoint sends them, and as a store keeps them. */
export const ClientCredentials = Schema.Struct({
  clientId: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("client_id")),
  clientSecret: Schema.propertySignature(Schema.Redacted(Schema.String)).pipe(
    Schema.fromKey("client_secret"),
  ),
  grantTypes: lenientOr(Schema.Array(Schema.String), () => ["client_credentials"]).pipe(
    Schema.fromKey("grant_types"),
  ),
  scopes: lenientOr(Schema.Array(Schema.String), () => []),
})
export interface ClientCredentials extends Schema.Schema.Type<typeof ClientCredentials> {}
