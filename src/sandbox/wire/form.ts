/**
 * The form of a request, and the parameters of a session in it.
 */
import * as Effect from "effect/Effect"
import type { ServiceProvider } from "../world/catalogue.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Variant } from "../world/variant.js"
import { World } from "../world/World.js"
import type { Reply } from "./exchange.js"
import { Exchange, FORM, hasMediaType, json } from "./exchange.js"

export interface Parameters {
  readonly mvpd: string | undefined
  readonly domainName: string | undefined
  readonly redirectUrl: string | undefined
}

/** A request that breaks the reference in a way for which no code is published. */
const wrong = (message: string): Reply => json(400, { status: 400, action: "none", message })

/** The form of the request, or the answer to a body of another media type. */
export const form: Effect.Effect<URLSearchParams | Reply, never, Exchange> = Effect.map(
  Exchange,
  (exchange) =>
    exchange.body !== "" && !hasMediaType(exchange, FORM)
      ? wrong(`The Content-Type must be ${FORM}.`)
      : new URLSearchParams(exchange.body),
)

/** The parameters in the form of the request, or the answer to some that the service provider may not give. */
export const parameters = (
  serviceProvider: ServiceProvider,
): Effect.Effect<Parameters | Reply, Refusal, World | Exchange> =>
  Effect.gen(function* () {
    const { variant } = (yield* World).state
    const sent = yield* form
    if (!(sent instanceof URLSearchParams)) return sent
    const given = (name: string) => sent.get(name)?.trim() || undefined
    const domainName = given("domainName")
    const redirectUrl = given("redirectUrl")
    if (redirectUrl !== undefined && !isRedirectUrl(redirectUrl, variant.parameters))
      return yield* refuse("invalid_parameter_redirect_url")
    return variant.parameters === "strict" &&
      domainName !== undefined &&
      !isDomainOf(serviceProvider, domainName)
      ? wrong(`The domainName ${domainName} is not a domain of ${serviceProvider.id}.`)
      : { mvpd: given("mvpd"), domainName, redirectUrl }
  })

export const isReply = (given: Parameters | Reply): given is Reply => "status" in given

/** Whether it is one of the domains; apps also send it as the URL of a page. */
const isDomainOf = ({ domains }: ServiceProvider, domainName: string): boolean => {
  const [, domain = ""] =
    /^(?:[a-z][a-z\d+.-]*:\/\/)?([^/?#]*?)(?::\d+)?(?:[/?#].*)?$/i.exec(domainName) ?? []
  return domains.some((one) => one.toLowerCase() === domain.toLowerCase())
}

const inTheBrowser: ReadonlySet<string> = new Set(["javascript:", "data:", "vbscript:"])

/**
 * An absolute URL, also of an application's own scheme, but not one that runs in the browser that follows it. Strictly, it
 * has `://`: a host and port alone would be read as a scheme.
 */
export const isRedirectUrl = (url: string, parameters: Variant["parameters"] = "lenient"): boolean =>
  !/[\s\p{Cc}]/u.test(url) &&
  URL.canParse(url) &&
  !inTheBrowser.has(new URL(url).protocol) &&
  (parameters === "lenient" || (/^[^:]+:\/\/./.test(url) && !/^(file|blob|about):/i.test(url)))
