import * as FileSystem from "@effect/platform/FileSystem"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { CheckFailed } from "../../CheckFailed.js"
import { command } from "../../command.js"
import { examine } from "../../doctor/examine.js"
import type { Checked, Finding, Status } from "../../doctor/Finding.js"
import { statusOf } from "../../doctor/Finding.js"
import { reportOf } from "../../doctor/report.js"
import { text } from "../../flags.js"
import { note, tell, tellMachines } from "../../output/Output.js"
import { bold, dim, green, red, yellow } from "../../output/style.js"
import { wrap } from "../../output/text.js"
import { Settings } from "../../settings/Settings.js"
import type { Setting } from "../../settings/table.js"
import { settings } from "../../settings/table.js"
import { UsageError } from "../../UsageError.js"

const marks: Readonly<Record<Status, string>> = {
  ok: green("✓"),
  production: yellow("!"),
  problem: red("✗"),
  skipped: dim("–"),
}

const indent = (text: string, mark: string, by: string) =>
  wrap(text, 76 - by.length).map((line, at) => `${by}${at === 0 ? mark : " "} ${line}`)

const findingLines = ({ breaks, next, status, what }: Finding): ReadonlyArray<string> => [
  ...indent(what, status === "ok" ? " " : marks[status], "  "),
  ...(next === undefined ? [] : indent(next, dim("→"), "    ")),
  ...(breaks === undefined ? [] : indent(`Adobe's checklist: ${breaks}`, dim("·"), "    ")),
]

const lines = (checked: Checked): string =>
  [
    `${marks[statusOf(checked)]} ${bold(checked.check)} ${dim(`${checked.took.toFixed(0)} ms`)}`,
    ...checked.findings.flatMap(findingLines),
  ].join("\n")

const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`

export const doctor = command({
  details:
    "Checks the software statement, DNS, TLS and clock, registration, token, configuration, an MVPD, domain and redirect URL, X-Device-Info and the throttle, with the time that each takes. What is good here and would fail in production is told apart (!), with the item of Adobe's checklist that it breaks. A problem (✗) ends with exit code 8; with ! alone it ends with 0, for a sandbox always has some. It registers where this device is not registered yet, and begins a login that nobody finishes.",
  examples: [
    ["adobe-pass doctor --mvpd Cablevision", "Everything, with one MVPD's integration."],
    ["adobe-pass doctor --environment staging --report ticket.html", "With a page to attach to a ticket."],
    ["adobe-pass doctor --json | jq 'select(.status == \"problem\")'", "The problems, for a script."],
  ],
  arguments: {},
  flags: { report: text("FILE", "Write an HTML page of it, secrets struck out.") },
  uses: [
    "environment",
    "serviceProvider",
    "softwareStatement",
    "mvpd",
    "domainName",
    "redirectUrl",
    "deviceInfo",
  ],
  run: ({ report }) =>
    Effect.gen(function* () {
      const examination = yield* examine((checked) =>
        tell({ ...checked, status: statusOf(checked) }, lines(checked)),
      )
      const count = (status: Status) => examination.checks.filter((one) => statusOf(one) === status).length
      const [problems, production] = [count("problem"), count("production")]
      if (report !== undefined) {
        const { values } = yield* Effect.flatten(Settings)
        const secrets = [...values].flatMap(([name, { value }]) => {
          const { isSecret }: Setting = settings[name]
          return isSecret === true ? [value] : []
        })
        const { writeFileString } = yield* FileSystem.FileSystem
        yield* Effect.mapError(
          writeFileString(report, reportOf(examination, yield* DateTime.now, secrets), { mode: 0o600 }),
          () => new UsageError({ message: `${report} cannot be written.` }),
        )
        yield* note(`Wrote ${report}.`)
      }
      yield* tellMachines({ checks: examination.checks.length, problems, production })
      if (problems > 0) {
        return yield* new CheckFailed({
          message: `${plural(problems, "check")} of ${examination.checks.length} found a problem.`,
        })
      }
      yield* note(
        production === 0
          ? `${green("✓")} All is good.`
          : `${green("✓")} All is good here; ${plural(production, "check")} would fail in production.`,
      )
    }),
})
