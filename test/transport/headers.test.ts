import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import { httpDate, retryAfter } from "../../src/transport/headers.js"

const text = "Fri, 27 Nov 2026 23:08:57 GMT"
const moment = Date.UTC(2026, 10, 27, 23, 8, 57)

describe("a date as HTTP writes it", () => {
  it("is read, whatever was read before", () => {
    const next = "Sat, 28 Nov 2026 00:00:00 GMT"
    expect([text, text, next, text].map(httpDate)).toEqual([moment, moment, moment + 3_063_000, moment])
  })

  it("is not what only looks like one", () => {
    for (const other of [
      undefined,
      "",
      "soon",
      `x${text}`,
      `${text}x`,
      `${text} (UTC)`,
      text.replace("GMT", "+0000"),
      text.replace("27", "99"),
      "2026-11-27T23:08:57Z",
    ]) {
      expect(httpDate(other)).toBeNaN()
    }
  })
})

describe("Retry-After", () => {
  const millis = (value: string | undefined) => Duration.toMillis(retryAfter(value, moment - 5000))

  it("is a number of seconds or a date, by the server's time", () => {
    expect(["1", " 7 ", text].map(millis)).toEqual([1000, 7000, 5000])
  })

  it("is a second where it is missing, past or no such thing", () => {
    for (const value of [
      undefined,
      "",
      "0",
      "-7",
      "1.5",
      "7s",
      "x7",
      "soon",
      "Fri, 27 Nov 2026 23:08:52 GMT",
    ]) {
      expect(millis(value)).toBe(1000)
    }
  })

  it("is a day at most", () => {
    expect(["86400", "86401", "99999999999", "Sat, 27 Nov 2027 23:08:57 GMT"].map(millis)).toEqual([
      86_400_000, 86_400_000, 86_400_000, 86_400_000,
    ])
  })
})
