/**
 * Serves the admin over HTTP.
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Admin } from "./Admin.js"
import { AdminApi } from "./api.js"
import { logo } from "../wire/html.js"
import type { LoggedExchange } from "../server/requestLog.js"

const overview = (admin: Admin, softwareStatement: string) =>
  HttpApiBuilder.group(AdminApi, "overview", (handlers) =>
    handlers
      .handle("state", () => admin.state)
      .handle("reset", () => admin.reset)
      .handle("softwareStatement", () => Effect.succeed({ softwareStatement }))
      .handle("openapi", () => Effect.sync(() => OpenApi.fromApi(AdminApi)))
      .handle("logo", ({ path }) =>
        Effect.map(admin.mvpds, (mvpds) => {
          const id = path.file.replace(/\.svg$/, "")
          return logo(mvpds.find((mvpd) => mvpd.id === id)?.displayName ?? id)
        }),
      ),
  )

const clock = (admin: Admin) =>
  HttpApiBuilder.group(AdminApi, "clock", (handlers) =>
    handlers
      .handle("now", () => Effect.map(admin.now, asNow))
      .handle("advance", ({ payload }) => Effect.map(admin.advance(payload.by), asNow))
      .handle("setNow", ({ payload }) => Effect.map(admin.setNow(payload.now), asNow)),
  )

const asNow = (now: number) => ({ now })

const catalogue = (admin: Admin) =>
  HttpApiBuilder.group(AdminApi, "catalogue", (handlers) =>
    handlers
      .handle("accounts", () => admin.accounts)
      .handle("putAccount", ({ payload }) => admin.putAccount(payload))
      .handle("removeAccount", ({ path }) => admin.removeAccount(path.username))
      .handle("serviceProviders", () => admin.serviceProviders)
      .handle("mvpds", () => admin.mvpds)
      .handle("putMvpd", ({ payload }) => admin.putMvpd(payload))
      .handle("channels", () => admin.channels)
      .handle("putChannel", ({ payload }) => admin.putChannel(payload)),
  )

const access = (admin: Admin) =>
  HttpApiBuilder.group(AdminApi, "access", (handlers) =>
    handlers
      .handle("degradations", () => admin.degradations)
      .handle("degrade", ({ payload }) => admin.degrade(payload))
      .handle("restore", ({ urlParams }) => admin.restore(urlParams))
      .handle("setTempPass", ({ path, payload }) => admin.setTempPass({ ...payload, ...path }))
      .handle("resetTempPass", ({ payload }) => admin.resetTempPass(payload))
      .handle("completeLogin", ({ payload }) => admin.completeLogin(payload))
      .handle("invalidateProfiles", ({ payload }) => admin.invalidateProfiles(payload)),
  )

const identity = (admin: Admin) =>
  HttpApiBuilder.group(AdminApi, "identity", (handlers) =>
    handlers
      .handle("mintSoftwareStatement", ({ payload }) =>
        Effect.map(admin.softwareStatement(payload), (softwareStatement) => ({ softwareStatement })),
      )
      .handle("disapproveSoftware", ({ path }) => admin.disapproveSoftware(path.softwareId))
      .handle("revokeTokens", ({ payload }) => admin.revokeTokens(payload))
      .handle("revokeClients", ({ payload }) => admin.revokeClients(payload))
      .handle("serviceToken", ({ payload }) =>
        Effect.map(admin.serviceToken(payload), (token) => ({ token })),
      )
      .handle("platformToken", ({ payload }) =>
        Effect.map(admin.platformToken(payload), (token) => ({ token })),
      )
      .handle("partnerFrameworkStatus", ({ payload }) =>
        Effect.map(admin.partnerFrameworkStatus(payload), (status) => ({ status })),
      )
      .handle("partnerAuthenticationResponse", ({ payload }) =>
        Effect.map(admin.partnerAuthenticationResponse(payload), (SAMLResponse) => ({ SAMLResponse })),
      )
      .handle("programmerKeys", () => admin.programmerKeys)
      .handle("mediaTokenKey", () => Effect.map(admin.mediaTokenKey, (publicKey) => ({ publicKey }))),
  )

const trouble = (admin: Admin) =>
  HttpApiBuilder.group(AdminApi, "trouble", (handlers) =>
    handlers
      .handle("faults", () => admin.faults)
      .handle("addFault", ({ payload }) => admin.addFault(payload))
      .handle("clearFaults", () => admin.clearFaults())
      .handle("clearFault", ({ path }) => admin.clearFaults(path))
      .handle("throttle", () => Effect.map(admin.throttle, orNull))
      .handle("setThrottle", ({ payload: { enabled, ...limits } }) =>
        Effect.map(admin.setThrottle(enabled && limits), orNull),
      )
      .handle("buckets", () => admin.buckets)
      .handle("variant", () => admin.variant)
      .handle("setVariant", ({ payload }) => admin.setVariant(payload)),
  )

const orNull = <A>(value: A | undefined): A | null => value ?? null

const requests = (admin: Admin) =>
  HttpApiBuilder.group(AdminApi, "requests", (handlers) =>
    handlers
      .handle("requests", ({ urlParams: { secrets, ...filter } }) =>
        admin.requests({ ...filter, secrets: secrets === "true" }),
      )
      .handle("clearRequests", () => admin.clearRequests)
      .handleRaw("requestStream", ({ urlParams }) =>
        Effect.succeed(
          HttpServerResponse.stream(Stream.encodeText(events(admin.requestStream(urlParams))), {
            contentType: "text/event-stream",
            headers: { "cache-control": "no-store" },
          }),
        ),
      ),
  )

/** Server-sent events, with a comment at once and every 15 seconds so that everybody knows the line is open. */
const events = (exchanges: Stream.Stream<LoggedExchange>): Stream.Stream<string> =>
  Stream.merge(
    Stream.map(exchanges, (entry) => `id: ${entry.id}\nevent: exchange\ndata: ${JSON.stringify(entry)}\n\n`),
    Stream.concat(
      Stream.succeed(": open\n\n"),
      Stream.as(Stream.fromSchedule(Schedule.spaced("15 seconds")), ": still open\n\n"),
    ),
  )

/** The app that answers everything under `/sandbox`. */
export const make = (admin: Admin, softwareStatement: string) =>
  Effect.gen(function* () {
    const groups = Layer.mergeAll(
      overview(admin, softwareStatement),
      clock(admin),
      catalogue(admin),
      access(admin),
      identity(admin),
      trouble(admin),
      requests(admin),
    )
    const api = HttpApiBuilder.api(AdminApi).pipe(
      Layer.provide(groups),
      Layer.provideMerge(Layer.merge(HttpApiBuilder.Router.Live, HttpApiBuilder.Middleware.layer)),
    )
    return yield* Effect.provide(HttpApiBuilder.httpApp, yield* Layer.build(api))
  })
