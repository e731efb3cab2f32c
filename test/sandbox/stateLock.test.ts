/** The lock beside the file of a state. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { expect, it } from "vitest"
import { startSandbox } from "../../src/sandbox/index.js"
import { temporaryFolder } from "../support/program.js"

it("a stale lock that cannot be taken away is told, and not tried for ever", async () => {
  const state = Path.join(temporaryFolder("state"), "state.json")
  Fs.writeFileSync(`${state}.lock`, '{"pid":999999999}')
  // where the lock would be put aside
  Fs.mkdirSync(`${state}.lock.${process.pid}`)
  await expect(startSandbox({ listen: false, state })).rejects.toMatchObject({
    _tag: "StateUnusable",
    message: `${state} cannot be written: EISDIR`,
  })
})
