/** What the transport reads of an answer's headers. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

let last = { text: "", millis: Number.NaN }

/** The milliseconds of a date as HTTP writes it; NaN for anything else, also where engines read a date. */
export const httpDate = (text = ""): number => {
  // answers of the same second tell the same
  if (text !== last.text) last = { text, millis: parse(text) }
  return last.millis
}

const parse = (text: string) =>
  Option.liftPredicate(text, (text) => /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)).pipe(
    // DateTime does not know GMT for a zone
    Option.flatMap((text) => DateTime.make(text.replace("GMT", "+0000"))),
    Option.match({ onNone: () => Number.NaN, onSome: DateTime.toEpochMillis }),
  )

const aSecond = Duration.seconds(1)
const aDay = 86_400_000

/** `Retry-After` in seconds or as a date, a day at most; a second where it is missing or makes no sense. */
export const retryAfter = (value: string | undefined, serverTime: number): Duration.Duration => {
  const millis = /^\s*\d+\s*$/.test(value ?? "") ? Number(value) * 1000 : httpDate(value) - serverTime
  return millis > 0 ? Duration.millis(Math.min(millis, aDay)) : aSecond
}
