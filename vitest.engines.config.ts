import { defineConfig } from "vitest/config"

/** The package, as it was built, in the engines of browsers and TVs; apart from the other tests, which need Node alone. */
export default defineConfig({
  test: {
    include: ["test/engines/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // they wait for polls most of the time
    maxConcurrency: 8,
    minWorkers: 1,
    maxWorkers: 1,
  },
})
