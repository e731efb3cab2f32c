/**
 * Enhanced errors as they go over the wire, with a trace unless the variant leaves it out.
 */
import * as Effect from "effect/Effect"
import type { EnhancedErrorBody, Refusal } from "../world/errors.js"
import { enhancedError } from "../world/errors.js"
import { World } from "../world/World.js"

export const trace: Effect.Effect<string | undefined, never, World> = Effect.map(
  World,
  ({ chance, state }) => (state.variant.trace ? chance.uuid() : undefined),
)

export const errorBody = ({
  code,
  details,
}: Pick<Refusal, "code" | "details">): Effect.Effect<EnhancedErrorBody, never, World> =>
  Effect.map(trace, (id) => enhancedError(code, id, details))
