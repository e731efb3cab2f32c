/**
 * The pages of the sandbox, for people: where each is, and what it is made of. They are no part of the service, so no
 * throttle, no fault and no log sees them.
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { World } from "../world/World.js"
import { urlOf } from "../wire/exchange.js"
import { messagePage } from "../wire/html.js"
import { activatePage } from "./activate.js"
import { bundle, elements, messages } from "./bundle.js"
import { dashboardPage } from "./dashboard.js"
import { homePage } from "./home.js"
import type { App } from "./browserClient.js"
import { tvPage } from "./tv.js"

type Page = (url: URL) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, World>

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

const ofBuild = (read: typeof bundle) =>
  read.pipe(
    Effect.map((body) => file(body, "text/javascript;charset=UTF-8")),
    Effect.orElse(() => missing("Not built yet", "npm run build:browser builds it.")),
  )

/** A page about the world, for the application that the URL names. */
const page =
  (of: (world: World["Type"], app: App, url: URL) => string): Page =>
  (url) =>
    Effect.map(World, (world) => {
      const { serviceProviders } = world.state
      const asked = url.searchParams.get("serviceProvider") ?? ""
      const [first = ""] = serviceProviders.keys()
      const { softwareStatement } = world
      const serviceProvider = serviceProviders.has(asked) ? asked : first
      return html(of(world, { baseUrl: url.origin, serviceProvider, softwareStatement }, url))
    })

const activation = (isDone: boolean): Page =>
  page(({ state }, app, url) =>
    activatePage(state, app, { code: url.searchParams.get("code") ?? "", isDone }),
  )
const dashboard = page(({ state }, { baseUrl }) => dashboardPage(state, baseUrl))

const routes: Readonly<Record<string, Page>> = {
  "/": page(({ state }, app) => homePage(state, app)),
  "/tv": (url) =>
    Effect.flatMap(World, ({ clock }) =>
      Effect.flatMap(clock.now, (now) => page((world, app) => tvPage(world, app, now))(url)),
    ),
  "/activate": activation(false),
  "/activate/done": activation(true),
  "/sandbox": dashboard,
  "/sandbox/dashboard": dashboard,
  "/sandbox/adobe-pass.js": () => ofBuild(bundle),
  "/sandbox/messages.js": () => ofBuild(messages),
  "/sandbox/elements.js": () => ofBuild(elements),
}

/** The page that a request asks for; undefined if it asks for something else. */
export const pages = (request: HttpServerRequest.HttpServerRequest): ReturnType<Page> | undefined => {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined
  // An absolute target is parsed to see its path; of a relative one that is not a page, no URL is needed.
  const [target = ""] = request.originalUrl.split("?", 1)
  if (target.startsWith("/") && !Object.hasOwn(routes, pathOf(target))) return undefined
  const url = urlOf(request)
  return url === undefined ? undefined : routes[pathOf(url.pathname)]?.(url)
}

const pathOf = (path: string): string => (path.length > 1 ? path.replace(/\/$/, "") : path)
