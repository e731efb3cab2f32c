/**
 * Faults on demand: what can go wrong between a client and the service, at an endpoint, so many times or with a
 * probability drawn from the sandbox's seed.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { enhancedError, HELP_URL, isErrorCode } from "../world/errors.js"
import type { Exchange, Reply } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { html, json } from "../wire/exchange.js"
import type { Fault, PendingFault } from "../world/faultKinds.js"
import { spent } from "../world/faultKinds.js"
import { tooManyRequests } from "./throttle.js"

/** The fault that strikes this call, used up by one. */
export const strike = (world: World, endpoint: string): PendingFault | undefined => {
  const struck = world.state.faults.find(
    (fault) =>
      (fault.endpoint ?? endpoint) === endpoint &&
      (fault.probability === undefined || world.chance.happens(fault.probability)),
  )
  if (struck === undefined) return undefined
  world.state.faults = world.state.faults.flatMap((fault) => (fault === struck ? spent(fault) : [fault]))
  return struck
}

/** The answer that a fault gives by itself, with the request never handled. */
export const instead = (world: World, exchange: Exchange, fault: Fault): Reply | undefined => {
  switch (fault.kind) {
    case "html":
      return html(fault.status ?? 200, "<html><head></head><body></body></html>")
    case "status":
      return failed(world, fault.status ?? 500)
    case "throttled":
      return tooManyRequests(world, exchange.now, fault.retryAfter)
    case "error": {
      const error = errorOf(world, fault)
      return json(error.status, error)
    }
    default:
      return undefined
  }
}

const gateways: Readonly<Record<number, string>> = {
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
}

const failed = (world: World, status: number): Reply => {
  const reason = gateways[status]
  return reason === undefined
    ? json(status, { ...enhancedError("internal_server_error", world.chance.uuid()), status })
    : html(
        status,
        `<html>\r\n<head><title>${status} ${reason}</title></head>\r\n<body>\r\n<center><h1>${status} ${reason}</h1></center>\r\n</body>\r\n</html>\r\n`,
      )
}

const errorOf = (world: World, { code = "a_code_of_tomorrow", action, status, details }: Fault) => {
  const known = isErrorCode(code)
    ? enhancedError(code, world.chance.uuid())
    : {
        action: "none",
        status: 403,
        code,
        message: "Nobody has heard of this.",
        helpUrl: HELP_URL,
        trace: world.chance.uuid(),
      }
  return {
    ...known,
    ...(action === undefined ? {} : { action }),
    ...(status === undefined ? {} : { status }),
    ...(details === undefined ? {} : { details }),
  }
}

/** The answer of the service, made worse. */
export const spoil = (world: World, fault: Fault, reply: Reply): Reply => {
  switch (fault.kind) {
    case "truncated-json":
      return { ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) }
    case "malformed-json":
      return { ...reply, body: reply.body.replace(/:/, "") }
    case "content-type":
      return { ...reply, headers: { ...reply.headers, "content-type": "text/plain" } }
    case "unknown-values":
      return mapBody(reply, unknownValues)
    case "unknown-fields":
      return mapBody(reply, unknownFields)
    case "item-error":
      return mapBody(reply, (body) => denyItems(body, errorOf(world, fault)))
    default:
      return reply
  }
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parse = Schema.decodeUnknownOption(Schema.parseJson(Schema.Unknown))

const mapBody = (reply: Reply, f: (body: unknown) => unknown): Reply =>
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

const unknownValues = (body: unknown) =>
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

const unknownFields = (body: unknown) =>
  mapDeep(body, (fields) =>
    // Maps by MVPD or by attribute have no fields, only keys: an unknown one would be another profile.
    Object.values(fields).every(isFields) && Object.keys(fields).length > 0
      ? fields
      : { ...fields, somethingNew: { nested: [1, null, "two"] } },
  )

const denyItems = (body: unknown, error: unknown): unknown =>
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
