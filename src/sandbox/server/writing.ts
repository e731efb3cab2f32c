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

const hasBody = ({ body, status }: Reply): boolean => body !== "" && !withoutBody.has(status)

/** At once; the body stays a text, so that Node writes it together with the headers. */
export const written = (reply: Reply): HttpServerResponse.HttpServerResponse => {
  const { status, headers, cookies, body } = reply
  return withCookies(
    hasBody(reply)
      ? HttpServerResponse.raw(body, {
          status,
          headers,
          contentType: headers["content-type"] ?? "text/plain",
          contentLength: Buffer.byteLength(body),
        })
      : HttpServerResponse.empty({ status, headers }),
    cookies,
  )
}

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

/** In ten pieces at most, over `delay` milliseconds; a reply without a body comes whole after that. */
export const slowly = (reply: Reply, delay: number): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  if (!hasBody(reply)) return Effect.as(Effect.sleep(delay), written(reply))
  const slow = streamed(reply, (body) => {
    const size = Math.ceil(body.byteLength / 10)
    const pieces = Math.ceil(body.byteLength / size)
    return Stream.range(0, pieces - 1).pipe(
      Stream.tap(() => Effect.sleep(delay / pieces)),
      Stream.map((piece) => body.subarray(piece * size, (piece + 1) * size)),
      Stream.rechunk(1),
    )
  })
  return Effect.succeed(slow)
}

/** Half of the body, then the end of the connection; a reply without a body does not come at all. */
export const cutShort = (
  reply: Reply,
  hangUp: Effect.Effect<never>,
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  if (!hasBody(reply)) return hangUp
  const cut = streamed(reply, (body) =>
    Stream.concat(
      Stream.succeed(body.subarray(0, Math.floor(body.byteLength / 2))),
      // Time for the first half to leave, so that the client sees a body that stops.
      Stream.fromEffect(Effect.zipRight(Effect.sleep(20), hangUp)),
    ),
  )
  return Effect.succeed(cut)
}
