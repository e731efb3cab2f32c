/**
 * Changes the core in small ways, and sees whether a test notices: `npm run test:mutants`, or only some rooms or files,
 * `npm run test:mutants -- policy transport/secrets`. Fails below 90 %, for a survivor that `test/mutants/survivors.ts` does not explain, and
 * for an explanation without a survivor. `--compare` looks at the reports of the last runs again.
 */
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { parseArgs } from "node:util"
import type { Report } from "../test/mutants/compare.js"
import { compare } from "../test/mutants/compare.js"
import { survivors } from "../test/mutants/survivors.js"
import { root } from "./bundles.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { compare: { type: "boolean", default: false } },
})
const rooms =
  positionals.length > 0 ? positionals : ["error", "policy", "transport", "token", "cache", "flow"]

const missing = rooms.filter((room) => {
  const path = Path.join(root, "src", room)
  return !Fs.existsSync(`${path}.ts`) && Fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true
})
if (missing.length > 0)
  throw new Error(`src has no room or file ${missing.join(", ")}; a file is transport/Turns, say`)

for (const room of rooms) {
  const began = performance.now()
  const file = Path.join(root, "build/mutants", `${room.replaceAll("/", "-")}.json`)
  if (!values.compare) {
    Fs.rmSync(file, { force: true })
    spawnSync("npx", ["stryker", "run"], { cwd: root, stdio: "inherit", env: { ...process.env, ROOM: room } })
  }
  if (!Fs.existsSync(file)) {
    throw new Error(
      values.compare
        ? `${room} has no report: run it without --compare first`
        : `${room} was not run to its end`,
    )
  }
  const report = JSON.parse(Fs.readFileSync(file, "utf8")) as Report
  const { killed, score, stale, survived, unexplained } = compare(report, survivors)
  for (const one of unexplained) console.log(one)
  for (const { file, from, to } of stale)
    console.log(`explained, and killed: ${file}: ${from} => ${to ?? ""}`)
  const minutes = ((performance.now() - began) / 60_000).toFixed(0)
  console.log(
    `${room}: ${(score * 100).toFixed(1)} % killed, ${killed} of ${killed + survived}; ${unexplained.length} survivors are not explained; ${minutes} minutes`,
  )
  if (!(score >= 0.9) || unexplained.length > 0 || stale.length > 0) process.exitCode = 1
}
