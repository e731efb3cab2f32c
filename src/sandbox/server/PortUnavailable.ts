import type { ServeError } from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Settings } from "../world/settings.js"
import { reachable } from "../world/settings.js"

/** The sandbox cannot listen on the port or host of its options. */
export class PortUnavailable extends Schema.TaggedError<PortUnavailable>()("PortUnavailable", {
  message: Schema.String,
}) {}

const decodeHealth = Schema.decodeUnknown(
  Schema.Struct({ status: Schema.Literal("ready"), version: Schema.String }),
)
const decodeProgram = Schema.decodeUnknown(Schema.Struct({ pid: Schema.Number }))

/** The sandbox that has the port already, in words; undefined if something else has it. */
const occupant = ({ host, port }: Settings): Effect.Effect<string | undefined> => {
  const ask = (path: string) =>
    Effect.tryPromise((signal) =>
      fetch(`http://${reachable(host)}:${port}/sandbox${path}`, { signal }).then((response) =>
        response.json(),
      ),
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

const elsewhere = "take another port; --port 0 takes any that is free"

/** Why it could not be had, and what to do about it. */
const reasonOf = (settings: Settings, cause: unknown): Effect.Effect<string> => {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  switch (code) {
    case "EADDRINUSE":
      return Effect.map(
        occupant(settings),
        (sandbox) =>
          sandbox ?? `another program has it, which is no sandbox. End that program, or ${elsewhere}`,
      )
    case "EACCES":
      return Effect.succeed(`this user may not listen there; ${elsewhere}`)
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return Effect.succeed(`this machine has no address ${settings.host}`)
    default:
      return Effect.succeed(cause instanceof Error ? cause.message : String(cause))
  }
}

/** Listens on a port, or says which could not be had, and why. */
export const onPort = <A, R>(
  settings: Settings,
  listen: Effect.Effect<A, ServeError, R>,
): Effect.Effect<A, PortUnavailable, R> =>
  Effect.catchAll(listen, ({ cause }) =>
    Effect.flatMap(reasonOf(settings, cause), (why) =>
      Effect.fail(new PortUnavailable({ message: `cannot listen on port ${settings.port}: ${why}` })),
    ),
  )
