import type { ServeError } from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Settings } from "../world/settings.js"

/** The sandbox cannot listen on the port or host of its options. */
export class PortUnavailable extends Schema.TaggedError<PortUnavailable>()("PortUnavailable", {
  message: Schema.String,
}) {}

const unavailable = (port: number, why: string) =>
  new PortUnavailable({ message: `cannot listen on port ${port}: ${why}` })

const decodeHealth = Schema.decodeUnknown(
  Schema.Struct({ status: Schema.Literal("ready"), version: Schema.String }),
)
const decodeProgram = Schema.decodeUnknown(Schema.Struct({ pid: Schema.Number }))

/** The sandbox that has the port already, in words; undefined if something else has it. */
const occupant = ({ host, port }: Settings): Effect.Effect<string | undefined> => {
  const ask = (path: string) =>
    Effect.tryPromise((signal) =>
      fetch(`http://${host}:${port}/sandbox${path}`, { signal }).then((response) => response.json()),
    )
  return Effect.gen(function* () {
    const { version } = yield* Effect.flatMap(ask("/health"), decodeHealth)
    const { pid } = yield* Effect.flatMap(ask("/program"), decodeProgram)
    return `a sandbox has it already (version ${version}, process ${pid}). End it with: adobe-pass sandbox stop --port ${port}; or take a free port: --port 0`
  }).pipe(
    Effect.timeout("1 second"),
    Effect.orElseSucceed(() => undefined),
  )
}

/** Listens on a port, or says which could not be had, and why. */
export const onPort = <A, R>(
  settings: Settings,
  listen: Effect.Effect<A, ServeError, R>,
): Effect.Effect<A, PortUnavailable, R> => {
  const { port } = settings
  return Number.isInteger(port) && port >= 0 && port <= 65_535
    ? Effect.catchAll(listen, ({ cause }) => {
        const why = cause instanceof Error ? cause.message : String(cause)
        const told = why.includes("EADDRINUSE") ? occupant(settings) : Effect.succeed(undefined)
        return Effect.flatMap(told, (who) => Effect.fail(unavailable(port, who ?? why)))
      })
    : Effect.fail(unavailable(port, "ports are whole numbers from 0 to 65535"))
}
