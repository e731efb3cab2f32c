/** What Redis has lost, and processes hold: how it is written back, and what other processes do meanwhile. */
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { afterAll, beforeAll, beforeEach, describe } from "vitest"
import { Store } from "../../src/cache/Store.js"
import { Away } from "../../src/redis/connection/Client.js"
import { Connection } from "../../src/redis/connection/Connection.js"
import { Fleet } from "../../src/redis/index.js"
import { Processes } from "../../src/redis/Processes.js"
import { makeWriteBack } from "../../src/redis/WriteBack.js"
import type { TestRedis } from "./server.js"
import { hasRedis, startRedis } from "./server.js"

let redis: TestRedis
beforeAll(async () => {
  if (hasRedis) redis = await startRedis()
})
afterAll(() => redis?.[Symbol.asyncDispose]())
beforeEach(() => redis?.admin.flushall())

/** A process of the fleet. */
const join = async () => {
  const runtime = ManagedRuntime.make(Fleet.layer({ client: await redis.client() }))
  const entry = (key: string) => Effect.map(Store, ({ entry }) => entry(key, Schema.String))
  await runtime.runtime()
  const isPassing = (error: object) => "isPassing" in error && error.isPassing === true
  return {
    hold: (keys: ReadonlyArray<string>) =>
      runtime.runPromise(
        Effect.forEach(keys, (key) => Effect.flatMap(entry(key), ({ set }) => set(key)), {
          concurrency: 200,
          discard: true,
        }),
      ),
    /** Reads as the process does that would register a device, again while it is told that the answer may change. */
    find: (device: string) =>
      runtime.runPromise(
        Effect.flatMap(Store, ({ exclusive }) =>
          Effect.flatMap(entry(`credentials-${device}`), ({ read }) => exclusive(device, read)),
        ).pipe(Effect.retry({ while: isPassing, schedule: Schedule.spaced("50 millis") })),
      ),
    [Symbol.asyncDispose]: () => runtime.dispose(),
  }
}

/** Half of a device's name tells its hash from all others. */
const nameOf = (index: number) => String(index).padStart(32, "0").padEnd(64, "d")
const deviceNames = (count: number) => Array.from({ length: count }, (_, index) => nameOf(index))
const keysOf = (devices: ReadonlyArray<string>) =>
  devices.flatMap((device) => [`credentials-${device}`, `token-${device}`])

describe.runIf(hasRedis)("a Redis that was emptied", { timeout: 60_000 }, () => {
  const isDevice = (key: string) => /^adobe-pass:\{\d{32}\}$/.test(key)
  const writtenBack = async () => Object.keys(await redis.keys()).filter(isDevice).length

  it("gets 10,000 devices back from their process, and another one takes none of them for unknown", async () => {
    await using a = await join()
    await using b = await join()
    const devices = deviceNames(10_000)
    await a.hold(keysOf(devices))
    await redis.admin.flushall()
    await expect
      .poll(() => redis.admin.exists("adobe-pass:{processes}:writing"), { timeout: 5000, interval: 10 })
      .toBe(1)
    const last = devices.at(-1) ?? ""
    expect(await b.find(last)).toEqual(Option.some(`credentials-${last}`))
    await expect.poll(writtenBack, { timeout: 20_000 }).toBe(devices.length)
  })

  it("gets back also what was left when it went away meanwhile", async () => {
    await using a = await join()
    const devices = deviceNames(3000)
    await a.hold(keysOf(devices))
    await redis.admin.flushall()
    await expect.poll(() => redis.admin.dbsize(), { timeout: 20_000, interval: 10 }).toBeGreaterThan(100)
    redis.freeze(true)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    redis.freeze(false)
    expect(await writtenBack()).toBeLessThan(devices.length)
    await expect.poll(writtenBack, { timeout: 20_000 }).toBe(devices.length)
  })

  it("has a new device registered once no process says that it writes back", async () => {
    await using a = await join()
    await redis.admin.set("adobe-pass:{processes}:writing", "1", "PX", 2000)
    const began = performance.now()
    expect(await a.find(nameOf(1))).toEqual(Option.none())
    expect(performance.now() - began).toBeGreaterThan(1500)
  })
})

describe("writing back", () => {
  /** Writes back entries one by one as given, and counts how often that begins, and how often the others are told. */
  const writing = (one: (key: string) => Effect.Effect<unknown, Away>) => {
    let [begun, told] = [0, 0]
    const connection = Connection.of({
      run: () => new Away({ reason: "not asked" }),
      isPassing: Effect.succeed(false),
      countAlone: () => Effect.void,
      countWriteBack: Effect.sync(() => void (begun += 1)),
      onReturn: () => Effect.void,
      noteEmptied: Effect.void,
      noteWriting: () => Effect.void,
    })
    const processes = Processes.of({
      count: Effect.succeed(1),
      look: Effect.void,
      sayWriting: Effect.sync(() => void (told += 1)),
    })
    return Effect.map(makeWriteBack(one), (writeBack) => ({
      writeBack,
      begun: () => begun,
      told: () => told,
    })).pipe(Effect.provideService(Processes, processes), Effect.provideService(Connection, connection))
  }

  it.effect("has other processes wait for a minute at most", () =>
    Effect.gen(function* () {
      const written: Array<string> = []
      // one of a hundred takes its time
      const { told, writeBack } = yield* writing((key) =>
        Effect.delay(
          Effect.sync(() => written.push(key)),
          key.slice(0, 32).endsWith("00") ? "1 second" : 0,
        ),
      )
      const keys = deviceNames(10_000)
      const fiber = yield* Effect.fork(writeBack(keys))
      yield* TestClock.adjust("61 seconds")
      const afterMinute = told()
      expect(afterMinute).toBeGreaterThan(50)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      expect(told()).toBe(afterMinute)
      expect(written.length).toBe(keys.length)
    }),
  )

  it.effect("goes on without a key that Redis refuses", () =>
    Effect.gen(function* () {
      const written: Array<string> = []
      const { writeBack } = yield* writing((key) =>
        Effect.suspend(() =>
          key === "b" ? new Away({ reason: "WRONGTYPE" }) : Effect.sync(() => written.push(key)),
        ),
      )
      yield* Effect.fork(writeBack(["b", "a", "c"]))
      yield* TestClock.adjust("1 second")
      yield* Effect.fork(writeBack(["d"]))
      yield* TestClock.adjust("1 second")
      expect(written).toEqual(["a", "c", "d"])
    }),
  )

  it.effect("is done once at a time, counted, and goes on where it was cut off", () =>
    Effect.gen(function* () {
      const written: Array<string> = []
      let isAway = false
      const { begun, writeBack } = yield* writing((key) =>
        Effect.suspend(() => (isAway ? new Away({ reason: "gone" }) : Effect.sync(() => written.push(key)))),
      )
      yield* Effect.fork(writeBack(["a", "b"]))
      yield* Effect.fork(writeBack(["b", "c"]))
      yield* TestClock.adjust("1 second")
      expect(written).toEqual(["a", "b", "c"])

      isAway = true
      yield* Effect.fork(writeBack(["d"]))
      yield* TestClock.adjust("1 second")
      isAway = false
      yield* Effect.fork(writeBack([]))
      yield* TestClock.adjust("1 second")
      expect(written).toEqual(["a", "b", "c", "d"])
      expect(begun()).toBe(3)
    }),
  )
})
