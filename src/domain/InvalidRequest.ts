import * as Schema from "effect/Schema"
import * as Wire from "./wire/EnhancedError.js"

/**
 * A parameter or header that is missing or malformed: found by this library before anything was sent (then
 * `status` is absent), or by Adobe. `parameter` names it; `"unknown"` where Adobe did not say which.
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  ...Wire.failureFields,
  /** The parameter, header or option; `unknown` where Adobe did not say which. */
  parameter: Schema.String,
}) {}
