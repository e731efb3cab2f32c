/** What ends a command that outlives the process that started it. */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { afterEach, expect, it, vi } from "vitest"
import { endsWithThisProcess } from "../../src/cli/process/watcher.js"

afterEach(() => vi.unstubAllEnvs())

it.each(["", "/nowhere"])("ends a child that is to end, with the PATH %j", async (path) => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
  const ended = once(child, "exit")
  if (path !== "") vi.stubEnv("PATH", path)
  await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        yield* yield* endsWithThisProcess(child)
        expect(yield* Effect.promise(() => ended)).toEqual([null, "SIGTERM"])
      }),
    ),
  )
})
