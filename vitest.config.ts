import { configDefaults, defineConfig } from "vitest/config"
import { all, conformance } from "./test/conformance/config.js"

export default defineConfig({
  test: {
    include: [all],
    exclude: [...configDefaults.exclude, "test/browser/**"],
    testTimeout: 30_000,
    ...conformance,
  },
})
