/**
 * What the package weighs and how long it takes to load: `npm run size`, after a build. None may weigh more than its limit,
 * and what README.md tells must be true to within a kilobyte.
 */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { gzipSync } from "node:zlib"
import { folder, globalFile, loadedAtOnce, ownCode as bundleOwn, root } from "./bundles.js"

const kilobytes = (text: string): number => gzipSync(text, { level: 9 }).byteLength / 1000
const built = (...files: ReadonlyArray<string>): string =>
  files.map((file) => Fs.readFileSync(Path.join(folder, file), "utf8")).join("\n")

const ownCode = async (entry: string): Promise<string> => {
  const { files } = await bundleOwn(entry)
  // in an app it is one with Effect, and imports nothing
  return loadedAtOnce.map((name) => files.get(name)?.replace(/import\{[^}]*\}from"[^"]*";/g, "")).join("\n")
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

const readme = Fs.readFileSync(Path.join(root, "README.md"), "utf8")
const weights = [
  ["effect-adobe-pass, beside Effect", 35, await ownCode("src/index.ts")],
  ["CreateSession alone, beside Effect", 16, await ownCode("src/endpoint/v2/CreateSession.ts")],
  ["adobe-pass, Effect inside", 91, built(...loadedAtOnce)],
  ["adobe-pass as one script", 98, built(globalFile)],
  ["adobe-pass/errors", 1, built("errors.js")],
  ["adobe-pass/react, beside React", 4, built("react.js")],
  ["adobe-pass/elements", 12, built("elements.js")],
  ["adobe-pass/messages", 6, built("messages.js")],
] as const
const isFine = weights.map(([what, limit, code]) => {
  const is = kilobytes(code)
  const [, told] = new RegExp(`\\| ${what} +\\| +([\\d.]+) kB`).exec(readme) ?? []
  const isTold = Number(told) >= is && Number(told) <= is + 1
  console.log(
    `${what.padEnd(36)}${is.toFixed(1).padStart(6)} kB gzip of ${limit}${isTold ? "" : `, README.md says ${told}`}`,
  )
  return isTold && is <= limit
})
// told, not judged: what else the machine does decides it
console.log(
  `adobe-pass takes ${load.more.toFixed(0)} ms to load, where Node takes ${load.empty.toFixed(0)} ms for an empty script`,
)
process.exitCode = isFine.every(Boolean) ? 0 : 1
