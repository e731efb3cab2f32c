/**
 * The sandbox as an Effect service: a real HTTP server that lives as long as its scope.
 */
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import type { Admin } from "./admin/Admin.js"
import * as AdminService from "./admin/Admin.js"
import { admin } from "./admin/server.js"
import type { SandboxOptions } from "./options.js"
import { resolve } from "./options.js"
import { pages } from "./pages/index.js"
import * as Faults from "./server/Faults.js"
import type { PortUnavailable } from "./server/PortUnavailable.js"
import { onPort } from "./server/PortUnavailable.js"
import * as RequestLog from "./server/requestLog.js"
import { service } from "./server/serve.js"
import * as World from "./world/World.js"

/** A sandbox that listens. */
export interface SandboxService {
  /** Where the sandbox answers, without a trailing slash. */
  readonly baseUrl: string
  /** For an application of all service providers of this sandbox. */
  readonly softwareStatement: string
  readonly admin: Admin
}

/** The sandbox of the environment. */
export class Sandbox extends Context.Tag("effect-adobe-pass/Sandbox")<Sandbox, SandboxService>() {}

/** A sandbox that listens until its scope closes. */
export const make = (
  options: SandboxOptions = {},
): Effect.Effect<SandboxService, PortUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const settings = resolve(options)
    const world = yield* World.make(settings)
    const context = Context.make(World.World, world).pipe(
      Context.add(RequestLog.RequestLog, yield* RequestLog.make(settings.logCapacity)),
      Context.add(Faults.Faults, Faults.make(world.chance)),
    )

    const node = createServer()
    const listening = NodeHttpServer.make(() => node, { port: settings.port, host: settings.host })
    const server = yield* onPort(settings.port, listening)
    // Finalizers run last first: what is still open is cut before the server waits for it.
    yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
    yield* server.serve(app).pipe(
      HttpRouter.withRouterConfig({ ignoreTrailingSlash: true, maxParamLength: 16_384 }),
      // The request log holds more than spans would, and costs less.
      HttpMiddleware.withTracerDisabledWhenEffect(() => true),
      Effect.provide(NodeHttpServer.layerContext),
      Effect.provide(context),
    )

    const { address } = server
    const port = address._tag === "TcpAddress" ? address.port : settings.port
    const baseUrl = `http://${reachable(settings.host)}:${port}`
    if (!["127.0.0.1", "localhost", "::1"].includes(settings.host)) {
      yield* Effect.logWarning(
        `The sandbox listens on ${settings.host}, port ${port}, which others can reach: its admin has no password, and its tokens and accounts are for tests only.`,
      )
    }
    return {
      baseUrl,
      softwareStatement: world.softwareStatement,
      admin: AdminService.make(context),
    }
  })

/** The pages, the admin under `/sandbox`, and the service everywhere else. */
const app = Effect.flatMap(
  HttpServerRequest.HttpServerRequest,
  (request) => pages(request) ?? (/^\/sandbox(\/|\?|$)/.test(request.url) ? admin : service),
)

/** The name by which this machine reaches a host that it listens on. */
const reachable = (host: string): string =>
  host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host

/** A sandbox of its own for everything that this layer is provided to. */
export const layer = (options: SandboxOptions = {}): Layer.Layer<Sandbox, PortUnavailable> =>
  Layer.scoped(Sandbox, make(options))
