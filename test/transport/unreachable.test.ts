/** What an app is told when no answer comes, over real sockets. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import { makeAdobePass } from "../../src/promise.js"
import { Retry, transient, throttled } from "../../src/policy/Retry.js"
import { client } from "../support/client.js"

/** An address at which nobody listens any more. */
const abandoned = async (): Promise<string> => {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return `127.0.0.1:${port}`
}

const once = Layer.succeed(Retry, { transient: transient(0), throttled })

const failure = (url: string) =>
  Effect.flatMap(RetrieveProfiles, (call) => Effect.flip(call())).pipe(
    Effect.provide(client({ url, client: FetchHttpClient.layer }).pipe(Layer.provide(once))),
  )

const code = (error: { readonly cause?: unknown }) => Reflect.get(Object(error.cause), "code")

describe("no connection", () => {
  it.live("names the host and why: the connection was refused", () =>
    Effect.gen(function* () {
      const host = yield* Effect.promise(abandoned)
      const error = yield* failure(`http://${host}`)
      expect(error._tag).toBe("Unreachable")
      expect(error.message).toContain(`: no connection to ${host} (connect ECONNREFUSED`)
      expect(code(error)).toBe("ECONNREFUSED")
    }),
  )

  it.live("names the host and why: there is no such host", () =>
    Effect.gen(function* () {
      const error = yield* failure("http://adobe-pass.invalid")
      expect(error.message).toMatch(/: no connection to adobe-pass\.invalid \(.*(ENOTFOUND|EAI_AGAIN).*\)$/)
    }),
  )

  it("says so in the JSON of the promise client's error, too", async () => {
    const host = await abandoned()
    const pass = makeAdobePass({
      environment: { baseUrl: `http://${host}` },
      serviceProvider: "REF30",
      softwareStatement: "statement",
      device: { identifier: "device", info: { model: "Box", osName: "Linux" } },
      policies: { retry: { times: 0 } },
    })
    const error: unknown = await pass.profiles().catch((error: unknown) => error)
    await pass.close()
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      _tag: "Unreachable",
      message: expect.stringContaining(host),
      cause: { code: "ECONNREFUSED", message: expect.any(String) },
    })
  })
})
