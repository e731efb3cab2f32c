/**
 * What an answer says of a failure, in any of the forms that errors come in: at its top, wrapped in `error`, in a list of
 * `errors`, or as a code alone; names in other spellings, codes in capitals.
 */
import * as Option from "effect/Option"
import type { EnhancedError } from "../domain/wire/EnhancedError.js"
import { isObject } from "../domain/wire/Lenient.js"
import type { Author } from "./codes.js"
import { isPublished, publishedCode } from "./codes.js"

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

const textOf = (value: unknown) =>
  typeof value === "string" ? value : Option.getOrElse(toJson(value), () => "")

const statusOf = (value: unknown) =>
  typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN

/** The fields of one object, and a published code whatever field names it. */
const fieldsOf = (object: Readonly<Record<string, unknown>>): EnhancedError => {
  const error: { -readonly [Name in keyof EnhancedError]: EnhancedError[Name] } = {}
  let named: string | undefined
  for (const [key, value] of Object.entries(object)) {
    if (value === null) continue
    named ??= publishedCode(value)
    const name = nameOf(key)
    // the field's own spelling outdoes others
    if (name === undefined || (name !== key && error[name] !== undefined)) continue
    if (name === "status") error.status = statusOf(value)
    else error[name] = textOf(value)
  }
  if (named !== undefined) error.code = named
  return error
}

/** What good answers are made of: an error in there is that of one item. */
const items: ReadonlySet<string> = new Set(["decisions", "resources", "profiles", "logouts"])

/** No error is wrapped deeper. */
const deepest = 4

const isNamed = ({ code }: EnhancedError) => publishedCode(code) !== undefined

/** The error in a value: that which names a published code, however wrapped, else what stands on top. */
const errorIn = (value: unknown, depth: number): EnhancedError | undefined => {
  const code = publishedCode(value)
  if (code !== undefined) return { code }
  if (depth > deepest || typeof value !== "object" || value === null) return undefined
  const own = isObject(value) ? fieldsOf(value) : {}
  if (isNamed(own)) return own
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    items.has(key) ? [] : (errorIn(inner, depth + 1) ?? []),
  )
  const wrapped = isObject(value) ? isObject(value["error"]) && fieldsOf(value["error"]) : inside[0]
  return { ...own, ...(inside.find(isNamed) ?? wrapped) }
}

const isSilent = (body: unknown) =>
  typeof body === "string"
    ? body.trim() === ""
    : Object.keys(body ?? {}).length === 0 && typeof body !== "number"

/** The form of Adobe's errors, which no other has, even with a code of tomorrow. */
const hasForm = ({ action, code, helpUrl, trace }: EnhancedError) =>
  code !== undefined && (action ?? helpUrl ?? trace) !== undefined

/** Reads a body: what was parsed of it, or its text where that could not be. */
export const read = (body: unknown): { readonly error: EnhancedError; readonly author: Author } => {
  const error = errorIn(body, 0) ?? {}
  const isOfService = isPublished(error) || hasForm(error)
  return { error, author: isOfService ? "service" : isSilent(body) ? "unknown" : "other" }
}

/** Whether an answer with a status of success is an error all the same. */
export const isError = (body: unknown): boolean =>
  isObject(body) &&
  [body, body["error"]].some(
    (one) => isObject(one) && one["status"] !== undefined && statusOf(one["status"]) >= 400,
  )
