/**
 * A request as it came in: its body, its path and query, the address that it came from.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Exchange } from "../wire/exchange.js"
import { urlOf } from "../wire/exchange.js"

export const BODY_LIMIT = 10 * 1024 * 1024

/** The body as text: empty if it was not sent or breaks off, undefined if it is too long. */
export const bodyOf = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<string | undefined> => {
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

const nowhere = new URL("http://localhost/")

export const exchangeOf = (
  request: HttpServerRequest.HttpServerRequest,
  params: Exchange["Type"]["params"],
  body: string,
  now: number,
): Exchange["Type"] => {
  const { remotePort = 0 } = NodeHttpServerRequest.toIncomingMessage(request).socket
  const forwarded = request.headers["x-forwarded-for"]?.split(",")[0]?.trim()
  let url: URL | undefined
  const remote = Option.getOrElse(request.remoteAddress, () => "unknown").replace(/^::ffff:/, "")
  return {
    now,
    method: request.method,
    target: request.originalUrl,
    // Most endpoints never look at it.
    get url() {
      url ??= urlOf(request) ?? nowhere
      return url
    },
    params,
    headers: request.headers,
    body,
    address: {
      ip: forwarded === undefined || forwarded === "" ? remote : forwarded,
      port: remotePort,
    },
  }
}
