/**
 * Requests that come in over a socket of Node's, and answers that go out over it.
 */
import * as Cookies from "@effect/platform/Cookies"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import type { Connection } from "./receiving.js"
import { BODY_LIMIT } from "./receiving.js"

const { toIncomingMessage, toServerResponse } = NodeHttpServerRequest

const bodyOf = (
  request: HttpServerRequest.HttpServerRequest,
  limit = BODY_LIMIT,
): Effect.Effect<string | undefined> => {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers
  if (length === undefined && encoding === undefined) return Effect.succeed("")
  if (Number(length) > limit) return Effect.succeed(undefined)
  return Effect.async((resume) => {
    const incoming = toIncomingMessage(request).setEncoding("utf8")
    let text = ""
    incoming.on("data", (piece: string) => {
      // Read to its end even if too long, for a client that still sends would see its connection reset.
      text = text.length > limit ? text : text + piece
      if (text.length > limit) resume(Effect.succeed(undefined))
    })
    incoming.once("end", () => resume(Effect.succeed(text)))
    incoming.once("error", () => resume(Effect.succeed("")))
  })
}

export const socket: Connection["Type"] = {
  bodyOf,
  targetOf: ({ originalUrl }) => originalUrl,
  portOf: (request) => toIncomingMessage(request).socket.remotePort ?? 0,
  /** The request is interrupted by it. */
  hangUp: (request) =>
    Effect.zipRight(
      Effect.sync(() => toIncomingMessage(request).socket.resetAndDestroy()),
      Effect.never,
    ),
}

/**
 * Hands an answer that is whole to Node. The platform would wait until the last byte has left, for ever if the client is gone by
 * then, and hold the answer as long.
 */
export const handOver = (
  response: HttpServerResponse.HttpServerResponse,
): Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest> =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const { body, cookies, headers, status } = response
    const content = body._tag === "Raw" || body._tag === "Uint8Array" ? body.body : undefined
    if (typeof content !== "string" && !(content instanceof Uint8Array)) return response
    const written = toServerResponse(request)
    if (written.writableEnded || written.headersSent) return response
    const setCookie = Cookies.toSetCookieHeaders(cookies)
    written.writeHead(status, { ...headers, ...(setCookie.length > 0 && { "set-cookie": setCookie }) })
    written.end(request.method === "HEAD" ? undefined : content)
    return response
  })
