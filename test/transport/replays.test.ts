/** What refused access tokens lead to over several calls, without HTTP. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { Device } from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import { AccessTokenRejected, PartnerUnavailable } from "../../src/error/AdobePassError.js"
import { Retry } from "../../src/policy/Retry.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import { Authorized, sharingBudget } from "../../src/transport/Authorized.js"
import type { Call } from "../../src/transport/Transport.js"
import { Transport } from "../../src/transport/Transport.js"
import { tv } from "../support/flow.js"

const endpoint = "RetrieveProfiles"
const curable = "invalid_access_token_client_application"
const old = -Infinity

/** Tokens `t1`, `t2` ... of one client, and a service that refuses what is sent with codes, in order, and with none at last. */
const world = (codes: ReadonlyArray<string | undefined>, askedAt: ReadonlyArray<number> = []) => {
  const done: Array<string> = []
  const sent: Array<string | undefined> = []
  let count = 1
  const replace = (what: string) => () =>
    Effect.sync(() => {
      done.push(`${what} t${count}`)
      count += 1
    })
  const tokens = Layer.succeed(AccessTokens, {
    get: Effect.sync(() => ({
      clientId: "c",
      value: Redacted.make(`t${count}`),
      askedAt: askedAt[count - 1],
    })),
    invalidate: replace("invalidate"),
    rejectClient: replace("rejectClient"),
  })
  const transport = Layer.succeed(Transport, {
    attempt: (call, addToken = Effect.succeed) =>
      Effect.gen(function* () {
        const request = yield* addToken(yield* call.request)
        const code = codes[sent.length]
        sent.push(request.headers["authorization"]?.slice("Bearer ".length))
        if (code === undefined) return yield* call.answer({ request, status: 200, body: "" })
        return yield* new AccessTokenRejected({ endpoint, status: 401, code, message: code })
      }),
    repeat: (_, attempt) => attempt,
    call: () => Effect.dieMessage("not a call with a token"),
  })
  const integration = Integration.layer({
    environment: "staging",
    serviceProvider: "REF30",
    softwareStatement: "",
  })
  const layer = Layer.provide(Authorized.layer, [tokens, transport, integration])
  return { done, sent, layer: Layer.merge(layer, Layer.orDie(Device.layer(tv))) }
}

/** Makes a call; tells how it ends. */
const call = (serviceProvider = "REF30") =>
  Effect.gen(function* () {
    const authorized = yield* Authorized
    const one: Call<string, never> = {
      endpoint,
      serviceProvider,
      device: yield* Device,
      request: Either.right({ method: "GET", url: "https://adobe.example/", headers: {} }),
      answer: () => Effect.succeed("answered"),
    }
    return yield* Effect.merge(Effect.mapError(authorized(one), ({ _tag }) => _tag))
  })

describe("a refusal that nothing cured", () => {
  it.effect("ends the next calls at once, for a minute", () => {
    const { layer, sent } = world(Array.from({ length: 9 }, () => "coined"))
    return Effect.gen(function* () {
      expect(yield* call()).toBe("AccessTokenRejected")
      expect(sent).toEqual(["t1", "t2"])
      yield* TestClock.adjust("40 seconds")
      expect(yield* call()).toBe("AccessTokenRejected")
      expect(sent).toEqual(["t1", "t2", "t2"])
      // the minute is that of the first, whatever was called since
      yield* TestClock.adjust("20 seconds")
      yield* call()
      expect(sent).toEqual(["t1", "t2", "t2", "t2", "t3"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends those alone that are refused in the same way", () => {
    const { layer, sent } = world(["coined", "coined", "another", undefined])
    return Effect.gen(function* () {
      yield* call()
      expect(yield* call()).toBe("answered")
      expect(sent).toEqual(["t1", "t2", "t2", "t3"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends those of its service provider alone", () => {
    const { layer, sent } = world(["coined", "coined", "coined", undefined])
    return Effect.gen(function* () {
      yield* call("REF40")
      expect(yield* call("REF30")).toBe("answered")
      expect(sent).toEqual(["t1", "t2", "t2", "t3"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends no other call where a new client might have cured it", () => {
    const { done, layer, sent } = world([curable, curable, curable, curable, undefined], [old, old, old])
    return Effect.gen(function* () {
      expect(yield* call()).toBe("AccessTokenRejected")
      expect(sent).toEqual(["t1", "t2", "t3"])
      expect(yield* call()).toBe("answered")
      expect(sent).toEqual(["t1", "t2", "t3", "t3", "t4"])
      expect(done).toEqual(["invalidate t1", "invalidate t2", "invalidate t3"])
    }).pipe(Effect.provide(layer))
  })
})

describe("a client", () => {
  it.effect("is given up with the third token, where that alone was fresh", () => {
    const { done, layer } = world([curable, curable, curable], [old, old])
    return Effect.gen(function* () {
      expect(yield* call()).toBe("AccessTokenRejected")
      expect(done).toEqual(["invalidate t1", "invalidate t2", "rejectClient t3"])
      expect(yield* call()).toBe("answered")
    }).pipe(Effect.provide(layer))
  })

  it.effect("is never given up for what another service provider says", () => {
    const { done, layer, sent } = world([curable, curable, curable])
    return Effect.gen(function* () {
      expect(yield* call("REF40")).toBe("AccessTokenRejected")
      expect(sent).toEqual(["t1", "t2"])
      expect(done).toEqual(["invalidate t1"])
    }).pipe(Effect.provide(layer))
  })
})

describe("tries of one call", () => {
  it.effect("share its replays", () => {
    const { layer, sent } = world(["coined", undefined, "coined", undefined, "coined", undefined])
    const busy = new PartnerUnavailable({ message: "not now", retryable: true, action: "retry" })
    return Effect.gen(function* () {
      const policy = yield* Retry
      let tries = 0
      const trying = Effect.flatMap(call(), (end) => {
        tries += 1
        return tries < 3 ? Effect.fail(busy) : Effect.succeed(end)
      })
      const fiber = yield* Effect.fork(sharingBudget(trying, policy))
      yield* TestClock.adjust("10 seconds")
      expect(yield* fiber).toBe("AccessTokenRejected")
      expect(sent).toEqual(["t1", "t2", "t2", "t3", "t3"])
    }).pipe(Effect.provide(layer))
  })
})
