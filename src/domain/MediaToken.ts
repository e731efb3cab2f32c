/**
 * Proof that playback was authorized: handed to the programmer's media token verifier, which releases the stream.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/media-tokens
 */
import * as Schema from "effect/Schema"
import { NonEmptyText } from "./HeaderText.js"
import { lenient, struct } from "./Lenient.js"
import { Timestamp } from "./Timestamp.js"

/** Short-lived (minutes); never stored, and a stream that plays outlives it. `serializedToken` is Base64. */
export const MediaToken = struct({
  serializedToken: Schema.Redacted(NonEmptyText),
  notBefore: lenient(Timestamp),
  notAfter: lenient(Timestamp),
})
export interface MediaToken extends Schema.Schema.Type<typeof MediaToken> {}
