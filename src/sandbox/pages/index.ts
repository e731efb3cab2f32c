/**
 * The pages of the sandbox, for people: where each is, and what it is made of. They are no part of the service, so no
 * throttle, no fault and no log sees them.
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type { World } from "../world/World.js"
import { urlOf } from "../wire/exchange.js"
import { messagePage } from "../wire/html.js"
import { activatePage } from "./activate.js"
import { bundle } from "./bundle.js"
import { dashboardPage } from "./dashboard.js"
import { homePage } from "./home.js"
import { qr } from "./qr.js"
import type { App } from "./promiseFace.js"
import { tvPage } from "./tv.js"

type Page = (url: URL) => Effect.Effect<HttpServerResponse.HttpServerResponse>

/** Nothing from elsewhere but the logos of MVPDs, which may be anywhere. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src * data:",
  "frame-ancestors 'none'",
].join("; ")

const html = (text: string, status = 200) =>
  HttpServerResponse.text(text, {
    status,
    contentType: "text/html;charset=UTF-8",
    headers: { "cache-control": "no-store", "content-security-policy": policy },
  })

const file = (body: string | Uint8Array, contentType: string) =>
  HttpServerResponse.uint8Array(typeof body === "string" ? new TextEncoder().encode(body) : body, {
    contentType,
    headers: { "cache-control": "no-cache" },
  })

const missing = (title: string, text: string) => Effect.succeed(html(messagePage(title, text), 404))

/** The page that a request asks for; undefined if it asks for none. */
export const pages = (world: World, softwareStatement: string) => {
  const appOf = (url: URL): App => {
    const asked = url.searchParams.get("serviceProvider") ?? ""
    const [first = ""] = world.state.serviceProviders.keys()
    return {
      baseUrl: url.origin,
      serviceProvider: world.state.serviceProviders.has(asked) ? asked : first,
      softwareStatement,
    }
  }
  const activation =
    (isDone: boolean): Page =>
    (url) =>
      Effect.sync(() =>
        html(activatePage(world, appOf(url), { code: url.searchParams.get("code") ?? "", isDone })),
      )
  const dashboard: Page = (url) => Effect.sync(() => html(dashboardPage(world, url.origin)))

  const routes: Readonly<Record<string, Page>> = {
    "/": (url) => Effect.sync(() => html(homePage(world, appOf(url)))),
    "/tv": (url) => Effect.map(world.clock.now, (now) => html(tvPage(world, appOf(url), now))),
    "/activate": activation(false),
    "/activate/done": activation(true),
    "/sandbox": dashboard,
    "/sandbox/dashboard": dashboard,
    "/sandbox/adobe-pass.js": () =>
      bundle.pipe(
        Effect.map((body) => file(body, "text/javascript;charset=UTF-8")),
        Effect.orElse(() => missing("Not built yet", "npm run build:browser builds it.")),
      ),
    "/sandbox/qr.svg": (url) =>
      qr(url.searchParams.get("text") ?? "").pipe(
        Effect.map((body) => file(body, "image/svg+xml")),
        Effect.orElse(() =>
          missing("No QR code", "The package uqr is not installed, or the text is too long."),
        ),
      ),
  }

  return (request: HttpServerRequest.HttpServerRequest): ReturnType<Page> | undefined => {
    const url = urlOf(request)
    if (url === undefined) return undefined
    const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, "") : url.pathname
    return request.method === "GET" || request.method === "HEAD" ? routes[path]?.(url) : undefined
  }
}
