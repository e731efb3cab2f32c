import * as Schema from "effect/Schema"

/** A check found something: what it found was told before. */
export class CheckFailed extends Schema.TaggedError<CheckFailed>()("CheckFailed", {
  message: Schema.String,
}) {}
