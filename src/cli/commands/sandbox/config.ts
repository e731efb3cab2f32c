/** The file that sets a sandbox up: JSON, in which comments and commas at the end are welcome. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type { SandboxOptions } from "../../../sandbox/index.js"
import { decodeOptions } from "../../../sandbox/options.js"
import { parseJson } from "../../settings/json.js"
import { UsageError } from "../../UsageError.js"

/** The one that is found by itself. */
export const configFile = "adobe-pass.sandbox.json"

/** The options of a file: this one, or the one of this folder; without options where there is no such file. */
export const readConfig = Effect.fn(function* (asked: string | undefined) {
  const fs = yield* FileSystem.FileSystem
  const nothing: SandboxOptions = {}
  const file = asked ?? configFile
  if (asked === undefined && !(yield* Effect.orElseSucceed(fs.exists(file), () => false))) return nothing
  const text = yield* Effect.mapError(
    fs.readFileString(file),
    () =>
      new UsageError({
        message: `${file} cannot be read.`,
        next: "adobe-pass sandbox init writes one to begin with.",
      }),
  )
  const wrong = (message: string) => new UsageError({ message: `${file}: ${message}` })
  const given = yield* Effect.mapError(parseJson(text), wrong)
  return yield* Effect.mapError(decodeOptions(given), ({ message }) => wrong(message))
})
