/** The client of a command: what goes out and comes in is shown and recorded as the flags say. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { UsageError } from "../UsageError.js"
import type { Exchange } from "./Exchanges.js"
import { observed } from "./Exchanges.js"

/** With `har`, the file is written when the scope closes, however the command ends. */
export const recorded = Effect.fn(function* ({
  har,
  verbose,
}: {
  readonly har: string | undefined
  readonly verbose: boolean
}) {
  const client = yield* HttpClient.HttpClient
  if (!verbose && har === undefined) return client
  const all: Array<Exchange> = []
  if (har !== undefined) {
    const { writeFileString } = yield* FileSystem.FileSystem
    const { harOf } = yield* Effect.promise(() => import("./har.js"))
    const write = Effect.suspend(() => writeFileString(har, harOf(all), { mode: 0o600 }))
    yield* Effect.mapError(write, () => new UsageError({ message: `${har} cannot be written.` }))
    yield* Effect.addFinalizer(() => Effect.orDie(write))
  }
  const { describe } = yield* Effect.promise(() => import("./verbose.js"))
  return yield* observed(client, (exchange) => {
    if (har !== undefined) all.push(exchange)
    return verbose ? Console.error(describe(exchange)) : Effect.void
  })
})
