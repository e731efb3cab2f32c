import * as Fs from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import type { Mutant, Report } from "./compare.js"
import { compare, inOneLine } from "./compare.js"
import { survivors } from "./survivors.js"

const mutant = (status: string, replacement: string, at: readonly [line: number, from: number, to: number]) =>
  ({
    status,
    replacement,
    mutatorName: "ConditionalExpression",
    location: { start: { line: at[0], column: at[1] }, end: { line: at[0], column: at[2] } },
  }) satisfies Mutant
const reportOf = (...mutants: ReadonlyArray<Mutant>): Report => ({
  files: { "src/policy/Lane.ts": { source: "const a = 1\nif (a > 1) stop()\n", mutants } },
})
const whole = [2, 5, 10] as const

describe("a run of mutants", () => {
  it("has the share that was killed, in time or not; what could not be tried does not count", () => {
    const statuses = ["Killed", "Timeout", "Killed", "Survived", "Ignored", "CompileError"]
    const { score } = compare(reportOf(...statuses.map((one) => mutant(one, "true", whole))), [])
    expect(score).toBe(0.75)
  })

  it("names the survivors that are not explained, and those that no test reaches", () => {
    const report = reportOf(mutant("Survived", "true", whole), mutant("NoCoverage", "a >= 1", whole))
    const why = "it stops anyway"
    expect(compare(report, [{ file: "policy/Lane.ts", from: "a > 1", to: "true", why }])).toMatchObject({
      unexplained: ["src/policy/Lane.ts:2 NoCoverage, ConditionalExpression: a > 1 => a >= 1"],
      stale: [],
    })
    expect(compare(report, [{ file: "policy/Lane.ts", from: "a >", why }]).unexplained).toEqual([])
  })

  it("takes an explanation for one survivor, though others read the same", () => {
    const known = { file: "policy/Lane.ts", from: "a > 1", to: "true", why: "it stops anyway" }
    const report = reportOf(mutant("Survived", "true", whole), mutant("Survived", "true", whole))
    expect(compare(report, [known])).toMatchObject({
      unexplained: ["src/policy/Lane.ts:2 Survived, ConditionalExpression: a > 1 => true"],
      stale: [],
    })
    expect(compare(report, [known, { ...known }])).toMatchObject({ unexplained: [], stale: [] })
    const third = { ...known }
    expect(compare(report, [known, { ...known }, third]).stale).toEqual([third])
  })

  it("names explanations of its files that nothing survives by", () => {
    const gone = { file: "policy/Lane.ts", from: "a > 1", to: "false", why: "it stops anyway" }
    const elsewhere = { ...gone, file: "flow/Poll.ts" }
    const report = reportOf(mutant("Killed", "false", whole))
    expect(compare(report, [gone, elsewhere]).stale).toEqual([gone])
  })
})

it("what is explained stands in the source", () => {
  for (const { file, from, why } of survivors) {
    const text = Fs.readFileSync(Path.resolve(import.meta.dirname, "../../src", file), "utf8")
    expect(inOneLine(text)).toContain(inOneLine(from))
    expect(why).not.toBe("")
  }
})
