import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../src/AdobePass.js"
import { Store } from "../../src/cache/Store.js"
import { Device } from "../../src/domain/Device.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import { ServerFault } from "../../src/error/AdobePassError.js"
import * as Retry from "../../src/policy/Retry.js"
import type { Issued } from "../../src/transport/AccessTokens.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import { Throttle } from "../../src/transport/Throttle.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import { client } from "../support/client.js"
import type { Answer } from "../support/server.js"
import { serve } from "../support/server.js"
import { virtually } from "../support/virtually.js"

/** Tokens `t1`, `t2` ... of the clients that are given, which write down what is done with them. */
const tokens = (clients: string, askedAt?: number) => {
  const done: Array<string> = []
  let count = 1
  const replace = (what: string) => (token: Issued) =>
    Effect.sync(() => {
      done.push(`${what} ${Redacted.value(token.value)}`)
      count++
    })
  const layer = Layer.succeed(AccessTokens, {
    get: Effect.sync(() => ({
      clientId: clients[count - 1] ?? "",
      value: Redacted.make(`t${count}`),
      askedAt,
    })),
    invalidate: replace("invalidate"),
    rejectClient: replace("rejectClient"),
  })
  return { done, layer }
}

const refused = (code?: string, action?: string): Answer => ({
  status: 401,
  body: { ...(code !== undefined && { code }), ...(action !== undefined && { action }) },
})
const registration = refused("invalid_access_token_client_application", "application-registration")
const fine: Answer = { body: { profiles: {} } }

const run = (answers: ReadonlyArray<Answer>, clients = "AAB", askedAt?: number) =>
  Effect.gen(function* () {
    const server = yield* serve((_, count) => answers[count - 1] ?? fine)
    const { done, layer } = tokens(clients, askedAt)
    const call: Effect.Effect<unknown, unknown, Endpoint | Device> = Effect.flatMap(RetrieveProfiles, (f) =>
      f(),
    )
    const result = yield* call.pipe(Effect.merge, Effect.provide(client({ url: server.url, tokens: layer })))
    return { result, done, used: server.seen.map(({ headers }) => headers["authorization"]) }
  })

describe("a refused access token", () => {
  for (const [what, answer] of [
    ["any code", refused("coined_next_year")],
    ["an action", registration],
    ["no code", refused()],
    ["a page", { status: 401, body: "<html>401</html>" }],
    [
      "another status in the body",
      { status: 401, body: { code: "authenticated_profile_missing", status: 403 } },
    ],
  ] as const) {
    it.scopedLive(`earns one replay with a fresh one, be it for ${what}`, () =>
      Effect.gen(function* () {
        expect(yield* run([answer])).toEqual({
          result: {},
          done: ["invalidate t1"],
          used: ["Bearer t1", "Bearer t2"],
        })
      }),
    )
  }

  it.scopedLive("earns no second replay unless the registration is at fault", () =>
    Effect.gen(function* () {
      for (const again of [refused(), refused("invalid_access_token_service_provider", "none")]) {
        const { done, result, used } = yield* run([registration, again])
        expect(done).toEqual(["invalidate t1"])
        expect(used).toEqual(["Bearer t1", "Bearer t2"])
        expect(result).toMatchObject({ status: 401, endpoint: "RetrieveProfiles" })
      }
    }),
  )

  it.scopedLive("registers anew, once, when the fresh one is refused for the registration", () =>
    Effect.gen(function* () {
      expect(yield* run([refused(), registration])).toEqual({
        result: {},
        done: ["invalidate t1", "rejectClient t2"],
        used: ["Bearer t1", "Bearer t2", "Bearer t3"],
      })
    }),
  )

  it.scopedLive("costs no client where it was fresh for an earlier try", () =>
    Effect.gen(function* () {
      const again = yield* run([refused(), { status: 503 }, registration], "AAA")
      expect(again).toEqual({
        result: {},
        done: ["invalidate t1", "invalidate t2"],
        used: ["Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"],
      })
    }),
  )

  it.scopedLive(
    "costs no client where the replay's was earned long ago, as one that another process left",
    () =>
      Effect.gen(function* () {
        const { done, result, used } = yield* run(Array.replicate(registration, 9), "AAA", -Infinity)
        expect(done).toEqual(["invalidate t1", "invalidate t2"])
        expect(used).toEqual(["Bearer t1", "Bearer t2", "Bearer t3"])
        expect(result).toMatchObject({ _tag: "AccessTokenRejected", status: 401 })
      }),
  )

  it.scopedLive("is a rejected registration when the new client is refused too", () =>
    Effect.gen(function* () {
      const { done, result, used } = yield* run([registration, registration, registration, registration])
      expect(done).toEqual(["invalidate t1", "rejectClient t2"])
      expect(used).toHaveLength(3)
      expect(result).toMatchObject({
        _tag: "RegistrationRejected",
        error: "invalid_access_token_client_application",
        code: "invalid_access_token_client_application",
        action: "application-registration",
        status: 401,
        endpoint: "RetrieveProfiles",
        retryable: false,
      })
    }),
  )

  it.scopedLive("fails as it is when the new client's token is refused for another reason", () =>
    Effect.gen(function* () {
      const { result, used } = yield* run([registration, registration, refused("coined_next_year")])
      expect(used).toHaveLength(3)
      expect(result).toMatchObject({ _tag: "AccessTokenRejected", code: "coined_next_year" })
    }),
  )

  it.scopedLive("was another client's: the replay's first refusal earns a fresh token alone", () =>
    Effect.gen(function* () {
      expect(yield* run([registration, registration], "ABB")).toEqual({
        result: {},
        done: ["invalidate t1", "invalidate t2"],
        used: ["Bearer t1", "Bearer t2", "Bearer t3"],
      })
    }),
  )

  it.scopedLive("was another client's: two more of the new client make a rejected registration", () =>
    Effect.gen(function* () {
      const { done, result } = yield* run(Array.replicate(registration, 9), "ABB")
      expect(done).toEqual(["invalidate t1", "invalidate t2"])
      expect(result).toMatchObject({ _tag: "RegistrationRejected", status: 401 })
    }),
  )

  it.scopedLive("of a third client in a row is no rejected registration, and is the last", () =>
    Effect.gen(function* () {
      const { done, result, used } = yield* run(Array.replicate(registration, 9), "ABC")
      expect(done).toEqual(["invalidate t1", "invalidate t2"])
      expect(used).toHaveLength(3)
      expect(result).toMatchObject({ _tag: "AccessTokenRejected", status: 401 })
    }),
  )

  it.scopedLive("is no such thing when earning the token was refused", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => fine)
      const failure = new ServerFault({ endpoint: "RetrieveAccessToken", status: 401, message: "no" })
      const done: Array<string> = []
      const failing = Layer.succeed(AccessTokens, {
        get: Effect.fail(failure),
        invalidate: () => Effect.sync(() => done.push("invalidate")),
        rejectClient: () => Effect.sync(() => done.push("rejectClient")),
      })
      const error = yield* Effect.flatMap(RetrieveProfiles, (f) => f()).pipe(
        Retry.once,
        Effect.flip,
        Effect.provide(client({ url: server.url, tokens: failing })),
      )
      expect(error).toMatchObject({ _tag: "ServerFault", endpoint: "RetrieveAccessToken", status: 401 })
      expect(done).toEqual([])
      expect(server.seen).toEqual([])
    }),
  )
})

describe("an access token that cannot be earned", () => {
  const registered = { client_id: "c1", client_secret: "s1" }
  const troubles: ReadonlyArray<readonly [tag: string, trouble: Answer, requests: number]> = [
    ["ServerFault", { status: 500, body: { code: "internal_server_error", status: 500 } }, 3],
    ["Unreachable", { instead: "reset" }, 3],
    ["Throttled", { status: 429 }, 4],
  ]
  for (const [tag, trouble, requests] of troubles) {
    for (const [endpoint, path] of [
      ["RetrieveClientCredentials", "/o/client/register"],
      ["RetrieveAccessToken", "/o/client/token"],
    ] as const) {
      it.scoped(`costs a call the retries of ${endpoint} and none of its own: ${tag}`, () =>
        Effect.gen(function* () {
          const server = yield* serve(({ target }) =>
            target.startsWith(path) ? trouble : { status: 201, body: registered },
          )
          const layer = AdobePass.layer({
            environment: { baseUrl: server.url },
            serviceProvider: "ACME",
            softwareStatement: "a.software.statement",
          }).pipe(Layer.provide([Store.memory, Throttle.none, FetchHttpClient.layer]))
          const error = yield* Effect.flatMap(AdobePass, (pass) => pass.profiles()).pipe(
            Effect.provideService(Device, { identifier: Redacted.make("tv") }),
            Effect.flip,
            Effect.provide(layer),
            (call) => virtually(call, "100 millis"),
          )
          // it may pass, and whoever asked may ask again
          expect(error).toMatchObject({ _tag: tag, endpoint, retryable: true })
          expect(server.seen.filter(({ target }) => target.startsWith(path))).toHaveLength(requests)
          expect(server.seen.filter(({ target }) => !target.startsWith("/o/"))).toEqual([])
        }),
      )
    }
  }
})
