/**
 * What an answer says of a failure, in any of the forms that errors come in: at its top, wrapped in `error`, in a list of
 * `errors`, or as a code alone; names in other spellings, codes in capitals.
 */
import * as Option from "effect/Option"
import type { EnhancedError } from "../domain/EnhancedError.js"
import { isObject } from "../domain/Lenient.js"
import type { Author } from "./codes.js"
import { isPublishedAction, isPublishedMessage, publishedCode } from "./codes.js"

/** The names of fields in lower case without anything but letters, by their spellings. */
const spellings: ReadonlyMap<string, keyof EnhancedError> = new Map([
  ["errorcode", "code"],
  ["code", "code"],
  ["action", "action"],
  ["statuscode", "status"],
  ["status", "status"],
  ["errormessage", "message"],
  ["errordescription", "message"],
  ["message", "message"],
  ["detail", "details"],
  ["details", "details"],
  ["helpurl", "helpUrl"],
  ["traceid", "trace"],
  ["trace", "trace"],
])

/** The JSON of what is no text; nothing where it is nested too deep to be written. */
const toJson = Option.liftThrowable((value: unknown) => JSON.stringify(value))

const textOf = (value: unknown) =>
  typeof value === "string" ? value : Option.getOrElse(toJson(value), () => "")

const statusOf = (value: unknown) =>
  typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN

type JsonObject = Readonly<Record<string, unknown>>

/** The fields of one object, and a published code whatever field names it. */
const fieldsOf = (object: JsonObject): EnhancedError => {
  const texts: { [Name in Exclude<keyof EnhancedError, "status">]?: string } = {}
  let status: number | undefined
  let named: string | undefined
  for (const [key, value] of Object.entries(object)) {
    if (value === null) continue
    const code = publishedCode(value)
    if (code !== undefined) named ??= code
    const name = spellings.get(key.toLowerCase().replace(/[^a-z]/g, ""))
    if (name === undefined) continue
    if (name === "status") status ??= statusOf(value)
    // the field's own spelling outdoes others
    else if (texts[name] === undefined || name === key) texts[name] = textOf(value)
  }
  return {
    ...texts,
    ...(status !== undefined && { status }),
    ...(named !== undefined && { code: named }),
  }
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
  if (Array.isArray(value)) {
    const errors = value.flatMap((item: unknown) => errorIn(item, depth + 1) ?? [])
    return errors.find(isNamed) ?? errors[0]
  }
  if (!isObject(value)) return undefined
  const own = fieldsOf(value)
  if (isNamed(own)) return own
  const wrapped = Object.entries(value).flatMap(([key, inner]) =>
    items.has(key) ? [] : (errorIn(inner, depth + 1) ?? []),
  )
  const inner = wrapped.find(isNamed) ?? (isObject(value["error"]) ? fieldsOf(value["error"]) : undefined)
  return { ...own, ...inner }
}

const isSilent = (body: unknown) =>
  body === undefined ||
  body === null ||
  (typeof body === "string" && body.trim() === "") ||
  (typeof body === "object" && Object.keys(body).length === 0)

const isOfService = (error: EnhancedError) =>
  isNamed(error) ||
  isPublishedAction(error.action) ||
  isPublishedMessage(error.message) ||
  // a code of tomorrow, in the form that others do not have
  (error.code !== undefined &&
    [error.action, error.helpUrl, error.trace].some((field) => field !== undefined))

/** Reads a body: what was parsed of it, or its text where that could not be. */
export const read = (body: unknown): { readonly error: EnhancedError; readonly author: Author } => {
  const error = errorIn(body, 0) ?? {}
  return { error, author: isOfService(error) ? "service" : isSilent(body) ? "unknown" : "other" }
}

/** Whether an answer with a status of success is an error all the same. */
export const isError = (body: unknown): boolean =>
  isObject(body) &&
  (isFailure(body["status"]) || (isObject(body["error"]) && isFailure(body["error"]["status"])))

const isFailure = (status: unknown) => status !== undefined && statusOf(status) >= 400
