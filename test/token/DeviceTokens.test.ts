import { describe, expect, it } from "@effect/vitest"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Array from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { Store, Unreadable } from "../../src/cache/Store.js"
import { asOneCall, StoreWait } from "../../src/cache/StoreWait.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import type { Issued } from "../../src/transport/AccessTokens.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import { slow } from "../support/stores.js"
import type { Options, Registry } from "../support/tokens.js"
import { app, on, registry } from "../support/tokens.js"

const get = Effect.map(
  Effect.flatMap(AccessTokens, ({ get }) => get),
  ({ value }) => Redacted.value(value),
)
/** A token as it was issued; its text tells its client. */
const issued = (token: string): Issued => ({
  clientId: token.replace(/^.*-of-/, ""),
  value: Redacted.make(token),
})
/** Does something while the clock goes on by as much as it takes. */
const soon = <A, E, R>(effect: Effect.Effect<A, E, R>, by: Duration.DurationInput = "1 second") =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust(by)
    return yield* Fiber.join(fiber)
  })
const inApp = (service: Registry, options?: Options) => Effect.provide(app(service, options))
/** One store for several apps, which outlives them. */
const shared = Effect.map(Effect.context<KeyValueStore.KeyValueStore>(), (context) =>
  Layer.provide(Store.layer, Layer.succeedContext(context)),
)
/** One that fails to read as often as a test says. */
const flaky = Effect.sync(() => {
  const values = new Map<string, string>()
  const fail = { reads: 0 }
  const web: Storage = {
    getItem: (key) => {
      fail.reads -= 1
      if (fail.reads >= 0) throw new Error("not now")
      return values.get(key) ?? null
    },
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
    key: () => null,
    length: 0,
  }
  return {
    fail,
    values,
    store: Layer.provide(
      Store.layer,
      KeyValueStore.layerStorage(() => web),
    ),
  }
})
const invalidate = (token: string) =>
  Effect.flatMap(AccessTokens, ({ invalidate }) => invalidate(issued(token)))
const rejectClient = (token: string) =>
  Effect.flatMap(AccessTokens, ({ rejectClient }) => rejectClient(issued(token)))

const few = { fastCheck: { numRuns: 25 } }

describe("credentials", () => {
  it.effect("are registered once, however many fibers ask at once", () =>
    Effect.gen(function* () {
      const service = registry()
      const tokens = yield* Effect.replicateEffect(get, 1000, { concurrency: "unbounded" }).pipe(
        soon,
        on("tv"),
        inApp(service),
      )
      expect(new Set(tokens).size).toBe(1)
      expect(service.registered).toHaveLength(1)
      expect(service.asked).toHaveLength(1)
    }),
  )

  it.effect("outlive the process, and so does the token while it is good", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      const start = get.pipe(soon, on("tv"), inApp(service, { store }))
      const first = yield* start
      expect(yield* start).toBe(first)
      yield* TestClock.adjust("7 hours")
      expect(yield* start).not.toBe(first)
      expect(service.registered).toHaveLength(1)
      expect(service.asked).toEqual(["client-1", "client-1"])
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect("two apps that share a store and start at once register one client", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = Layer.succeedContext(yield* Layer.build(Store.memory))
      const starts = Array.makeBy(5, () => get.pipe(on("tv"), inApp(service, { store })))
      const tokens = yield* soon(Effect.all(starts, { concurrency: "unbounded" }), "10 seconds")
      expect(new Set(tokens).size).toBe(1)
      expect(service.registered).toHaveLength(1)
    }).pipe(Effect.scoped),
  )

  it.effect("a client that the token endpoint does not know is replaced once", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        service.unknown = new Set(["client-1"])
        yield* invalidate(first)
        expect(yield* soon(get, "3 seconds")).toContain("client-2")
        expect(service.registered).toHaveLength(2)
        // that is no reason not to replace it when it is revoked in turn
        service.unknown = new Set(["client-1", "client-2"])
        yield* invalidate("token-3-of-client-2")
        expect(yield* soon(get, "3 seconds")).toContain("client-3")
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("a server that rejects the new client too is not asked for a third", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        yield* invalidate(yield* soon(get))
        service.unknown = true
        for (let call = 0; call < 20; call++) {
          const error = yield* soon(Effect.flip(get), "3 seconds")
          expect(error).toMatchObject({ _tag: "RegistrationRejected", error: "invalid_client" })
        }
        expect(service.registered).toHaveLength(2)
        yield* TestClock.adjust("10 minutes")
        service.unknown = new Set(["client-2"])
        expect(yield* soon(get, "3 seconds")).toContain("client-3")
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("a replacement that the token endpoint does not know is asked about once a minute", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        service.unknown = true
        yield* soon(Effect.flip(get), "3 seconds")
        yield* soon(Effect.flip(get), "3 seconds")
        const { asked, registered } = service
        expect([registered.length, asked.length]).toEqual([2, 3])
        for (let call = 0; call < 50; call++) {
          const error = yield* soon(Effect.flip(get))
          expect(error).toMatchObject({ _tag: "RegistrationRejected", error: "invalid_client" })
        }
        expect([registered.length, asked.length]).toEqual([2, 3])
        yield* TestClock.adjust("10 seconds")
        yield* soon(Effect.flip(get))
        expect([registered.length, asked.length]).toEqual([2, 4])
        // by now the service knows it
        service.unknown = new Set(["client-1"])
        yield* TestClock.adjust("1 minute")
        expect(yield* soon(get)).toContain("client-2")
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("a client whose fresh token is refused is replaced, its replacement not", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        yield* rejectClient(yield* soon(get))
        const second = yield* soon(get)
        expect(second).toContain("client-2")
        yield* rejectClient(second)
        expect(yield* soon(get)).toContain("client-2")
        expect(service.registered).toHaveLength(2)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  for (const [when, meanwhile] of [
    ["is not replaced yet", () => Effect.void],
    ["is being replaced", () => Effect.zipRight(Effect.fork(get), TestClock.adjust("100 millis"))],
    ["was replaced by one of the same client", () => soon(get)],
  ] as const) {
    it.effect(`a client is replaced though another call had its refused token dropped: it ${when}`, () =>
      Effect.gen(function* () {
        const service = registry()
        yield* Effect.gen(function* () {
          const first = yield* soon(get)
          yield* invalidate(first)
          yield* meanwhile()
          yield* rejectClient(first)
          const second = yield* soon(get, "3 seconds")
          expect(second).toContain("client-2")
          // that is the end of it for all who were refused with the old client
          yield* invalidate(first)
          yield* rejectClient(first)
          expect(yield* get).toBe(second)
          expect(service.registered).toHaveLength(2)
        }).pipe(on("tv"), inApp(service))
      }),
    )
  }

  it.effect("a rejection of the old client that comes late does not cost the new one", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        yield* rejectClient(first)
        const second = yield* soon(get)
        yield* rejectClient(first)
        expect(yield* get).toBe(second)
        expect(service.registered).toHaveLength(2)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("nor does it while the store fails", () =>
    Effect.gen(function* () {
      const service = registry()
      const { fail, store } = yield* flaky
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        yield* rejectClient(first)
        const second = yield* soon(get)
        fail.reads = Infinity
        yield* rejectClient(first)
        expect(yield* soon(get, "5 seconds")).toBe(second)
        expect(service.registered).toHaveLength(2)
      }).pipe(on("tv"), inApp(service, { store }))
    }),
  )

  it.effect("a client that another process replaced is taken from the store", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        // another process finds out first
        const second = yield* Effect.zipRight(get.pipe(soon, Effect.tap(rejectClient)), soon(get)).pipe(
          inApp(service, { store }),
        )
        expect(second).toContain("client-2")
        yield* rejectClient(first)
        expect(yield* get).toBe(second)
        expect(service.registered).toHaveLength(2)
      }).pipe(on("tv"), inApp(service, { store }))
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect("are in the store before the first token is asked for", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      const start = (wait: Duration.DurationInput) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.fork(get)
          yield* TestClock.adjust(wait)
          return yield* Fiber.interrupt(fiber)
        }).pipe(on("tv"), inApp(service, { store }))
      // the process ends while the token is under way
      yield* start("300 millis")
      expect([service.registered.length, service.asked.length]).toEqual([1, 1])
      const exit = yield* start("1 second")
      expect(Exit.isSuccess(exit)).toBe(true)
      expect(service.registered).toHaveLength(1)
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect("a store that fails costs one registration per process, no more", () =>
    Effect.gen(function* () {
      const service = registry()
      const broken = KeyValueStore.layerStorage(() => {
        const no = () => {
          throw new Error("no storage")
        }
        return { getItem: no, setItem: no, removeItem: no, clear: no, key: no, length: 0 }
      })
      yield* Effect.gen(function* () {
        for (let day = 0; day < 5; day++) {
          yield* soon(get, "2 seconds")
          yield* TestClock.adjust("1 day")
        }
      }).pipe(on("tv"), inApp(service, { store: Layer.provide(Store.layer, broken) }))
      expect(service.registered).toHaveLength(1)
      expect(service.asked).toHaveLength(5)
    }),
  )

  for (const reads of [1, 3, 5]) {
    it.effect(`a store that fails for a moment costs no registration: ${reads} reads`, () =>
      Effect.gen(function* () {
        const service = registry()
        const { fail, store } = yield* flaky
        yield* get.pipe(soon, on("tv"), inApp(service, { store }))
        fail.reads = reads
        yield* soon(get, "2 seconds").pipe(on("tv"), inApp(service, { store }))
        expect(service.registered).toEqual(["client-1"])
      }),
    )
  }

  it.effect("a store that fails for long keeps its client, which is used again afterwards", () =>
    Effect.gen(function* () {
      const service = registry()
      const { fail, store } = yield* flaky
      const first = yield* get.pipe(soon, on("tv"), inApp(service, { store }))
      fail.reads = Infinity
      yield* Effect.gen(function* () {
        expect(yield* soon(get, "2 seconds")).toContain("client-2")
        fail.reads = 0
        yield* TestClock.adjust("6 hours")
        expect(yield* soon(get)).toContain("client-1")
      }).pipe(on("tv"), inApp(service, { store }))
      expect(yield* get.pipe(soon, on("tv"), inApp(service, { store }))).toContain("client-1")
      expect(first).toContain("client-1")
      expect(service.registered).toEqual(["client-1", "client-2"])
    }),
  )

  for (const name of ["registered", "found"]) {
    it.effect(`a store that fails later costs no registration: the client was ${name}`, () =>
      Effect.gen(function* () {
        const service = registry()
        const { fail, store } = yield* flaky
        if (name === "found") yield* get.pipe(soon, on("tv"), inApp(service, { store }))
        yield* Effect.gen(function* () {
          yield* soon(get)
          fail.reads = Infinity
          for (let day = 0; day < 2; day += 1) {
            yield* TestClock.adjust("1 day")
            yield* soon(get, "5 seconds")
          }
        }).pipe(on("tv"), inApp(service, { store }))
        expect(service.registered).toEqual(["client-1"])
      }),
    )
  }

  it.effect("a store that comes back during the registration: its client is the one that is used", () =>
    Effect.gen(function* () {
      const service = registry()
      const { fail, store } = yield* flaky
      yield* get.pipe(soon, on("tv"), inApp(service, { store }))
      fail.reads = Infinity
      const again = Effect.gen(function* () {
        const starting = yield* Effect.fork(get)
        // it takes 750 ms until it registers, and 200 ms more
        yield* TestClock.adjust("800 millis")
        fail.reads = 0
        yield* TestClock.adjust("1 second")
        const token = yield* Fiber.join(starting)
        // and goes on with it where the store fails once more
        fail.reads = Infinity
        yield* TestClock.adjust("1 day")
        expect(yield* soon(get, "5 seconds")).toContain("client-1")
        return token
      })
      expect(yield* again.pipe(on("tv"), inApp(service, { store }))).toContain("client-1")
      expect(service.registered).toEqual(["client-1", "client-2"])
    }),
  )

  it.effect("and a token of another format are dropped, said once in the log, and made anew", () =>
    Effect.gen(function* () {
      const service = registry()
      const lines: Array<unknown> = []
      const { store, values } = yield* flaky
      const start = get.pipe(
        soon,
        on("tv"),
        inApp(service, { store }),
        Effect.provide(
          Logger.replace(
            Logger.defaultLogger,
            Logger.make(({ message }) => void lines.push(message)),
          ),
        ),
      )
      yield* start
      for (const key of values.keys()) values.set(key, '{"format":0,"id":"client-1"}')
      const second = yield* start
      expect(second).toContain("client-2")
      expect(lines).toHaveLength(1)
      expect(yield* start).toBe(second)
      expect([service.registered.length, lines.length]).toEqual([2, 1])
    }),
  )

  it.effect("and a token to which a later version added something are used, and stay as they are", () =>
    Effect.gen(function* () {
      const service = registry()
      const { store, values } = yield* flaky
      const start = get.pipe(soon, on("tv"), inApp(service, { store }))
      const first = yield* start
      for (const [key, value] of values) values.set(key, value.replace(/}$/, ',"added":{"later":1}}'))
      const kept = [...values]
      expect(yield* start).toBe(first)
      expect([...values]).toEqual(kept)
      expect(service.registered).toHaveLength(1)
    }),
  )

  it.effect("of more devices than stay in memory are in the store: none is registered twice", () =>
    Effect.gen(function* () {
      const service = Object.assign(registry(), { latency: Duration.zero })
      const { fail, store } = yield* flaky
      const devices = Array.makeBy(150, (index) => `tv-${index}`)
      yield* Effect.gen(function* () {
        const all = Effect.forEach(devices, (device) => on(device)(get))
        const tokens = yield* all
        const reads = fail.reads
        // the last of them is in memory, the first had to leave
        expect(yield* on("tv-149")(get)).toBe(tokens[149])
        expect(fail.reads).toBe(reads)
        expect(yield* on("tv-0")(get)).toBe(tokens[0])
        expect(fail.reads).toBeLessThan(reads)
        expect(yield* all).toEqual(tokens)
        expect([service.registered.length, service.asked.length]).toEqual([150, 150])

        // of those that had to leave, what the service refuses is not taken from the store again
        const [first = "", second = ""] = tokens
        yield* on("tv-0")(invalidate(first))
        expect(yield* on("tv-0")(get)).toBe("token-151-of-client-1")
        yield* on("tv-1")(rejectClient(second))
        expect(yield* on("tv-1")(get)).toBe("token-152-of-client-151")
        expect([service.registered.length, service.asked.length]).toEqual([151, 152])
      }).pipe(inApp(service, { store, devices: 100 }))
    }),
  )

  it.effect("of two environments, service providers, statements or devices are never shared", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      const variants = [
        { device: "tv", options: {} },
        { device: "tv", options: { environment: "staging" as const } },
        { device: "tv", options: { environment: { baseUrl: "https://sp.auth.adobe.com.example" } } },
        { device: "tv", options: { serviceProvider: "REF40" } },
        { device: "tv", options: { softwareStatement: "other" } },
        { device: "phone", options: {} },
      ]
      const start = Effect.forEach(variants, ({ device, options }) =>
        get.pipe(soon, on(device), inApp(service, { ...options, store })),
      )
      const tokens = yield* start
      expect(new Set(tokens).size).toBe(variants.length)
      expect(service.registered).toHaveLength(variants.length)
      expect(yield* start).toEqual(tokens)
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )
})

describe("an access token", () => {
  it.effect("that expired is earned anew by one request for 10,000 callers", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        yield* TestClock.adjust("6 hours")
        const tokens = yield* soon(Effect.replicateEffect(get, 10_000, { concurrency: "unbounded" }))
        expect(new Set(tokens).size).toBe(1)
        expect(tokens[0]).not.toBe(first)
        expect(service.asked).toHaveLength(2)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("is refreshed ahead of expiry in the background, while calls go on", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        yield* TestClock.adjust("354 minutes")
        expect(yield* get).toBe(first)
        expect(service.asked).toHaveLength(1)
        // less than the smallest head start before the end
        yield* TestClock.adjust("4 minutes")
        const tokens = yield* Effect.replicateEffect(get, 100)
        expect(new Set(tokens)).toEqual(new Set([first]))
        yield* TestClock.adjust("1 second")
        expect(yield* get).not.toBe(first)
        expect(service.asked).toHaveLength(2)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("is refreshed at another moment on every device", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const devices = Array.makeBy(50, (n) => `tv-${n}`)
        const all = Effect.forEach(devices, (device) => on(device)(get), { concurrency: "unbounded" })
        yield* soon(all)
        yield* TestClock.adjust("356 minutes")
        yield* soon(all)
        const early = service.asked.length - devices.length
        expect(early).toBeGreaterThan(0)
        expect(early).toBeLessThan(devices.length)
      }).pipe(inApp(service))
    }),
  )

  it.effect.prop(
    "is used for most of its life, however short that is",
    [FastCheck.integer({ min: 1, max: 100_000 })],
    ([seconds]) =>
      Effect.gen(function* () {
        const service = Object.assign(registry(), { life: Duration.seconds(seconds), latency: Duration.zero })
        yield* Effect.gen(function* () {
          const first = yield* get
          yield* TestClock.adjust(Duration.millis(Math.floor(seconds * 900) - 1))
          expect(yield* get).toBe(first)
          expect(service.asked).toHaveLength(1)
          yield* TestClock.adjust(Duration.seconds(seconds))
          expect(yield* get).not.toBe(first)
        }).pipe(on("tv"), inApp(service))
      }),
    few,
  )

  it.effect("that is refused is forgotten; a late refusal does not throw away its successor", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        yield* invalidate(first)
        const second = yield* soon(get)
        expect(second).not.toBe(first)
        yield* invalidate(first)
        expect(yield* get).toBe(second)
        expect(service.asked).toHaveLength(2)
        expect(service.registered).toHaveLength(1)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("that was refused is not taken from the store again", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      const first = yield* get.pipe(soon, on("tv"), inApp(service, { store }))
      yield* Effect.gen(function* () {
        expect(yield* soon(get)).toBe(first)
        yield* invalidate(first)
        expect(yield* soon(get)).not.toBe(first)
      }).pipe(on("tv"), inApp(service, { store }))
      expect(service.asked).toHaveLength(2)
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect("that another process earned is taken from the store instead of another request", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        const second = yield* Effect.zipRight(Effect.zipRight(soon(get), invalidate(first)), soon(get)).pipe(
          inApp(service, { store }),
        )
        yield* invalidate(first)
        expect(yield* get).toBe(second)
        expect(service.asked).toHaveLength(2)
      }).pipe(on("tv"), inApp(service, { store }))
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect(
    "that another process earned is found in the background too, in a store that takes its time",
    () =>
      Effect.gen(function* () {
        const service = registry()
        const store = slow(100).layer
        const renewed = Effect.tap(soon(get, "5 seconds"), invalidate)
        yield* Effect.gen(function* () {
          const first = yield* soon(get, "5 seconds")
          yield* TestClock.adjust("1 hour")
          yield* Effect.zipRight(renewed, soon(get, "5 seconds")).pipe(inApp(service, { store }))
          yield* TestClock.adjust("298 minutes")
          expect(yield* soon(get, "5 seconds")).toBe(first)
          expect(yield* get).toContain("token-2")
          expect(service.asked).toHaveLength(2)
        }).pipe(on("tv"), inApp(service, { store }))
      }),
  )

  it.effect("a refresh that waits for the store is a wait of each call that waits for the refresh", () =>
    Effect.gen(function* () {
      const service = registry()
      const waited = asOneCall(
        Effect.zipRight(
          get,
          Effect.map(StoreWait, (spent) => spent?.millis),
        ),
      )
      const [one, other] = yield* Effect.all([waited, waited], { concurrency: "unbounded" }).pipe(
        (effect) => soon(effect, "5 seconds"),
        on("tv"),
        inApp(service, { store: slow(100).layer }),
      )
      expect(one).toBeGreaterThan(0)
      expect(other).toBe(one)
    }),
  )

  it.effect("a refresh that failed is not remembered: the next caller asks again", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        service.away = true
        const failed = yield* soon(Effect.replicateEffect(Effect.flip(get), 10, { concurrency: "unbounded" }))
        expect(new Set(failed.map(({ _tag }) => _tag))).toEqual(new Set(["Unreachable"]))
        service.away = false
        expect(yield* soon(get)).toContain("client-1")
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("a background refresh that fails is tried again a bounded number of times, unnoticed", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const first = yield* soon(get)
        yield* TestClock.adjust("355 minutes")
        service.away = true
        for (let second = 0; second < 290; second++) {
          expect(yield* get).toBe(first)
          yield* TestClock.adjust("1 second")
        }
        const attempts = service.asked.length - 1
        expect(attempts).toBeGreaterThan(2)
        expect(attempts).toBeLessThan(20)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("a caller that stops waiting does not stop the refresh for the others", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        const impatient = yield* Effect.fork(get)
        yield* Effect.yieldNow()
        const patient = yield* Effect.fork(get)
        yield* TestClock.adjust("100 millis")
        yield* Fiber.interrupt(impatient)
        yield* TestClock.adjust("1 second")
        expect(yield* Fiber.join(patient)).toContain("client-1")
        expect([service.registered.length, service.asked.length]).toEqual([1, 1])
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("a scope that closes ends the refresh under way", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        yield* Effect.forkDaemon(get)
        yield* TestClock.adjust("100 millis")
      }).pipe(on("tv"), inApp(service))
      yield* TestClock.adjust("1 minute")
      expect([service.registered.length, service.asked.length]).toEqual([0, 0])
    }),
  )
})

describe("on a device whose clock lies", () => {
  const years = 3 * 365 * 86_400_000
  const skew = FastCheck.integer({ min: -years, max: years })

  it.effect.prop(
    "a start costs one token request at most, and never a registration",
    [skew, FastCheck.integer({ min: 0, max: 2 * 6 * 3600 }), FastCheck.boolean()],
    ([ahead, seconds, dated]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(2 * years)
        const service = Object.assign(registry(), { dated })
        const store = yield* shared
        const first = yield* get.pipe(soon, on("tv"), inApp(service, { store }))
        yield* TestClock.adjust(Duration.seconds(seconds))
        // the device starts again, with another idea of the time
        const server = (yield* TestClock.currentTimeMillis) + ahead
        yield* TestClock.setTime(server)
        service.ahead = -ahead
        yield* Effect.gen(function* () {
          const token = yield* soon(get)
          if (token !== first) return
          // the service refuses what has expired
          if (seconds >= 6 * 3600) yield* Effect.zipRight(invalidate(token), soon(get))
        }).pipe(on("tv"), inApp(service, { store }))
        expect(service.registered).toHaveLength(1)
        expect(service.asked.length).toBeLessThanOrEqual(2)
      }).pipe(Effect.provide(KeyValueStore.layerMemory)),
    few,
  )

  it.effect.prop(
    "a token lives as long as the server says, whatever the device's clock says then",
    [skew, FastCheck.boolean()],
    ([ahead, dated]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(2 * years)
        const service = Object.assign(registry(), { ahead, dated })
        yield* Effect.gen(function* () {
          const first = yield* soon(get)
          yield* TestClock.adjust("354 minutes")
          expect(yield* soon(get)).toBe(first)
          expect(service.asked).toHaveLength(1)
          yield* TestClock.adjust("7 minutes")
          expect(yield* soon(get)).not.toBe(first)
        }).pipe(on("tv"), inApp(service))
      }),
    few,
  )

  it.effect.prop(
    "a created_at that makes no sense does not make every call ask for a token",
    [FastCheck.integer({ min: 0, max: 4 * years })],
    ([createdAt]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(2 * years)
        const service = Object.assign(registry(), { createdAt })
        yield* Effect.gen(function* () {
          const first = yield* soon(get)
          yield* TestClock.adjust("5 hours")
          const now = yield* TestClock.currentTimeMillis
          yield* (yield* ServerClock).observe({ earliest: now, latest: now })
          expect(yield* get).toBe(first)
          expect(DateTime.toEpochMillis(yield* (yield* ServerClock).now)).toBe(now)
        }).pipe(on("tv"), inApp(service))
      }),
    few,
  )
})

describe("what a token tells", () => {
  it.effect("is when this process asked for it; one that was found is as old as can be", () =>
    Effect.gen(function* () {
      const service = registry()
      const store = yield* shared
      const askedAt = Effect.map(
        Effect.flatMap(AccessTokens, ({ get }) => get),
        (token) => token.askedAt,
      )
      yield* TestClock.adjust("1 minute")
      const start = askedAt.pipe(soon, on("tv"), inApp(service, { store }))
      expect([yield* start, yield* start]).toEqual([60_200, -Infinity])
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect("is the server's time, where no answer has a Date", () =>
    Effect.gen(function* () {
      const service = registry()
      Object.assign(service, { dated: false, ahead: Duration.toMillis("365 days") })
      yield* Effect.gen(function* () {
        yield* soon(get)
        const { known, now } = yield* ServerClock
        expect(yield* known).toBe(true)
        expect((yield* now).epochMillis).toBeGreaterThanOrEqual(1000 + service.ahead)
        expect((yield* now).epochMillis).toBeLessThanOrEqual(1200 + service.ahead)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  for (const told of ["createdAt", "nothing"] as const) {
    it.effect(`may be an hour, where the service does not tell it: it tells ${told}`, () =>
      Effect.gen(function* () {
        const service = registry()
        service.told = told
        yield* Effect.gen(function* () {
          const first = yield* soon(get)
          yield* TestClock.adjust("54 minutes")
          expect(yield* get).toBe(first)
          yield* TestClock.adjust("6 minutes")
          expect(yield* soon(get)).not.toBe(first)
        }).pipe(on("tv"), inApp(service))
      }),
    )
  }

  it.effect("may be a short life: it is replaced near its end alone", () =>
    Effect.gen(function* () {
      const service = registry()
      service.life = Duration.minutes(1)
      yield* Effect.gen(function* () {
        yield* soon(get)
        yield* TestClock.adjust("50 seconds")
        yield* soon(get)
        expect(service.asked).toHaveLength(1)
      }).pipe(on("tv"), inApp(service))
    }),
  )
})

describe("a client", () => {
  it.effect("is not replaced where the token endpoint finds fault with something else", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        yield* invalidate(yield* soon(get))
        Object.assign(service, { unknown: true, refusal: "unauthorized_client" })
        expect(yield* soon(Effect.flip(get))).toMatchObject({ error: "unauthorized_client" })
        expect(service.registered).toHaveLength(1)
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("on trial is asked about again at once, where the token endpoint was only away", () =>
    Effect.gen(function* () {
      const service = registry()
      yield* Effect.gen(function* () {
        yield* rejectClient(yield* soon(get))
        yield* invalidate(yield* soon(get))
        service.away = true
        expect(yield* soon(Effect.flip(get), "10 seconds")).toMatchObject({ _tag: "Unreachable" })
        service.away = false
        expect(yield* soon(get)).toContain("client-2")
      }).pipe(on("tv"), inApp(service))
    }),
  )

  it.effect("has no use for the token of another in the store", () =>
    Effect.gen(function* () {
      const service = registry()
      const { store, values } = yield* flaky
      const start = get.pipe(soon, on("tv"), inApp(service, { store }))
      yield* start
      for (const [key, text] of values) {
        if (key.startsWith("credentials")) values.set(key, text.replace("client-1", "client-9"))
      }
      expect(yield* start).toContain("client-9")
      expect(service.asked).toEqual(["client-1", "client-9"])
    }),
  )

  it.effect("is not registered while it cannot be told yet whether there is one", () =>
    Effect.gen(function* () {
      const service = registry()
      const away = Effect.fail(new Unreadable({ reason: "The client is closed", isPassing: true }))
      const store = Layer.succeed(Store, {
        entry: () => ({
          read: away,
          readOrNone: Effect.succeedNone,
          add: () => Effect.void,
          set: () => Effect.void,
          remove: Effect.void,
        }),
        exclusive: (_, work) => work,
      })
      const error = yield* Effect.flip(get).pipe(
        (effect) => soon(effect, "10 seconds"),
        on("tv"),
        inApp(service, { store }),
      )
      expect(error).toMatchObject({ _tag: "Unreachable", reason: "connection", retryable: true })
      expect(error.message).toBe(
        "the store of the fleet cannot tell yet whether this device is registered: The client is closed",
      )
      expect(service.registered).toEqual([])
    }),
  )
})
