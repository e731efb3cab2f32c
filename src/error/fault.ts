/**
 * What an answer says of a failure, in any of the forms that errors come in: at its top, wrapped in `error`, in a list of
 * `errors`, as XML, as JSON in a text, or as a code alone; names in other spellings, codes and actions in capitals.
 */
import * as Option from "effect/Option"
import type { EnhancedError } from "../domain/wire/EnhancedError.js"
import { isObject } from "../domain/wire/Lenient.js"
import type { Author } from "./codes.js"
import { isPublished, publishedAction, publishedCode } from "./codes.js"

const names = ["code", "action", "status", "message", "details", "helpUrl", "trace"] as const

/** The field that a name means: `helpURL`, `error_code` and `trace-id`, too. */
const nameOf = (key: string) => {
  const letters = key.toLowerCase().replace(/[^a-z]|^error(?=[_-]?[a-z])/g, "")
  return names.find((name) =>
    [letters, `${letters}s`, letters.replace(/(?:code|id)$/, "")].includes(name.toLowerCase()),
  )
}

/** The JSON of what is no text; nothing where it is nested too deep to be written. */
const toJson = Option.liftThrowable((value: unknown) => JSON.stringify(value))
const parseJson = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const textOf = (value: unknown) =>
  typeof value === "string" ? value : Option.getOrElse(toJson(value), () => "")

const statusOf = (value: unknown) =>
  typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN

/** The fields of one object, and a published code whatever field names it. */
const fieldsOf = (object: Readonly<Record<string, unknown>>): EnhancedError => {
  const error: { -readonly [Name in keyof EnhancedError]: EnhancedError[Name] } = {}
  let named: string | undefined
  for (const [key, value] of Object.entries(object)) {
    if (value === null || value === undefined) continue
    named ??= publishedCode(value) ?? (value === false ? undefined : publishedCode(key))
    const name = nameOf(key)
    // the field's own spelling outdoes others
    if (name === undefined || (name !== key && error[name] !== undefined)) continue
    if (name === "status") error.status = statusOf(value)
    else error[name] = name === "action" ? (publishedAction(value) ?? textOf(value)) : textOf(value)
  }
  if (named !== undefined) error.code = named
  return error
}

/** What good answers are made of: an error in there is that of one item. */
const items: ReadonlySet<string> = new Set(["decisions", "resources", "profiles", "logouts"])

/** No error is wrapped deeper. */
const deepest = 4

/** No error is longer. */
const maxTextLength = 65_536

const isNamed = ({ code }: EnhancedError) => publishedCode(code) !== undefined

/** How Adobe writes its codes, and few others: in words of small letters, two at least. */
const hasFormOfCode = (code: string) => /^[a-z]+(?:_[a-z\d]+)+$/.test(code)

/**
 * The form of Adobe's errors, even with a code or an action of tomorrow. Gateways have codes and identifiers of their own,
 * so that a code of two words with one of either says nothing.
 */
const hasForm = ({ action, code = "", helpUrl = "", trace }: EnhancedError) =>
  hasFormOfCode(code) &&
  (publishedAction(action) !== undefined ||
    /^https:\/\/[\w.-]+\.adobe\.com\//.test(helpUrl) ||
    (trace !== undefined && (action !== undefined || helpUrl !== "" || code.split("_").length > 2)))

const isOfService = (error: EnhancedError) => isPublished(error) || hasForm(error)

/** Longer than any error that is told in a few words. */
const longestPhrase = 500

/** Elements with nothing but text in them. */
const elements = /<(?:\w{1,40}:)?(\w{1,40})(?:\s[^<>]*)?>([^<]*)<\//g

const fieldsOfXml = (xml: string) =>
  fieldsOf(
    Object.fromEntries([...xml.matchAll(elements)].map(([, name = "", text = ""]) => [name, text.trim()])),
  )

const codeOfPhrase = (text: string): EnhancedError =>
  fieldsOf({ code: text.match(/[a-z]+(?:_[a-z]+)+/gi)?.find((word) => publishedCode(word) !== undefined) })

/** The error in a text that is more than a code. Pages for people have none: they may come from anything on the way. */
const errorInText = (text: string, depth: number): EnhancedError | undefined => {
  if (/^\s*[[{"]/.test(text)) {
    const parsed = parseJson(text)
    if (Option.isSome(parsed)) return errorIn(parsed.value, depth + 1)
  }
  if (text.length > maxTextLength || /<(?:!doctype html|html|head|body|title|h[1-6]|p|div)\b/i.test(text))
    return undefined
  const error = /^\s*</.test(text) ? fieldsOfXml(text) : text.length > longestPhrase ? {} : codeOfPhrase(text)
  return isOfService(error) ? error : undefined
}

/** The error in a value: that which names a published code, however wrapped, else what stands on top. */
const errorIn = (value: unknown, depth: number): EnhancedError | undefined => {
  if (depth > deepest) return undefined
  if (typeof value === "string") {
    const code = publishedCode(value)
    return code === undefined ? errorInText(value, depth) : { code }
  }
  if (typeof value !== "object" || value === null) return undefined
  const own = isObject(value) ? fieldsOf(value) : {}
  if (isNamed(own) || hasForm(own)) return own
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    items.has(key) ? [] : (errorIn(inner, depth + 1) ?? []),
  )
  const wrapped = isObject(value) ? isObject(value["error"]) && fieldsOf(value["error"]) : inside[0]
  return { ...own, ...(inside.find(isNamed) ?? inside.find(isOfService) ?? wrapped) }
}

const isSilent = (body: unknown) =>
  typeof body === "string"
    ? body.trim() === ""
    : Object.keys(body ?? {}).length === 0 && typeof body !== "number"

/** What another author calls code and action says nothing, and could pass for the service's own. */
const ofOther = ({ action: _, code, ...error }: EnhancedError): EnhancedError =>
  code !== undefined && hasFormOfCode(code) ? { ...error, code } : error

/** Reads a body: what was parsed of it, or its text where that could not be. */
export const read = (body: unknown): { readonly error: EnhancedError; readonly author: Author } => {
  const error = errorIn(body, 0) ?? {}
  return isOfService(error)
    ? { error, author: "service" }
    : { error: ofOther(error), author: isSilent(body) ? "unknown" : "other" }
}

const isEmpty = (value: unknown) => Object.keys(value ?? {}).length === 0

/** Whether an answer has items, none of them, and names an error in their place. */
const hasErrorForItems = (body: Readonly<Record<string, unknown>>) => {
  const { code, error, errors } = body
  // on the way of every answer
  if ((code ?? error ?? errors ?? undefined) === undefined) return false
  const isNamedThere = [code, error, errors].some((one) => isNamed(errorIn(one, 1) ?? {}))
  const known = [...items].filter((name) => name in body)
  return isNamedThere && known.length > 0 && known.every((name) => isEmpty(body[name]))
}

/** Whether an answer with a status of success is an error all the same. */
export const isError = (body: unknown): boolean =>
  isObject(body) &&
  ([body, body["error"]].some((one) => isObject(one) && statusOf(one["status"]) >= 400) ||
    hasErrorForItems(body))
