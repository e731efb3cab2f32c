/** A program of this repository in a process of its own. */
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterAll } from "vitest"

export { bundled, root } from "./bundled.js"

/** Folders of a test file's own, which go with it. */
export const temporaryFolder = (name: string): string => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), `${name}-`))
  afterAll(() => Fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}
