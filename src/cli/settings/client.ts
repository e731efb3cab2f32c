/** The client of the library as the settings say, with a device, and a store in a directory. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { homedir, platform } from "node:os"
import { join } from "node:path"
import { AdobePass } from "../../AdobePass.js"
import type { Environment } from "../../domain/Environment.js"
import { Integration } from "../../domain/Environment.js"
import { Unreachable } from "../../error/AdobePassError.js"
import { RetrieveAccessToken } from "../../endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../../endpoint/dcr/RetrieveClientCredentials.js"
import * as DirectoryStore from "../../node/DirectoryStore.js"
import { ServerClock } from "../../policy/ServerClock.js"
import * as DeviceTokens from "../../token/DeviceTokens.js"
import { Throttle } from "../../transport/Throttle.js"
import * as OverHttpClient from "../../transport/send/overHttpClient.js"
import { Transport } from "../../transport/Transport.js"
import { didYouMean } from "../../sandbox/world/nearest.js"
import { UsageError } from "../UsageError.js"
import * as Device from "./device.js"
import { isSandbox, required, sandboxUrl, setting } from "./Settings.js"

const Named = Schema.Literal("production", "prequal", "staging", "prequal-staging")
const isNamed = Schema.is(Named)

/** Which service is called. */
export const environment = Effect.flatMap(
  required("environment"),
  (text): Effect.Effect<Environment, UsageError> => {
    if (isNamed(text)) return Effect.succeed(text)
    if (text === "sandbox") return Effect.succeed({ baseUrl: sandboxUrl })
    return /^https?:\/\/[^\s/?#@]+\/?$/.test(text)
      ? Effect.succeed({ baseUrl: text })
      : new UsageError({
          message: `There is no environment ${text}.`,
          next: `${didYouMean(text, [...Named.literals, "sandbox"])}It is production, prequal, staging, prequal-staging, sandbox, or a URL such as http://127.0.0.1:4010.`,
        })
  },
)

const Statement = HttpClientResponse.schemaBodyJson(Schema.Struct({ softwareStatement: Schema.String }))

/** A sandbox tells its own. */
const sandboxStatement = Effect.fn(function* (baseUrl: string) {
  const client = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
  const { softwareStatement } = yield* client.get(`${baseUrl}/sandbox/software-statement`).pipe(
    Effect.flatMap(Statement),
    Effect.scoped,
    Effect.mapError(
      () => new Unreachable({ reason: "connection", message: `no sandbox answers at ${baseUrl}` }),
    ),
  )
  return softwareStatement
})

/** What the app is at Adobe. */
export const integration = Effect.gen(function* () {
  const where = yield* environment
  const statement = yield* setting("softwareStatement")
  const redirectUri = yield* setting("redirectUri")
  const isLocal = typeof where === "object" && isSandbox(where.baseUrl)
  return {
    environment: where,
    serviceProvider: yield* required("serviceProvider"),
    softwareStatement:
      statement ?? (isLocal ? yield* sandboxStatement(where.baseUrl) : yield* required("softwareStatement")),
    ...(redirectUri !== undefined && { redirectUri }),
  }
})

/** Where programs of this user keep what is neither configuration nor cache. */
const stateFolder = Effect.gen(function* () {
  const found = (name: string) => Effect.orDie(Config.withDefault(Config.string(name), ""))
  const xdg = yield* found("XDG_STATE_HOME")
  if (xdg !== "") return xdg
  const local = platform() === "win32" ? yield* found("LOCALAPPDATA") : ""
  return local === "" ? join(homedir(), ".local", "state") : local
})

/** The directory that outlives the command. */
export const storeFolder = Effect.gen(function* () {
  return (yield* setting("store")) ?? join(yield* stateFolder, "adobe-pass")
})

/** The store; its files are for this user alone. */
export const store = Layer.unwrapEffect(Effect.map(storeFolder, DirectoryStore.layer))

/** The device that speaks and what the app is, for what needs no more. */
export const caller = Layer.unwrapEffect(
  Effect.map(integration, (options) => Layer.merge(Device.layer, Integration.layer(options))),
).pipe(Layer.provideMerge(store))

/** Registration and access tokens by themselves. */
export const tokens = DeviceTokens.layer.pipe(
  Layer.provideMerge(Layer.merge(RetrieveClientCredentials.layer, RetrieveAccessToken.layer)),
  Layer.provideMerge(Transport.layer),
  Layer.provide(OverHttpClient.layer),
  Layer.provide(Throttle.layer()),
  Layer.provideMerge(ServerClock.layer),
  Layer.provideMerge(caller),
)

/** The library's client, the device that speaks, and where both remember. */
export const client = Layer.unwrapEffect(
  Effect.map(integration, (options) =>
    Layer.mergeAll(AdobePass.layer(options), Device.layer, Integration.layer(options)),
  ),
).pipe(Layer.provideMerge(store))
