import { describe, expect, it } from "vitest"
import { inSection, markdown, regressions, type Result, resultOf, spread, type Table } from "./figures.js"

const table = (theirs: ReadonlyArray<number>, ours: ReadonlyArray<number>): Table => ({
  title: "A call",
  base: "theirs",
  units: { time: "µs" },
  held: ["time"],
  rounds: { theirs: theirs.map((time) => ({ time })), ours: ours.map((time) => ({ time })) },
})

describe("the figures of a bench", () => {
  it("are medians with their spread", () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 })
    expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 })
  })

  it("are ratios within each round, for a machine is not equally fast in all", () => {
    const { ours } = resultOf([table([100, 200, 300], [200, 400, 900])])["A call"] ?? {}
    expect(ours?.["time"]).toMatchObject({ median: 400, ratio: { median: 2, least: 2, most: 3 } })
  })

  it("leave out what a subject does not tell", () => {
    const result = resultOf([{ ...table([1], [2]), units: { time: "µs", heap: "KiB" } }])
    expect(Object.keys(result["A call"]?.["ours"] ?? {})).toEqual(["time"])
  })
})

describe("what CI says of them", () => {
  const judged = (before: ReadonlyArray<number>, now: ReadonlyArray<number>) => {
    const tables = [table([100, 100, 100], now)]
    return regressions(tables, resultOf(tables), resultOf([table([100, 100, 100], before)]))
  }

  it("is nothing of a ratio that rose by less than a third, or fell", () => {
    expect(judged([150, 150, 150], [199, 199, 199])).toEqual([])
    expect(judged([150, 150, 150], [100, 100, 100])).toEqual([])
  })

  it("is the subject and both ratios where one rose by more", () => {
    expect(judged([150, 150, 150], [201, 201, 201])).toEqual([
      "A call: ours: time is 2.01 times the base's, and was 1.5 times at most",
    ])
  })

  it("goes by the most of the rounds that were kept, and by the median of these", () => {
    expect(judged([120, 130, 160], [100, 210, 300])).toEqual([])
    expect(judged([120, 130, 160], [100, 214, 215])).toHaveLength(1)
  })

  it("is the limit where one is above it, whatever was before", () => {
    const limited = (now: number) => {
      const tables = [{ ...table([100], [now]), most: { time: 1.4 } }]
      return regressions(tables, resultOf(tables), resultOf(tables))
    }
    expect(limited(140)).toEqual([])
    expect(limited(141)).toEqual(["A call: ours: time is 1.41 times the base's, and may be 1.40 times"])
  })

  it("is nothing of milliseconds", () => {
    const tables = [table([1000, 1000, 1000], [1500, 1500, 1500])]
    expect(
      regressions(tables, resultOf(tables), resultOf([table([100, 100, 100], [150, 150, 150])])),
    ).toEqual([])
  })

  it("is nothing of what was not measured before", () => {
    const tables = [table([100], [900])]
    const before: Result = {}
    expect(regressions(tables, resultOf(tables), before)).toEqual([])
    expect(markdown(tables[0]!, resultOf(tables), before)).toContain("| ours | 900 (900–900) | 9 (9–9) |\n")
  })
})

describe("the page of the docs", () => {
  const page = "# Benchmarks\n\n<!-- call -->\n\nold\n\n<!-- end of call -->\n\nMore.\n"

  it("has a new result in place of the one before", () => {
    expect(inSection(page, "call", "new")).toBe(page.replace("old", "new"))
  })

  it("has the first result of a bench at its end", () => {
    expect(inSection(page, "login", "new")).toBe(`${page}\n<!-- login -->\n\nnew\n\n<!-- end of login -->\n`)
  })
})
