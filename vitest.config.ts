import { configDefaults, defineConfig } from "vitest/config"
import { all, conformance } from "./test/conformance/config.js"

/** Without the tests that start processes, compile or bundle: a few, which take most of the time of a run. */
const fast = ["test/*.test.ts", "test/!(cli|docs|engines|fault|house|node|package)/**/*.test.ts"]

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "fast" ? fast : mode === "chaos" ? ["test/chaos/*.test.ts"] : [all],
    exclude: [
      ...configDefaults.exclude,
      // most of its time is real, and passes in waiting
      ...(mode === "chaos" ? [] : ["test/chaos/**"]),
      "test/browser/**",
      "test/engines/**",
      "test/smoke/**",
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // the modules are loaded once in each thread, which takes longer than most tests
    isolate: false,
    pool: "threads",
    // one more than cores of a small machine: some tests wait. As many at least, for vitest ends an idle one too early
    minWorkers: 3,
    maxWorkers: 3,
    ...conformance,
  },
}))
