/**
 * The bearer token every call carries; good for hours, by the server's clock.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-dcr/apis/dynamic-client-registration-apis-retrieve-access-token
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { HeaderText } from "./wire/HeaderText.js"
import { lenient, readAs, struct } from "./wire/Lenient.js"
import { Moment, Timestamp } from "./wire/Timestamp.js"

/** A token, and its life as far as the service tells it. */
export interface AccessToken {
  readonly value: Redacted.Redacted
  readonly createdAt?: DateTime.Utc
  /** Absent where the service tells no `created_at` or no `expires_in`: the token is good until it is refused. */
  readonly expiresAt?: DateTime.Utc
}

const Value = Schema.Redacted(HeaderText)
const Seconds = Schema.Union(Schema.Number, Schema.NumberFromString).pipe(Schema.positive())

/** The token endpoint's answer: `created_at` in milliseconds, `expires_in` in seconds. */
export const AccessTokenResponse: Schema.Schema<AccessToken, unknown> = readAs(
  struct({ access_token: Value, created_at: lenient(Moment), expires_in: lenient(Seconds) }),
  ({ access_token: value, created_at: createdAt, expires_in }) =>
    Either.right({
      value,
      ...(createdAt !== undefined && {
        createdAt,
        ...(expires_in !== undefined && {
          expiresAt: DateTime.addDuration(createdAt, Duration.seconds(expires_in)),
        }),
      }),
    }),
)

/** A token whose whole life is known, as a store keeps it. */
export const StoredAccessToken = Schema.Struct({ value: Value, createdAt: Timestamp, expiresAt: Timestamp })
export interface StoredAccessToken extends Schema.Schema.Type<typeof StoredAccessToken> {}
