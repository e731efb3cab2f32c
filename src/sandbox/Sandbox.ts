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
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import type { Admin } from "./admin/Admin.js"
import * as AdminService from "./admin/Admin.js"
import { admin } from "./admin/server.js"
import type { InvalidOptions, SandboxOptions } from "./options.js"
import { resolve } from "./options.js"
import { pages } from "./pages/index.js"
import { AdminError } from "./admin/AdminError.js"
import type { Needs } from "./admin/command.js"
import type { StateUnusable } from "./admin/stateFile.js"
import { keepIn } from "./admin/stateFile.js"
import { lock } from "./admin/stateLock.js"
import * as Faults from "./server/Faults.js"
import { answerOf } from "./server/inProcess.js"
import type { Intercept } from "./server/Interceptors.js"
import * as Interceptors from "./server/Interceptors.js"
import { Connection } from "./server/receiving.js"
import { handOver, socket } from "./server/socket.js"
import { EndpointName } from "./world/endpointNames.js"
import type { Settings } from "./world/settings.js"
import { reachable } from "./world/settings.js"
import type { PortUnavailable } from "./server/PortUnavailable.js"
import { onPort } from "./server/PortUnavailable.js"
import * as RequestLog from "./server/requestLog.js"
import { service } from "./server/serve.js"
import * as World from "./world/World.js"

/** A sandbox that listens, or that answers in this process alone. */
export interface SandboxService {
  /** Where the sandbox answers, without a trailing slash. */
  readonly baseUrl: string
  /** Answers a request of any origin as the service would, without a port between: pages and admin too. */
  readonly fetch: (request: Request) => Effect.Effect<Response>
  /**
   * Answers the calls of an endpoint by itself until the scope closes or the sandbox is reset; where it gives `undefined`, the
   * service answers. The newest goes first. Fails with `AdminError` for a name that is no endpoint's.
   */
  readonly intercept: (
    endpoint: EndpointName,
    intercept: Intercept,
  ) => Effect.Effect<void, AdminError, Scope.Scope>
  /** For an application of all service providers of this sandbox. */
  readonly softwareStatement: string
  readonly admin: Admin
}

/** The sandbox of the environment. */
export class Sandbox extends Context.Tag("effect-adobe-pass/Sandbox")<Sandbox, SandboxService>() {}

/** A sandbox that answers until its scope closes; `onStop` is done when somebody asks over HTTP that it stop. */
export const make = (
  options: SandboxOptions = {},
  onStop?: Effect.Effect<void>,
): Effect.Effect<SandboxService, InvalidOptions | PortUnavailable | StateUnusable, Scope.Scope> =>
  Effect.gen(function* () {
    const settings = yield* resolve(options)
    const { faults } = options
    const world = yield* World.make(settings, onStop)
    const interceptors = Interceptors.make()
    const context = Context.make(World.World, world).pipe(
      Context.add(RequestLog.RequestLog, yield* RequestLog.make(settings.logCapacity)),
      Context.add(Faults.Faults, Faults.make(world.chance, faults)),
      Context.add(Interceptors.Interceptors, interceptors),
    )

    const { stateFile } = settings
    const placed = stateFile === undefined ? undefined : yield* lock(stateFile)
    if (stateFile !== undefined) yield* Effect.provide(keepIn(stateFile, settings.isFresh), context)
    const baseUrl = settings.listen ? yield* listening(settings, context) : IN_PROCESS
    if (placed !== undefined && settings.listen) yield* placed(baseUrl)
    return {
      baseUrl,
      get softwareStatement() {
        return world.softwareStatement
      },
      fetch: (request) => Effect.provide(answerOf(answering, request), context),
      intercept: (endpoint, intercept) =>
        endpointNamed(endpoint).pipe(
          Effect.map((name) => interceptors.add(name, intercept)),
          Effect.flatMap((remove) => Effect.addFinalizer(() => Effect.sync(remove))),
        ),
      admin: AdminService.make(context),
    }
  })

/** Whatever is asked may change what is remembered, but for a look of the admin's. */
const changing = <A, E, R>(answer: Effect.Effect<A, E, R>) =>
  Effect.flatMap(World.World, (world) => Effect.ensuring(answer, Effect.sync(world.onChange)))
const changed = { service: changing(service), admin: changing(admin) }

/** The pages, the admin under `/sandbox`, and the service everywhere else. */
const app = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
  const isAdmin = /^\/sandbox(\/|\?|$)/.test(request.url)
  return pages(request) ?? (isAdmin ? (request.method === "GET" ? admin : changed.admin) : changed.service)
})

/** The same, set up as this service needs it. */
const answering = app.pipe(
  HttpRouter.withRouterConfig({ ignoreTrailingSlash: true, maxParamLength: 16_384 }),
  // The request log holds more than spans would, and costs less.
  HttpMiddleware.withTracerDisabledWhenEffect(() => true),
)

/** Where a sandbox is said to be that does not listen; a name that no resolver knows. */
const IN_PROCESS = "http://sandbox.invalid"

const endpointNamed = (name: unknown) =>
  Effect.mapError(
    Schema.decodeUnknown(EndpointName)(name),
    (error) => new AdminError({ message: error.message }),
  )

/** Listens until the scope closes; gives the base URL. */
const listening = (settings: Settings, context: Context.Context<Needs>) =>
  Effect.gen(function* () {
    const { host, port: asked } = settings
    const node = createServer()
    const server = yield* onPort(
      settings,
      NodeHttpServer.make(() => node, { port: asked, host }),
    )
    // Finalizers run last first: what is still open is cut before the server waits for it.
    yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
    yield* server
      .serve(Effect.provideService(Effect.flatMap(answering, handOver), Connection, socket))
      .pipe(Effect.provide(NodeHttpServer.layerContext), Effect.provide(context))

    const { address } = server
    const port = address._tag === "TcpAddress" ? address.port : asked
    if (!["127.0.0.1", "localhost", "::1"].includes(host)) {
      yield* Effect.logWarning(
        `The sandbox listens on ${host}, port ${port}, which others can reach: its admin has no password, and its tokens and accounts are for tests only.`,
      )
    }
    return `http://${reachable(host)}:${port}`
  })

/** A sandbox of its own for everything that this layer is provided to. */
export const layer = (
  options: SandboxOptions = {},
  onStop?: Effect.Effect<void>,
): Layer.Layer<Sandbox, InvalidOptions | PortUnavailable | StateUnusable> =>
  Layer.scoped(Sandbox, make(options, onStop))
