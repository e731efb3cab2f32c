/** From what the wire gave to the error it means. */
import { identity } from "effect/Function"
import type { ParseIssue } from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import type { EnhancedError } from "../domain/wire/EnhancedError.js"
import { reason } from "../domain/wire/Reason.js"
import type { DecisionError } from "./AdobePassError.js"
import { UnexpectedResponse } from "./AdobePassError.js"
import type { Failure } from "./codes.js"
import { fromFailure, publishedAction, publishedCode } from "./codes.js"
import * as Fault from "./fault.js"

/** The fields of a failure; `status` is that of the HTTP answer, used where the error names none. */
export const toFailure = (endpoint: string, error: EnhancedError, status: number): Failure => {
  const { status: givenStatus = status, ...rest } = error
  const known = { ...rest, endpoint, status: isStatus(givenStatus) ? givenStatus : status }
  const isTold = error.message !== undefined && error.message.trim() !== ""
  return {
    ...known,
    message: isTold ? error.message : `${endpoint} failed with ${error.code ?? known.status}`,
  }
}

const isStatus = (status: number) => Number.isInteger(status) && status >= 100 && status < 600

const texts = ["code", "action", "message", "details", "helpUrl", "trace"] as const

const isPublishedWord = (text: string) => (publishedCode(text) ?? publishedAction(text)) === text

/** The same error with its texts redacted, but for published words, which a short secret may look like. */
export const redactError = (error: EnhancedError, redact: (text: string) => string): EnhancedError => {
  const told: { -readonly [Name in keyof EnhancedError]: EnhancedError[Name] } = { ...error }
  for (const name of texts) {
    const text = error[name]
    if (text !== undefined && !isPublishedWord(text)) told[name] = redact(text)
  }
  return told
}

/** The error inside one decision: the service said no, whatever else it says. */
export const fromDecision = (
  endpoint: string,
  error: unknown,
  redact: (text: string) => string = identity,
): DecisionError => fromFailure(toFailure(endpoint, redactError(Fault.read(error).error, redact), 403))

/** A name from an answer, fit for a message. */
const segment = (name: string) => name.replace(/[^\w.:@ -]/g, "*").slice(0, 40)

/**
 * An answer that lacks what a caller cannot go on without, by the name of the `field`. One that is no answer of the endpoint
 * at all has no `field`.
 */
export const incomplete = (
  endpoint: string,
  status: number,
  issue: ParseIssue,
  excerpt: string,
  redact: (text: string) => string,
): UnexpectedResponse => {
  const { message, path } = reason(issue)
  const field = path.map((name) => segment(redact(String(name)))).join(".")
  return new UnexpectedResponse({
    endpoint,
    status,
    message: `${endpoint}: cannot understand the answer: ${field === "" ? "" : `${field}: `}${message}`,
    excerpt,
    ...(field !== "" && { field }),
  })
}

/** A JSON value with every text in it redacted, the names of its fields too. */
export const redactTexts = (value: unknown, redact: (text: string) => string): unknown => {
  if (typeof value === "string") return redact(value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map((one: unknown) => redactTexts(one, redact))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [redact(name), redactTexts(one, redact)]),
  )
}

/** A name that tells of a secret; of bounded length, so that hostile bodies cost no time. */
const name = String.raw`[\w.-]{0,40}(?:token|secret|saml|request(?!or)|identi|statement|userid|value)[\w.-]{0,40}`
/** A quotation mark, also as written inside another text or in HTML. */
const quote = String.raw`(?:\\{0,9}["']|&(?:quot|apos|#3[49]);)`
/** A value: quoted, even if escaped or cut; with a list or map goes all that follows; else one word. */
const value = String.raw`"(?:\\.|[^"\\])*(?:"|\\?$)|'[^']*'?|\\{1,9}["'][^"']*["']?|&(?:quot|apos|#3[49]);[^&]*|[[{][^]*|[^\s,;&<>"'}\]]+`
const member = new RegExp(String.raw`(${quote}?${name}${quote}?\s*[:=]\s*)(?:${value})`, "gi")
const element = new RegExp(String.raw`(<(?:\w{1,40}:)?${name}(?:\s[^>]*)?>)[^<]+`, "gi")
const scheme = /\b(bearer|basic|fingerprint)(\s+)[^\s,;&<>"']+/gi
const query = /\?[^\s"'<>]+/g
const opaque = /[\w+/=.~%-]{20,}/g
const longest = 2000

const user = /\/\/[^\s/]*@/g

/**
 * What went wrong on the way, fit for a log: of an error its name, code and message, and the same of what caused it, whose
 * code stands for both. What sends requests may tell their URLs, and hang whole requests on its errors.
 */
export const cause = (given: unknown, redact: (text: string) => string = identity, depth = 3): unknown => {
  // an Error of whatever realm
  if (!Predicate.hasProperty(given, "message") || depth === 0) return undefined
  const message = redact(String(given.message)).replace(user, "//***@").replace(query, "?***")
  const deeper = cause(Reflect.get(given, "cause"), redact, depth - 1)
  const code = Reflect.get(given, "code") ?? (Predicate.hasProperty(deeper, "code") ? deeper.code : undefined)
  const texts = Record.filter({ name: Reflect.get(given, "name"), code }, Predicate.isString)
  return Object.assign(new Error(message, deeper === undefined ? {} : { cause: deeper }), texts)
}

/** The first cause of what {@link cause} tells, in a few words. */
export const reasonOf = (told: unknown): string | undefined => {
  if (!(told instanceof Error)) return undefined
  const code = Predicate.hasProperty(told, "code") ? String(told.code) : ""
  const { message } = told
  return reasonOf(told.cause) ?? (message.includes(code) ? message || undefined : `${code}: ${message}`)
}

/** The start of a body, fit for a log: what may be a secret is struck out. */
export const excerpt = (body: string): string =>
  // a word cut in two could pass for a short and harmless one
  (body.length > longest ? body.slice(0, longest).replace(/[^\s"'<>&,;:{}[\]]{1,2000}$/, "") : body)
    .replace(scheme, "$1$2***")
    .replace(member, '$1"***"')
    .replace(element, "$1***")
    .replace(query, "?***")
    .replace(opaque, "***")
    .slice(0, 200)
