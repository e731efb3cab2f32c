import { configDefaults, defineConfig } from "vitest/config"
import { all, conformance } from "./test/conformance/config.js"

/** Without the tests that start processes, compile or bundle: a few, which take most of the time of a run. */
const fast = ["test/*.test.ts", "test/!(cli|docs|engines|fault|fuzz|house|node|package)/**/*.test.ts"]

/** What is tried with as many cases as `SOAK_RUNS` says. */
const soak = ["test/{codec,model}/**/*.test.ts"]

const included: Readonly<Record<string, ReadonlyArray<string>>> = {
  fast,
  soak,
  chaos: ["test/{chaos,fault}/*.test.ts", "test/package/sandboxState.test.ts"],
}

export default defineConfig(({ mode }) => ({
  test: {
    include: [...(included[mode] ?? [all])],
    exclude: [
      ...configDefaults.exclude,
      // most of its time is real, and passes in waiting
      ...(mode === "chaos" ? [] : ["test/chaos/**"]),
      "test/browser/**",
      "test/engines/**",
      "test/smoke/**",
    ],
    ...(mode === "soak" && { env: { SOAK_RUNS: process.env["SOAK_RUNS"] ?? "100000" } }),
    // one after the other, for they measure how long others wait
    ...(mode === "chaos" && { env: { CHAOS: "true" }, fileParallelism: false }),
    testTimeout: mode === "soak" ? 7_200_000 : 60_000,
    hookTimeout: 60_000,
    // the modules are loaded once in each thread, which takes longer than most tests
    isolate: false,
    pool: "threads",
    // twice as many as cores of a small machine: many tests wait. As many at least, for vitest ends an idle one too early
    minWorkers: 4,
    maxWorkers: 4,
    ...conformance,
  },
}))
