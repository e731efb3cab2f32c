/**
 * What faults do to the JSON of an answer: values and fields that are unheard of, errors inside its items.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Reply } from "../wire/exchange.js"

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parse = Schema.decodeUnknownOption(Schema.parseJson(Schema.Unknown))

export const mapBody = (reply: Reply, f: (body: unknown) => unknown): Reply =>
  Option.match(parse(reply.body), {
    onNone: () => reply,
    onSome: (body) => ({ ...reply, body: JSON.stringify(f(body)) }),
  })

const mapDeep = (value: unknown, f: (fields: Fields) => Fields): unknown =>
  Array.isArray(value)
    ? value.map((item) => mapDeep(item, f))
    : isFields(value)
      ? f(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapDeep(each, f)])))
      : value

const enumerated = new Set([
  "actionName",
  "actionType",
  "reasonType",
  "type",
  "source",
  "state",
  "action",
  "code",
  "boardingStatus",
  "token_type",
])

const isSession = (fields: Fields) => "sessionId" in fields

export const unknownValues = (body: unknown) =>
  mapDeep(body, (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === "string" && enumerated.has(key) && !(key === "code" && isSession(fields))
          ? "unheard_of"
          : value,
      ]),
    ),
  )

const somethingNew = { nested: [1, null, "two"] }

/** A map by MVPD or by attribute has no fields, only keys: an unknown one would be another profile. */
const isMap = (fields: Fields) => Object.values(fields).every(isFields)

export const unknownFields = (body: unknown) => {
  const inner = mapDeep(body, (fields) => (isMap(fields) ? fields : { ...fields, somethingNew }))
  return isFields(inner) ? { ...inner, somethingNew } : inner
}

export const denyItems = (body: unknown, error: unknown): unknown =>
  isFields(body) && Array.isArray(body["decisions"])
    ? {
        ...body,
        decisions: body["decisions"].map((decision: unknown) => {
          if (!isFields(decision)) return decision
          const { resource, serviceProvider, mvpd, source } = decision
          return { resource, serviceProvider, mvpd, source, authorized: false, error }
        }),
      }
    : body
