import { describe, expect, it, vi } from "@effect/vitest"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/TestClock"
import { Store } from "../../src/cache/Store.js"
import type { Locks } from "../../src/cache/WebLocks.js"
import * as WebLocks from "../../src/cache/WebLocks.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import { app, on, registry } from "../support/tokens.js"
import { virtually } from "../support/virtually.js"

/** The locks of one browser. */
const browser = () => {
  const queues = new Map<string, Promise<unknown>>()
  const names: Array<string> = []
  const waiting = { count: 0 }
  const locks: Locks = {
    request: (name, { signal }, held) => {
      const before = queues.get(name) ?? Promise.resolve()
      names.push(name)
      waiting.count += 1
      const turn = before.then(() => {
        waiting.count -= 1
        if (signal.aborted) throw new DOMException("no longer wanted", "AbortError")
        return held()
      })
      queues.set(
        name,
        turn.catch(() => {}),
      )
      return turn
    },
  }
  return { locks, names, waiting }
}

/** The store of a tab. */
const tab = (locks: Locks) =>
  Effect.map(Layer.build(Layer.fresh(WebLocks.layer(locks))), Layer.succeedContext)
const silent = Logger.remove(Logger.defaultLogger)

describe("tabs that share a storage", () => {
  it.scoped("register one client between them, though they start at the same time", () =>
    Effect.gen(function* () {
      const service = registry()
      const { locks, names } = browser()
      const start = Effect.flatMap(tab(locks), (store) =>
        Effect.flatMap(AccessTokens, ({ get }) => get).pipe(
          on("tv"),
          Effect.provide(Layer.fresh(app(service, { store }))),
        ),
      )
      yield* virtually(Effect.replicateEffect(start, 5, { concurrency: "unbounded" }), "100 millis")
      expect([service.registered.length, service.asked.length]).toEqual([1, 1])
      for (const name of names) expect(name).toMatch(/^effect-adobe-pass ./)
      expect(new Set(names).size).toBe(1)
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.scoped("take their turns alone where the browser has no locks, and say nothing of it", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const logger = Logger.add(Logger.make(({ message }) => void lines.push(message)))
      const done = Effect.flatMap(Store, ({ exclusive }) => exclusive("key", Effect.succeed("done")))
      for (const navigator of [undefined, {}]) {
        vi.stubGlobal("navigator", navigator)
        const layer = WebLocks.layer()
        vi.unstubAllGlobals()
        expect(yield* Effect.provide(done, [layer, logger, silent])).toBe("done")
      }
      expect(lines).toEqual([])
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.scoped("go on without a lock where asking for one throws", () =>
    Effect.gen(function* () {
      const broken: Locks = {
        request: () => {
          throw new TypeError("no locks here")
        },
      }
      const store = yield* tab(broken)
      const done = Effect.flatMap(Store, ({ exclusive }) => exclusive("key", Effect.succeed("done")))
      expect(yield* Effect.provide(done, store)).toBe("done")
    }).pipe(Effect.provide(KeyValueStore.layerMemory), Effect.provide(silent)),
  )

  it.scoped("give a lock back that is granted when nobody waits for it any more", () =>
    Effect.gen(function* () {
      let grant = () => {}
      let isFree = false
      const granting: Locks = {
        request: (_, __, held) =>
          new Promise<void>((resolve) => {
            grant = resolve
          })
            .then(held)
            .then(() => {
              isFree = true
            }),
      }
      const store = yield* tab(granting)
      const waiting = yield* Effect.fork(
        Effect.flatMap(Store, ({ exclusive }) => exclusive("key", Effect.void)).pipe(Effect.provide(store)),
      )
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(waiting)
      grant()
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      expect(isFree).toBe(true)
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.scoped("give a lock back on failure and interruption, and take their place in the queue back", () =>
    Effect.gen(function* () {
      const { locks, waiting } = browser()
      const [one, other] = [yield* tab(locks), yield* tab(locks)]
      const exclusive = <A, E>(store: Layer.Layer<Store>, effect: Effect.Effect<A, E>) =>
        Effect.flatMap(Store, (store) => store.exclusive("key", effect)).pipe(Effect.provide(store))
      expect(yield* Effect.flip(exclusive(one, Effect.fail("no")))).toBe("no")

      const holder = yield* Effect.fork(exclusive(one, Effect.never))
      yield* TestClock.adjust(1)
      let runs = 0
      const leaving = yield* Effect.fork(
        exclusive(
          other,
          Effect.sync(() => (runs += 1)),
        ),
      )
      yield* TestClock.adjust(1)
      expect([runs, waiting.count]).toEqual([0, 1])
      yield* Fiber.interrupt(leaving)
      yield* Fiber.interrupt(holder)
      expect(yield* virtually(exclusive(other, Effect.succeed("in turn")), 1)).toBe("in turn")
      expect([runs, waiting.count]).toEqual([0, 0])
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  for (const [name, reason, locks] of [
    [
      "are refused",
      "SecurityError: no",
      { request: () => Promise.reject(new DOMException("no", "SecurityError")) },
    ],
    ["are never granted", "another page has it", { request: () => new Promise<never>(() => {}) }],
  ] as const) {
    it.scoped(`go on without locks that ${name}, and say so once`, () =>
      Effect.gen(function* () {
        const lines: Array<unknown> = []
        const logger = Logger.add(Logger.make(({ message }) => void lines.push(message)))
        const store = yield* tab(locks)
        const each = Effect.flatMap(Store, ({ exclusive }) => exclusive("key", Effect.succeed("done")))
        const run = Effect.zip(each, each).pipe(Effect.provide([store, logger, silent]))
        expect(yield* virtually(run, "10 seconds")).toEqual(["done", "done"])
        expect(lines).toEqual([["the store cannot be locked; going on without", reason]])
      }).pipe(Effect.provide(KeyValueStore.layerMemory)),
    )
  }
})
