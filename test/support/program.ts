/** A program of this repository in a process of its own. */
import { build } from "esbuild"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterAll } from "vitest"

export const root = Path.resolve(import.meta.dirname, "../..")

/** Folders of a test file's own, which go with it. */
export const temporaryFolder = (name: string): string => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), `${name}-`))
  afterAll(() => Fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Bundles a program, all it needs included, to one file, which starts many times as fast as its sources. */
export const bundled = async (source: string, folder: string): Promise<string> => {
  const outfile = Path.join(folder, `${Path.parse(source).name}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    // what is CommonJS in node_modules asks for Node's modules as they run
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"\nconst require = makeRequire(import.meta.url)',
    },
    logLevel: "warning",
  })
  return outfile
}
