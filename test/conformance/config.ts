/** What the configurations of vitest and the check share. */

/** The tests of a whole run; those of the pages are a part by themselves. */
export const all = "test/**/*.test.ts"

/** With Adobe's own OpenAPI documents at hand, every exchange within the run's processes is held against them. */
export const conformance = process.env["ADOBE_PASS_OPENAPI_DIR"] !== undefined && {
  globalSetup: "test/conformance/run.ts",
  setupFiles: "test/conformance/record.ts",
}
