import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A walk saw something that must not be. */
export class NotAsItMustBe extends Schema.TaggedError<NotAsItMustBe>()("NotAsItMustBe", {
  message: Schema.String,
}) {}

/** Ends the walk unless something is so. */
export const must = (isSo: boolean, otherwise: string): Effect.Effect<void, NotAsItMustBe> =>
  isSo ? Effect.void : Effect.fail(new NotAsItMustBe({ message: otherwise }))
