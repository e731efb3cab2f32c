/**
 * A backend with Effect's HttpApi: the endpoints are typed, the denials too, and each request provides the `Device` it
 * speaks for.
 *
 *     ADOBE_PASS_URL=http://127.0.0.1:4010 SOFTWARE_STATEMENT=ey... npx tsx effect-server.ts
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import {
  AdobePass,
  AuthenticationRequired,
  AuthorizationDenied,
  Device,
  InvalidRequest,
} from "effect-adobe-pass"
import { DirectoryStore } from "effect-adobe-pass/node"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"

/** Adobe or the network failed; the device can do nothing about it but ask again. */
class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", { reason: Schema.String }) {}

const Speaker = Schema.Struct({ "x-device": Schema.NonEmptyString })
const Mvpd = Schema.Struct({ id: Schema.String, displayName: Schema.String })

const television = HttpApiGroup.make("television")
  .add(HttpApiEndpoint.get("mvpds", "/mvpds").setHeaders(Speaker).addSuccess(Schema.Array(Mvpd)))
  .add(
    HttpApiEndpoint.post("play", "/play")
      .setHeaders(Speaker)
      .setPayload(Schema.Struct({ mvpd: Schema.String, resource: Schema.String }))
      .addSuccess(Schema.Struct({ mediaToken: Schema.String }))
      .addError(AuthorizationDenied, { status: 403 })
      .addError(AuthenticationRequired, { status: 401 }),
  )
  .addError(InvalidRequest, { status: 400 })
  .addError(Unavailable, { status: 502 })

const api = HttpApi.make("fleet").add(television)

/** Runs what a request asks for, as the device it comes from. */
const speaksFor = (headers: typeof Speaker.Type) =>
  Effect.provide(
    Device.layer({
      identifier: headers["x-device"],
      info: { primaryHardwareType: "SetTopBox", model: "Fleet box", osName: "Linux" },
    }),
  )

const handlers = HttpApiBuilder.group(api, "television", (handle) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass
    return handle
      .handle("mvpds", ({ headers }) =>
        pass.configuration().pipe(
          Effect.map(({ mvpds }) =>
            mvpds.map(({ displayName, id }) => ({ id, displayName: displayName ?? id })),
          ),
          speaksFor(headers),
          Effect.mapError((error) =>
            error._tag === "InvalidRequest" ? error : new Unavailable({ reason: error._tag }),
          ),
        ),
      )
      .handle("play", ({ headers, payload }) =>
        pass.authorize(payload).pipe(
          Effect.map(({ token }) => ({ mediaToken: Redacted.value(token.serializedToken) })),
          speaksFor(headers),
          Effect.mapError((error) => {
            switch (error._tag) {
              case "AuthorizationDenied":
              case "AuthenticationRequired":
              case "InvalidRequest":
                return error
              default:
                return new Unavailable({ reason: error._tag })
            }
          }),
        ),
      )
  }),
)

const client = Layer.unwrapEffect(
  Effect.gen(function* () {
    const baseUrl = yield* Config.string("ADOBE_PASS_URL").pipe(Config.withDefault("http://127.0.0.1:4010"))
    const directory = yield* Config.string("STORE").pipe(Config.withDefault(".fleet"))
    return AdobePass.layer({
      environment: { baseUrl },
      serviceProvider: "REF30",
      softwareStatement: yield* Config.redacted("SOFTWARE_STATEMENT"),
    }).pipe(Layer.provide([FetchHttpClient.layer, DirectoryStore.layer(directory)]))
  }),
)

const server = Layer.unwrapEffect(
  Effect.map(Config.integer("PORT").pipe(Config.withDefault(8080)), (port) =>
    NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" }),
  ),
)

HttpApiBuilder.serve().pipe(
  Layer.provide(HttpApiBuilder.api(api).pipe(Layer.provide(handlers), Layer.provide(client))),
  HttpServer.withLogAddress,
  Layer.provide(server),
  Layer.launch,
  NodeRuntime.runMain,
)
