import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, beforeEach, describe, vi } from "vitest"
import { Store } from "../../src/cache/Store.js"
import { Fleet } from "../../src/redis/index.js"
import { decode, expand } from "../../src/redis/pack.js"
import type { TestRedis, Way } from "./server.js"
import { everyWay, hasRedis, startRedis } from "./server.js"

const Value = Schema.Struct({ text: Schema.String })
const device = "d".repeat(64)
const key = `token-${device}`
const hash = `adobe-pass:{${device.slice(0, 32)}}`
const one = { text: "one" }

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.[Symbol.asyncDispose]())
beforeEach(() => redis.admin.flushall())

/** A process of the fleet. */
const join = async (options: Partial<Fleet.Options> = {}, way?: Way) => {
  const client = await redis.client(way)
  const runtime = ManagedRuntime.make(Fleet.layer({ client, patience: "5 seconds", ...options }))
  const run = <A, E>(effect: Effect.Effect<A, E, Store>) => runtime.runPromise(effect)
  const entry = (name = key) => Effect.map(Store, ({ entry }) => entry(name, Value))
  return {
    run,
    read: (name?: string) => run(Effect.flatMap(entry(name), ({ readOrNone }) => readOrNone)),
    set: (text: string, name?: string) => run(Effect.flatMap(entry(name), ({ set }) => set({ text }))),
    add: (text: string) => run(Effect.flatMap(entry(), ({ add }) => add({ text }))),
    remove: () => run(Effect.flatMap(entry(), ({ remove }) => remove)),
    exclusive: <A, E>(work: Effect.Effect<A, E, Store>) =>
      run(Effect.flatMap(Store, ({ exclusive }) => exclusive(device, work))),
    [Symbol.asyncDispose]: () => runtime.dispose(),
  }
}

/** What one waits for and another gives. */
const signal = () => {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give: () => give() }
}

const took = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

describe.runIf(hasRedis)("the store of a fleet", () => {
  describe.each(everyWay)("with %s", (way) => {
    it("gives one process what another has set", async () => {
      await using a = await join({}, way)
      await using b = await join({}, way)
      expect(await b.read()).toEqual(Option.none())
      await a.set("one")
      expect(await b.read()).toEqual(Option.some(one))
      await a.remove()
      expect(await b.read()).toEqual(Option.none())
      expect(await a.read()).toEqual(Option.none())
    })

    it("adds where there is nothing, and keeps what is there", async () => {
      await using a = await join({}, way)
      await using b = await join({}, way)
      await a.add("one")
      await b.add("two")
      expect(await b.read()).toEqual(Option.some(one))
      await a.remove()
      await b.add("two")
      expect(await a.read()).toEqual(Option.some({ text: "two" }))
    })

    it("lets one process work at a time", async () => {
      await using a = await join({}, way)
      await using b = await join({}, way)
      let working = 0
      let most = 0
      const work = Effect.gen(function* () {
        working += 1
        most = Math.max(most, working)
        yield* Effect.sleep(20)
        working -= 1
      })
      await Promise.all([a, b, a, b].map((one) => one.exclusive(work)))
      expect(most).toBe(1)
    })
  })

  it("lets every key expire, and a device that is used live on", async () => {
    await using a = await join({ keepDevices: "2 seconds" })
    await a.set("one")
    await a.exclusive(Effect.void)
    for (const life of Object.values(await redis.keys())) expect(life).toBeGreaterThan(0)
    await vi.waitFor(async () => expect(await redis.admin.pttl(hash)).toBeLessThan(1700), { timeout: 2000 })
    await a.read()
    expect(await redis.admin.pttl(hash)).toBeGreaterThan(1700)
  })

  it("keeps namespaces apart", async () => {
    await using a = await join({ namespace: "one" })
    await using b = await join({ namespace: "two" })
    await a.set("one")
    expect(await b.read()).toEqual(Option.none())
    expect(Object.keys(await redis.keys()).filter((name) => !/^(one|two):/.test(name))).toEqual([])
  })

  it("takes what is damaged for nothing, and makes it anew", async () => {
    await using a = await join()
    await redis.admin.hset(hash, "token", "{")
    expect(await a.read()).toEqual(Option.none())
    await a.add("one")
    expect(await a.read()).toEqual(Option.some(one))
  })

  describe("a lease", () => {
    it("of an owner that was paused is no leave to overwrite what a newer owner wrote", async () => {
      await using a = await join()
      await using b = await join()
      const isHeld = signal()
      const mayGoOn = signal()
      const paused = a.exclusive(
        Effect.gen(function* () {
          const entry = (yield* Store).entry(key, Value)
          isHeld.give()
          yield* Effect.promise(() => mayGoOn.given)
          yield* entry.set({ text: "old" })
          return yield* entry.readOrNone
        }),
      )
      await isHeld.given
      // as when the lease of a process ran out that was paused
      await redis.admin.del(`${hash}:lease`)
      await b.exclusive(Effect.flatMap(Store, ({ entry }) => entry(key, Value).set({ text: "new" })))
      mayGoOn.give()
      expect(await paused).toEqual(Option.some({ text: "new" }))
      expect(await b.read()).toEqual(Option.some({ text: "new" }))
    })

    it("of an owner that crashed holds others up for seconds", async () => {
      await using b = await join()
      await redis.admin.set(`${hash}:lease`, "crashed", "PX", 5000)
      const millis = await took(() => b.exclusive(Effect.void))
      expect(millis).toBeGreaterThan(4000)
      expect(millis).toBeLessThan(6500)
    })

    it("is renewed while its owner works, however the client is told to read answers", async () => {
      // all at once, each by itself
      const renewed = everyWay.map(async (way) => {
        const namespace = way.replaceAll(" ", "-")
        await using a = await join({ namespace }, way)
        await using b = await join({ namespace }, way)
        let isDone = false
        const isHeld = signal()
        const long = a.exclusive(
          Effect.gen(function* () {
            isHeld.give()
            yield* Effect.sleep("7 seconds")
            isDone = true
          }),
        )
        await isHeld.given
        const wasDone = await b.exclusive(Effect.sync(() => isDone))
        await long
        return [way, wasDone]
      })
      expect(await Promise.all(renewed)).toEqual(everyWay.map((way) => [way, true]))
    })

    it("is given back by work that fails or is interrupted", async () => {
      await using a = await join()
      await using b = await join()
      await expect(a.exclusive(Effect.fail(new Error("no")))).rejects.toThrow("no")
      await a.run(
        Effect.gen(function* () {
          const { exclusive } = yield* Store
          const fiber = yield* Effect.fork(exclusive(device, Effect.never))
          yield* Effect.sleep(50)
          yield* Fiber.interrupt(fiber)
        }),
      )
      expect(await took(() => b.exclusive(Effect.void))).toBeLessThan(1000)
    })

    it("has a fence that rises also when the database was emptied", async () => {
      await using a = await join()
      const fence = async () => Number(await redis.admin.hget(hash, "fence"))
      await a.exclusive(Effect.void)
      const before = await fence()
      await redis.admin.flushall()
      await a.exclusive(Effect.void)
      expect(await fence()).toBeGreaterThan(before)
    })
  })

  describe("when Redis has lost its data", () => {
    it("writes back what a process still holds as soon as it is asked for", async () => {
      await using a = await join()
      await using b = await join()
      await a.set("one")
      await redis.admin.flushall()
      expect(await a.read()).toEqual(Option.some(one))
      expect(await b.read()).toEqual(Option.some(one))
    })

    it("writes back all that processes hold, whoever wrote it, also if nobody asks", async () => {
      await using a = await join()
      await using b = await join()
      await a.set("one")
      const stored = await redis.admin.hget(hash, "token")
      await b.read()
      await a[Symbol.asyncDispose]()
      await redis.admin.flushall()
      await vi.waitFor(async () => expect(await redis.admin.hget(hash, "token")).toBe(stored), {
        timeout: 15_000,
      })
      await using c = await join()
      expect(await c.read()).toEqual(Option.some(one))
    })

    it("does not bring back what was removed", async () => {
      await using a = await join()
      await using b = await join()
      await a.set("one")
      await b.read()
      await a.remove()
      expect(await b.read()).toEqual(Option.none())
      expect(await a.read()).toEqual(Option.none())
    })
  })

  describe("with keys", () => {
    const secret = (byte: number) => Buffer.alloc(32, byte).toString("base64")
    const old = { id: "old", secret: secret(1) }
    const fresh = { id: "new", secret: secret(2) }

    it("writes nothing that can be read without them", async () => {
      await using a = await join({ keys: [old] })
      await a.set("one")
      const stored = (await redis.admin.hget(hash, "token")) ?? ""
      const [name, content = ""] = stored.split("~")
      expect(name).toBe("old")
      expect(expand(decode(content))).toEqual(Option.none())
      await a.set("one")
      expect(await redis.admin.hget(hash, "token")).not.toBe(stored)
    })

    it("reads what an older key wrote, and writes with the first", async () => {
      await using a = await join({ keys: [old] })
      await using b = await join({ keys: [fresh, old] })
      await a.set("one")
      expect(await b.read()).toEqual(Option.some(one))
      await b.set("two")
      expect(await redis.admin.hget(hash, "token")).toMatch(/^new~/)
    })

    it("reads what was written before there were keys", async () => {
      await using a = await join()
      await using b = await join({ keys: [fresh] })
      await a.set("one")
      expect(await b.read()).toEqual(Option.some(one))
    })

    it("takes what no key can read for nothing, and replaces it", async () => {
      await using a = await join({ keys: [old] })
      await using b = await join({ keys: [fresh] })
      await a.set("one")
      expect(await b.read()).toEqual(Option.none())
      await b.add("two")
      expect(await b.read()).toEqual(Option.some({ text: "two" }))
    })

    it("does not read at one place what was written at another", async () => {
      await using a = await join({ keys: [old] })
      await a.set("one")
      await redis.admin.hset(hash, "credentials", (await redis.admin.hget(hash, "token")) ?? "")
      expect(await a.read(`credentials-${device}`)).toEqual(Option.none())
    })
  })
})
