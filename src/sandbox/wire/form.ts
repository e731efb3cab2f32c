/**
 * The form of a request, and the parameters of a session in it.
 */
import * as Effect from "effect/Effect"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Reply } from "./exchange.js"
import { Exchange, FORM, hasMediaType, json } from "./exchange.js"

export interface Parameters {
  readonly mvpd: string | undefined
  readonly domainName: string | undefined
  readonly redirectUrl: string | undefined
}

/** The form of the request, or the answer to a body of another media type, for which no error is published. */
export const form: Effect.Effect<URLSearchParams | Reply, never, Exchange> = Effect.map(
  Exchange,
  (exchange) =>
    exchange.body !== "" && !hasMediaType(exchange, FORM)
      ? json(400, { status: 400, action: "none", message: `The Content-Type must be ${FORM}.` })
      : new URLSearchParams(exchange.body),
)

export const parametersOf = (form: URLSearchParams): Effect.Effect<Parameters, Refusal> => {
  const given = (name: string) => form.get(name)?.trim() || undefined
  const redirectUrl = given("redirectUrl")
  return redirectUrl !== undefined && !isRedirectUrl(redirectUrl)
    ? refuse("invalid_parameter_redirect_url")
    : Effect.succeed({ mvpd: given("mvpd"), domainName: given("domainName"), redirectUrl })
}

/** Any absolute URL, an application's own scheme included, but not one that runs in the browser that follows it. */
export const isRedirectUrl = (url: string): boolean =>
  !/[\s\p{Cc}]/u.test(url) &&
  URL.canParse(url) &&
  !["javascript:", "data:", "vbscript:"].includes(new URL(url).protocol)
