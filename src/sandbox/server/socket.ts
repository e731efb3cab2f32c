/**
 * Requests that come in over a socket of Node's.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import type { Connection } from "./receiving.js"
import { BODY_LIMIT } from "./receiving.js"

const { toIncomingMessage } = NodeHttpServerRequest

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
