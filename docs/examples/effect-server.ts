/**
 * A backend for a fleet of devices, with Effect's HttpApi: its endpoints are typed, the denials too, and each request provides
 * the `Device` it speaks for. With REDIS_URL, as many processes as you like are one.
 *
 *     ADOBE_PASS_URL=http://127.0.0.1:4010 SOFTWARE_STATEMENT=ey... npx tsx effect-server.ts
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import type { AdobePassError } from "effect-adobe-pass"
import {
  AdobePass,
  AuthenticationCodeExpired,
  AuthenticationCodeInvalid,
  AuthenticationRequired,
  AuthorizationDenied,
  Circuit,
  CreateSession,
  Device,
  InvalidRequest,
  Retry,
  RetrieveProfileForCode,
  TemporaryAccessExhausted,
  Throttled,
} from "effect-adobe-pass"
import { Connections, DirectoryStore } from "effect-adobe-pass/node"
import { Fleet } from "effect-adobe-pass/redis"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Redis } from "ioredis"
import { createServer } from "node:http"
import { BlockList, isIP } from "node:net"
import * as Prometheus from "./prometheus.js"

/** Adobe or the network failed; the device can do nothing about it but ask again. */
class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", { reason: Schema.String }) {}

/** Gives the device that a request speaks for. */
class Speaker extends HttpApiMiddleware.Tag<Speaker>()("Speaker", {
  provides: Device,
  failure: InvalidRequest,
}) {}

const Time = Schema.DateTimeUtcFromNumber
const Mvpd = Schema.Struct({
  id: Schema.String,
  displayName: Schema.optional(Schema.String),
  logoUrl: Schema.optional(Schema.String),
})
const Login = Schema.Union(
  Schema.Struct({ code: Schema.String, url: Schema.String, notAfter: Time }),
  Schema.Struct({ code: Schema.String, notAfter: Time, missing: Schema.Array(Schema.String) }),
  Schema.Struct({ signedIn: Schema.Boolean }),
)
const State = Schema.Struct({ signedIn: Schema.Boolean, mvpd: Schema.optional(Schema.String) })
const Lock = Schema.Struct({
  resource: Schema.String,
  /** Absent where it is not known: ask again later. */
  isLocked: Schema.optional(Schema.Boolean),
  reason: Schema.optional(Schema.String),
})
/** What is left to do after a logout. */
const FollowUp = Schema.Struct({
  _tag: Schema.String,
  mvpd: Schema.String,
  url: Schema.optional(Schema.String),
})
const Code = Schema.Struct({ code: Schema.String })
const Events = HttpApiSchema.Text({ contentType: "text/event-stream" })

const television = HttpApiGroup.make("television")
  .add(HttpApiEndpoint.get("mvpds", "/mvpds").addSuccess(Schema.Array(Mvpd)))
  .add(
    HttpApiEndpoint.post("login", "/login")
      .setPayload(Schema.Struct({ mvpd: Schema.optional(Schema.String) }))
      .addSuccess(Login),
  )
  .add(HttpApiEndpoint.get("asked", "/login/:code").setPath(Code).addSuccess(State))
  .add(
    HttpApiEndpoint.get("events", "/login/:code/events")
      .setPath(Code)
      .setUrlParams(
        Schema.Struct({
          mvpd: Schema.optional(Schema.String),
          notAfter: Schema.compose(Schema.NumberFromString, Time),
        }),
      )
      .addSuccess(Events),
  )
  .add(
    HttpApiEndpoint.post("catalogue", "/catalogue")
      .setPayload(Schema.Struct({ mvpd: Schema.String, resources: Schema.Array(Schema.String) }))
      .addSuccess(Schema.Array(Lock)),
  )
  .add(
    HttpApiEndpoint.post("play", "/play")
      .setPayload(Schema.Struct({ mvpd: Schema.String, resource: Schema.String }))
      .addSuccess(Schema.Struct({ mediaToken: Schema.String })),
  )
  .add(
    HttpApiEndpoint.post("logout", "/logout")
      .setPayload(Schema.Struct({ mvpd: Schema.String }))
      .addSuccess(Schema.Array(FollowUp)),
  )
  .addError(AuthenticationRequired, { status: 401 })
  .addError(AuthenticationCodeExpired, { status: 401 })
  .addError(AuthorizationDenied, { status: 403 })
  .addError(TemporaryAccessExhausted, { status: 403 })
  .addError(AuthenticationCodeInvalid, { status: 400 })
  .addError(InvalidRequest, { status: 400 })
  .addError(Throttled, { status: 429 })
  .addError(Unavailable, { status: 502 })
  .middleware(Speaker)

const Health = Schema.Struct({ status: Schema.Literal("ready") })
class Closing extends Schema.TaggedError<Closing>()("Closing", {}) {}

const operations = HttpApiGroup.make("operations")
  .add(HttpApiEndpoint.get("health", "/health").addSuccess(Health).addError(Closing, { status: 503 }))
  .add(
    HttpApiEndpoint.get("metrics", "/metrics").addSuccess(
      HttpApiSchema.Text({ contentType: "text/plain; version=0.0.4" }),
    ),
  )

const api = HttpApi.make("fleet").add(television).add(operations)

/** What a device is told, by what went wrong. */
const told = Effect.mapError((error: AdobePassError) => {
  switch (error._tag) {
    case "AuthenticationRequired":
    case "AuthenticationCodeExpired":
    case "AuthorizationDenied":
    case "TemporaryAccessExhausted":
    case "AuthenticationCodeInvalid":
    case "InvalidRequest":
    case "Throttled":
      return error
    default:
      return new Unavailable({ reason: error._tag })
  }
})

/** Done when the server begins to close. It goes on serving for a while: the load balancer sees it at `/health`. */
class Drain extends Context.Tag("Drain")<Drain, Deferred.Deferred<void>>() {
  static readonly layer = Layer.effect(Drain, Deferred.make<void>())

  /** To be closed before the server is. */
  static readonly onClose = Layer.scopedDiscard(
    Effect.gen(function* () {
      const closing = yield* Drain
      const grace = yield* Config.integer("GRACE").pipe(Config.withDefault(5000))
      yield* Effect.addFinalizer(() =>
        Effect.zipRight(Deferred.succeed(closing, undefined), Effect.sleep(grace)),
      )
    }),
  )
}

/** The MVPDs with viewers. A device can send any text, and each would be a series for ever. */
const mvpds = new Set<string>()

const plays = Metric.counter("plays_total", { incremental: true })
const countPlay = (mvpd: string, outcome: string) =>
  plays.pipe(
    Metric.tagged("mvpd", mvpds.has(mvpd) ? mvpd : "other"),
    Metric.tagged("outcome", outcome),
    (counter) => Metric.increment(counter),
  )

/** An event as the app hears it. */
const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

const televisionLive = HttpApiBuilder.group(api, "television", (handle) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass
    const createSession = yield* CreateSession
    const profileForCode = yield* RetrieveProfileForCode
    const closing = yield* Drain

    return (
      handle
        .handle("mvpds", () =>
          told(pass.configuration()).pipe(
            Effect.map(({ mvpds }) => mvpds.filter(({ isTempPass }) => isTempPass !== true)),
          ),
        )
        .handle("login", ({ payload: { mvpd } }) =>
          told(
            createSession({ mvpd, domainName: "example.com", redirectUrl: "https://example.com/signed-in" }),
          ).pipe(
            Effect.map((next) => {
              if (next._tag === "Authenticate") {
                return { code: next.code, url: next.url, notAfter: next.notAfter }
              }
              if ("code" in next) {
                return { code: next.code, notAfter: next.notAfter, missing: next.missingParameters }
              }
              return { signedIn: next._tag === "Authorize" }
            }),
          ),
        )
        .handle("asked", ({ path }) =>
          Effect.map(told(profileForCode(path)), (profiles) => {
            const [profile] = Object.values(profiles)
            return { signedIn: profile !== undefined, mvpd: profile?.mvpd }
          }),
        )
        // for apps that need not ask: `waiting` each time that Adobe could not be asked, `signedIn`, `failed`, and `moved` when
        // this server ends: the app asks again and another server goes on
        .handle("events", ({ path: { code }, urlParams: { mvpd, notAfter } }) =>
          Effect.map(Effect.context<Device>(), (context) => {
            const events = Stream.asyncPush<string>((emit) =>
              pass
                .awaitProfile({
                  code,
                  notAfter,
                  mvpd,
                  onPollFailed: ({ _tag }) =>
                    Effect.sync(() => emit.single(event("waiting", { error: _tag }))),
                })
                .pipe(
                  Effect.match({
                    onFailure: ({ _tag }) => event("failed", { error: _tag }),
                    onSuccess: ({ mvpd }) => event("signedIn", { mvpd }),
                  }),
                  Effect.raceFirst(Effect.as(Deferred.await(closing), event("moved", {}))),
                  Effect.map((last) => {
                    emit.single(last)
                    emit.end()
                  }),
                  Effect.provide(context),
                  Effect.forkScoped,
                ),
            )
            // a comment, with which the answer begins
            return HttpServerResponse.stream(Stream.encodeText(Stream.concat(Stream.make(":\n\n"), events)), {
              contentType: "text/event-stream",
              headers: { "cache-control": "no-cache" },
            })
          }),
        )
        .handle("catalogue", ({ payload }) =>
          Effect.map(told(pass.preauthorize(payload)), (answers) =>
            answers.map((answer) => {
              const { resource } = answer
              switch (answer._tag) {
                case "Permit":
                  return { resource, isLocked: false }
                case "Deny":
                  return { resource, isLocked: true, reason: answer.error.details ?? answer.error.message }
                case "Unanswered":
                  return { resource }
              }
            }),
          ),
        )
        .handle("play", ({ payload }) =>
          pass.authorize(payload).pipe(
            Effect.tapError(({ _tag }) => countPlay(payload.mvpd, _tag)),
            Effect.tap(() => {
              mvpds.add(payload.mvpd)
              return countPlay(payload.mvpd, "permit")
            }),
            told,
            // here a real server verifies it, and hands out a stream's URL
            Effect.map(({ token }) => ({ mediaToken: Redacted.value(token.serializedToken) })),
          ),
        )
        .handle("logout", ({ payload: { mvpd } }) =>
          told(pass.logout({ mvpd, redirectUrl: "https://example.com/" })),
        )
    )
  }),
)

const operationsLive = HttpApiBuilder.group(api, "operations", (handle) =>
  Effect.map(Drain, (closing) =>
    handle
      .handle("health", () =>
        Effect.flatMap(Deferred.isDone(closing), (isClosing): Effect.Effect<typeof Health.Type, Closing> =>
          isClosing ? new Closing() : Effect.succeed({ status: "ready" }),
        ),
      )
      .handle("metrics", () => Prometheus.text),
  ),
)

/** Whose word is taken for a device's address: your load balancer's, and nobody else's. */
const trustedProxies = Config.array(Config.string(), "TRUSTED_PROXIES").pipe(
  Config.withDefault(["127.0.0.0/8", "::1/128"]),
  Config.map((subnets) => {
    const trusted = new BlockList()
    for (const subnet of subnets) {
      const [address = "", bits] = subnet.split("/")
      const family = isIP(address) === 6 ? "ipv6" : "ipv4"
      trusted.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family)
    }
    return (address: string) => trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")
  }),
)

/** The address a request came from: of those that proxies wrote down, the last that no trusted proxy has. */
const addressOf = (
  request: HttpServerRequest.HttpServerRequest,
  isTrusted: (address: string) => boolean,
): string => {
  const forwarded = (request.headers["x-forwarded-for"] ?? "").split(",").map((one) => one.trim())
  const hops = [...forwarded, Option.getOrElse(request.remoteAddress, () => "")].filter(
    (one) => isIP(one) !== 0,
  )
  return hops.findLast((one, at) => at === 0 || !isTrusted(one)) ?? ""
}

/**
 * The device that a request speaks for. Here it says so itself: take the identifier from your own session with the device, or
 * one can speak for another. Its address is what Adobe counts requests by.
 */
const speakerLive = Layer.effect(
  Speaker,
  Effect.map(trustedProxies, (isTrusted) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.provide(
        Device,
        Device.layer({
          identifier: request.headers["x-device"] ?? "",
          info: { primaryHardwareType: "SetTopBox", model: "Fleet box", osName: "Linux" },
          forwardedFor: addressOf(request, isTrusted),
        }),
      ),
    ),
  ),
)

/** What processes share: over Redis, or in a directory where there is no Redis. */
const shared = Layer.unwrapScoped(
  Effect.gen(function* () {
    const url = yield* Config.option(Config.string("REDIS_URL"))
    if (Option.isNone(url)) {
      return DirectoryStore.layer(yield* Config.string("STORE").pipe(Config.withDefault(".fleet")))
    }
    const client = yield* Effect.acquireRelease(
      Effect.sync(() => new Redis(url.value)),
      (redis) => Effect.sync(() => redis.disconnect()),
    )
    return Fleet.layer({ client })
  }),
)

const client = Layer.unwrapEffect(
  Effect.gen(function* () {
    const baseUrl = yield* Config.string("ADOBE_PASS_URL").pipe(Config.withDefault("http://127.0.0.1:4010"))
    return AdobePass.layer({
      environment: { baseUrl },
      serviceProvider: "REF30",
      softwareStatement: yield* Config.redacted("SOFTWARE_STATEMENT"),
    })
  }),
).pipe(Layer.provide([Connections.layer(), shared, Circuit.layer(), Retry.shared()]))

const http = createServer()
const server = Layer.unwrapEffect(
  Effect.map(Config.integer("PORT").pipe(Config.withDefault(8080)), (port) =>
    NodeHttpServer.layer(() => http, { port, host: "127.0.0.1" }),
  ),
)
/** Closes what is open once no request is answered any more. The server would wait for it, however long. */
const hangUp = Layer.scopedDiscard(Effect.addFinalizer(() => Effect.sync(() => http.closeAllConnections())))

Drain.onClose.pipe(
  Layer.provideMerge(HttpApiBuilder.serve()),
  Layer.provide(HttpApiBuilder.api(api)),
  Layer.provide([televisionLive, operationsLive]),
  Layer.provide([client, speakerLive, Drain.layer]),
  Layer.provide(Prometheus.callsCounted),
  HttpServer.withLogAddress,
  Layer.provide(Layer.provideMerge(hangUp, server)),
  Layer.launch,
  NodeRuntime.runMain,
)
