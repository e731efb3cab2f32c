/** Gives up a test that takes far longer than it took without a mutant: it waits for what never comes. */
import * as Fs from "node:fs"
import type { RunnerTestCase } from "vitest"
import { inject } from "vitest"
import { VitestTestRunner } from "vitest/runners"
import { getFn } from "vitest/suite"

/** Those of the machine, whatever a test puts in their place. */
const { clearTimeout, setTimeout } = globalThis

/** Made for each run of the thread. */
export default class extends VitestTestRunner {
  /** How long each test took without a mutant, in milliseconds, by its id. */
  private readonly taken =
    inject("activeMutant") === undefined
      ? undefined
      : (JSON.parse(Fs.readFileSync("test/mutants/taken.json", "utf8")) as Readonly<Record<string, number>>)

  /** Called by Vitest in place of the test's own function. */
  async runTask(test: RunnerTestCase) {
    const run = getFn(test)
    const taken = this.taken?.[test.id]
    if (taken === undefined) return await run()
    // the first test of a file pays for what is made once, and another may be the first of a mutant
    const limit = 4000 + 5 * taken
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`timed out in ${limit} ms`)), limit)
    })
    await Promise.race([run(), late]).finally(() => clearTimeout(timer))
  }
}
