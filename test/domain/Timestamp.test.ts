import { describe, expect, it } from "vitest"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { Timestamp, TimestampString } from "../../src/domain/wire/Timestamp.js"

const millis = FastCheck.integer({ min: 0, max: 8_639_999_000_000_000 })

describe("a timestamp", () => {
  it("is the same moment as a number and as digits, and is written as it should be", () => {
    FastCheck.assert(
      FastCheck.property(millis, (time) => {
        for (const wire of [time, String(time)]) {
          const moment = Schema.decodeUnknownSync(Timestamp)(wire)
          expect(DateTime.toEpochMillis(moment)).toBe(time)
          expect(Schema.decodeUnknownSync(TimestampString)(wire)).toEqual(moment)
          expect(Schema.encodeSync(Timestamp)(moment)).toBe(time)
          expect(Schema.encodeSync(TimestampString)(moment)).toBe(String(time))
        }
      }),
    )
  })

  it("is nothing else", () => {
    for (const wire of [
      "",
      " ",
      "soon",
      "-1",
      "1.5",
      "1e3",
      "0x10",
      "12345678901234567",
      Number.NaN,
      Infinity,
      9e15,
      null,
      {},
      [1],
      true,
    ]) {
      expect({ wire, rejected: Either.isLeft(Schema.decodeUnknownEither(Timestamp)(wire)) }).toEqual({
        wire,
        rejected: true,
      })
    }
    expect(Either.isLeft(Schema.decodeUnknownEither(Timestamp)("2030-01-01T00:00:00Z"))).toBe(true)
  })
})
