import * as Fs from "node:fs"
import { Tinypool } from "tinypool"
import type { TestModule, TestSpecification } from "vitest/node"
import { BaseSequencer } from "vitest/node"
import { defineConfig } from "vitest/config"

/** The room of the core that is changed, by the tests of which mutants are tried. */
const [room = ""] = (process.env["ROOM"] ?? "policy").split("/")

/** The tests beside those of a room that are about what is in it. */
const besides: Readonly<Record<string, ReadonlyArray<string>>> = {
  policy: ["test/transport/{Circuit,Throttle,policies,turn}.test.ts"],
  cache: ["test/flow/Configuration.test.ts"],
}

/** What holds a thousand devices, every word of a dictionary or a real service takes too long to be run for each mutant. */
const long = ["test/transport/{echo,limits}.test.ts", "test/token/{providers,refusals,sandbox}.test.ts"]

/** How long each file took the last time. */
const taken = new Map<string, number>()

/** How long each test took without a mutant, for the runner to read. */
const takenFile = "test/mutants/taken.json"

const noteTaken = (modules: ReadonlyArray<TestModule>) => {
  if (process.env["STRYKER_MUTATOR_WORKER"] === undefined || Fs.existsSync(takenFile)) return
  const tests = modules.flatMap(({ children }) => [...children.allTests()])
  Fs.writeFileSync(
    takenFile,
    JSON.stringify(Object.fromEntries(tests.map((test) => [test.id, test.diagnostic()?.duration]))),
  )
}

/** Quick files first, for the first test that fails ends the run of a mutant. */
class QuickFirst extends BaseSequencer {
  override sort(files: Array<TestSpecification>) {
    const millis = ({ moduleId }: TestSpecification) => taken.get(moduleId) ?? 0
    return Promise.resolve(files.toSorted((one, other) => millis(one) - millis(other)))
  }
}

let isSpoilt = false

/** A mutant whose tests ran out of time may go on behind the next one's. */
const spoils = (module: TestModule) =>
  [...module.children.allTests("failed")].some((test) =>
    test.result().errors?.some(({ message }) => /timed out in|hit count limit/i.test(message)),
  )

/**
 * The thread stays, so that packages are loaded once and not for each mutant: most of a run is that otherwise. The modules of the
 * library and its tests are loaded anew each time, by the setup file.
 */
const recycle = Tinypool.prototype.recycleWorkers
let isAsked = false
Tinypool.prototype.recycleWorkers = async function (options) {
  isAsked = true
  if (isSpoilt) await recycle.call(this, options)
  isSpoilt = false
}

export default defineConfig({
  test: {
    include: [`test/${room}/**/*.test.ts`, ...(besides[room] ?? [])],
    exclude: ["node_modules/**", ...long],
    runner: "test/mutants/runner.ts",
    setupFiles: ["test/mutants/setup.ts"],
    testTimeout: 60_000,
    sequence: { sequencer: QuickFirst },
    pool: "threads",
    poolOptions: { threads: { singleThread: true, isolate: false } },
    reporters: [
      {
        onTestRunEnd(modules, errors) {
          if (!isAsked && modules.length > 0)
            throw new Error("vitest recycles its threads by another copy of tinypool than this file")
          isSpoilt = errors.length > 0 || modules.some(spoils)
          noteTaken(modules)
          for (const module of modules) taken.set(module.moduleId, module.diagnostic().duration)
        },
      },
    ],
  },
})
