/**
 * What Dynamic Client Registration gives an app on one device: kept for ever, because a viewer's logins belong to it.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-client-credentials
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { NonEmptyText } from "./wire/HeaderText.js"

/** A list of texts with a value for where it cannot be read. */
const texts = (otherwise: ReadonlyArray<string>) =>
  Schema.optionalWith(
    Schema.Array(Schema.String).annotations({ decodingFallback: () => Either.right(otherwise) }),
    { exact: true, default: () => otherwise },
  )

/** As the registration endpoint sends them, and as a store keeps them. */
export const ClientCredentials = Schema.Struct({
  clientId: Schema.propertySignature(NonEmptyText).pipe(Schema.fromKey("client_id")),
  clientSecret: Schema.propertySignature(Schema.Redacted(NonEmptyText)).pipe(Schema.fromKey("client_secret")),
  grantTypes: texts(["client_credentials"]).pipe(Schema.fromKey("grant_types")),
  scopes: texts([]),
})
export interface ClientCredentials extends Schema.Schema.Type<typeof ClientCredentials> {}
