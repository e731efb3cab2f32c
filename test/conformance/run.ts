/** Around a whole run of the tests: a folder for what they record, and the verdict on it. */
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import type { TestProject } from "vitest/node"
import { deviations } from "./deviations.js"
import { conformance, type Document } from "./openapi.js"
import { judge, type Recorded } from "./report.js"

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that takes what is recorded. */
    exchanges: string
  }
}

const documents = (folder: string): ReadonlyArray<Document> =>
  Fs.readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(Fs.readFileSync(Path.join(folder, name), "utf8")) as Document)

/** Line by line, for a whole run is too much for one string. */
function* recorded(folder: string): Generator<Recorded> {
  for (const name of Fs.readdirSync(folder)) {
    for (const line of Fs.readFileSync(Path.join(folder, name), "utf8").split("\n")) {
      if (line !== "") yield JSON.parse(line) as Recorded
    }
  }
}

export default (project: TestProject) => {
  const official = conformance(documents(process.env["ADOBE_PASS_OPENAPI_DIR"] ?? ""))
  const exchanges = Fs.mkdtempSync(Path.join(Os.tmpdir(), "exchanges-"))
  project.provide("exchanges", exchanges)
  return async () => {
    const { testFiles } = await project.globTestFiles()
    const { config, state } = project.vitest
    const isWhole = config.testNamePattern === undefined && state.getFiles().length === testFiles.length
    const { failed, text } = judge(official, deviations, recorded(exchanges), isWhole)
    Fs.rmSync(exchanges, { recursive: true })
    console.log(text)
    if (failed) process.exitCode = 1
  }
}
