/** Writes down every exchange that a sandbox of this process serves, for `run.ts` to judge after the run. */
import { appendFileSync } from "node:fs"
import * as Path from "node:path"
import * as Effect from "effect/Effect"
import { expect, inject, vi } from "vitest"
import { World } from "../../src/sandbox/world/World.js"
import { RequestLog } from "../../src/sandbox/server/requestLog.js"
import type { Recorded } from "./report.js"

vi.mock(import("../../src/sandbox/server/serve.js"), async (original) => {
  const { service } = await original()
  const file = Path.join(inject("exchanges"), `${process.pid}.jsonl`)
  const recording = (world: World["Type"], log: RequestLog["Type"]): RequestLog["Type"] => ({
    ...log,
    add: (entry) => {
      const { variant } = world.state
      const recorded: Recorded = { ...entry, variant, test: expect.getState().testPath ?? "" }
      appendFileSync(file, `${JSON.stringify(recorded)}\n`)
      return log.add(entry)
    },
  })
  return {
    service: Effect.flatMap(World, (world) =>
      Effect.updateService(service, RequestLog, (log) => recording(world, log)),
    ),
  }
})
