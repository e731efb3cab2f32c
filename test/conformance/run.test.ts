import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { makeFolder } from "./run.js"

let parent = ""
beforeEach(() => {
  parent = Fs.mkdtempSync(Path.join(Os.tmpdir(), "run-"))
})
afterEach(() => Fs.rmSync(parent, { recursive: true }))

it("what a run that died has recorded is thrown away, what another records is not", () => {
  const { pid: dead } = spawnSync(process.execPath, ["--version"])
  const folders = [`adobe-pass-exchanges-${dead}-a`, `adobe-pass-exchanges-${process.ppid}-b`, "other"]
  for (const name of folders) Fs.mkdirSync(Path.join(parent, name))
  const made = Path.basename(makeFolder(parent))
  expect(Fs.readdirSync(parent).toSorted()).toEqual([...folders.slice(1), made].toSorted())
})
