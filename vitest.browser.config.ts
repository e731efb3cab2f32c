import { defineConfig } from "vitest/config"
import { conformance } from "./test/conformance/config.js"

/** The pages in a real Chromium; apart from the other tests, which need no browser. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 120_000,
    // they wait for polls most of the time
    maxWorkers: 4,
    minWorkers: 1,
    hookTimeout: 30_000,
    ...conformance,
  },
})
