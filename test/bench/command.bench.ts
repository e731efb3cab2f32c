/** What it costs to ask the command for help: no more than 2.5 times an empty run of Node, in medians of paired runs. */
import { spawnSync } from "node:child_process"
import { bundledCommand } from "../support/bundles.js"
import { hold, tell } from "./alone.js"

const pairs = 21
const limit = 2.5

const milliseconds = (...args: ReadonlyArray<string>): number => {
  const started = performance.now()
  const { status } = spawnSync(process.execPath, args)
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`)
  return performance.now() - started
}

const script = await bundledCommand()
const subjects = {
  "node -e 0": ["-e", "0"],
  "adobe-pass --help": [script, "--help"],
  "adobe-pass login --help": [script, "login", "--help"],
}
const rounds: Record<string, Array<{ readonly time: number }>> = {}
for (let round = 0; round < pairs; round += 1) {
  for (const [name, args] of Object.entries(subjects)) {
    ;(rounds[name] ??= []).push({ time: milliseconds(...args) })
  }
}
const table = {
  title: "Asking the command for help",
  base: "node -e 0",
  units: { time: "ms" },
  held: ["time"],
  rounds,
}
tell([table])
hold(table, "adobe-pass --help", "time", limit)
