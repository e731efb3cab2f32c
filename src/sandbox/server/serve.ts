/**
 * From an HTTP request to an answer: reads it, finds the endpoint, tells a refusal in the endpoint's way, and writes
 * the log.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Cookies from "@effect/platform/Cookies"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type { Socket } from "node:net"
import { accessToken } from "../wire/caller.js"
import { httpDate } from "../world/clock.js"
import { corsHeaders } from "./cors.js"
import type { Endpoint } from "../service/index.js"
import { endpoints, isThrottled } from "../service/index.js"
import type { Refusal } from "../world/errors.js"
import { enhancedError, refuse } from "../world/errors.js"
import type { Exchange, Reply } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { html, json, noContent, urlOf } from "../wire/exchange.js"
import type { Fault } from "../world/faultKinds.js"
import { instead, spoil, strike } from "./faults.js"
import { messagePage } from "../wire/html.js"
import type { RequestLog } from "./requestLog.js"
import { entryOf } from "./requestLog.js"
import { admit, tooManyRequests } from "./throttle.js"

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
    const request = yield* HttpServerRequest.HttpServerRequest
    const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
    const body = yield* bodyOf(request)
    const exchange = yield* receive(world, request, socket.remotePort ?? 0, params, body ?? "")
    const name = endpoint.methods[exchange.method]?.name ?? "Unknown"
    const fault = exchange.method === "OPTIONS" ? undefined : strike(world, name)
    const write = (reply: Reply) =>
      Effect.flatMap(Clock.currentTimeNanos, (finished) => {
        const times = { monotonic: millis(started), duration: millis(finished - started) }
        return log.add(entryOf(name, exchange, reply, times, fault?.kind))
      })
    const reset = Effect.zipRight(write(noAnswer), hangUp(socket))

    if (fault?.delay !== undefined && fault.kind !== "slow-body") yield* Effect.sleep(fault.delay)
    if (fault?.kind === "reset-before") return yield* reset
    if (fault?.kind === "revoke-token") revokeToken(world, exchange)
    const reply =
      body === undefined
        ? tellPlainly(world, endpoint, 413, `The body must not be longer than ${BODY_LIMIT} bytes.`)
        : yield* answer(world, endpoint, exchange, fault)
    if (fault?.kind === "reset-after") return yield* reset

    const spoilt = fault === undefined ? reply : spoil(world, fault, reply)
    const date = { date: httpDate(yield* world.clock.now) }
    const complete = { ...spoilt, headers: { ...spoilt.headers, ...corsHeaders(exchange), ...date } }
    yield* write(complete)
    if (fault?.kind === "slow-body") return slowly(complete, fault.delay ?? 1000)
    if (fault?.kind === "cut-body") return cutShort(complete, socket)
    return written(complete)
  })

const noAnswer: Reply = { status: 0, headers: {}, body: "" }

/** Ends the connection the hard way; the request is interrupted by that. */
const hangUp = (socket: Socket) =>
  Effect.zipRight(
    Effect.sync(() => socket.resetAndDestroy()),
    Effect.never,
  )

const revokeToken = (world: World, exchange: Exchange): void => {
  const token = accessToken(world, exchange)
  if (token !== undefined) token.revoked = true
}

const streamed = (reply: Reply, pieces: (body: Uint8Array) => Stream.Stream<Uint8Array>) => {
  const body = new TextEncoder().encode(reply.body)
  return HttpServerResponse.setHeaders(
    HttpServerResponse.stream(pieces(body), {
      status: reply.status,
      contentType: reply.headers["content-type"] ?? "text/plain",
    }),
    { ...reply.headers, "content-length": String(body.byteLength) },
  )
}

const PIECES = 10

const slowly = (reply: Reply, delay: number) =>
  streamed(reply, (body) => {
    const size = Math.max(1, Math.ceil(body.byteLength / PIECES))
    return Stream.range(0, Math.ceil(body.byteLength / size) - 1).pipe(
      Stream.tap(() => Effect.sleep(delay / PIECES)),
      Stream.map((piece) => body.subarray(piece * size, (piece + 1) * size)),
      Stream.rechunk(1),
    )
  })

const cutShort = (reply: Reply, socket: Socket) =>
  streamed(reply, (body) =>
    Stream.concat(
      Stream.succeed(body.subarray(0, Math.floor(body.byteLength / 2))),
      // Time for the first half to leave, so that the client sees a body that stops.
      Stream.fromEffect(Effect.zipRight(Effect.sleep(20), hangUp(socket))),
    ),
  )

const written = ({ status, headers, cookies, body }: Reply) =>
  withCookies(
    HttpServerResponse.setHeaders(
      body === ""
        ? HttpServerResponse.empty({ status })
        : HttpServerResponse.text(body, { status, contentType: headers["content-type"] ?? "text/plain" }),
      headers,
    ),
    cookies,
  )

const withCookies = (response: HttpServerResponse.HttpServerResponse, cookies: Reply["cookies"]) =>
  cookies === undefined
    ? response
    : HttpServerResponse.updateCookies(response, (known) =>
        Cookies.merge(known, Cookies.fromSetCookie(cookies)),
      )

const millis = (nanos: bigint): number => Number(nanos / 1000n) / 1000

/** The body as text: none where none was sent and of one that breaks off; undefined if it is too long. */
const bodyOf = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<string | undefined> => {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers
  if (length === undefined && encoding === undefined) return Effect.succeed("")
  if (Number(length) > BODY_LIMIT) return Effect.succeed(undefined)
  return Effect.async((resume) => {
    const incoming = NodeHttpServerRequest.toIncomingMessage(request).setEncoding("utf8")
    let text = ""
    incoming.on("data", (piece: string) => {
      // Read to its end even if too long, for a client that still sends would see its connection reset.
      text = text.length > BODY_LIMIT ? text : text + piece
      if (text.length > BODY_LIMIT) resume(Effect.succeed(undefined))
    })
    incoming.once("end", () => resume(Effect.succeed(text)))
    incoming.once("error", () => resume(Effect.succeed("")))
  })
}

const BODY_LIMIT = 10 * 1024 * 1024

const receive = (
  world: World,
  request: HttpServerRequest.HttpServerRequest,
  port: number,
  params: Exchange["params"],
  body: string,
) =>
  Effect.gen(function* () {
    const forwarded = request.headers["x-forwarded-for"]?.split(",")[0]?.trim()
    const remote = Option.getOrElse(request.remoteAddress, () => "unknown").replace(/^::ffff:/, "")
    const exchange: Exchange = {
      now: yield* world.clock.now,
      method: request.method,
      target: request.originalUrl,
      url: urlOf(request) ?? new URL("http://localhost/"),
      params,
      headers: request.headers,
      body,
      address: { ip: forwarded === undefined || forwarded === "" ? remote : forwarded, port },
    }
    return exchange
  })

const answer = (
  world: World,
  endpoint: Endpoint,
  exchange: Exchange,
  fault: Fault | undefined,
): Effect.Effect<Reply> => {
  if (exchange.method === "OPTIONS") return Effect.succeed(noContent)
  const faulty = fault === undefined ? undefined : instead(world, exchange, fault)
  if (faulty !== undefined) return Effect.succeed(faulty)
  const { throttle } = world.state
  if (
    throttle !== undefined &&
    isThrottled(endpoint) &&
    !admit(world, exchange.address.ip, throttle, exchange.now)
  ) {
    return Effect.succeed(tooManyRequests(world, exchange.now, throttle.retryAfter))
  }
  const route = endpoint.methods[exchange.method]
  if (route !== undefined) {
    return route.handler(world, exchange).pipe(
      Effect.catchAllDefect((defect) =>
        Effect.zipRight(
          Effect.logError("The sandbox itself failed", defect),
          refuse("internal_server_error"),
        ),
      ),
      Effect.catchTag("Refusal", (refusal) => Effect.succeed(tell(world, endpoint, refusal))),
    )
  }
  const allowed = Object.keys(endpoint.methods)
  if (allowed.length === 0) {
    return Effect.succeed(tellPlainly(world, endpoint, 404, "There is nothing at this path."))
  }
  const reply = tellPlainly(world, endpoint, 405, `The method must be ${allowed.join(" or ")}.`)
  return Effect.succeed({
    ...reply,
    headers: { ...reply.headers, allow: [...allowed, "OPTIONS"].join(", ") },
  })
}

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
