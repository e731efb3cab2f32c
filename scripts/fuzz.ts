/**
 * Attacks a sandbox for as long as told: `npm run fuzz -- 15` for fifteen minutes. `--seed` begins with the round of that
 * seed, and `--rounds 1` ends after it: a failure tells how to repeat it.
 */
import { parseArgs } from "node:util"
import { fuzz } from "../test/fuzz/fuzz.js"
import { numberGiven } from "../test/support/given.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, rounds: { type: "string" } },
})
const minutes = numberGiven("minutes", positionals[0], 1)
const seed = numberGiven("seed", values.seed, Date.now() & 0x7fffffff)
console.log(`seed ${seed}, ${minutes} minute${minutes === 1 ? "" : "s"}`)

let told = 0
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
const { cases, flaws, memory, rounds } = await fuzz({
  seed,
  millis: minutes * 60_000,
  ...(values.rounds !== undefined && { rounds: numberGiven("rounds", values.rounds, 1, 1) }),
  onRound: ({ flaws, memory, rounds }) => {
    for (const flaw of flaws.slice(told)) console.error(flaw)
    told = flaws.length
    const last = memory.at(-1)
    if (rounds % 50 === 0 && last !== undefined) {
      console.log(`${rounds} rounds, heap ${megabytes(last.heap)}, resident ${megabytes(last.resident)}`)
    }
  },
})
const heaps = memory.filter(({ heap }) => heap > 0).map(({ heap }) => heap)
console.log(
  `${rounds} rounds, ${Object.values(cases).reduce((sum, one) => sum + one, 0)} cases ${JSON.stringify(cases)}; heap after a reset ${megabytes(heaps[0] ?? 0)} at first, ${megabytes(heaps.at(-1) ?? 0)} at last, ${megabytes(Math.max(...heaps))} at most; ${flaws.length} flaws`,
)
process.exitCode = flaws.length === 0 ? 0 : 1
