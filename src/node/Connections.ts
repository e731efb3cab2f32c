/**
 * Connections that live for so long and no longer. A busy pool keeps its connections open for ever, and so never asks DNS
 * again; Adobe asks servers to do so every 30 seconds, because it moves traffic between its data centers that way.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/cookbooks/rest-api-v2-cookbook-server-server
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import Undici from "@effect/platform-node/Undici"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export interface Options {
  /** How long a connection may serve requests, 30 seconds unless given. What it has begun it still ends. */
  readonly life?: Duration.DurationInput | undefined
  /** What else undici's `Agent` is to know, such as `connections` or `pipelining`. */
  readonly agent?: Undici.Agent.Options | undefined
}

/** The client of undici over connections with a bounded life. They are closed with the Layer. */
export const layer = ({ agent, life = "30 seconds" }: Options = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.provide(
    NodeHttpClient.layerUndiciWithoutDispatcher,
    Layer.scoped(
      NodeHttpClient.Dispatcher,
      Effect.acquireRelease(
        Effect.sync(() => new Undici.Agent({ ...agent, clientTtl: Duration.toMillis(life) })),
        (dispatcher) => Effect.promise(() => dispatcher.close()),
      ),
    ),
  )
