/** Redis gone, slow, paused, read-only, emptied, and failed over, while clients of the promise face call. */
import { setTimeout as sleep } from "node:timers/promises"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import { Redis } from "ioredis"
import { createClient } from "redis"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Store } from "../../src/cache/Store.js"
import type { AdobePassClient, AdobePassOptions, FleetReport, LogEntry } from "../../src/promise.js"
import { Fleet } from "../../src/redis/index.js"
import type { RedisClient } from "../../src/redis/options.js"
import { startProxy } from "./proxy.js"
import { login, useSandbox } from "./sandbox.js"
import type { TestRedis } from "./server.js"
import { hasRedis, kinds, startRedis } from "./server.js"

const context = useSandbox()
let redis: TestRedis
beforeEach(async () => {
  if (!hasRedis) return
  redis = await startRedis()
  await context.sandbox.admin.clearRequests()
})
afterEach(() => redis?.[Symbol.asyncDispose]())

/** What a call may take on a busy machine; how much of it was for Redis, is checked at the end. */
const limit = 5000

/** The longest that any call of this file waited for Redis, in milliseconds. */
const longestWait = () => Effect.runSync(Metric.value(Fleet.waits)).max

/** A process of the fleet, with what it logs. */
const join = async (
  client: RedisClient,
  identifier: string = crypto.randomUUID(),
  more: Partial<AdobePassOptions> = {},
) => {
  const log: Array<LogEntry> = []
  const pass = context.client({
    device: { identifier, forwardedFor: "192.0.2.7" },
    fleet: { client },
    policies: { throttle: { requestsPerSecond: 100, burst: 100 } },
    logger: (entry) => log.push(entry),
    ...more,
  })
  const warnings = () => log.filter(({ level }) => level === "Warning")
  return { pass, log, warnings, identifier }
}

/** Calls what asks Redis the most, and gives the milliseconds of the longest. */
const calls = async (pass: AdobePassClient, times = 3) => {
  let longest = 0
  for (let count = 0; count < times; count += 1) {
    const began = performance.now()
    await pass.profiles()
    longest = Math.max(longest, performance.now() - began)
  }
  return longest
}

/** Waits until a call has been answered: on a busy machine Redis may be too slow for the first one. */
const served = async (pass: AdobePassClient) => {
  await expect.poll(() => pass.profiles().catch(() => "not yet"), { timeout: 10_000 }).toEqual([])
}

const registered = () => context.sent("/o/client/register")

/** The keys of what is known of devices. */
const ofDevices = "adobe-pass:{????????????????*}"

describe.runIf(hasRedis)("while Redis is away", () => {
  it("a call says that the app has not connected its client", async () => {
    const { pass } = await join(createClient({ socket: { port: redis.port, host: "127.0.0.1" } }))
    const error: unknown = await pass.profiles().catch((why: unknown) => why)
    expect(error).toMatchObject({
      _tag: "Unreachable",
      retryable: true,
      message: expect.stringMatching(/whether this device is registered: The client is closed$/),
    })
    expect(await registered()).toBe(0)
  })

  it("from the start, a process works from its own memory", async () => {
    await redis.kill()
    const client = new Redis(redis.port)
    client.on("error", () => {})
    const { pass, warnings } = await join(client)
    expect(await calls(pass)).toBeLessThan(limit)
    expect(await registered()).toBe(1)
    await expect.poll(warnings, { timeout: 3000 }).toHaveLength(1)
    client.disconnect()
  })

  it.each(kinds)(
    "killed, calls go on with one warning, and all is well once it is back, with %s",
    async (kind) => {
      const a = await join(await redis.client(kind))
      await served(a.pass)
      await redis.kill()
      expect(await calls(a.pass, 10)).toBeLessThan(limit)
      await expect.poll(a.warnings).toHaveLength(1)
      await redis.restart()
      await expect
        .poll(() => a.log.some(({ message }) => message.includes("Redis is back")), { timeout: 5000 })
        .toBe(true)
      // what it holds is written back
      await expect
        .poll(async () => (await redis.admin.keys("adobe-pass:{*}")).length, { timeout: 15_000 })
        .toBe(2)
      const b = await join(await redis.client(kind), a.identifier)
      await served(b.pass)
      expect(await registered()).toBe(1)
      await expect.poll(a.warnings).toHaveLength(1)
    },
  )

  it("an app is told what there is to count, and may throw", async () => {
    const client = await redis.client()
    const reports: Array<FleetReport> = []
    const onReport = (report: FleetReport) => {
      reports.push(report)
      throw new Error("the app's own")
    }
    const { pass } = await join(client, undefined, { fleet: { client, onReport } })
    await served(pass)
    redis.freeze(true)
    await served(pass)
    const kinds = () => new Set(reports.map(({ _tag }) => _tag))
    await expect.poll(kinds).toEqual(new Set(["Waited", "Fallback", "Outage"]))
    const parts = reports.flatMap((report) => (report._tag === "Fallback" ? [report.part] : []))
    expect(new Set(parts)).toContain("throttle")
    redis.freeze(false)
    await redis.admin.flushall()
    await expect.poll(kinds, { timeout: 10_000 }).toContain("WriteBack")
    const waited = reports.flatMap((report) => (report._tag === "Waited" ? [report.milliseconds] : []))
    expect(Math.max(...waited)).toBeGreaterThan(100)
    expect(Math.max(...waited)).toBeLessThan(250)
  })

  it("an app of Effect may throw at what it is told, too, and no call hangs", async () => {
    let told = 0
    const onReport = () => {
      told += 1
      throw new Error("the app's own")
    }
    const runtime = ManagedRuntime.make(Fleet.layer({ client: await redis.client(), onReport }))
    const read = Effect.flatMap(Store, ({ entry }) => entry("token-device", Schema.String).readOrNone)
    await runtime.runPromise(read)
    redis.freeze(true)
    for (let count = 0; count < 3; count += 1) await runtime.runPromise(read)
    await expect.poll(() => told).toBeGreaterThan(1)
    redis.freeze(false)
    await runtime.dispose()
  })

  it.each(kinds)("frozen, no call waits for it, with %s", async (kind) => {
    const a = await join(await redis.client(kind))
    await served(a.pass)
    redis.freeze(true)
    expect(await calls(a.pass, 10)).toBeLessThan(limit)
    await sleep(2000)
    expect(await calls(a.pass)).toBeLessThan(limit)
    await expect.poll(a.warnings).toHaveLength(1)
    redis.freeze(false)
    await expect
      .poll(() => a.log.some(({ message }) => message.includes("Redis is back")), { timeout: 5000 })
      .toBe(true)
  })

  it("for a moment, a device that this process does not know is not registered anew", async () => {
    const a = await join(await redis.client())
    await served(a.pass)
    await redis.kill()
    await served(a.pass)
    const other = a.pass.forDevice({ identifier: crypto.randomUUID() })
    await expect(other.profiles()).rejects.toMatchObject({ _tag: "Unreachable", retryable: true })
    expect(await registered()).toBe(1)
    await redis.restart()
    await expect.poll(() => other.profiles().catch(() => "not yet"), { timeout: 10_000 }).toEqual([])
  })

  it("replaced by a replica that was behind, no device is registered anew that its process writes back", async () => {
    // processes of other tests may have written back what they know
    const others = await redis.admin.keys(ofDevices)
    const a = await join(await redis.client())
    await served(a.pass)
    const known = (await redis.admin.keys(ofDevices)).find((key) => !others.includes(key)) ?? ""
    const b = await join(await redis.client())
    await served(b.pass)
    await redis.admin.del(known)
    await redis.admin.client("KILL", "TYPE", "normal")
    const onB = b.pass.forDevice({ identifier: a.identifier })
    // it may have been written back already, for chance picks the moment
    const first: unknown = await onB.profiles().catch((error: unknown) => error)
    const refused = expect.objectContaining({ _tag: "Unreachable", retryable: true })
    expect([[], refused]).toContainEqual(first)
    await expect.poll(() => onB.profiles().catch(() => "not yet"), { timeout: 10_000 }).toEqual([])
    expect(await registered()).toBe(2)
  })

  it("paused, no call waits for it", async () => {
    const a = await join(await redis.client())
    await served(a.pass)
    await redis.admin.client("PAUSE", 3000)
    expect(await calls(a.pass, 10)).toBeLessThan(limit)
    await expect.poll(a.warnings).toHaveLength(1)
  })

  it("slow, a call waits for it a little in all, not for each question a little", async () => {
    using between = await startProxy(redis.port)
    const client = new Redis(between.port)
    client.on("error", () => {})
    const a = await join(client)
    await served(a.pass)
    between.delay(80)
    expect(await calls(a.pass, 10)).toBeLessThan(limit)
    between.delay(400)
    expect(await calls(a.pass, 10)).toBeLessThan(limit)
    await expect.poll(a.warnings).toHaveLength(1)
    between.delay(0)
    await expect
      .poll(() => a.log.some(({ message }) => message.includes("Redis is back")), { timeout: 5000 })
      .toBe(true)
    client.disconnect()
  })

  it("read-only, as a master that was demoted, it counts as away", async () => {
    const a = await join(await redis.client())
    await served(a.pass)
    await using other = await startRedis()
    await redis.admin.replicaof("127.0.0.1", other.port)
    expect(await calls(a.pass, 10)).toBeLessThan(limit)
    await expect.poll(a.warnings).toMatchObject([{ message: expect.stringContaining("READONLY") }])
    await redis.admin.replicaof("NO", "ONE")
    await expect
      .poll(() => a.log.some(({ message }) => message.includes("Redis is back")), { timeout: 5000 })
      .toBe(true)
  })

  it("a viewer signs in, plays and signs out", async () => {
    const a = await join(await redis.client())
    await served(a.pass)
    await redis.kill()
    const profile = await a.pass.authenticate({
      ...login,
      onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    expect(profile.mvpd).toBe(login.mvpd)
    expect(await a.pass.preauthorize({ mvpd: login.mvpd, resources: ["newsline"] })).toMatchObject([
      { _tag: "Permit" },
    ])
    expect(await a.pass.authorize({ mvpd: login.mvpd, resource: "newsline" })).toMatchObject({
      _tag: "Permit",
    })
    await a.pass.logout({ mvpd: login.mvpd, redirectUrl: login.redirectUrl })
    expect(await a.pass.remembered()).toBeUndefined()
    await expect.poll(a.warnings).toHaveLength(1)
  })

  it("no call of all these has waited for it longer than 250 ms", () => {
    expect(longestWait()).toBeGreaterThan(100)
    expect(longestWait()).toBeLessThan(250)
  })
})
