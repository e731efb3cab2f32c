/**
 * What a request carried and no error may tell, whatever its answer echoes. It is found in the request itself, so that no
 * endpoint has to name its secrets: all that is not known to be harmless is one.
 */
import * as UrlParams from "@effect/platform/UrlParams"
import * as Array from "effect/Array"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
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

const inHeader = (name: string, value: string) => {
  // such as Bearer or fingerprint
  const text = value.replace(/^\w+ /, "")
  const decoded = Option.toArray(Either.getRight(Encoding.decodeBase64String(text)))
  return [text, ...(name === "ap-temppass-identity" ? decoded.flatMap(withLeaves) : decoded)]
}

const inParameters = (parameters: Iterable<readonly [string, unknown]>) =>
  [...parameters].flatMap(([name, value]) =>
    harmlessParameters.has(name) || typeof value !== "string" ? [] : withLeaves(value),
  )

const inBody = ({ body }: Request) => {
  if (body === undefined) return []
  const { text, type } = body
  return type.startsWith("application/json")
    ? inParameters(Object.entries(Option.getOrElse(parse(text), () => ({})) ?? {}))
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
const inBase64 = (text: string): ReadonlyArray<string> => {
  const bytes = new TextEncoder().encode(text)
  return [0, 1, 2].map((before) => {
    const shifted = new Uint8Array(before + bytes.length)
    shifted.set(bytes, before)
    const end = Math.floor((shifted.length * 8) / 6)
    return Encoding.encodeBase64(shifted).slice(Math.ceil((before * 8) / 6), end)
  })
}

const forUrls = (base64: string) => base64.replace(/\+/g, "-").replace(/\//g, "_")

const lowerCase = (encoded: string) => encoded.replace(/%[\dA-F]{2}/g, (byte) => byte.toLowerCase())

/** A text as others write it: in JSON, in URLs, in forms, in HTML. */
const written = (text: string): ReadonlyArray<string> => {
  const json = JSON.stringify(text).slice(1, -1)
  const encoded = [encodeURIComponent(text), UrlParams.toString([["", text]]).slice(1)]
  const html = text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
  return [text, json, json.replace(/\//g, "\\/"), ...encoded, ...encoded.map(lowerCase), html]
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Longer than any text for people, and short enough to be searched. */
const maxTextLength = 65_536

/** What is shorter tells nothing, and may be part of any word. */
const shortest = 4

/** Every form of a secret that an answer may tell it in. */
const formsOf = (secret: string): ReadonlyArray<string> => {
  if (secret.length < shortest) return []
  const whole = Encoding.encodeBase64(secret)
  const base64 = [whole, ...inBase64(secret)].filter(({ length }) => length > shortest)
  return [secret, ...base64, ...base64.map(forUrls)].flatMap(written)
}

const longestFirst = Order.mapInput(Order.reverse(Order.number), ({ length }: string) => length)

/** Strikes every secret of a request out of a text of its answer. */
export const redactor = (request: Request): ((text: string) => string) => {
  let forms: ReadonlyArray<string> | undefined
  return (text) => {
    // of two that overlap the longer goes first
    forms ??= Array.sort(new Set(secretsOf(request).flatMap(formsOf)), longestFirst)
    return forms.reduce((left, form) => left.split(form).join("***"), text.slice(0, maxTextLength))
  }
}
