import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { version } from "../../world/version.js"
import { World } from "../../world/World.js"
import { AdminError } from "../AdminError.js"
import { asJson, empty } from "../answers.js"
import { command, nothing, plain } from "../command.js"
import { Program } from "../payloads.js"

/** Says that the sandbox is ready, and of which version it is. */
export const health = plain({
  summary: "Ready, and of which version",
  http: ["GET", "/health"],
  answer: asJson(Schema.Struct({ status: Schema.Literal("ready"), version: Schema.String })),
  run: Effect.succeed({ status: "ready" as const, version }),
})

/** The program that the sandbox runs in, and how it was started. */
export const program = plain({
  summary: "The program that the sandbox runs in",
  http: ["GET", "/program"],
  answer: asJson(Program),
  run: Effect.map(World, ({ keys, settings, startedAt }) => ({
    pid: process.pid,
    version,
    startedAt,
    keys: keys.kind,
    seed: settings.seed,
  })),
})

/** Ends the command `adobe-pass sandbox`; a sandbox within another program is refused, which alone can close it. */
export const stop = command({
  summary: "End the command that the sandbox runs in",
  http: ["POST", "/stop"],
  takes: nothing,
  answer: empty,
  run: () =>
    Effect.flatMap(
      World,
      ({ onStop }) =>
        onStop ??
        new AdminError({
          message: "The sandbox runs within a program of another kind, which alone can close it.",
        }),
    ),
})
