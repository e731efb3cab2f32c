import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A walk saw what the flow does not allow. */
export class FlowError extends Schema.TaggedError<FlowError>()("FlowError", {
  message: Schema.String,
}) {}

/** Ends the walk unless something is so. */
export const ensure = (isSo: boolean, otherwise: string): Effect.Effect<void, FlowError> =>
  isSo ? Effect.void : Effect.fail(new FlowError({ message: otherwise }))
