import { describe, expect, it } from "vitest"
import type { Once } from "../../src/promise/verifier.js"
import { onceInFleet, onceInMemory, TokenExpired, verifyMediaToken } from "../../src/promise/verifier.js"
import { login, useSandbox } from "../promise/support.js"
import { everyWay, hasRedis, startRedis } from "../redis/server.js"
import { certificate, issuedAt, life, token } from "./signed.js"

const server = useSandbox()

const request = { certificate: certificate(), serviceProvider: "REF30", now: issuedAt, token: token() }

describe("the promise face of the verifier", () => {
  it("resolves to what the token is for, with plain moments", async () => {
    expect(await verifyMediaToken(request)).toMatchObject({
      outcome: "VALID_TOKEN",
      mvpd: "Cablevision",
      issuedAt,
      expiresAt: issuedAt + life,
    })
  })

  it("takes a Date for now", async () => {
    expect(await verifyMediaToken({ ...request, now: new Date(issuedAt) })).toMatchObject({
      resource: "newsline",
    })
  })

  it("rejects with the typed error itself", async () => {
    const error = await verifyMediaToken({ ...request, now: issuedAt + life }).catch(
      (caught: unknown) => caught,
    )
    expect(error).toBeInstanceOf(TokenExpired)
    expect(error).toMatchObject({
      _tag: "TokenExpired",
      outcome: "TOKEN_EXPIRED",
      expiresAt: issuedAt + life,
    })
  })

  it("lets a token be used once", async () => {
    const once = onceInMemory()
    await verifyMediaToken({ ...request, once })
    await expect(verifyMediaToken({ ...request, once })).rejects.toMatchObject({ _tag: "TokenUsed" })
  })

  it("asks a database of the app's own", async () => {
    const asked: Array<Parameters<Once["use"]>> = []
    const once: Once = { use: (...of) => asked.push(of) === 1 }
    await verifyMediaToken({ ...request, once })
    await expect(verifyMediaToken({ ...request, once })).rejects.toMatchObject({ _tag: "TokenUsed" })
    expect(asked[0]).toEqual([expect.stringMatching(/^[\w-]{43}$/), 2 * life])
    expect(asked[1]).toEqual(asked[0])
  })

  it.each([
    () => {
      throw new Error("down")
    },
    () => Promise.reject(new Error("down")),
  ])("refuses a token when that database fails", async (use) => {
    await expect(verifyMediaToken({ ...request, once: { use } })).rejects.toMatchObject({
      _tag: "ErrorUnknown",
      outcome: "ERROR_UNKNOWN",
    })
  })

  it("verifies what the sandbox issues", async () => {
    const client = server.client()
    await client.authenticate({
      ...login,
      onCode: ({ code }) => server.sandbox.admin.completeLogin({ code, username: "subscriber" }),
    })
    const permit = await client.authorize({ mvpd: login.mvpd, resource: "newsline" })
    const verified = await verifyMediaToken({
      token: permit.token.serializedToken,
      certificate: await server.sandbox.admin.mediaTokenCertificate(),
      serviceProvider: "REF30",
      resource: "newsline",
    })
    expect(verified).toMatchObject({ mvpd: login.mvpd, outcome: "VALID_TOKEN" })
    expect(Math.abs(verified.expiresAt - permit.token.notAfter!)).toBeLessThanOrEqual(1000)
  })
})

describe.runIf(hasRedis)("tokens that are good once in a fleet", () => {
  it.each(everyWay)("are refused by another process, with %s", async (way) => {
    await using redis = await startRedis()
    const [a, b] = await Promise.all(
      [1, 2].map(async () => onceInFleet({ client: await redis.client(way), patience: 5000 })),
    )
    await verifyMediaToken({ ...request, once: a! })
    await expect(verifyMediaToken({ ...request, once: b! })).rejects.toMatchObject({ _tag: "TokenUsed" })
    const keys = Object.entries(await redis.keys())
    expect(keys).toEqual([[expect.stringMatching(/^adobe-pass:once:\{[\w-]{43}\}$/), expect.any(Number)]])
    expect(keys[0]![1]).toBeGreaterThan(1.9 * life)
    expect(keys[0]![1]).toBeLessThanOrEqual(2 * life)
  })

  it("are good once in each process while Redis is away", async () => {
    const redis = await startRedis()
    const once = onceInFleet({ client: await redis.client() })
    await redis[Symbol.asyncDispose]()
    await verifyMediaToken({ ...request, once })
    await expect(verifyMediaToken({ ...request, once })).rejects.toMatchObject({ _tag: "TokenUsed" })
  })

  it("need a client of Redis", () => {
    expect(() => onceInFleet({ client: {} } as never)).toThrow("client")
  })

  it("wait for it as long as they are told", async () => {
    const client = { call: () => new Promise<never>(() => {}) }
    const waited = async (patience: number | undefined) => {
      const began = performance.now()
      await verifyMediaToken({ ...request, once: onceInFleet({ client, patience }) })
      return performance.now() - began
    }
    expect(await waited(600)).toBeGreaterThan(500)
    expect(() => onceInFleet({ client, patience: 0 })).toThrow("patience: expected a positive number")
  })
})
