/** The app's own page, for a person's browser to come back to. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import { createServer } from "node:http"
import { onPort } from "../sandbox/server/PortUnavailable.js"

const page = HttpServerResponse.html(
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Done</title><p>Done. Go back to the terminal.</p></html>',
)

/** Serves the page while the scope lasts; gives its URL. */
export const farewell = Effect.gen(function* () {
  const server = yield* onPort(0, NodeHttpServer.make(createServer, { port: 0, host: "127.0.0.1" }))
  yield* server.serve(Effect.succeed(page))
  return HttpServer.formatAddress(server.address).replace(/\/?$/, "/done")
})
