/**
 * How an answer goes out: at once, in pieces over a while, or cut off in the middle.
 */
import * as Cookies from "@effect/platform/Cookies"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Reply } from "../wire/exchange.js"

/** With these there is no body. */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304])

/** At once; the body stays a text, so that Node writes it together with the headers. */
export const written = ({ status, headers, cookies, body }: Reply): HttpServerResponse.HttpServerResponse =>
  withCookies(
    body === "" || withoutBody.has(status)
      ? HttpServerResponse.empty({ status, headers })
      : HttpServerResponse.raw(body, {
          status,
          headers,
          contentType: headers["content-type"] ?? "text/plain",
          contentLength: Buffer.byteLength(body),
        }),
    cookies,
  )

const withCookies = (response: HttpServerResponse.HttpServerResponse, cookies: Reply["cookies"]) =>
  cookies === undefined
    ? response
    : HttpServerResponse.updateCookies(response, (known) =>
        Cookies.merge(known, Cookies.fromSetCookie(cookies)),
      )

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

/** In ten pieces at most, over `delay` milliseconds. */
export const slowly = (reply: Reply, delay: number): HttpServerResponse.HttpServerResponse =>
  streamed(reply, (body) => {
    const size = Math.max(1, Math.ceil(body.byteLength / 10))
    const pieces = Math.ceil(body.byteLength / size)
    return Stream.range(0, pieces - 1).pipe(
      Stream.tap(() => Effect.sleep(delay / pieces)),
      Stream.map((piece) => body.subarray(piece * size, (piece + 1) * size)),
      Stream.rechunk(1),
    )
  })

export const cutShort = (reply: Reply, hangUp: Effect.Effect<never>): HttpServerResponse.HttpServerResponse =>
  streamed(reply, (body) =>
    Stream.concat(
      Stream.succeed(body.subarray(0, Math.floor(body.byteLength / 2))),
      // Time for the first half to leave, so that the client sees a body that stops.
      Stream.fromEffect(Effect.zipRight(Effect.sleep(20), hangUp)),
    ),
  )
