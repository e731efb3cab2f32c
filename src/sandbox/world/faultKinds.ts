/**
 * What can go wrong on demand, and how it is ordered.
 */
import * as Schema from "effect/Schema"
import { EndpointName } from "./endpointNames.js"
import { optional } from "./optional.js"

const kinds = Schema.Literal(
  /** Nothing but the delay. */
  "delay",
  /** The body comes in small pieces, over `delay`. */
  "slow-body",
  /** The connection is reset before the request took effect. */
  "reset-before",
  /** The request takes effect, then the connection is reset instead of an answer. */
  "reset-after",
  /** The connection ends in the middle of the body. */
  "cut-body",
  /** Half of the JSON, as if that were all. */
  "truncated-json",
  /** JSON with a syntax error. */
  "malformed-json",
  /** The right body under another media type. */
  "content-type",
  /** An HTML page (status 200 unless given), as a captive portal shows it. */
  "html",
  /** A server's failure: `status` 500 unless given; JSON for 500, a gateway's page for 502, 503 and 504. */
  "status",
  /** 429, with `retryAfter` seconds if given. */
  "throttled",
  /** The access token of the request is revoked before it is looked at. */
  "revoke-token",
  /** An enhanced error with `code`, `action`, `status` and `details`, published or not, in place of the answer. */
  "error",
  /** The same error inside every decision of the answer. */
  "item-error",
  /** Unheard-of values where the answer has values of a list: actions, types, sources, states. */
  "unknown-values",
  /** Fields that nobody knows yet, in every object of the answer. */
  "unknown-fields",
)

/** What can go wrong. */
export const FaultKind = kinds.annotations({
  message: ({ actual }) => ({
    message: `no fault is of the kind ${JSON.stringify(actual)}; the kinds are ${kinds.literals.join(", ")}`,
    override: true,
  }),
})

/** What shall go wrong, where and how often. */
export const Fault = Schema.Struct({
  kind: FaultKind,
  /** Without it, whatever is called next. */
  endpoint: optional(EndpointName),
  /** How often it strikes: once, or without end if there is a probability. */
  times: optional(Schema.Int.pipe(Schema.positive())),
  probability: optional(Schema.Number.pipe(Schema.between(0, 1))),
  /** Milliseconds to wait before anything else; for `slow-body`, how long the body takes. */
  delay: optional(Schema.Number.pipe(Schema.nonNegative())),
  status: optional(Schema.Int.pipe(Schema.between(200, 599))),
  /** Seconds. */
  retryAfter: optional(Schema.Number),
  code: optional(Schema.String),
  action: optional(Schema.String),
  details: optional(Schema.String),
}).annotations({ identifier: "Fault" })
export interface Fault extends Schema.Schema.Type<typeof Fault> {}

/** A fault that was ordered and may still strike. */
export const PendingFault = Schema.Struct({
  ...Fault.fields,
  id: Schema.Number,
  /** How many times are left; none is told of a fault without end. */
  left: optional(Schema.Number),
}).annotations({ identifier: "PendingFault" })
export interface PendingFault extends Schema.Schema.Type<typeof PendingFault> {}

export const pending = (fault: Fault, id: number): PendingFault => {
  const left = fault.times ?? (fault.probability === undefined ? 1 : undefined)
  return { ...fault, id, ...(left === undefined ? {} : { left }) }
}

/** What is left of a fault that struck; nothing if that was the last time. */
export const spent = (fault: PendingFault): ReadonlyArray<PendingFault> =>
  fault.left === undefined ? [fault] : fault.left > 1 ? [{ ...fault, left: fault.left - 1 }] : []
