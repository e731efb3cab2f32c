import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { EventEmitter } from "node:events"
import { Store } from "../../src/cache/Store.js"
import { StoreWait } from "../../src/cache/StoreWait.js"
import { makePatience } from "../../src/redis/connection/Patience.js"
import { Fleet } from "../../src/redis/index.js"

describe("a call's patience with Redis", () => {
  it("is spent by one wait after the other, and once by those at the same time", () => {
    const { begin, end } = makePatience(200)
    const spent = { millis: 0 }
    const both = [begin(spent, 0), begin(spent, 0)]
    for (const before of both) end(spent, before, 105)
    expect(spent.millis).toBe(100)
    end(spent, begin(spent, 105), 55)
    expect(spent.millis).toBeCloseTo(145.8)
  })

  it("is not spent by a Redis that is well", () => {
    const { begin, end } = makePatience(200)
    const spent = { millis: 0 }
    for (let now = 0; now < 1000; now += 5) end(spent, begin(spent, now), 5)
    expect(spent.millis).toBe(0)
  })

  it("comes back to a call that lasts long", () => {
    const { begin, end } = makePatience(200)
    const spent = { millis: 0 }
    end(spent, begin(spent, 0), 205)
    expect(begin(spent, 0)).toBe(200)
    expect(begin(spent, 2500)).toBe(100)
    expect(begin(spent, 10_000)).toBe(0)
  })

  it.effect("spent, asks Redis no more, and takes no device for unknown", () => {
    const asked: Array<ReadonlyArray<string>> = []
    const client = {
      sendCommand: async (args: ReadonlyArray<string>) => {
        asked.push(args)
        return null
      },
    }
    return Effect.gen(function* () {
      const { read } = (yield* Store).entry("credentials-tv", Schema.String)
      const after = (millis: number) => Effect.either(Effect.provideService(read, StoreWait, { millis }))
      const count = () => asked.filter((args) => args.some((text) => text.includes("{tv}"))).length
      expect(yield* after(200)).toMatchObject({ left: { _tag: "Unreadable", isPassing: true } })
      expect(count()).toBe(0)
      expect(yield* after(0)).toMatchObject({ right: { _tag: "None" } })
      expect(count()).toBe(1)
    }).pipe(Effect.provide(Fleet.layer({ client })))
  })
})

describe("a Redis that comes back", () => {
  const told = {
    "many servers": { slots: [], on: () => {} },
    "one server, which has not connected again": { isReady: true, on: () => {} },
  }
  it.effect.each([
    ["many servers", "perhaps"],
    ["one server, which has not connected again", "no"],
  ] as const)("has it lost what is not there? With a client of %s: %s", ([servers, answer]) => {
    let isAway = false
    const client = {
      ...told[servers],
      sendCommand: async () => {
        if (isAway) throw new Error("CLUSTERDOWN")
        return null
      },
    }
    const perhaps = { left: { isPassing: true } }
    const no = { right: { _tag: "None" } }
    return Effect.gen(function* () {
      const { read } = (yield* Store).entry("credentials-tv", Schema.String)
      expect(yield* Effect.either(read)).toMatchObject(no)
      isAway = true
      expect(yield* Effect.either(read)).toMatchObject(perhaps)
      isAway = false
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.either(read)).toMatchObject(answer === "no" ? no : perhaps)
      yield* TestClock.adjust("5 seconds")
      expect(yield* Effect.either(read)).toMatchObject(no)
    }).pipe(Effect.provide(Fleet.layer({ client })))
  })
})

describe("a client that outlives its fleets", () => {
  it.effect("keeps nothing of them", () => {
    const client = Object.assign(new EventEmitter(), { isReady: true, sendCommand: async () => null })
    return Effect.gen(function* () {
      yield* Effect.scoped(
        Effect.flatMap(Layer.build(Fleet.layer({ client })), () =>
          Effect.sync(() => expect(client.listenerCount("ready")).toBe(1)),
        ),
      )
      expect(client.listenerCount("ready")).toBe(0)
      expect(() => client.emit("error", new Error("gone"))).not.toThrow()
    })
  })
})
