/**
 * Spans of time, as people give them.
 */
import * as Duration from "effect/Duration"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const units = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
type ShortUnit = keyof typeof units

/** Milliseconds, or a text such as `31 minutes`, `31 min` or `90s`; in this process, any span that Effect takes. */
export type Span = Duration.DurationInput | `${number}${"" | " "}${ShortUnit}`

const short = new RegExp(`^(\\d+(?:\\.\\d+)?) ?(${Object.keys(units).join("|")})$`)

const isShortUnit = (text: string): text is ShortUnit => Object.hasOwn(units, text)

const shortSpan = (given: unknown): Option.Option<Duration.Duration> => {
  const [, amount, unit = ""] = (typeof given === "string" ? short.exec(given) : null) ?? []
  return isShortUnit(unit) ? Option.some(Duration.millis(Number(amount) * units[unit])) : Option.none()
}

/** The span that is meant, unless it goes back or is NaN, which {@link Duration} would read as an empty one. */
const read = (given: unknown): Option.Option<Duration.Duration> =>
  Option.orElse(shortSpan(given), () =>
    Option.filter(Duration.decodeUnknown(given), () => !/(^|,)(-|NaN)/.test(String(given))),
  )

export const Span = Schema.declare((given): given is Span => Option.isSome(read(given)), {
  identifier: "Span",
  description: "Milliseconds, or a text such as `31 minutes`, `31 min` or `90s`.",
  jsonSchema: { anyOf: [{ type: "number", minimum: 0 }, { type: "string" }] },
  message: ({ actual }) =>
    `"${Inspectable.toStringUnknown(actual, 0)}" is no span of time, as 1000 (milliseconds) and "31 minutes" are.`,
})

export const millisOf = (span: Span): number =>
  Duration.toMillis(Option.getOrElse(read(span), () => Duration.zero))
