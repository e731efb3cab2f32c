/**
 * Requests that a program hands over as they are, without a port between.
 */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { BODY_LIMIT, Connection } from "./receiving.js"

const inProcess: Connection["Type"] = {
  bodyOf: (request, limit = BODY_LIMIT) =>
    request.text.pipe(
      Effect.map((text) => (text.length > limit ? undefined : text)),
      Effect.orElseSucceed(() => ""),
    ),
  targetOf: ({ url }) => url,
  portOf: () => 0,
  /** What `fetch` rejects with when a connection ends. */
  hangUp: () => Effect.die(new TypeError("fetch failed")),
}

/** The answer to a web request; aborting the request interrupts it. */
export const answerOf = <R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>,
  request: Request,
): Effect.Effect<Response, never, Exclude<Exclude<R, Connection>, HttpServerRequest.HttpServerRequest>> =>
  Effect.flatMap(Effect.runtime<never>(), (runtime) =>
    app.pipe(
      Effect.provideService(Connection, inProcess),
      Effect.provideService(
        HttpServerRequest.HttpServerRequest,
        HttpServerRequest.fromWeb(request).modify({ remoteAddress: "127.0.0.1" }),
      ),
      Effect.map((response) =>
        HttpServerResponse.toWeb(response, { withoutBody: request.method === "HEAD", runtime }),
      ),
    ),
  )
