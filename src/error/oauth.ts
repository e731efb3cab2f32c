import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { RegistrationRejected } from "./AdobePassError.js"
import type { Failure } from "./codes.js"

const OAuthError = Schema.Struct({
  error: Schema.String,
  error_description: Schema.optional(Schema.String),
})
const decode = Schema.decodeUnknownEither(OAuthError)

/** How the registration and token endpoints say no: `{ "error": "invalid_client" }`. */
export const registrationRejected = (failure: Failure, body: unknown): RegistrationRejected | undefined =>
  Either.match(decode(body), {
    onLeft: () => undefined,
    onRight: ({ error, error_description }) =>
      failure.status >= 500
        ? undefined
        : new RegistrationRejected({
            ...failure,
            error,
            message: error_description ?? `${failure.endpoint} was refused with ${error}`,
          }),
  })
