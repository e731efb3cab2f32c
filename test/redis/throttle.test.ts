import { expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { afterAll, beforeAll, beforeEach, describe } from "vitest"
import { Fleet } from "../../src/redis/index.js"
import { background } from "../../src/policy/Lane.js"
import { Throttle } from "../../src/transport/Throttle.js"
import type { TestRedis, Way } from "./server.js"
import { everyWay, hasRedis, startRedis } from "./server.js"

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.[Symbol.asyncDispose]())
beforeEach(() => redis.admin.flushall())

/** 20 requests a second after a burst of 5. */
const limits = { requestsPerSecond: 20, burst: 5 }
const interval = 50

const join = async (throttle: Fleet.Options["throttle"] = limits, way?: Way) => {
  const client = await redis.client(way)
  const runtime = ManagedRuntime.make(Fleet.layer({ client, throttle, patience: "5 seconds" }))
  const run = <A, E>(use: (throttle: Throttle["Type"]) => Effect.Effect<A, E>) =>
    runtime.runPromise(Effect.flatMap(Throttle, use))
  // connected, and the scripts are known
  await run(({ acquire }) => acquire("warm"))
  return {
    run,
    acquire: (address = "192.0.2.1") => run(({ acquire }) => acquire(address)),
    drain: (millis: number) => run(({ drain }) => drain("192.0.2.1", Duration.millis(millis))),
    [Symbol.asyncDispose]: () => runtime.dispose(),
  }
}

/** When each of the requests went, in milliseconds, in the order of going. */
const times = async (requests: ReadonlyArray<() => Promise<unknown>>) => {
  const began = performance.now()
  const all = await Promise.all(
    requests.map(async (request) => {
      await request()
      return performance.now() - began
    }),
  )
  return all.toSorted((a, b) => a - b)
}

// in real time, which a busy machine may be late by: once more then
describe.runIf(hasRedis)("the brake of a fleet", { retry: 1 }, () => {
  it.each(everyWay)("is one bucket for all processes, with %s", async (way) => {
    await using a = await join(limits, way)
    await using b = await join(limits, way)
    await using c = await join(limits, way)
    const [first = 0, ...rest] = await times(
      [a, b, c, a, b, c, a, b, c, a, b, c].map((one) => () => one.acquire()),
    )
    // a quarter of a request short of the burst, and what each took on its way
    for (const [index, millis] of rest.entries()) {
      expect(millis - first).toBeGreaterThanOrEqual((index - 3 + 0.25) * interval - 10)
    }
    expect(rest.at(-1)).toBeLessThan(20 * interval)
    expect(rest[2]! - first).toBeLessThan(interval)
  })

  it("has a bucket for each address", async () => {
    await using a = await join()
    const went = await times(Array.from({ length: 50 }, (_, index) => () => a.acquire(`192.0.2.${index}`)))
    expect(went.at(-1)).toBeLessThan(400)
  })

  it("goes by the time of Redis, whatever the clocks of the processes say", async () => {
    await using ahead = await join()
    await using b = await join()
    const real = Date.now
    Date.now = () => real() + 300_000
    try {
      await times(Array.from({ length: 4 }, () => () => ahead.acquire()))
    } finally {
      Date.now = real
    }
    const [millis = 0] = await times([() => b.acquire()])
    expect(millis).toBeLessThan(10 * interval)
  })

  it("heeds a 429 of one process in all of them, and counts on no burst for a while", async () => {
    await using a = await join()
    await using b = await join()
    await a.drain(1000)
    const [first = 0, second = 0, third = 0] = await times([b, b, a].map((one) => () => one.acquire()))
    expect(first).toBeGreaterThanOrEqual(1000)
    expect(second - first).toBeGreaterThanOrEqual(0.9 * interval)
    expect(third - second).toBeGreaterThanOrEqual(0.9 * interval)
    expect(third).toBeLessThan(3000)
  })

  it("lets the viewer overtake the background", async () => {
    await using a = await join()
    const went: Array<string> = []
    const ask = (who: string) => () =>
      a.run(({ acquire }) => {
        const one = Effect.tap(acquire("192.0.2.1"), () => Effect.sync(() => went.push(who)))
        return who === "background" ? background(one) : one
      })
    await times(Array.from({ length: 4 }, () => () => a.acquire()))
    await times([...Array.from({ length: 3 }, () => ask("background")), ask("viewer")])
    expect(went.slice(0, 2)).toContain("viewer")
  })

  it("gives back what an interrupted caller had", async () => {
    await using a = await join()
    await a.run(({ acquire }) =>
      Effect.forEach(
        Array.from({ length: 20 }),
        () => Effect.timeoutOption(acquire("192.0.2.1"), "1 millis"),
        { concurrency: "unbounded" },
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 6 * interval))
    const went = await times(Array.from({ length: 4 }, () => () => a.acquire()))
    expect(went.at(-1)).toBeLessThan(4 * interval)
  })

  it("keeps one key for an address, which tells it not and is gone once the bucket is full", async () => {
    await using a = await join()
    await redis.admin.flushall()
    await times([() => a.acquire(), () => a.acquire()])
    const keys = Object.entries(await redis.keys()).filter(([name]) => name.includes("rate"))
    expect(keys).toEqual([[expect.stringMatching(/^adobe-pass:rate:\{[\w-]{22}\}$/), expect.any(Number)]])
    expect(keys[0]?.[1]).toBeLessThanOrEqual(2 * interval)
    await expect
      .poll(async () => Object.keys(await redis.keys()).filter((name) => name.includes("rate")))
      .toEqual([])
  })

  it("still knows what this process sent when Redis was emptied", async () => {
    await using a = await join({ requestsPerSecond: 2, burst: 5 })
    await times(Array.from({ length: 4 }, () => () => a.acquire()))
    await redis.admin.flushall()
    const [millis = 0] = await times([() => a.acquire()])
    expect(millis).toBeGreaterThan(90)
  })

  it("fails those who would wait for too long", async () => {
    await using a = await join({ requestsPerSecond: 1, burst: 5, maxWait: "150 millis" })
    await times(Array.from({ length: 4 }, () => () => a.acquire()))
    await expect(a.acquire()).rejects.toThrow(/throttle/)
    await a.drain(60_000)
    await expect(a.acquire()).rejects.toThrow(/throttle/)
  })
})
