/** What is secret of a request and its answer, struck out: by the names of headers and fields, wherever they stand. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

export const struck = "***"

const headers = new Set([
  "authorization",
  "ap-device-identifier",
  "ap-temppass-identity",
  "ap-visitor-identifier",
  "ad-service-token",
  "adobe-subject-token",
  "x-roku-reserved-roku-connect-token",
  "ap-partner-framework-status",
  "cookie",
  "set-cookie",
])

/** Fields of bodies and queries. */
const field =
  /^(?:.*(?:secret|statement|saml|password|identity).*|access_token|refresh_token|request|code_verifier|serializedToken|device_?id|generic_data|userId|user_id|householdId|upstreamUserId)$/i

export const maskHeaders = (all: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      headers.has(name.toLowerCase())
        ? value.replace(/(?<=^(?:Bearer|fingerprint) ).+|^(?!Bearer |fingerprint ).+/, struck)
        : maskUrl(value),
    ]),
  )

const maskJson = (value: unknown, isSecret = false): unknown => {
  if (Array.isArray(value)) return value.map((one) => maskJson(one, isSecret))
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        maskJson(one, isSecret || field.test(name) || (name === "token" && typeof one === "string")),
      ]),
    )
  }
  if (typeof value === "string") return isSecret ? struck : maskUrl(value)
  return isSecret && typeof value === "number" ? struck : value
}

/** `a=b&c=d`, as queries and forms have it. */
export const maskQuery = (text: string): string =>
  text.replace(/([^&=?#]+)=([^&#]*)/g, (pair, name: string) =>
    field.test(name) || name === "token" ? `${name}=${struck}` : pair,
  )

const parse = Schema.decodeUnknownOption(Schema.parseJson())

/** A URL, absolute or relative; any other text stays as it is. */
export const maskUrl = (url: string): string => {
  const at = url.indexOf("?")
  return at === -1 || !/^(?:https?:\/\/|\/)[^\s?]*\?\S*$/.test(url)
    ? url
    : `${url.slice(0, at)}?${maskQuery(url.slice(at + 1))}`
}

const element = /(<(\w+)(?:\s[^>]*)?>)[^<]+(?=<\/\2>)/g

/** A signed token (JWT), wherever it stands. */
const signed = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g

/** A body of whatever kind; it stays as it is where nothing in it has a secret's name. */
export const maskBody = (body: string): string => {
  const json = parse(body)
  if (Option.isSome(json) && typeof json.value === "object") return JSON.stringify(maskJson(json.value))
  if (/^[\w.%+-]+=[^\s<>]*$/.test(body)) return maskQuery(body)
  return body
    .replace(element, (whole, open: string, name: string) => (field.test(name) ? `${open}${struck}` : whole))
    .replace(signed, struck)
}

/** The beginning of a secret, to tell it from others. */
export const masked = (text: string): string =>
  text.length < 12 ? "••••" : `${text.slice(0, 4)}•••• (${text.length} characters)`
