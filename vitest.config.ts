import { configDefaults, defineConfig } from "vitest/config"

/** With Adobe's own OpenAPI documents at hand, every exchange of the run is held against them. */
const conformance = process.env["ADOBE_PASS_OPENAPI_DIR"] !== undefined && {
  globalSetup: "test/conformance/run.ts",
  setupFiles: "test/conformance/record.ts",
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/browser/**"],
    testTimeout: 30_000,
    ...conformance,
  },
})
