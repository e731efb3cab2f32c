/**
 * How the admin refuses.
 */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The admin was asked for something that does not exist or cannot be. */
export class AdminError extends Schema.TaggedError<AdminError>()(
  "AdminError",
  { message: Schema.String },
  HttpApiSchema.annotations({ status: 400 }),
) {}

export const cannot = (message: string): Effect.Effect<never, AdminError> =>
  Effect.fail(new AdminError({ message }))
