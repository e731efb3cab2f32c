/** What a device costs in Redis, through an evening: bytes, and for how long. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { FleetOptions } from "../../src/promise.js"
import { login, useSandbox } from "./sandbox.js"
import type { TestRedis } from "./server.js"
import { hasRedis, startRedis } from "./server.js"

const context = useSandbox()
const day = 86_400_000
let redis: TestRedis
beforeAll(async () => {
  if (hasRedis) redis = await startRedis()
})
afterAll(() => redis?.[Symbol.asyncDispose]())
beforeEach(() => redis?.admin.flushall())

const sealed = { keys: [{ id: "2026", secret: Buffer.alloc(32, 7).toString("base64") }] }
const devices = 8

/** A device signs in, shows its catalogue and plays. */
const evening = async (options: Partial<FleetOptions> = {}) => {
  const pass = context.client({ fleet: { client: await redis.client(), patience: 5000, ...options } })
  await Promise.all(
    Array.from({ length: devices }, async (_, index) => {
      const device = pass.forDevice({ identifier: crypto.randomUUID(), forwardedFor: `192.0.2.${index}` })
      await device.authenticate({
        ...login,
        onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
      })
      await device.preauthorize({ mvpd: login.mvpd, resources: ["newsline", "cinema1"] })
      await device.authorize({ mvpd: login.mvpd, resource: "newsline" })
    }),
  )
  await pass.close()
}

describe.runIf(hasRedis)("a device in Redis", () => {
  it.each([
    ["plain", {}],
    ["encrypted", sealed],
  ])("takes at most 2 kB, %s", async (_, options) => {
    await evening(options)
    // what all share, and the turns to poll for a code, each for three seconds
    const isOther = (key: string) => /\{processes\}|:(configuration|poll):/.test(key)
    const keys = Object.keys(await redis.keys()).filter((key) => !isOther(key))
    const sizes = await Promise.all(keys.map((key) => redis.admin.memory("USAGE", key, "SAMPLES", 0)))
    const each = sizes.reduce((sum: number, size) => sum + (size ?? 0), 0) / devices
    expect(keys.length).toBeGreaterThanOrEqual(2 * devices)
    expect(each).toBeGreaterThan(500)
    expect(each).toBeLessThanOrEqual(2048)
  })

  it.each([
    ["90 days, unless told", {}, 90],
    ["a week, where that is enough", { keepDevices: 7 * day }, 7],
  ])("is gone after its last call: after %s", async (_, options, days) => {
    await evening(options)
    const lives = Object.entries(await redis.keys())
    expect(lives.filter(([, life]) => life <= 0 || life > days * day)).toEqual([])
    // all else that is about it is gone within minutes
    const isDevice = (key: string) => /^adobe-pass:\{[0-9a-f]{32}\}$/.test(key)
    expect(lives.filter(([key]) => isDevice(key))).toHaveLength(devices)
    expect(lives.filter(([key, life]) => !isDevice(key) && life > 15 * 60_000)).toEqual([])
  })
})
