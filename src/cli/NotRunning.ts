import * as Schema from "effect/Schema"

/** No sandbox is where one was looked for. */
export class NotRunning extends Schema.TaggedError<NotRunning>()("NotRunning", {
  message: Schema.String,
}) {}
