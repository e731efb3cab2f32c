import { expect, it } from "vitest"
import { numberGiven } from "./given.js"

it("takes a number that is given, or the usual one", () => {
  expect([numberGiven("minutes", "1.5", 5), numberGiven("minutes", undefined, 5)]).toEqual([1.5, 5])
})

it.each(["abc", "", "-1", "Infinity", "NaN"])("takes no %j", (text) => {
  expect(() => numberGiven("minutes", text, 5)).toThrow(
    `minutes is to be a number from 0 on, and is "${text}"`,
  )
})

it("takes none that is too small", () => {
  expect(() => numberGiven("SOAK_RUNS", "0", 100, 1)).toThrow("SOAK_RUNS is to be a number from 1 on")
})
