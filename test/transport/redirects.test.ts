/** Runtimes whose `fetch` follows redirects whatever it is told. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import * as Retry from "../../src/policy/Retry.js"
import * as OverFetch from "../../src/transport/send/overFetch.js"
import * as OverHttpClient from "../../src/transport/send/overHttpClient.js"
import { client } from "../support/client.js"
import type { Answer } from "../support/server.js"
import { serve } from "../support/server.js"

const following: typeof globalThis.fetch = (input, init) => fetch(input, { ...init, redirect: "follow" })

/** As React Native's, which does not tell that it did. */
const silently: typeof globalThis.fetch = async (input, init) => {
  const response = await following(input, init)
  return Object.defineProperty(response, "redirected", { value: undefined })
}

/** What sends requests: the platform's client over a `fetch`, or that alone. */
const senders = {
  "the platform's client": (send: typeof globalThis.fetch) =>
    OverHttpClient.layer.pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, send)),
    ),
  "fetch alone": OverFetch.layer,
}
type Senders = keyof typeof senders
const each = Object.keys(senders) as ReadonlyArray<Senders>

/** What becomes of a call that is sent to another origin, which answers so. */
const sentTo = (over: Senders, elsewhere: Answer, send = following) =>
  Effect.gen(function* () {
    const portal = yield* serve(() => elsewhere)
    const service = yield* serve(() => ({ status: 307, headers: { location: `${portal.url}/login` } }))
    const ask = Effect.flatMap(RetrieveProfiles, (f) => f())
    const outcome = yield* ask.pipe(
      Retry.once,
      Effect.merge,
      Effect.provide(
        client({
          url: service.url,
          sender: senders[over](send),
        }),
      ),
    )
    return { outcome, requests: service.seen.length }
  })

const redirected = { _tag: "UnexpectedResponse", message: "RetrieveProfiles: an answer that redirects" }

const foreign = [
  ["a good answer", { body: { profiles: {} } }],
  ["a page", { body: "<html>" }],
  ["a refused token", { status: 401, body: {} }],
  ["a 429", { status: 429, headers: { "retry-after": "60" } }],
  ["an error of the service's own", { status: 403, body: { code: "authenticated_profile_missing" } }],
] satisfies ReadonlyArray<[string, Answer]>

describe.each(each)("over %s", (over) => {
  for (const [name, answer] of foreign) {
    it.scopedLive(`${name} of another origin is a redirect that is refused`, () =>
      Effect.gen(function* () {
        const { outcome, requests } = yield* sentTo(over, answer)
        expect(outcome).toMatchObject(redirected)
        expect(requests).toBe(1)
      }),
    )
  }

  it.scopedLive("a redirect is not followed", () =>
    Effect.gen(function* () {
      const { outcome, requests } = yield* sentTo(over, { body: { profiles: {} } }, fetch)
      expect(outcome).toMatchObject({ ...redirected, status: 307 })
      expect(requests).toBe(1)
    }),
  )

  it.scopedLive("a good answer of another origin is refused where fetch does not tell of the redirect", () =>
    Effect.gen(function* () {
      const { outcome } = yield* sentTo(over, { body: { profiles: {} } }, silently)
      expect(outcome).toMatchObject(redirected)
    }),
  )
})

it.scopedLive("a base URL is the same origin however it is written", () =>
  Effect.gen(function* () {
    const service = yield* serve(() => ({ body: { profiles: {} } }))
    const url = service.url.replace("http://127.0.0.1", "HTTP://LocalHost")
    const ask = Effect.flatMap(RetrieveProfiles, (f) => f())
    expect(yield* ask.pipe(Effect.merge, Effect.provide(client({ url })))).toEqual({})
  }),
)
