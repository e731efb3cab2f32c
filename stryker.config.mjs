/**
 * Changes the core in small ways, and sees whether a test notices: `npm run test:mutants`, or of one room, by
 * its own tests, `ROOMS=policy npm run test:mutants -- --mutate "src/policy/*.ts"`.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutants.config.ts" },
  mutate: ["src/{error,policy,transport,token,cache,flow}/**/*.ts"],
  coverageAnalysis: "perTest",
  // what is made once, as a module is loaded, would need all tests for each
  ignoreStatic: true,
  dryRunTimeoutMinutes: 30,
  concurrency: 2,
  reporters: ["clear-text", "json"],
  jsonReporter: { fileName: "build/mutants.json" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: "build/stryker",
  ignorePatterns: ["build", "dist", "docs/.vitepress", "docs/reference", ".changeset", "findings"],
}
