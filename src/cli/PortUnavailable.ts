import type { ServeError } from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The sandbox cannot listen where it was told to. */
export class PortUnavailable extends Schema.TaggedError<PortUnavailable>()("PortUnavailable", {
  message: Schema.String,
}) {}

/** Says which port could not be had, and why. */
export const unlessPortUnavailable =
  (port: number) =>
  <A, E, R>(effect: Effect.Effect<A, E | ServeError, R>) =>
    Effect.catchIf(effect, isServeError, ({ cause }) =>
      Effect.fail(
        new PortUnavailable({
          message: `cannot listen on port ${port}${cause instanceof Error ? `: ${cause.message}` : ""}`,
        }),
      ),
    )

const isServeError = (error: unknown): error is ServeError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "ServeError"
