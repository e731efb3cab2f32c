/**
 * Who asks for promotional TempPass.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/appendix/headers/rest-api-v2-appendix-headers-ap-temppass-identity
 */
import * as Encoding from "effect/Encoding"
import * as Schema from "effect/Schema"

/** Plain: an object such as `{ email: "viewer@example.com" }`, or a text in whatever form was agreed with Adobe. */
export type TemporaryAccessIdentity = string | Readonly<Record<string, string>>
export const TemporaryAccessIdentity: Schema.Schema<TemporaryAccessIdentity> = Schema.Union(
  Schema.String,
  Schema.Record({ key: Schema.String, value: Schema.String }),
)

/** `AP-TempPass-Identity`: Base64 of the text, or of the object's JSON. */
export const identityHeader = (identity: TemporaryAccessIdentity | undefined): string | undefined =>
  identity && Encoding.encodeBase64(typeof identity === "string" ? identity : JSON.stringify(identity))
