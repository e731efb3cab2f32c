import * as Schema from "effect/Schema"

import { exitCodes } from "./output/exitCodes.js"

/** A sandbox that was started in the background ended at once, for the reason it gave. */
export class NotStarted extends Schema.TaggedError<NotStarted>()("NotStarted", {
  message: Schema.String,
  next: Schema.optional(Schema.String),
  exit: Schema.Literal(...Object.values(exitCodes)),
}) {}

/** No sandbox is where one was looked for. */
export class NotRunning extends Schema.TaggedError<NotRunning>()("NotRunning", {
  message: Schema.String,
}) {}
