/** What ends a command that outlives the process that started it. */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { afterEach, expect, it, vi } from "vitest"
import { endsWithThisProcess, script } from "../../src/cli/process/watcher.js"
import { emptyFolder } from "../support/processes.js"

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

/** Runs the watcher's script over a child that does not heed SIGTERM, where processes tell that they began when these say. */
const killed = async (before: number, after: number) => {
  using folder = emptyFolder()
  const told = Path.join(folder.path, "began")
  Fs.writeFileSync(told, String(before))
  const programs = {
    cat: `case $1 in */stat) echo "1 (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 $(/bin/cat ${told}) 0";; esac`,
    sleep: `echo ${after} > ${told}`,
  }
  for (const [name, text] of Object.entries(programs)) {
    Fs.writeFileSync(Path.join(folder.path, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  }
  const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")`
  const child = spawn(process.execPath, ["-e", stubborn], { stdio: ["ignore", "pipe", "ignore"] })
  await once(child.stdout, "data")
  const ended = once(child, "exit")
  const options = { env: { PATH: folder.path }, stdio: "ignore" as const }
  await once(spawn("/bin/sh", ["-c", script, "sh", String(child.pid)], options), "exit")
  // ends what the script left alive
  child.kill("SIGUSR2")
  const [, signal] = await ended
  return signal
}

it("kills what does not end, but no other process that has its number since", async () => {
  expect(await killed(7, 7)).toBe("SIGKILL")
  expect(await killed(7, 8)).toBe("SIGUSR2")
})
