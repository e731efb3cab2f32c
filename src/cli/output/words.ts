/** Values as a person reads them. */
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { Answer } from "../../flow/Preauthorization.js"
import type { MediaToken } from "../../domain/MediaToken.js"
import type { Profile } from "../../domain/Profile.js"
import { dim } from "./style.js"

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const

/** About how long, in the largest unit that fits. */
export const lasting = (millis: number): string => {
  const [name, size] = units.find(([, size]) => Math.round(millis / 1000) * 1000 >= size) ?? units[3]
  const n = Math.round(millis / size)
  return `${n} ${name}${n === 1 ? "" : "s"}`
}

export const between = (from: DateTime.Utc | undefined, to: DateTime.Utc | undefined): string =>
  from === undefined || to === undefined ? "some time" : lasting(DateTime.distance(from, to))

/** A media token with nothing of it that would release a stream. */
export const token = ({ notAfter, notBefore, serializedToken }: MediaToken): string => {
  const text = Redacted.value(serializedToken)
  return `${text.slice(0, 4)}•••• (${text.length} characters), good for ${between(notBefore, notAfter)}`
}

export const profile = ({ issuer, mvpd, notAfter, notBefore, type }: Profile): string =>
  `${mvpd}, by ${issuer}, a profile of type ${type} for ${between(notBefore, notAfter)}`

/** An error in its publisher's words, those for the viewer first. */
export const reason = (error: {
  readonly code?: string
  readonly details?: string
  readonly message: string
}): string =>
  [error.details ?? error.message, ...(error.code === undefined ? [] : [dim(error.code)])].join(" ")

/** Whether a resource that preauthorization was asked about is locked. */
export const isLocked = (answer: Answer): answer is Extract<Answer, { readonly _tag: "Deny" }> =>
  answer._tag === "Deny"

/** Minutes and seconds, as a clock counts down. */
export const clock = (millis: number): string => {
  const seconds = Math.max(0, Math.round(millis / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}
