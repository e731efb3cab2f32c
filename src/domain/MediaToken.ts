/**
 * Proof that playback was authorized: handed to the programmer's media token verifier, which releases the stream.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/media-tokens
 */
import type * as Schema from "effect/Schema"
import { keepUnknownFields, lenient, Secret } from "./wire/Lenient.js"
import { Moment, Until } from "./wire/Timestamp.js"

/** Short-lived (minutes); never stored, and a stream that plays outlives it. `serializedToken` is Base64. */
export const MediaToken = keepUnknownFields({
  serializedToken: Secret,
  notBefore: lenient(Moment),
  notAfter: lenient(Until),
})
export interface MediaToken extends Schema.Schema.Type<typeof MediaToken> {}
