/**
 * Moments as Adobe writes them: milliseconds since the Unix epoch, as a JSON number in most answers and as a
 * string of digits in sessions. Both are read.
 */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import type { Read } from "./Lenient.js"
import { reader } from "./Lenient.js"

const expected = "milliseconds since 1970, as a number or as digits"

const read = (value: unknown, ast: AST.AST): Read<DateTime.Utc> =>
  Either.fromOption(
    typeof value === "number" || (typeof value === "string" && /^\d{1,16}$/.test(value))
      ? DateTime.make(Number(value))
      : Option.none(),
    () => new ParseResult.Type(ast, value, `expected ${expected}`),
  )

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** Also with blanks around, and as ISO 8601 has it. */
const readLeniently = (value: unknown, ast: AST.AST): Read<DateTime.Utc> => {
  const given = typeof value === "string" ? value.trim() : value
  const found = read(given, ast)
  return Either.isLeft(found) && typeof given === "string" && isoDate.test(given)
    ? Either.fromOption(DateTime.make(given), () => found.left)
    : found
}

/** A moment in an answer. */
export const Moment = reader(readLeniently, expected)

/** The last moment there is. */
const last = 8_640_000_000_000_000

const isBeyond = (value: unknown) =>
  (typeof value === "number" || (typeof value === "string" && /^\s*\d+\s*$/.test(value))) &&
  Number(value) > last

/** Until when something is good. Some say "for ever" with a number that no date can have: that is the last moment. */
export const Until = reader((value, ast) => readLeniently(isBeyond(value) ? last : value, ast), expected)

const timestamp = <Written extends number | string>(write: (millis: number) => Written) =>
  Schema.transformOrFail(Schema.Union(Schema.Number, Schema.String), Schema.DateTimeUtcFromSelf, {
    strict: true,
    decode: (value, _, ast) => read(value, ast),
    encode: (moment) => ParseResult.succeed(write(DateTime.toEpochMillis(moment))),
  })

/** A moment, written as a number of milliseconds. */
export const Timestamp = timestamp((millis) => millis)

/** A moment, written as a string of digits, as the partner status header wants it. */
export const TimestampString = timestamp(String)
