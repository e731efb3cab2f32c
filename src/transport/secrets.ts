/**
 * What a request carried and no error may tell, whatever its answer echoes. It is found in the request itself, so that no
 * endpoint has to name its secrets: all that is not known to be harmless is one.
 */
import * as Array from "effect/Array"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import { canonical, toCanonical } from "./canonical.js"
import type { Request } from "./Request.js"

const harmlessHeaders: ReadonlySet<string> = new Set([
  "accept",
  "content-length",
  "content-type",
  "user-agent",
  "x-device-info",
  "x-forwarded-for",
])

const harmlessParameters: ReadonlySet<string> = new Set([
  "client_id",
  "deviceType",
  "domainName",
  "grant_type",
  "mvpd",
  "mvpd_id",
  "profile",
  "redirect_uri",
  "redirectUrl",
  "requestor",
  "requestor_id",
  "resource",
  "resources",
])

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The texts in a JSON value. */
const leaves = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(leaves)
      : []

/** A text, and where it is JSON the texts in there. */
const withLeaves = (text: string) => [
  text,
  ...Option.match(parse(text), { onNone: () => [], onSome: leaves }),
]

const inBase64 = (text: string) => Option.toArray(Either.getRight(Encoding.decodeBase64String(text)))

const inHeader = (name: string, value: string) => {
  const text = value.replace(/^(?:Bearer|fingerprint) /, "")
  const decoded = inBase64(text)
  return [text, ...(name === "ap-temppass-identity" ? decoded.flatMap(withLeaves) : decoded)]
}

const inParameters = (parameters: Iterable<readonly [string, unknown]>) =>
  [...parameters].flatMap(([name, value]) =>
    harmlessParameters.has(name) || typeof value !== "string"
      ? []
      : [...withLeaves(value), ...inBase64(value)],
  )

const inBody = ({ body }: Request) => {
  if (body === undefined) return []
  const { text, type } = body
  return type.startsWith("application/json")
    ? inParameters(Object.entries(Option.getOrUndefined(parse(text)) ?? {}))
    : inParameters(new URLSearchParams(text))
}

/** Every secret of a request, plain. */
const secretsOf = (request: Request): ReadonlyArray<string> => [
  ...Object.entries(request.headers).flatMap(([name, value]) =>
    harmlessHeaders.has(name) ? [] : inHeader(name, value),
  ),
  ...inParameters(new URLSearchParams(request.url.split("?")[1] ?? "")),
  ...inBody(request),
]

/** In base64 a text begins with another character wherever in its surroundings it stands: those that do not depend on them. */
const toBase64 = (text: string): ReadonlyArray<string> => {
  const bytes = new TextEncoder().encode(text)
  return [0, 1, 2].map((before) => {
    const shifted = new Uint8Array(before + bytes.length)
    shifted.set(bytes, before)
    const end = Math.floor((shifted.length * 8) / 6)
    return Encoding.encodeBase64(shifted).slice(Math.ceil((before * 8) / 6), end)
  })
}

/** Longer than any text for people, and short enough to be searched. */
const maxTextLength = 65_536

/** What is shorter tells nothing, and may be part of any word. */
const shortest = 4

/** What is shorter may be a word of the service's, and is struck out only where it stands alone. */
const shortestPart = 8

/** The service may have cut a secret: so much of its beginning or end is as good as the whole. */
const piece = 12

/** Every form of a secret that an answer may tell it in, as {@link toCanonical} writes it. */
const formsOf = (secret: string): ReadonlyArray<string> => {
  if (secret.length < shortest) return []
  const encoded = [...toBase64(secret), Encoding.encodeHex(secret)].filter(({ length }) => length > shortest)
  return [secret, ...encoded].map(toCanonical)
}

type Range = readonly [start: number, end: number]

const placesOf = (text: string, part: string): ReadonlyArray<number> => {
  const places: Array<number> = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push(at)
  return places
}

const firstFirst = Order.mapInput(Order.number, ([start]: Range) => start)

const isInWord = (char = " ") => /[a-z\d/]/.test(char)

/** Where a text tells a form of a secret, or a piece of it. */
const rangesOf = (text: string, form: string): ReadonlyArray<Range> => {
  const { length } = form
  if (length <= piece) {
    return placesOf(text, form).flatMap((at): ReadonlyArray<Range> =>
      length < shortestPart && (isInWord(text[at - 1]) || isInWord(text[at + length]))
        ? []
        : [[at, at + length]],
    )
  }
  const beginnings = placesOf(text, form.slice(0, piece)).map((start): Range => {
    let end = start + piece
    while (end - start < length && text[end] === form[end - start]) end += 1
    return [start, end]
  })
  const ends = placesOf(text, form.slice(-piece)).map((at): Range => {
    const end = at + piece
    let start = at
    while (end - start < length && text[start - 1] === form[length - (end - start) - 1]) start -= 1
    return [start, end]
  })
  return [...beginnings, ...ends]
}

/** Strikes every secret of a request out of a text of its answer. */
export const redactor = (request: Request): ((text: string) => string) => {
  let forms: ReadonlyArray<string> | undefined
  return (given) => {
    forms ??= [...new Set(secretsOf(request).flatMap(formsOf))]
    const whole = given.slice(0, maxTextLength)
    const { text, units } = canonical(whole)
    const ranges = Array.sort(
      forms.flatMap((form) => rangesOf(text, form)),
      firstFirst,
    )
    let left = ""
    let at = 0
    for (const [first, end] of ranges) {
      const from = units[first]?.start ?? 0
      const until = units[end - 1]?.end ?? 0
      if (until <= at) continue
      if (from >= at) left += `${whole.slice(at, from)}***`
      at = until
    }
    return left + whole.slice(at)
  }
}
