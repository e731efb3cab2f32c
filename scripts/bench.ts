/**
 * What the library costs beside its peers, measured in one run:
 *
 *     npm run bench -- [call ...] [--short] [--beside <checkout> ...] [--save]
 *
 * It prints a table for each bench, and ends with an error where a ratio is a third above the committed one. `--short`
 * measures fewer peers for a shorter time, `--beside` the library of other checkouts, too, and `--save` keeps the result.
 */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { parseArgs } from "node:util"
import { benches } from "../test/bench/benches.js"
import { markdown, regressions, type Result, resultOf } from "../test/bench/figures.js"
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
/** Those that stand by themselves. */
const alone = ["throttle", "sandbox", "command"]
const names = [...benches.map(({ name }) => name), ...alone]
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) throw new Error(`no bench: ${unknown.join(", ")}; there are ${names.join(", ")}`)

const fileOf = (name: string) => Path.join(root, "test/bench/results", `${name}.json`)
const committed = (name: string): Result =>
  Fs.existsSync(fileOf(name)) ? JSON.parse(Fs.readFileSync(fileOf(name), "utf8")) : {}

const isAsked = (name: string) => positionals.length === 0 || positionals.includes(name)
const asked = benches.filter(({ name }) => isAsked(name))
const built = asked.length === 0 ? [] : await builds(values.beside)
for (const bench of asked) {
  console.log(`\n## ${bench.name}\n`)
  const tables = await run(bench, built, values.short)
  const result = resultOf(tables)
  const before = committed(bench.name)
  for (const table of tables) console.log(markdown(table, result, before))
  if (values.save) {
    Fs.mkdirSync(Path.dirname(fileOf(bench.name)), { recursive: true })
    Fs.writeFileSync(fileOf(bench.name), `${JSON.stringify(result, undefined, 2)}\n`)
  }
  for (const regression of regressions(tables, result, before)) {
    console.error(`Above the committed result by more than a third: ${regression}`)
    process.exitCode = 1
  }
}
for (const name of values.short ? [] : alone.filter(isAsked)) {
  console.log(`\n## ${name}`)
  execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", `test/bench/${name}.bench.ts`], {
    cwd: root,
    stdio: "inherit",
  })
}
