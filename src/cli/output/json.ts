/** Values as JSON for machines: moments as ISO 8601, spans as milliseconds, secrets struck out. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

export const plain = (value: unknown): unknown => {
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  if (Duration.isDuration(value)) return Duration.toMillis(value)
  if (Redacted.isRedacted(value)) return "***"
  if (Option.isOption(value)) return plain(Option.getOrNull(value))
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Error) return { ...fields(value), message: value.message }
  return typeof value === "object" && value !== null ? fields(value) : value
}

const fields = (value: object) =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (name === "cause" ? [] : [[name, plain(one)]])),
  )

/** One line. */
export const toJson = (value: object): string => JSON.stringify(plain(value))
