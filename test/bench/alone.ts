/** Benches that stand by themselves, each a program of its own: their tables come back as JSON. */
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { root } from "../../scripts/bundles.js"
import type { Table } from "./figures.js"
import { resultOf } from "./figures.js"

export const alone = ["throttle", "sandbox", "command", "state"]

/** Hands the tables of such a bench over. */
export const tell = (tables: ReadonlyArray<Table>): void => {
  const file = process.env["BENCH_TABLES"]
  if (file !== undefined) Fs.writeFileSync(file, JSON.stringify(tables))
}

/** Has such a bench end with an error where a subject takes more than so many times what the base takes, in the median. */
export const hold = (table: Table, subject: string, figure: string, limit: number): void => {
  const ratio = resultOf([table])[table.title]?.[subject]?.[figure]?.ratio.median ?? Infinity
  if (ratio <= limit) return
  console.error(`${subject}: ${figure} is ${ratio} times that of ${table.base}, more than ${limit} times`)
  process.exitCode = 1
}

/** Runs such a bench; where it is not content with what it measured, this process ends with an error, too. */
export const runAlone = (name: string): ReadonlyArray<Table> => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "bench-"))
  const file = Path.join(folder, "tables.json")
  try {
    const program = ["--expose-gc", "--import", "tsx", `test/bench/${name}.bench.ts`]
    const env = { ...process.env, BENCH_TABLES: file }
    const { status } = spawnSync(process.execPath, program, { cwd: root, stdio: "inherit", env })
    if (status !== 0) process.exitCode = 1
    return Fs.existsSync(file) ? JSON.parse(Fs.readFileSync(file, "utf8")) : []
  } finally {
    Fs.rmSync(folder, { recursive: true })
  }
}
