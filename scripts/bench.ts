/**
 * What the library costs beside its peers, measured in one run:
 *
 *     npm run bench -- [call ...] [--short] [--beside <checkout> ...] [--save]
 *
 * It prints a table for each bench, and ends with an error where a ratio is a third above the committed one. `--short`
 * measures fewer peers for a shorter time, `--beside` the library of other checkouts, too, and `--save` keeps the result, for
 * later runs of the same form, and, where it is the whole, in docs/benchmarks.md.
 */
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { parseArgs } from "node:util"
import { format, resolveConfig } from "prettier"
import { alone, runAlone } from "../test/bench/alone.js"
import { benches } from "../test/bench/benches.js"
import { inSection, markdown, regressions, type Result, resultOf, type Table } from "../test/bench/figures.js"
import { builds } from "../test/bench/processes.js"
import { run } from "../test/bench/run.js"
import { root } from "./bundles.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    beside: { type: "string", multiple: true, default: [] },
    save: { type: "boolean", default: false },
  },
})
const names = [...benches.map(({ name }) => name), ...alone]
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) throw new Error(`no bench: ${unknown.join(", ")}; there are ${names.join(", ")}`)

/** The short form has results of its own: what runs for a shorter time is compiled less. */
const fileOf = (name: string) =>
  Path.join(root, "test/bench/results", values.short ? "short" : "whole", `${name}.json`)
const committed = (name: string): Result =>
  Fs.existsSync(fileOf(name)) ? JSON.parse(Fs.readFileSync(fileOf(name), "utf8")) : {}

const docs = Path.join(root, "docs/benchmarks.md")
const machine = () => {
  const cpus = Os.cpus()
  return `Node ${process.version}, ${cpus.length} × ${cpus[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}`
}

const save = async (name: string, tables: ReadonlyArray<Table>, result: Result) => {
  Fs.mkdirSync(Path.dirname(fileOf(name)), { recursive: true })
  Fs.writeFileSync(fileOf(name), `${JSON.stringify(result, undefined, 2)}\n`)
  if (values.short) return
  const section = [`${machine()}.`, "", ...tables.map((table) => markdown(table, result, {}))].join("\n")
  const page = inSection(Fs.readFileSync(docs, "utf8"), name, section)
  Fs.writeFileSync(docs, await format(page, { ...(await resolveConfig(docs)), parser: "markdown" }))
}

type Measure = () => Promise<ReadonlyArray<Table>>

/** Shows what was measured. What is too slow is measured again, for a busy machine may have been to blame. */
const show = async (name: string, measure: Measure, attempts = 3): Promise<void> => {
  const tables = await measure()
  const result = resultOf(tables)
  const before = committed(name)
  for (const table of tables) console.log(markdown(table, result, before))
  if (values.save) return save(name, tables, result)
  const slower = regressions(tables, result, before)
  for (const regression of slower) {
    console.error(`Above the committed result by more than a third: ${regression}`)
  }
  if (slower.length === 0) return
  if (attempts > 1) return show(name, measure, attempts - 1)
  process.exitCode = 1
}

const isAsked = (name: string) => positionals.length === 0 || positionals.includes(name)
const asked = benches.filter(({ name }) => isAsked(name))
const built = asked.length === 0 ? [] : await builds(values.beside)
const measures: ReadonlyArray<readonly [string, Measure]> = [
  ...asked.map((bench) => [bench.name, () => run(bench, built, values.short)] as const),
  ...(values.short ? [] : alone.filter(isAsked)).map(
    (name) => [name, () => Promise.resolve(runAlone(name))] as const,
  ),
]
for (const [name, measure] of measures) {
  console.log(`\n## ${name}\n`)
  await show(name, measure)
}
