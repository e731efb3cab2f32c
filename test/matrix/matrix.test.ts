/** Every endpoint and every fault: the page says what becomes of a call, and this test writes it: `UPDATE=1 npx vitest test/matrix`. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import * as Endpoints from "../../src/endpoint/index.js"
import { root } from "../support/program.js"
import type { Outcome, Outcomes } from "./matrix.js"
import { matrix } from "./matrix.js"

const page = Path.join(root, "docs/guides/fault-matrix.md")
const mark = "<!-- what follows is written by test/matrix -->\n"

const seconds = (millis: number) => (millis === 0 ? "" : `${(millis / 1000).toFixed(1)} s`)
const cells = ({ others, outcome, sent, waited }: Outcome) => [
  outcome === "value" ? "value" : `\`${outcome}\``,
  others === 0 ? String(sent) : `${sent} + ${others}`,
  seconds(waited),
]

const tableOf = ({ faulted }: Outcomes) => {
  const rows = [
    ["fault", "once: outcome", "requests", "time", "every time: outcome", "requests", "time"],
    ...faulted.map(({ always, once, words }) => [words, ...cells(once), ...cells(always)]),
  ]
  const widths = rows[0]!.map((_, at) => Math.max(3, ...rows.map((row) => row[at]!.length)))
  const line = (row: ReadonlyArray<string>) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`
  const [head, ...body] = rows
  return [line(head!), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)].join(
    "\n",
  )
}

/** Endpoints whose calls all end in the same ways share a table. */
const sections = (all: ReadonlyArray<Outcomes>) => {
  const byTable = new Map<string, ReadonlyArray<string>>()
  for (const one of all) {
    const table = tableOf(one)
    byTable.set(table, [...(byTable.get(table) ?? []), one.declared.name])
  }
  return [...byTable].map(
    ([table, names]) => `## ${names.map((name) => `\`${name}\``).join(", ")}\n\n${table}\n`,
  )
}

let all: ReadonlyArray<Outcomes> = []
beforeAll(async () => {
  all = await matrix()
}, 300_000)

const outcomes = () =>
  all.flatMap(({ declared, faulted }) =>
    faulted.flatMap(({ always, once, words }) => [
      { ...once, declared, times: 1, words },
      { ...always, declared, times: 2, words },
    ]),
  )

describe("a fault", () => {
  it("becomes of each call what the page says", () => {
    const [prose = ""] = Fs.readFileSync(page, "utf8").split(mark)
    const written = `${prose}${mark}\n${sections(all).join("\n")}`
    if (process.env["UPDATE"] === "1") Fs.writeFileSync(page, written)
    expect(written, "UPDATE=1 npx vitest run test/matrix writes the page").toBe(Fs.readFileSync(page, "utf8"))
  })

  it("strikes every endpoint that sends a request, of which all succeed without one", () => {
    const names = Object.values(Endpoints).map(({ declared: { name } }) => name)
    const silent = names.filter((name) => !all.some(({ declared }) => declared.name === name))
    expect(silent).toEqual(["AuthenticateInUserAgent"])
    expect(all.map(({ well }) => well)).toEqual(
      all.map(() => ({ outcome: "value", sent: 1, others: 0, waited: 0 })),
    )
  })

  it("ends in a value or in an error that the endpoint declares", () => {
    const common = [
      "value",
      "AccessTokenRejected",
      "InvalidRequest",
      "RegistrationRejected",
      "ServerFault",
      "Throttled",
      "Unreachable",
      "UnexpectedResponse",
    ]
    const others = outcomes().filter(
      ({ declared: { failures }, outcome }) =>
        ![...common, ...failures.map(({ _tag }) => _tag)].includes(outcome),
    )
    expect(others).toEqual([])
  })

  it("costs no more requests and time than the budgets allow", () => {
    // 3 waits, 2 retries and 2 replays; 3 times 20 seconds without an end, and the pauses between
    expect(
      outcomes().filter(({ others, sent, waited }) => sent > 8 || others > 4 || waited > 65_000),
    ).toEqual([])
  })

  it("that strikes once and may pass is not seen by the caller", () => {
    const passing = /^`(reset|cut|status` 503|throttled`$|revoke)/
    expect(
      outcomes().filter(
        ({ outcome, times, words }) => times === 1 && passing.test(words) && outcome !== "value",
      ),
    ).toEqual([])
  })
})
