import * as Path from "node:path"
import { defineConfig } from "vitest/config"

const built = (file: string) => Path.join(import.meta.dirname, "build/adobe-pass", file)

/** The tests of the promise face, run against the package `adobe-pass` as it was built. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^.*\/src\/promise\.js$/, replacement: built("index.js") },
      { find: /^.*\/src\/promise\/verifier\.js$/, replacement: built("verifier.js") },
      { find: /^.*\/src\/sandbox\/index\.js$/, replacement: built("sandbox.js") },
    ],
  },
  test: {
    include: ["test/promise/**/*.test.ts", "test/verifier/promise.test.ts"],
    testTimeout: 30_000,
  },
})
