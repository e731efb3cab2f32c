/**
 * From an HTTP request to an answer: reads it, finds the endpoint, tells a refusal in the endpoint's way, and writes
 * the log.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { httpDate } from "./clock.js"
import { corsHeaders } from "./cors.js"
import type { Endpoint } from "./endpoints.js"
import { endpoints } from "./endpoints.js"
import type { Refusal } from "./errors.js"
import { enhancedError } from "./errors.js"
import type { Exchange, Reply, World } from "./exchange.js"
import { html, json, noContent } from "./exchange.js"
import { messagePage } from "./html.js"
import type { RequestLog } from "./requestLog.js"
import { entryOf } from "./requestLog.js"

export const router = (world: World, log: RequestLog) =>
  HttpRouter.fromIterable(
    endpoints.map((endpoint) =>
      HttpRouter.makeRoute(
        "*",
        endpoint.path,
        Effect.flatMap(HttpRouter.params, (params) => serve(world, log, endpoint, params)),
      ),
    ),
  )

const unknown: Endpoint = { path: "/*", methods: {}, caller: "application" }

/** The answer to a path that the service does not have. */
export const notFound = (world: World, log: RequestLog) => serve(world, log, unknown, {})

const serve = (world: World, log: RequestLog, endpoint: Endpoint, params: Exchange["params"]) =>
  Effect.gen(function* () {
    const started = yield* Clock.currentTimeNanos
    const exchange = yield* receive(world, params)
    const reply = yield* answer(world, endpoint, exchange)
    const headers = { ...reply.headers, ...corsHeaders(exchange), date: httpDate(yield* world.clock.now) }
    const finished = yield* Clock.currentTimeNanos
    const times = { monotonic: millis(started), duration: millis(finished - started) }
    const name = endpoint.methods[exchange.method]?.name ?? "Unknown"
    yield* log.add(entryOf(name, exchange, { ...reply, headers }, times))
    return written({ ...reply, headers })
  })

const written = ({ status, headers, body }: Reply) =>
  HttpServerResponse.setHeaders(
    body === ""
      ? HttpServerResponse.empty({ status })
      : HttpServerResponse.text(body, { status, contentType: headers["content-type"] ?? "text/plain" }),
    headers,
  )

const millis = (nanos: bigint): number => Number(nanos / 1000n) / 1000

const receive = (world: World, params: Exchange["params"]) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
    const body = yield* Effect.orElseSucceed(request.text, () => "")
    const forwarded = request.headers["x-forwarded-for"]?.split(",")[0]?.trim()
    const remote = Option.getOrElse(request.remoteAddress, () => "unknown").replace(/^::ffff:/, "")
    const origin = `http://${request.headers["host"] ?? "localhost"}`
    const exchange: Exchange = {
      now: yield* world.clock.now,
      method: request.method,
      url: URL.canParse(request.originalUrl, origin)
        ? new URL(request.originalUrl, origin)
        : new URL(request.originalUrl, "http://localhost"),
      params,
      headers: request.headers,
      body,
      address: {
        ip: forwarded === undefined || forwarded === "" ? remote : forwarded,
        port: socket.remotePort ?? 0,
      },
    }
    return exchange
  })

const answer = (world: World, endpoint: Endpoint, exchange: Exchange): Effect.Effect<Reply> => {
  if (exchange.method === "OPTIONS") return Effect.succeed(noContent)
  const route = endpoint.methods[exchange.method]
  if (route !== undefined) {
    return Effect.catchTag(route.handler(world, exchange), "Refusal", (refusal) =>
      Effect.succeed(tell(world, endpoint, refusal)),
    )
  }
  const allowed = Object.keys(endpoint.methods)
  return Effect.succeed(
    allowed.length === 0
      ? tellPlainly(world, endpoint, 404, "There is nothing at this path.")
      : withHeader(
          tellPlainly(world, endpoint, 405, `The method must be ${allowed.join(" or ")}.`),
          "allow",
          [...allowed, "OPTIONS"].join(", "),
        ),
  )
}

const withHeader = (reply: Reply, name: string, value: string): Reply => ({
  ...reply,
  headers: { ...reply.headers, [name]: value },
})

const trace = (world: World) => (world.state.variant.trace ? world.chance.uuid() : undefined)

const tell = (world: World, endpoint: Endpoint, { code, details }: Refusal): Reply => {
  const error = enhancedError(code, trace(world), details)
  return endpoint.caller === "browser"
    ? html(error.status, messagePage("This did not work", error.message))
    : json(error.status, error)
}

/** A failure of HTTP itself, for which no code is published. */
const tellPlainly = (world: World, endpoint: Endpoint, status: number, message: string): Reply =>
  endpoint.caller === "browser"
    ? html(status, messagePage("This did not work", message))
    : json(status, { action: "none", status, message, trace: trace(world) })
