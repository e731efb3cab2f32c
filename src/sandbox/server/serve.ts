/**
 * From an HTTP request to an answer: reads the request, finds the endpoint, turns a refusal into the reply that fits the
 * endpoint, and writes the log.
 */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Endpoint } from "../service/index.js"
import { endpoints } from "../service/index.js"
import { accessToken } from "../wire/caller.js"
import { errorBody, trace } from "../wire/errorBody.js"
import type { Handler, Reply } from "../wire/exchange.js"
import { Exchange, html, json, noContent } from "../wire/exchange.js"
import { messagePage } from "../wire/html.js"
import { httpDate } from "../world/clock.js"
import type { EndpointName } from "../world/endpointNames.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import { World } from "../world/World.js"
import { corsHeaders } from "./cors.js"
import type { Fault } from "./faultKinds.js"
import { behaviourOf } from "./faultKinds.js"
import { Faults } from "./Faults.js"
import { BODY_LIMIT, Connection, exchangeOf } from "./receiving.js"
import { Interceptors } from "./Interceptors.js"
import { entryOf, RequestLog } from "./requestLog.js"
import { admit, tooManyRequests } from "./throttle.js"
import { cutShort, slowly, written } from "./writing.js"

const noAnswer: Reply = { status: 0, headers: {}, body: "" }

const millis = (nanos: bigint): number => Number(nanos / 1000n) / 1000

const serve = (endpoint: Endpoint, params: Exchange["Type"]["params"]) =>
  Effect.gen(function* () {
    const started = yield* Clock.currentTimeNanos
    const world = yield* World
    const { add } = yield* RequestLog
    const connection = yield* Connection
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = yield* connection.bodyOf(request)
    const exchange = exchangeOf(request, connection, params, body ?? "", yield* world.clock.now)
    const name = endpoint.methods[exchange.method]?.name ?? "Unknown"
    const fault = exchange.method === "OPTIONS" ? undefined : (yield* Faults).takeFault(name, exchange.target)
    const behaviour = behaviourOf(fault)
    const log = (reply: Reply) =>
      Effect.flatMap(Clock.currentTimeNanos, (finished) => {
        const times = { monotonic: millis(started), duration: millis(finished - started) }
        return add(entryOf(name, exchange, reply, times, fault?.kind))
      })

    if (fault?.delay !== undefined && behaviour.body !== "slow") yield* Effect.sleep(fault.delay)
    if (behaviour.reset === "before") return yield* Effect.zipRight(log(noAnswer), connection.hangUp(request))
    if (behaviour.revokesToken === true && body !== undefined) yield* revokeToken(exchange)
    const answered = body === undefined ? tooLong(endpoint) : answer(endpoint, name, fault)
    const reply = yield* Effect.provideService(answered, Exchange, exchange)
    if (behaviour.reset === "after") return yield* Effect.zipRight(log(noAnswer), connection.hangUp(request))

    const final = fault === undefined ? reply : (behaviour.corrupt?.(reply, fault, world.chance) ?? reply)
    const date = httpDate(yield* world.clock.now)
    const complete = {
      ...final,
      headers: { ...corsHeaders(exchange.headers["origin"]), date, ...final.headers },
    }
    yield* log(complete)
    if (behaviour.body === "slow") return yield* slowly(complete, fault?.delay ?? 1000)
    if (behaviour.body === "cut") return yield* cutShort(complete, connection.hangUp(request))
    return written(complete)
  })

const tooLong = (endpoint: Endpoint) =>
  plainRefusal(endpoint, 413, `The body must not be longer than ${BODY_LIMIT} bytes.`)

/** The answer to a request that was read: of a fault, of an interceptor, of the throttle, or of the endpoint. */
const answer = (endpoint: Endpoint, name: EndpointName, fault: Fault | undefined) =>
  Effect.gen(function* () {
    const exchange = yield* Exchange
    if (exchange.method === "OPTIONS") return noContent
    const { chance } = yield* World
    const { replacement } = behaviourOf(fault)
    if (fault !== undefined && replacement !== undefined) return replacement(fault, chance, exchange.now)
    const intercepted = (yield* Interceptors).answer(name, exchange)
    return yield* handled(
      endpoint,
      Effect.flatMap(intercepted, (reply) =>
        reply === undefined ? serviced(endpoint) : Effect.succeed(reply),
      ),
    )
  })

const serviced = (endpoint: Endpoint): Handler =>
  Effect.flatMap(Effect.all([World, Exchange]), ([{ chance, state }, { address, method, now }]) => {
    const { throttle } = state
    if (throttle !== undefined && endpoint.isThrottled && !admit(state, address.ip, throttle, now))
      return Effect.succeed(tooManyRequests(chance, now, throttle.retryAfter))
    return endpoint.methods[method]?.handler ?? notAllowed(endpoint)
  })

const handled = (endpoint: Endpoint, handler: Handler) =>
  handler.pipe(
    Effect.catchAllDefect((defect) =>
      Effect.zipRight(Effect.logError("The sandbox itself failed", defect), refuse("internal_server_error")),
    ),
    Effect.catchTag("Refusal", (refusal) => refusalReply(endpoint, refusal)),
  )

const revokeToken = (exchange: Exchange["Type"]) =>
  Effect.map(Effect.provideService(accessToken, Exchange, exchange), (token) => {
    if (token !== undefined) token.revoked = true
  })

const notAllowed = (endpoint: Endpoint) => {
  const allowed = Object.keys(endpoint.methods)
  if (allowed.length === 0) return plainRefusal(endpoint, 404, "There is nothing at this path.")
  return Effect.map(plainRefusal(endpoint, 405, `The method must be ${allowed.join(" or ")}.`), (reply) => ({
    ...reply,
    headers: { ...reply.headers, allow: [...allowed, "OPTIONS"].join(", ") },
  }))
}

const problemPage = (status: number, message: string): Reply =>
  html(status, messagePage("This did not work", message))

const refusalReply = ({ caller }: Endpoint, refusal: Refusal): Effect.Effect<Reply, never, World> =>
  Effect.map(errorBody(refusal), (error) =>
    caller === "browser"
      ? problemPage(error.status, error.message)
      : json(
          error.status,
          refusal.oauth === undefined ? error : { error: refusal.oauth, error_description: error.message },
        ),
  )

/** A failure of HTTP itself, for which no code is published. */
const plainRefusal = (
  { caller }: Endpoint,
  status: number,
  message: string,
): Effect.Effect<Reply, never, World> =>
  caller === "browser"
    ? Effect.succeed(problemPage(status, message))
    : Effect.map(trace, (id) => json(status, { action: "none", status, message, trace: id }))

const unknown: Endpoint = { path: "/*", methods: {}, caller: "application", isThrottled: false }

const router = HttpRouter.fromIterable(
  endpoints.map((endpoint) =>
    HttpRouter.makeRoute(
      "*",
      endpoint.path,
      Effect.flatMap(HttpRouter.params, (params) => serve(endpoint, params)),
    ),
  ),
)

/** Answers every path of the service, and those that it does not have. */
export const service = Effect.catchTag(router, "RouteNotFound", () => serve(unknown, {}))
