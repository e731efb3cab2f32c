/**
 * What can go wrong between a client and the service: one declaration for each kind of fault.
 */
import * as Arr from "effect/Array"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Reply } from "../wire/exchange.js"
import { html, json } from "../wire/exchange.js"
import type { Chance } from "../world/chance.js"
import { EndpointName } from "../world/endpointNames.js"
import { enhancedError, HELP_URL, isErrorCode } from "../world/errors.js"
import { meant } from "../world/nearest.js"
import { optional } from "../world/optional.js"
import { answerFields, replyOf } from "./answer.js"
import { denyItems, mapBody, unknownFields, unknownValues } from "./corruption.js"
import { tooManyRequests } from "./throttle.js"

const order = {
  /** Without it, the next call of any endpoint. */
  endpoint: optional(EndpointName),
  /** Without it, any path. `*` stands for any text; the query counts where a `?` is there. */
  path: optional(Schema.String.pipe(Schema.pattern(/^[/*]/), Schema.maxLength(200))),
  /** How many calls take it, or `always`: one, or without end if there is a probability. */
  times: optional(
    Schema.Union(Schema.Int.pipe(Schema.positive()), Schema.Literal("always")).annotations({
      message: ({ actual }) => ({
        message: `Expected a positive number or "always", actual ${JSON.stringify(actual)}`,
        override: true,
      }),
    }),
  ),
  /** From 0 to 1: how likely a call takes it, drawn from the sandbox's seed. Every call unless given. */
  probability: optional(Schema.Number.pipe(Schema.between(0, 1))),
  /** Milliseconds to wait before anything else (default 0); for `slow-body`, how long the body takes (default 1000). */
  delay: optional(
    Schema.Number.pipe(Schema.nonNegative()).annotations({
      message: ({ actual }) => ({
        message: `Expected milliseconds, a number from 0 on, actual ${JSON.stringify(actual)}`,
        override: true,
      }),
    }),
  ),
}

/** What only some kinds take; any other kind refuses it. */
const settings = {
  ...answerFields,
  /** Of `status` and `throttled`: seconds for the header `Retry-After`, which is left out unless given. */
  retryAfter: optional(Schema.Number),
  /** Of `error` and `item-error`: an error code, published or not; `a_code_of_tomorrow` unless given. */
  code: optional(Schema.String),
  /** Of `error` and `item-error`: that of the code unless given, `none` for a code that is not published. */
  action: optional(Schema.String),
  /** Of `error` and `item-error`: the MVPD's words for the viewer; left out unless given. */
  details: optional(Schema.String),
}
type Setting = keyof typeof settings
const settingNames = Struct.keys(settings)

const fields = { ...order, ...settings }
type Order = Schema.Struct.Type<typeof fields>

/** What a kind of fault does, by the point of a call at which it does it. */
export interface Behaviour {
  /** Cuts the connection, before the request takes effect or after it. */
  readonly reset?: "before" | "after"
  /** Revokes the request's access token before it is looked at. */
  readonly revokesToken?: true
  /** Answers in place of the service, which never sees the request. */
  readonly replacement?: (order: Order, chance: Chance, now: number) => Reply
  /** Makes the service's answer worse. */
  readonly corrupt?: (reply: Reply, order: Order, chance: Chance) => Reply
  /** How the body goes out: in pieces over the delay, or cut off in the middle. */
  readonly body?: "slow" | "cut"
}

const kind = <const Name extends string>(
  name: Name,
  behaviour: Behaviour,
  ...takes: ReadonlyArray<Setting>
) => ({
  ...behaviour,
  name,
  takes,
})

const onBody = (f: (body: unknown) => unknown) => (reply: Reply) => mapBody(reply, f)

const kinds = [
  /** Nothing but the `delay`. */
  kind("delay", {}),
  /** The body comes in small pieces, over `delay`; an answer without one comes after it. */
  kind("slow-body", { body: "slow" }),
  /** The connection is reset before the request took effect. */
  kind("reset-before", { reset: "before" }),
  /** The request takes effect, then the connection is reset instead of an answer. */
  kind("reset-after", { reset: "after" }),
  /** The connection ends in the middle of the body, or instead of an answer without one. */
  kind("cut-body", { body: "cut" }),
  /** Half of the JSON, as if that were all. */
  kind("truncated-json", {
    corrupt: (reply) => ({ ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) }),
  }),
  /** JSON with a syntax error. */
  kind("malformed-json", { corrupt: (reply) => ({ ...reply, body: reply.body.replace(/:/, "") }) }),
  /** The right body under another media type. */
  kind("content-type", {
    corrupt: (reply) => ({ ...reply, headers: { ...reply.headers, "content-type": "text/plain" } }),
  }),
  /** An HTML page, as a captive portal shows it: `status` 200 unless given. */
  kind(
    "html",
    { replacement: ({ status = 200 }) => html(status, "<html><head></head><body></body></html>") },
    "status",
  ),
  /** Any answer you like: `status` 200 unless given, `headers`, and a `body`, which is JSON unless it is a text. */
  kind("answer", { replacement: replyOf }, "status", "headers", "body"),
  /** A server's failure: `status` 500 unless given; JSON for 500, a gateway's page for 502, 503 and 504; with `Retry-After` if `retryAfter` is given. */
  kind(
    "status",
    { replacement: ({ retryAfter, status = 500 }, chance) => failed(status, retryAfter, chance) },
    "status",
    "retryAfter",
  ),
  /** 429 with a page, as Adobe answers it: no `Retry-After` unless `retryAfter` is given. */
  kind(
    "throttled",
    { replacement: ({ retryAfter }, chance, now) => tooManyRequests(chance, now, retryAfter) },
    "retryAfter",
  ),
  /** The access token of the request is revoked before it is looked at. */
  kind("revoke-token", { revokesToken: true }),
  /** An error of Adobe's form in place of the answer: `code`, `action`, `status` (403 for a code that is not published) and `details`. */
  kind(
    "error",
    {
      replacement: (order, chance) => {
        const error = errorOf(order, chance)
        return json(error.status, error)
      },
    },
    "code",
    "action",
    "status",
    "details",
  ),
  /** The same error inside every decision of the answer. */
  kind(
    "item-error",
    { corrupt: (reply, order, chance) => mapBody(reply, (body) => denyItems(body, errorOf(order, chance))) },
    "code",
    "action",
    "status",
    "details",
  ),
  /** Unheard-of values where the answer has values of a list: actions, types, sources, states. */
  kind("unknown-values", { corrupt: onBody(unknownValues) }),
  /** Fields that no client knows yet, in every object of the answer. */
  kind("unknown-fields", { corrupt: onBody(unknownFields) }),
] as const

const names = Schema.Literal(...Arr.map(kinds, ({ name }) => name))

/** What can go wrong. */
export const FaultKind = names.annotations({
  message: ({ actual }) => ({
    message: `no fault is of the kind ${JSON.stringify(actual)}; the kinds are ${names.literals.join(", ")}${meant(actual, names.literals)}`,
    override: true,
  }),
})

type Kind = typeof FaultKind.Type

const takenBy: ReadonlyMap<string, ReadonlyArray<Setting>> = new Map(
  kinds.map(({ name, takes }) => [name, takes]),
)

/** The settings that a fault of this kind takes beside those of every kind. */
export const settingsOf = (kind: Kind): ReadonlyArray<string> => takenBy.get(kind) ?? []

const AnyFault = Schema.Struct({
  /** What goes wrong. */
  kind: FaultKind,
  ...fields,
})

const misfit = (kind: Kind, name: string): Schema.FilterIssue => {
  const taken = settingsOf(kind)
  const instead = taken.length === 0 ? "" : `, which takes ${taken.join(", ")}`
  return { path: [name], message: `is no setting of the kind ${JSON.stringify(kind)}${instead}` }
}

/** For editors: what each kind does not take. */
const misfits = Arr.map(kinds, ({ name, takes }) => ({
  if: { properties: { kind: { not: { const: name } } } },
  else: {
    properties: Object.fromEntries(Arr.difference(settingNames, takes).map((setting) => [setting, false])),
  },
}))

/** What shall go wrong, where and how often. */
export const Fault = AnyFault.pipe(
  Schema.filter(
    (fault) =>
      settingNames
        .filter((name) => name in fault && !settingsOf(fault.kind).includes(name))
        .map((name) => misfit(fault.kind, name)),
    { jsonSchema: { allOf: misfits } },
  ),
).annotations({ identifier: "Fault" })
export interface Fault extends Schema.Schema.Type<typeof Fault> {}

/** A fault that was ordered and may still strike. */
export const PendingFault = Schema.Struct({
  ...AnyFault.fields,
  id: Schema.Number,
  /** How many times are left; a fault without end has no such number. */
  left: optional(Schema.Number),
}).annotations({ identifier: "PendingFault" })
export interface PendingFault extends Schema.Schema.Type<typeof PendingFault> {}

const behaviours: ReadonlyMap<string, Behaviour> = new Map(kinds.map((each) => [each.name, each]))
const harmless: Behaviour = {}

/** What this fault does; nothing if there is no fault. */
export const behaviourOf = (fault: Fault | undefined): Behaviour =>
  fault === undefined ? harmless : (behaviours.get(fault.kind) ?? harmless)

const gateways: Readonly<Record<number, string>> = {
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
}

const failed = (status: number, retryAfter: number | undefined, chance: Chance): Reply => {
  const reason = gateways[status]
  const reply =
    reason === undefined
      ? json(status, { ...enhancedError("internal_server_error", chance.uuid()), status })
      : html(
          status,
          `<html>\r\n<head><title>${status} ${reason}</title></head>\r\n<body>\r\n<center><h1>${status} ${reason}</h1></center>\r\n</body>\r\n</html>\r\n`,
        )
  return retryAfter === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, "retry-after": String(retryAfter) } }
}

const errorOf = ({ code = "a_code_of_tomorrow", action, status, details }: Order, chance: Chance) => {
  const known = isErrorCode(code)
    ? enhancedError(code, chance.uuid())
    : {
        action: "none",
        status: 403,
        code,
        message: "Nobody has heard of this.",
        helpUrl: HELP_URL,
        trace: chance.uuid(),
      }
  return {
    ...known,
    ...(action === undefined ? {} : { action }),
    ...(status === undefined ? {} : { status }),
    ...(details === undefined ? {} : { details }),
  }
}
