import { defineConfig } from "vitest/config"

/** The pages in a real Chromium; apart from the other tests, which need no browser. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
