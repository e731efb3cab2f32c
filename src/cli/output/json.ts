/** Values as JSON: moments as ISO 8601, spans as milliseconds, secrets struck out unless they are asked for. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

export const plain = (value: unknown, secrets = false): unknown => {
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  if (Duration.isDuration(value)) return Duration.toMillis(value)
  if (Redacted.isRedacted(value)) return secrets ? Redacted.value(value) : "***"
  if (Option.isOption(value)) return plain(Option.getOrNull(value), secrets)
  if (Array.isArray(value)) return value.map((one) => plain(one, secrets))
  if (value instanceof Error) return { ...fields(value, secrets), message: value.message }
  return typeof value === "object" && value !== null ? fields(value, secrets) : value
}

const fields = (value: object, secrets: boolean) =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (name === "cause" ? [] : [[name, plain(one, secrets)]])),
  )

/** One line. */
export const toJson = (value: object): string => JSON.stringify(plain(value))
