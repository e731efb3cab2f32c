/** Texts that are too long or too secret to be typed: from a file, or from the standard input. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { text } from "node:stream/consumers"
import { UsageError } from "./UsageError.js"

/** `@FILE` is what is in the file, `@-` what comes in at the standard input; all else is the text itself. */
export const given = Effect.fn(function* (typed: string) {
  if (!typed.startsWith("@")) return typed
  const { readFileString } = yield* FileSystem.FileSystem
  const content = typed === "@-" ? Effect.promise(() => text(process.stdin)) : readFileString(typed.slice(1))
  return (yield* Effect.mapError(
    content,
    () => new UsageError({ message: `${typed.slice(1)} cannot be read.` }),
  )).trim()
})
