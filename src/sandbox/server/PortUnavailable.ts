import type { ServeError } from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The sandbox cannot listen on the port or host of its options. */
export class PortUnavailable extends Schema.TaggedError<PortUnavailable>()("PortUnavailable", {
  message: Schema.String,
}) {}

const unavailable = (port: number, why: string) =>
  new PortUnavailable({ message: `cannot listen on port ${port}: ${why}` })

/** Listens on a port, or says which could not be had, and why. */
export const onPort = <A, R>(
  port: number,
  listen: Effect.Effect<A, ServeError, R>,
): Effect.Effect<A, PortUnavailable, R> =>
  Number.isInteger(port) && port >= 0 && port <= 65_535
    ? Effect.mapError(listen, ({ cause }) =>
        unavailable(port, cause instanceof Error ? cause.message : String(cause)),
      )
    : Effect.fail(unavailable(port, "ports are whole numbers from 0 to 65535"))
