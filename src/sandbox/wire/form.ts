/**
 * The form of a request, and the parameters of a session in it.
 */
import * as Effect from "effect/Effect"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Exchange, Reply } from "./exchange.js"
import { FORM, hasMediaType, json } from "./exchange.js"

export interface Parameters {
  readonly mvpd: string | undefined
  readonly domainName: string | undefined
  readonly redirectUrl: string | undefined
}

/** The form of the request; a body of another media type is told so, for nothing published fits it. */
export const formOf = (exchange: Exchange): URLSearchParams | Reply =>
  exchange.body !== "" && !hasMediaType(exchange, FORM)
    ? json(400, { status: 400, action: "none", message: `The Content-Type must be ${FORM}.` })
    : new URLSearchParams(exchange.body)

export const parametersOf = (form: URLSearchParams): Effect.Effect<Parameters, Refusal> => {
  const given = (name: string) => form.get(name)?.trim() || undefined
  const redirectUrl = given("redirectUrl")
  return redirectUrl !== undefined && !isRedirectUrl(redirectUrl)
    ? refuse("invalid_parameter_redirect_url")
    : Effect.succeed({ mvpd: given("mvpd"), domainName: given("domainName"), redirectUrl })
}

/** Any absolute URL, an application's own scheme included, but none that runs in the browser that follows it. */
export const isRedirectUrl = (url: string): boolean =>
  !/[\s\p{Cc}]/u.test(url) &&
  URL.canParse(url) &&
  !["javascript:", "data:", "vbscript:"].includes(new URL(url).protocol)
