import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { EventEmitter } from "node:events"
import { Store } from "../../src/cache/Store.js"
import { StoreWait } from "../../src/cache/StoreWait.js"
import type { Wait } from "../../src/redis/connection/Patience.js"
import { lookEvery, makePatience } from "../../src/redis/connection/Patience.js"
import { Fleet } from "../../src/redis/index.js"
import type { RedisClient } from "../../src/redis/options.js"

/** A call, while it is looked for scripts that are overdue as often as it is to be. */
const call = () => {
  const books = makePatience(200, () => {})
  const spent = { millis: 0 }
  let now = 0
  return {
    spent,
    at: (moment: number) => {
      for (; moment - now > lookEvery; now += lookEvery) books.overdue(now + lookEvery)
      now = moment
    },
    begin: () => books.begin(spent, now),
    end: (wait: Wait | undefined) => {
      if (wait !== undefined) books.end(wait, now)
    },
  }
}

describe("a call's patience with Redis", () => {
  it("is spent by one wait after the other, and once by those at the same time", () => {
    const { at, begin, end, spent } = call()
    const both = [begin(), begin()]
    at(105)
    for (const wait of both) end(wait)
    expect(spent.millis).toBe(100)
    const next = begin()
    at(160)
    end(next)
    expect(spent.millis).toBe(150)
  })

  it("is spent by all of two waits that overlap in part", () => {
    const { at, begin, end, spent } = call()
    const first = begin()
    at(50)
    const second = begin()
    at(105)
    end(first)
    at(155)
    end(second)
    expect(spent.millis).toBe(150)
  })

  it("is not spent by a Redis that is well", () => {
    const { at, begin, end, spent } = call()
    for (let now = 5; now < 1000; now += 5) {
      const wait = begin()
      at(now)
      end(wait)
    }
    expect(spent.millis).toBe(0)
  })

  it("is not spent by a process that was too busy to hear an answer", () => {
    const books = makePatience(200, () => {})
    const spent = { millis: 0 }
    const wait = books.begin(spent, 0)
    if (wait !== undefined) books.end(wait, 5000)
    expect(spent.millis).toBe(20)
  })

  it("comes back to a call that lasts long", () => {
    const { at, begin, end, spent } = call()
    const wait = begin()
    at(205)
    end(wait)
    expect(spent.millis).toBe(200)
    expect(begin()).toBeUndefined()
    at(2705)
    end(begin())
    expect(spent.millis).toBe(100)
    at(10_205)
    end(begin())
    expect(spent.millis).toBe(0)
  })

  it("is never longer than 250 ms in all, however a call's scripts overlap", () => {
    const script = FastCheck.record({ start: FastCheck.nat(400), takes: FastCheck.nat(400) })
    const healthy = 5
    FastCheck.assert(
      FastCheck.property(FastCheck.array(script, { maxLength: 20 }), (scripts) => {
        const books = makePatience(200, () => {})
        const spent = { millis: 0 }
        const open = new Map<Wait, { readonly since: number; readonly until: number }>()
        let [late, isRefused] = [0, false]
        for (let now = 0; now <= 900; now += 1) {
          for (const [wait, { until }] of open) {
            if (until > now) continue
            open.delete(wait)
            books.end(wait, now)
          }
          for (const { takes } of scripts.filter(({ start }) => start === now)) {
            const wait = books.begin(spent, now)
            if (wait === undefined) isRefused = true
            else open.set(wait, { since: now, until: now + takes })
          }
          for (const wait of now % lookEvery === 0 ? books.overdue(now) : []) {
            isRefused = true
            open.delete(wait)
            books.end(wait, now)
          }
          if ([...open.values()].some(({ since }) => now - since >= healthy)) late += 1
        }
        expect(late).toBeLessThan(250)
        // and no script is given up before
        expect(late >= 200 || !isRefused).toBe(true)
      }),
    )
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

  it.effect("spent, leaves nothing in memory alone that Redis could have", () => {
    const asked: Array<ReadonlyArray<string>> = []
    const client = {
      sendCommand: async (args: ReadonlyArray<string>) => {
        asked.push(args)
        return null
      },
    }
    return Effect.gen(function* () {
      const { add } = (yield* Store).entry("credentials-tv", Schema.String)
      yield* Effect.provideService(add("a client"), StoreWait, { millis: 200 })
      yield* TestClock.adjust("1 second")
      const written = asked.filter((args) => args.includes("credentials") && args.includes("same"))
      expect(written.length).toBeGreaterThan(0)
    }).pipe(Effect.provide(Fleet.layer({ client })))
  })

  /** A client that answers what is asked about a device after so many milliseconds, and all else at once. */
  const slow = (answerAfter: number) =>
    Effect.map(Effect.runtime(), (runtime) => {
      let asked = 0
      const client = {
        sendCommand: (args: ReadonlyArray<string>) => {
          if (!args.some((text) => text.includes("{tv}"))) return Promise.resolve(null)
          asked += 1
          return Runtime.runPromise(runtime)(Effect.as(Effect.sleep(answerAfter), null))
        },
      }
      return { client, asked: () => asked }
    })
  const credentials = Effect.map(Store, ({ entry }) => entry("credentials-tv", Schema.String).read)

  it.effect("is one for scripts that overlap", () =>
    Effect.gen(function* () {
      const { asked, client } = yield* slow(10_000)
      yield* Effect.gen(function* () {
        const read = yield* credentials
        const both = [read, Effect.delay(read, 100)].map(Effect.either)
        const call = yield* Effect.fork(
          Effect.provideService(Effect.all(both, { concurrency: 2 }), StoreWait, { millis: 0 }),
        )
        yield* TestClock.adjust(199)
        expect(asked()).toBe(2)
        expect(yield* Fiber.status(call)).not.toMatchObject({ _tag: "Done" })
        yield* TestClock.adjust(51)
        expect(yield* Fiber.status(call)).toMatchObject({ _tag: "Done" })
      }).pipe(Effect.provide(Fleet.layer({ client })))
    }),
  )

  it.effect("spent by many scripts that are a little late, does not take Redis for away from others", () =>
    Effect.gen(function* () {
      const { asked, client } = yield* slow(15)
      yield* Effect.gen(function* () {
        const read = Effect.either(yield* credentials)
        const long = yield* Effect.fork(
          Effect.provideService(Effect.replicateEffect(read, 30), StoreWait, { millis: 0 }),
        )
        for (let millis = 0; millis < 500; millis += 5) yield* TestClock.adjust(5)
        const answers = yield* Fiber.join(long)
        expect(answers[0]).toMatchObject({ right: { _tag: "None" } })
        expect(answers[29]).toMatchObject({ left: { _tag: "Unreadable", isPassing: true } })

        const before = asked()
        const other = yield* Effect.fork(read)
        yield* TestClock.adjust(15)
        expect(yield* Fiber.join(other)).toMatchObject({ right: { _tag: "None" } })
        expect(asked()).toBe(before + 1)
      }).pipe(Effect.provide(Fleet.layer({ client })))
    }),
  )
})

describe("a Redis that is away", () => {
  const reasonsOf = (client: RedisClient, times: number) =>
    Effect.gen(function* () {
      const { read } = (yield* Store).entry("credentials-tv", Schema.String)
      const reasons = []
      for (let count = 0; count < times; count += 1) reasons.push((yield* Effect.flip(read)).reason)
      return reasons
    }).pipe(Effect.provide(Fleet.layer({ client })))

  it.effect("tells each call why", () =>
    Effect.gen(function* () {
      const client = { sendCommand: () => Promise.reject(new Error("The client is closed")) }
      const why = "The client is closed"
      expect(yield* reasonsOf(client, 3)).toEqual([why, why, why])
    }),
  )

  it.effect("tells why without what a URL has of a user", () =>
    Effect.gen(function* () {
      const why = (user: string) => `cannot reach redis://${user}@redis.example:6379, nor redis.example`
      const client = { sendCommand: () => Promise.reject(new Error(why("app:a-password"))) }
      expect(yield* reasonsOf(client, 2)).toEqual([why("***"), why("***")])
    }),
  )

  it.effect("tells of its silence", () =>
    Effect.gen(function* () {
      const reasons = yield* Effect.fork(reasonsOf({ sendCommand: () => new Promise(() => {}) }, 2))
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(reasons)).toEqual(["no answer within 200 ms", "no answer within 200 ms"])
    }),
  )
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
    const away = { left: { isPassing: true, reason: "CLUSTERDOWN" } }
    const perhaps = { left: { isPassing: true, reason: "Redis may have lost it for the moment" } }
    const no = { right: { _tag: "None" } }
    return Effect.gen(function* () {
      const { read } = (yield* Store).entry("credentials-tv", Schema.String)
      expect(yield* Effect.either(read)).toMatchObject(no)
      isAway = true
      expect(yield* Effect.either(read)).toMatchObject(away)
      isAway = false
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.either(read)).toMatchObject(answer === "no" ? no : perhaps)
      yield* TestClock.adjust("5 seconds")
      expect(yield* Effect.either(read)).toMatchObject(no)
    }).pipe(Effect.provide(Fleet.layer({ client })))
  })
})

describe("a process that is too busy", () => {
  it.live("to hear what a probe was answered, takes Redis for back", () => {
    let isAway = false
    const client = {
      sendCommand: async () => {
        if (isAway) throw new Error("CLUSTERDOWN")
        // as if it had much else to do
        for (const until = performance.now() + 150; performance.now() < until;);
        return null
      },
    }
    return Effect.gen(function* () {
      const { read } = (yield* Store).entry("credentials-tv", Schema.String)
      yield* Effect.either(read)
      isAway = true
      expect(yield* Effect.either(read)).toMatchObject({ _tag: "Left" })
      isAway = false
      yield* Effect.retry(read, { times: 50, schedule: Schedule.spaced("100 millis") })
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
