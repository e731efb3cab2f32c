/**
 * What the package weighs, and how long it takes to load, each against its budget: `npm run size`, after a build.
 */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { gzipSync } from "node:zlib"
import { folder, globalFile, loadedAtOnce, ownCode as bundleOwn } from "./bundles.js"

const kilobytes = (text: string): number => gzipSync(text, { level: 9 }).byteLength / 1000
const built = (...files: ReadonlyArray<string>): string =>
  files.map((file) => Fs.readFileSync(Path.join(folder, file), "utf8")).join("\n")

const ownCode = async (entry: string): Promise<string> => {
  const { files } = await bundleOwn(entry)
  return loadedAtOnce.flatMap((name) => files.get(name) ?? []).join("\n")
}

const milliseconds = (script: string): number => {
  const started = performance.now()
  execFileSync(process.execPath, ["--input-type=module", "--eval", script])
  return performance.now() - started
}
const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** How much longer a script takes that imports `adobe-pass`, and how long an empty one: medians of some of each. */
const loading = () => {
  const importing = `import ${JSON.stringify(`file://${Path.join(folder, "index.js")}`)}`
  const pairs = Array.from({ length: 15 }, () => [milliseconds(""), milliseconds(importing)] as const)
  const empty = median(pairs.map(([one]) => one))
  return { empty, more: median(pairs.map(([, other]) => other)) - empty }
}

const load = loading()

const budgets = [
  ["effect-adobe-pass, own code", "kB gzip", 26, kilobytes(await ownCode("src/index.ts"))],
  [
    "CreateSession alone, own code",
    "kB gzip",
    11,
    kilobytes(await ownCode("src/endpoint/v2/CreateSession.ts")),
  ],
  ["adobe-pass, Effect inside", "kB gzip", 100, kilobytes(built(...loadedAtOnce))],
  ["adobe-pass as a global, ES2019", "kB gzip", 105, kilobytes(built(globalFile))],
] as const

for (const [what, unit, budget, is] of budgets) {
  console.log(
    [
      what.padEnd(32),
      is.toFixed(1).padStart(7),
      unit.padEnd(8),
      `of ${budget.toFixed(0)}`,
      is > budget ? "TOO MUCH" : "",
    ]
      .join(" ")
      .trimEnd(),
  )
}
// told, not judged: what else the machine does decides it
console.log(
  `adobe-pass takes ${load.more.toFixed(0)} ms to load, where Node takes ${load.empty.toFixed(0)} ms for an empty script`,
)
process.exitCode = budgets.some(([, , budget, is]) => is > budget) ? 1 : 0
