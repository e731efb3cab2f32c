/* oxlint-disable vitest/expect-expect -- `endsWell` expects */
/** Whatever comes as an answer ends in a value or in an error that the endpoint declares. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import { beforeAll, describe, expect, it } from "vitest"
import { ofAnyCall } from "../support/ofAnyCall.js"
import { check } from "../support/runs.js"
import type { Answered, Came } from "./endpoints.js"
import { all, textOf } from "./endpoints.js"
import * as Wire from "./wire.js"

/** A JSON value with something in it put in place of what was there. */
const changed = (value: unknown, path: ReadonlyArray<number>, other: unknown): unknown => {
  const [step, ...rest] = path
  if (typeof value !== "object" || value === null || step === undefined) return other
  const keys = Object.keys(value)
  if (keys.length === 0) return other
  const key = keys[step % keys.length]!
  const inside = changed(Reflect.get(value, key), rest, other)
  return Array.isArray(value)
    ? value.map((one: unknown, at) => (String(at) === key ? inside : one))
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === key ? inside : one]))
}

const { array, constant, integer, json, jsonValue, nat, oneof, record, tuple, uint8Array } = FastCheck

const status = oneof(
  constant(200),
  FastCheck.constantFrom(200, 201, 204, 301, 302, 400, 401, 403, 404, 405, 410, 429, 500, 502, 503),
  integer({ min: 0, max: 999 }),
)

/** Numbers at the edge of what dates can hold, and texts that look like something else. */
const hostile = oneof(
  FastCheck.constantFrom<unknown>(-1, 0.5, 9e15, 1e300, "1e999", "NaN", "-0", "", " ", "__proto__"),
  jsonValue({ maxDepth: 3 }),
  Wire.text,
  Wire.error,
  constant([Wire.text]),
)

/** A good answer with one thing in it that is wrong. */
const damaged = ({ secret, wire }: Answered) =>
  tuple(
    wire,
    array(nat(20), { minLength: 1, maxLength: 5 }),
    secret === undefined ? hostile : oneof({ weight: 9, arbitrary: hostile }, constant(`so: ${secret}!`)),
  ).map(([good, path, bad]) => textOf(changed(good, path, bad)).replaceAll("null,", "1e999,"))

/** A good answer that breaks off, or into which something fell. */
const torn = ({ wire }: Answered) =>
  tuple(wire, nat(), nat(), Wire.text).map(([good, from, length, other]) => {
    const text = textOf(good)
    const at = from % (text.length + 1)
    return text.slice(0, at) + other + text.slice(at + (length % 20))
  })

const bytes = uint8Array({ maxLength: 200 }).map((all) => new TextDecoder().decode(all))

const xml = tuple(Wire.authorizationXml, Wire.text, nat()).map(([good, other, at]) => {
  const place = at % (good.length + 1)
  return good.slice(0, place) + other + good.slice(place)
})

const bodies = (endpoint: Answered) =>
  oneof(damaged(endpoint), torn(endpoint), bytes, json({ maxDepth: 4 }), xml, Wire.error.map(textOf))

/** What is wrong with how a call ended, if anything. */
const flaw = ({ declared, secret }: Answered, exit: Exit.Exit<unknown, { readonly _tag: string }>) => {
  if (Exit.isSuccess(exit)) return undefined
  if (exit.cause._tag !== "Fail") return `no failure of its own: ${String(exit.cause)}`
  const { error } = exit.cause
  const names: ReadonlyArray<string> = [...ofAnyCall, ...declared.failures.map(({ _tag }) => _tag)]
  if (!names.includes(error._tag)) return `not declared: ${error._tag}`
  if (!(error instanceof Error) || error.message === "") return "an error without a message"
  const told = `${JSON.stringify(error)} ${error.message} ${error.stack}`
  return secret !== undefined && told.includes(secret) ? "tells a secret" : undefined
}

/** Longer than any answer of this size takes on a busy machine. */
const longest = 2000

const endsWell = async (endpoint: Answered, came: Came) => {
  const began = performance.now()
  const exit = await Effect.runPromiseExit(endpoint.answered(came))
  expect(flaw(endpoint, exit)).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(longest)
}

// the reader of XML is loaded with the first answer
beforeAll(() =>
  Promise.all(all.map(({ answered }) => Effect.runPromiseExit(answered({ status: 200, body: "" })))),
)

describe.each(all.map((endpoint) => [endpoint.declared.name, endpoint] as const))("%s", (_name, endpoint) => {
  it("ends in a value or a declared error, whatever comes", () =>
    check(
      FastCheck.asyncProperty(record({ status, body: bodies(endpoint) }), (came) => endsWell(endpoint, came)),
      150,
    ))
})
