/**
 * A request as it came in: its body, its path and query, the address that it came from.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Exchange } from "../wire/exchange.js"
import { urlOf } from "../wire/exchange.js"

export const BODY_LIMIT = 10 * 1024 * 1024

type Request = HttpServerRequest.HttpServerRequest

/** How requests come in: over a socket, or from a program as they are. */
export class Connection extends Context.Tag("effect-adobe-pass/sandbox/Connection")<
  Connection,
  {
    /** The body as text: empty if it was not sent or breaks off, undefined if it is longer than {@link BODY_LIMIT} or `limit`. */
    readonly bodyOf: (request: Request, limit?: number) => Effect.Effect<string | undefined>
    /** Path and query as they were sent. */
    readonly targetOf: (request: Request) => string
    readonly portOf: (request: Request) => number
    /** Ends the connection the hard way. */
    readonly hangUp: (request: Request) => Effect.Effect<never>
  }
>() {}

const nowhere = new URL("http://localhost/")

export const exchangeOf = (
  request: Request,
  { portOf, targetOf }: Connection["Type"],
  params: Exchange["Type"]["params"],
  body: string,
  now: number,
): Exchange["Type"] => {
  const forwarded = request.headers["x-forwarded-for"]?.split(",")[0]?.trim()
  let url: URL | undefined
  const remote = Option.getOrElse(request.remoteAddress, () => "unknown").replace(/^::ffff:/, "")
  return {
    now,
    method: request.method,
    target: targetOf(request),
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
      port: portOf(request),
    },
  }
}
