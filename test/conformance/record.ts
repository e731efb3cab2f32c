/** Writes down every exchange that a sandbox of this process serves, for `run.ts` to judge after the run. */
import { appendFileSync } from "node:fs"
import * as Path from "node:path"
import { expect, inject, vi } from "vitest"
import type { World } from "../../src/sandbox/world/World.js"
import type { RequestLog } from "../../src/sandbox/server/requestLog.js"
import type { Recorded } from "./report.js"

vi.mock(import("../../src/sandbox/server/serve.js"), async (original) => {
  const { notFound, router } = await original()
  const file = Path.join(inject("exchanges"), `${process.pid}.jsonl`)
  const recording = (world: World, log: RequestLog): RequestLog => ({
    ...log,
    add: (entry) => {
      const { variant } = world.state
      const recorded: Recorded = { ...entry, variant, test: expect.getState().testPath ?? "" }
      appendFileSync(file, `${JSON.stringify(recorded)}\n`)
      return log.add(entry)
    },
  })
  return {
    notFound: (world, log) => notFound(world, recording(world, log)),
    router: (world, log) => router(world, recording(world, log)),
  }
})
