/** Benches that stand by themselves, each a program of its own: their tables come back as JSON. */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { root } from "../../scripts/bundles.js"
import type { Table } from "./figures.js"

export const alone = ["throttle", "sandbox", "command"]

/** Hands the tables of such a bench over. */
export const tell = (tables: ReadonlyArray<Table>): void => {
  const file = process.env["BENCH_TABLES"]
  if (file !== undefined) Fs.writeFileSync(file, JSON.stringify(tables))
}

/** Runs such a bench; throws where it is not content with what it measured. */
export const runAlone = (name: string): ReadonlyArray<Table> => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "bench-"))
  const file = Path.join(folder, "tables.json")
  try {
    execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", `test/bench/${name}.bench.ts`], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, BENCH_TABLES: file },
    })
    return JSON.parse(Fs.readFileSync(file, "utf8"))
  } finally {
    Fs.rmSync(folder, { recursive: true })
  }
}
