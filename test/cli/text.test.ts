import { it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { describe, expect } from "vitest"
import { largeLetters } from "../../src/cli/output/code.js"
import { definitions, table, widthOf, wrap } from "../../src/cli/output/text.js"

const cell = FastCheck.stringMatching(/^[a-z ]{0,40}$/)

describe("texts for a terminal", () => {
  it.prop(
    "tables are never wider than they may be, and lose no row",
    [FastCheck.array(FastCheck.tuple(cell, cell, cell)), FastCheck.integer({ min: 30, max: 120 })],
    ([rows, columns]) => {
      const lines = table(["ONE", "TWO", "THREE"], rows, columns).split("\n")
      expect(lines).toHaveLength(rows.length + 1)
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
    },
  )
  it.prop(
    "lines keep every word, in order",
    [FastCheck.array(FastCheck.stringMatching(/^[a-z]{1,12}$/)), FastCheck.integer({ min: 12, max: 80 })],
    ([words, width]) => {
      const lines = wrap(words.join(" "), width)
      expect(lines.join(" ")).toBe(words.join(" "))
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width)
    },
  )
  it("names stand before their texts, which go on below themselves", () => {
    expect(
      definitions(
        [
          ["one", "a b c"],
          ["three", "d"],
        ],
        30,
      ),
    ).toEqual(["  one    a b c", "  three  d"])
  })
  it("codes are five rows of letters where they fit, and stay as they are where they do not", () => {
    const rows = largeLetters("A1", 80)
    expect(rows).toHaveLength(5)
    expect(rows[0]).toBe("  ██      ██  ")
    expect(largeLetters("ABCDEFGHIJKLMN", 80)).toEqual(["ABCDEFGHIJKLMN"])
    expect(largeLetters("A-1", 80)).toEqual(["A-1"])
  })
})
