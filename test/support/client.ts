/** The rooms under test, wired by hand to a test's server, device and token. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Device } from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import * as Endpoints from "../../src/endpoint/layer.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import { Authorized } from "../../src/transport/Authorized.js"
import type { Sender } from "../../src/transport/send/Send.js"
import { Throttle } from "../../src/transport/Throttle.js"
import * as OverHttpClient from "../../src/transport/send/overHttpClient.js"
import { Transport } from "../../src/transport/Transport.js"

export const plainDevice: Device.Options = { identifier: "living-room-1" }

export interface Options {
  readonly url: string
  readonly device?: Device.Options
  readonly serviceProvider?: string
  readonly softwareStatement?: string
  readonly redirectUri?: string
  readonly tokens?: Layer.Layer<AccessTokens>
  readonly client?: Layer.Layer<HttpClient.HttpClient>
  /** What sends requests in place of the client. */
  readonly sender?: Layer.Layer<Sender>
}

export const someToken = Layer.succeed(AccessTokens, {
  get: Effect.succeed({ clientId: "a-client", value: Redacted.make("a-token") }),
  invalidate: () => Effect.void,
  rejectClient: () => Effect.void,
})

export const client = ({
  client: http = FetchHttpClient.layer,
  device = plainDevice,
  redirectUri,
  sender = Layer.provide(OverHttpClient.layer, http),
  serviceProvider = "ACME",
  softwareStatement = "a.software.statement",
  tokens = someToken,
  url,
}: Options) =>
  Endpoints.layer.pipe(
    Layer.provideMerge(Authorized.layer),
    Layer.provideMerge(Transport.layer),
    Layer.provide(sender),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(Throttle.none),
    Layer.provide(tokens),
    Layer.provide(
      Integration.layer({
        environment: { baseUrl: url },
        serviceProvider,
        softwareStatement: Redacted.make(softwareStatement),
        ...(redirectUri !== undefined && { redirectUri }),
      }),
    ),
    Layer.merge(Layer.orDie(Device.layer(device))),
  )
