/**
 * The bearer token every call carries; good for hours, by the server's clock.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-access-token
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { HeaderText } from "./HeaderText.js"
import { lenientText } from "./Lenient.js"
import { Timestamp } from "./Timestamp.js"

/** A token with its life, from `createdAt` to `expiresAt`. */
export const AccessToken = Schema.typeSchema(
  Schema.Struct({ value: Schema.Redacted(Schema.String), createdAt: Timestamp, expiresAt: Timestamp }),
)
export interface AccessToken extends Schema.Schema.Type<typeof AccessToken> {}

/** The token endpoint's answer, and what a store keeps: `created_at` in milliseconds, `expires_in` in seconds. */
export const AccessTokenResponse = Schema.transform(
  Schema.Struct({
    access_token: Schema.Redacted(HeaderText),
    created_at: Timestamp,
    expires_in: Schema.Union(Schema.Number, Schema.NumberFromString),
    token_type: lenientText,
  }),
  AccessToken,
  {
    strict: true,
    decode: ({ access_token, created_at, expires_in }) => ({
      value: access_token,
      createdAt: created_at,
      expiresAt: DateTime.addDuration(created_at, Duration.seconds(expires_in)),
    }),
    encode: ({ createdAt, expiresAt, value }) => ({
      access_token: value,
      created_at: createdAt,
      expires_in: DateTime.distance(createdAt, expiresAt) / 1000,
    }),
  },
)
