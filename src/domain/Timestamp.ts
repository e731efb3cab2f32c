/**
 * Moments as Adobe writes them: milliseconds since the Unix epoch, as a JSON number in most answers and as a
 * string of digits in sessions. Both are read; a number is written.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

const read = (value: number | string): Option.Option<DateTime.Utc> =>
  typeof value === "number" || /^\d{1,16}$/.test(value) ? DateTime.make(Number(value)) : Option.none()

const timestamp = <Written extends number | string>(write: (millis: number) => Written) =>
  Schema.transformOrFail(Schema.Union(Schema.Number, Schema.String), Schema.DateTimeUtcFromSelf, {
    strict: true,
    decode: (value, _, ast) =>
      Option.match(read(value), {
        onNone: () =>
          ParseResult.fail(
            new ParseResult.Type(ast, value, "expected milliseconds since 1970, as a number or as digits"),
          ),
        onSome: ParseResult.succeed,
      }),
    encode: (moment) => ParseResult.succeed(write(DateTime.toEpochMillis(moment))),
  })

/** A moment, written as a number of milliseconds. */
export const Timestamp = timestamp((millis) => millis)

/** A moment, written as a string of digits, as the partner status header and the sessions want it. */
export const TimestampString = timestamp(String)
