/** What it costs to ask the command for help: no more than 2.5 times an empty run of Node, in medians of paired runs. */
import { spawnSync } from "node:child_process"
import { bundledCommand } from "../support/bundledCommand.js"

const pairs = 21
const limit = 2.5

const milliseconds = (...args: ReadonlyArray<string>): number => {
  const started = performance.now()
  const { status } = spawnSync(process.execPath, args)
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`)
  return performance.now() - started
}
const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const script = await bundledCommand()
const runs = Array.from({ length: pairs }, () => ({
  empty: milliseconds("-e", "0"),
  help: milliseconds(script, "--help"),
  ofCommand: milliseconds(script, "login", "--help"),
}))
const empty = median(runs.map((run) => run.empty))
for (const [name, times] of [
  ["adobe-pass --help", runs.map(({ help }) => help)],
  ["adobe-pass login --help", runs.map(({ ofCommand }) => ofCommand)],
] as const) {
  const ratio = median(times) / empty
  console.log(
    `${name}: ${median(times).toFixed(0)} ms, ${ratio.toFixed(2)} times node -e 0 (${empty.toFixed(0)} ms)`,
  )
  if (name === "adobe-pass --help" && ratio > limit) {
    console.error(`that is more than ${limit} times`)
    process.exitCode = 1
  }
}
