import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { canonical, toCanonical } from "../../src/transport/canonical.js"

/** Texts, and how they are written canonically. */
const written: ReadonlyArray<readonly [given: string, text: string]> = [
  ["", ""],
  ["abc019", "abc019"],
  ["ABC", "abc"],
  ["a b+c-d", "a-b-c-d"],
  ["a_b/c", "a/b/c"],
  ["a\r\n\tb", "ab"],
  ["a=.~", "a=.~"],
  ["İé", "ié"],
  ["%41%5A", "az"],
  ["x%c3%a9y%C3%A9", "xéyé"],
  ["100%", "100%"],
  ["%4", "%4"],
  ["\\u0041\\u{5a}\\u{00005A}", "azz"],
  ["\\u{110000}x", "x"],
  ["\\x41\\\\x5a", "az"],
  ["\\u004", "\\u004"],
  ["a\\\"b\\'c\\/d", "a\"b'c/d"],
  ["a\\r\\n\\tb", "ab"],
  [`a${"\\".repeat(9)}"b`, 'a"b'],
  ["a\\\\\\\\b", "a\\b"],
  ["&#65;&#090;", "az"],
  ["&#x41;&#X5a;", "az"],
  ["&#1114111;&#1114112;", "\u{10ffff}"],
  ["&#x110000;", ""],
  ["&AMP;&lt;&gt;&quot;&apos;", "&<>\"'"],
  ["&nbsp;", "&nbsp;"],
  ["&amp;lt;", "<"],
  ["%2541", "a"],
  ["%252525252541", "%41"],
  ["%2525252541", "a"],
  ["%26%2365%3B", "a"],
  ["%5Cu0041", "a"],
]

/** Pieces of escapes, and what stands around them. */
const pieces = [
  "%",
  "%4",
  "41",
  "%41",
  "%25",
  "\\",
  "\\u",
  "\\u0041",
  "\\x41",
  "u",
  "&",
  "&#",
  "&#65;",
  "&amp;",
  "#65;",
]
const text = FastCheck.string({
  unit: FastCheck.constantFrom(...pieces, "x", "Q", " ", "+", "_", "\n", ";", '"', "é", "İ", "😀"),
  maxLength: 12,
})

describe("the one way of writing", () => {
  for (const [given, text] of written) {
    it(`of ${JSON.stringify(given)} is ${JSON.stringify(text)}`, () => {
      expect(toCanonical(given)).toBe(text)
      expect(canonical(given).text).toBe(text)
    })
  }

  it("is the same with and without the places that its characters come from", () =>
    FastCheck.assert(
      FastCheck.property(text, (given) => {
        const { text, units } = canonical(given)
        expect(text).toBe(toCanonical(given))
        expect(units.map(({ char }) => char).join("")).toBe(text)
      }),
      { numRuns: 500 },
    ))

  it("knows where each character comes from: whole escapes, in order", () => {
    const places = (given: string) => canonical(given).units.map(({ char, end, start }) => [char, start, end])
    expect(places("aB")).toEqual([
      ["a", 0, 1],
      ["b", 1, 2],
    ])
    expect(places("x%41\n&#66;y")).toEqual([
      ["x", 0, 1],
      ["a", 1, 4],
      ["b", 5, 10],
      ["y", 10, 11],
    ])
    expect(places("%2541%41%42!")).toEqual([
      ["a", 0, 5],
      ["a", 5, 11],
      ["b", 5, 11],
      ["!", 11, 12],
    ])
    expect(places("&#1114112;x")).toEqual([["x", 10, 11]])
  })
})
