/** Connections under steady load, against a server that counts them. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Connections } from "../../src/node/index.js"

/** How many connections half a second of requests takes, sent one after another without a pause. */
const under = (client: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.gen(function* () {
    let connections = 0
    const server = createServer((_, response) => response.end("{}")).on(
      "connection",
      () => (connections += 1),
    )
    const url = yield* Effect.acquireRelease(
      Effect.async<string>((resume) => {
        server.listen(0, "127.0.0.1", () => {
          const { port } = server.address() as AddressInfo
          resume(Effect.succeed(`http://127.0.0.1:${port}/`))
        })
      }),
      () => Effect.async<void>((resume) => void server.close(() => resume(Effect.void))),
    )
    yield* Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const request = Effect.flatMap(client.get(url), ({ text }) => text)
      yield* Effect.repeat(request, Schedule.recurUpTo("500 millis"))
    }).pipe(Effect.provide(client))
    return { connections }
  }).pipe(Effect.scoped)

describe("connections", () => {
  it.live("live for as long as they are busy, or for a bounded life", () =>
    Effect.gen(function* () {
      expect((yield* under(NodeHttpClient.layerUndici)).connections).toBeLessThanOrEqual(2)
      const bounded = yield* under(Connections.layer({ life: "50 millis" }))
      expect(bounded.connections).toBeGreaterThan(3)
    }),
  )
})
