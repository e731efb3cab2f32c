import * as Schema from "effect/Schema"

/** The command was used wrongly: a flag, an argument, a setting. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  message: Schema.String,
  /** What to do about it. */
  next: Schema.optionalWith(Schema.String, { exact: true }),
}) {}
