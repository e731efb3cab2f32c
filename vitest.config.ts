import { configDefaults, defineConfig } from "vitest/config"
import { all, conformance } from "./test/conformance/config.js"

/** A tenth of the tests, which takes most of the time of a run: they start processes, compile, bundle or search for long. */
const slow = [
  "test/cli/{commands,journey,main,walk,watcher}.test.ts",
  "test/docs/!(enrich|pages).test.ts",
  "test/{fault,fuzz,house,matrix,node}/**",
  "test/model/model.test.ts",
  "test/package/!(changesets|schema).test.ts",
  "test/races/races.test.ts",
  "test/redis/!(outage|pack).test.ts",
  "test/redis/lease/**",
  "test/transport/limits.test.ts",
]

/** What is tried with as many cases as `SOAK_RUNS` says. */
const soak = ["test/{codec,model}/**/*.test.ts"]

const included: Readonly<Record<string, ReadonlyArray<string>>> = {
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
      ...(mode === "fast" ? slow : []),
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
