/** A fleet as the promise face has it, through calls of the sandbox. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { AdobePassClient, FleetOptions, Prompt } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"
import { login, useSandbox } from "./sandbox.js"
import type { TestRedis, Way } from "./server.js"
import { everyWay, hasRedis, startRedis } from "./server.js"

const context = useSandbox()
let redis: TestRedis
/** Of the test, for processes of earlier ones write back what they hold. */
let namespace: string
beforeAll(async () => {
  if (hasRedis) redis = await startRedis()
})
afterAll(() => redis?.[Symbol.asyncDispose]())
beforeEach(async () => {
  namespace = crypto.randomUUID()
  await redis?.admin.flushall()
  await context.sandbox.admin.clearRequests()
})

/** A process of the fleet, for a device. */
const join = async (
  identifier: string,
  fleet: Partial<FleetOptions> = {},
  way?: Way,
): Promise<AdobePassClient> =>
  context.client({
    device: { identifier, forwardedFor: "192.0.2.1" },
    fleet: { client: await redis.client(way), namespace, patience: 5000, ...fleet },
  })

describe("a storage with a lock of its own", () => {
  it("registers a device once, however many processes share it", async () => {
    const items = new Map<string, string>()
    const locks = new Map<string, Promise<unknown>>()
    const store = {
      getItem: async (key: string) => items.get(key) ?? null,
      setItem: async (key: string, value: string) => void items.set(key, value),
      removeItem: async (key: string) => void items.delete(key),
      exclusive: (key: string, work: () => Promise<void>) => {
        const turn = (locks.get(key) ?? Promise.resolve()).then(work)
        locks.set(key, turn)
        return turn
      },
    }
    await context.sandbox.admin.clearRequests()
    const device = { identifier: crypto.randomUUID() }
    await Promise.all([1, 2, 3].map(() => context.client({ device, store }).profiles()))
    expect(await context.sent("/o/client/register")).toBe(1)
    expect(locks.size).toBe(1)
  })
})

describe.runIf(hasRedis)("a fleet of promise clients", () => {
  it.each(everyWay)("registers a device once and earns one token, with %s", async (way) => {
    const device = crypto.randomUUID()
    const fleet = await Promise.all([1, 2, 3, 4].map(() => join(device, {}, way)))
    await Promise.all(fleet.map((one) => one.profiles()))
    expect(await context.sent("/o/client/register")).toBe(1)
    expect(await context.sent("/o/client/token")).toBe(1)
  })

  it("registers no device anew that another process writes back after FLUSHALL", async () => {
    const device = crypto.randomUUID()
    const [a, b] = [await join(device), await join(crypto.randomUUID())]
    await Promise.all([a.profiles(), b.profiles()])
    await redis.admin.flushall()
    const onB = b.forDevice({ identifier: device })
    await expect(onB.profiles()).rejects.toMatchObject({ _tag: "Unreachable", retryable: true })
    await expect.poll(() => onB.profiles().catch(() => "not yet"), { timeout: 30_000 }).toEqual([])
    expect(await context.sent("/o/client/register")).toBe(2)
  })

  it("goes on with the client that another process has kept while this one was paused and registered its own", async () => {
    const device = { identifier: crypto.randomUUID(), forwardedFor: "192.0.2.1" }
    let [pausedAt, goOn] = [() => {}, () => {}]
    const isPaused = new Promise<void>((resolve) => (pausedAt = resolve))
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve))
    const paused = context.client({
      device,
      fleet: { client: await redis.client(), namespace, patience: 5000 },
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        if (String(url).endsWith("/o/client/register")) {
          pausedAt()
          await mayGoOn
        }
        return response
      },
    })
    const profiles = paused.profiles()
    await isPaused
    // so long that its lease ran out
    await redis.admin.del(await redis.admin.keys("*:lease"))
    const other = await join(device.identifier)
    await other.authenticate({
      ...login,
      onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    goOn()
    expect(await profiles).toMatchObject([{ mvpd: login.mvpd }])
  })

  it.each(everyWay)("sees on one process who signed in on another, with %s", async (way) => {
    const device = crypto.randomUUID()
    const [a, b] = await Promise.all([join(device, {}, way), join(device, {}, way)])
    await a.authenticate({
      ...login,
      onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    expect(await b.profile(login.mvpd)).toMatchObject({ mvpd: login.mvpd })
    expect(await b.remembered()).toMatchObject({ mvpd: { id: login.mvpd } })
  })

  it("finishes a login on whichever process is left, at the pace of one", async () => {
    const device = crypto.randomUUID()
    const [a, b, c] = await Promise.all([join(device), join(device), join(device)])
    const pollsAt = async () =>
      (await context.sandbox.admin.requests({ endpoint: "RetrieveProfileForCode" })).map(({ at }) => at)

    let begun: Promise<unknown> | undefined
    const { code, notAfter } = await new Promise<Prompt>((onCode) => {
      begun = a.authenticate({ ...login, onCode }).catch(() => "closed")
    })
    const others = [b, c].map((one) => one.awaitProfile({ code, notAfter, mvpd: login.mvpd }))
    await expect.poll(async () => (await pollsAt()).length, { timeout: 20_000 }).toBeGreaterThan(0)
    await a.close()
    expect(await begun).toBe("closed")
    await context.sandbox.admin.completeLogin({ code, username: "basic" })
    for (const profile of await Promise.all(others)) expect(profile.mvpd).toBe(login.mvpd)

    const at = await pollsAt()
    for (const [index, millis] of at.slice(1).entries()) {
      // a request may travel faster than the one before
      expect(millis - at[index]!).toBeGreaterThan(2800)
    }
  }, 40_000)

  it("fetches a configuration once for all", async () => {
    const fleet = await Promise.all([1, 2, 3].map(() => join(crypto.randomUUID())))
    const all = await Promise.all(fleet.map((one) => one.configuration()))
    expect(await context.sent("/api/v2/REF30/configuration")).toBe(1)
    expect(all[1]).toEqual(all[0])
    expect(all[2]).toEqual(all[0])
  })

  it("sends a tenth of retries for its first tries when the service is down, and ten more", async () => {
    const fleet = { client: await redis.client(), namespace, patience: 5000 }
    const one = context.client({ fleet, policies: { throttle: false } })
    await one.profiles()
    await context.sandbox.admin.addFault({ kind: "status", status: 503, times: 1000 })
    await context.sandbox.admin.clearRequests()
    await Promise.allSettled(Array.from({ length: 60 }, () => one.profiles()))
    expect(await context.sent("/api/v2/REF30/profiles")).toBeLessThanOrEqual(60 + 6 + 10)
    await context.sandbox.admin.clearFaults()
  })

  it("writes no secret to Redis that could be read there, where keys are given", async () => {
    const device = crypto.randomUUID()
    const secret = Buffer.alloc(32, 7).toString("base64")
    const a = await join(device, { keys: [{ id: "one", secret }] })
    await a.profiles()
    const [hash] = (await redis.admin.keys(`${namespace}:{*}`)).filter((name) => /[0-9a-f]{32}/.test(name))
    const stored = await redis.admin.hgetall(hash ?? "")
    expect(Object.keys(stored).toSorted()).toEqual(["credentials", "fence", "token"])
    expect(stored["token"]).toMatch(/^one~/)
    expect(JSON.stringify(stored)).not.toContain(device)
  })

  it("keeps to the options, and says which is wrong", async () => {
    const client = await redis.client()
    const options = context.options()
    const wrong = (more: object) => {
      try {
        makeAdobePass({ ...options, ...more })
      } catch (error) {
        return error
      }
    }
    const secret = "short"
    expect(wrong({ fleet: {} })).toMatchObject({ parameter: "fleet.client" })
    expect(wrong({ fleet: { client: {} } })).toMatchObject({ parameter: "fleet.client" })
    expect(wrong({ fleet: { client, namespace: "{}" } })).toMatchObject({ parameter: "fleet.namespace" })
    expect(wrong({ fleet: { client, keys: [{ id: "a", secret }] } })).toMatchObject({
      parameter: "fleet.keys.0.secret",
      message: expect.not.stringContaining(secret),
    })
    expect(wrong({ fleet: { client, patience: 0 } })).toMatchObject({ parameter: "fleet.patience" })
    expect(wrong({ fleet: { client }, store: "memory" })).toMatchObject({ parameter: "store" })
  })
})
