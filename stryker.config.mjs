/** For `npm run test:mutants`, which tries one room of the core after the other: `ROOM` names it. */
const { ROOM = "policy" } = process.env

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutants.config.ts" },
  mutate: [`src/${ROOM}/**/*.ts`],
  coverageAnalysis: "perTest",
  // what is made once, as a module is loaded, would need all tests for each
  ignoreStatic: true,
  dryRunTimeoutMinutes: 30,
  concurrency: Number(process.env.CONCURRENCY ?? 1),
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: `build/mutants/${ROOM}.json` },
  tempDirName: `build/stryker/${ROOM}`,
  ignorePatterns: ["build", "dist", "docs/.vitepress", "docs/reference", ".changeset", "findings"],
}
