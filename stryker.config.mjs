/** For `npm run test:mutants`, which tries one room of the core after the other: `ROOM` names it, or a file of it. */
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin"

const { ROOM = "policy" } = process.env
const name = ROOM.replaceAll("/", "-")

/** What is called with words for people alone: names of spans and lines of a log. */
const tellers =
  /^(?:fn|fnUntraced|inSpan|traced|withSpan|withLogSpan|warnOnce|warnOfFailure|log(?:Trace|Debug|Info|Warning|Error))$/

const plain = new Set(["CallExpression", "Identifier", "MemberExpression"])

/** Whether a text is for people: a message, the name of a span, a line of a log. */
const isForPeople = ({ node, parent }) => {
  const isText =
    node.type === "StringLiteral" ||
    (node.type === "TemplateLiteral" && node.expressions.every(({ type }) => plain.has(type)))
  if (!isText) return false
  if (parent.type === "ObjectProperty") return parent.key.name === "message"
  return (
    parent.type === "CallExpression" && tellers.test(parent.callee.name ?? parent.callee.property?.name ?? "")
  )
}

/** Found here by Stryker. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "words", {
    shouldIgnore: (path) => (isForPeople(path) ? "words for people" : undefined),
  }),
]

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  // the tests of a mutant are known by what they cover
  vitest: { configFile: "vitest.mutants.config.ts", related: false },
  plugins: ["@stryker-mutator/vitest-runner", "./stryker.config.mjs"],
  ignorers: ["words"],
  mutate: [`src/${ROOM}{.ts,/**/*.ts}`],
  coverageAnalysis: "perTest",
  // what is made once, as a module is loaded, would need all tests for each
  ignoreStatic: true,
  dryRunTimeoutMinutes: 30,
  concurrency: Number(process.env.CONCURRENCY ?? 1),
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: `build/mutants/${name}.json` },
  tempDirName: `build/stryker/${name}`,
  ignorePatterns: ["build", "dist", "docs/.vitepress", "docs/reference", ".changeset", "findings"],
}
