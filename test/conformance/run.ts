/** Around a whole run of the tests: a folder for what they record, and the verdict on it. */
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import type { TestProject } from "vitest/node"
import { all } from "./config.js"
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

const PREFIX = "adobe-pass-exchanges-"

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** A folder for this run, without those of runs that died. */
export const makeFolder = (parent = Os.tmpdir()): string => {
  for (const name of Fs.readdirSync(parent)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) {
      Fs.rmSync(Path.join(parent, name), { recursive: true, force: true })
    }
  }
  return Fs.mkdtempSync(Path.join(parent, `${PREFIX}${process.pid}-`))
}

export default (project: TestProject) => {
  const official = conformance(documents(process.env["ADOBE_PASS_OPENAPI_DIR"] ?? ""))
  const exchanges = makeFolder()
  project.provide("exchanges", exchanges)
  return async () => {
    const { testFiles } = await project.globTestFiles()
    const { config, state } = project.vitest
    const isWhole =
      project.config.include.includes(all) &&
      config.testNamePattern === undefined &&
      state.getFiles().length === testFiles.length
    const { failed, text } = judge(official, deviations, recorded(exchanges), isWhole)
    Fs.rmSync(exchanges, { recursive: true })
    console.log(text)
    if (failed) process.exitCode = 1
  }
}
