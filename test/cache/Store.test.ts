import { describe, expect, it } from "@effect/vitest"
import { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Store } from "../../src/cache/Store.js"
import { asOneCall } from "../../src/cache/StoreWait.js"
import { over, slow } from "../support/stores.js"

const text = Schema.Struct({ text: Schema.String })

/** Keeps texts as Web Storage does, and fails as the test says. */
const storage = () => {
  const self = {
    values: new Map<string, string>(),
    reads: true,
    writes: true,
    calls: 0,
  }
  const may = (allowed: boolean) => {
    self.calls += 1
    if (!allowed) throw new DOMException("no", "QuotaExceededError")
  }
  const web: Storage = {
    getItem: (key) => (may(self.reads), self.values.get(key) ?? null),
    setItem: (key, value) => (may(self.writes), void self.values.set(key, value)),
    removeItem: (key) => (may(self.writes), void self.values.delete(key)),
    clear: () => self.values.clear(),
    key: () => null,
    length: 0,
  }
  return Object.assign(self, {
    layer: Layer.provide(
      Store.layer,
      KeyValueStore.layerStorage(() => web),
    ),
  })
}

/** Collects what is logged. */
const logged = (lines: Array<string>) =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.map(Logger.logfmtLogger, (line) => void lines.push(line)),
  )

/** How long an effect takes by the clock of the test, in milliseconds, and what comes of it. */
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.timed(effect))
    let steps = 0
    while (Option.isNone(yield* Fiber.poll(fiber)) && (steps += 1) < 1000) yield* TestClock.adjust(100)
    if (steps === 1000) yield* Effect.dieMessage("it never ended")
    const [elapsed, result] = yield* Fiber.join(fiber)
    return [Duration.toMillis(elapsed), result] as const
  })

const entry = Effect.map(Store, (store) => store.entry("key", text))
const readOrNone = Effect.flatMap(entry, ({ readOrNone }) => Effect.map(readOrNone, Option.getOrUndefined))
const set = (value: string) => Effect.flatMap(entry, ({ set }) => set({ text: value }))
const add = (value: string) => Effect.flatMap(entry, ({ add }) => add({ text: value }))
const read = Effect.flatMap(entry, ({ read }) => read)
const remove = Effect.flatMap(entry, ({ remove }) => remove)
/** Adds a text to a store that can no longer be read. */
const addUnread = (web: { reads: boolean }) =>
  Effect.gen(function* () {
    web.reads = false
    yield* readOrNone
    yield* add("a")
  })

describe("a store", () => {
  it.effect("keeps values in Web Storage as JSON, and only under its own key", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        yield* set("a")
        expect(web.values.get("key")).toBe('{"text":"a"}')
        expect(yield* readOrNone).toEqual({ text: "a" })
        yield* remove
        expect(yield* readOrNone).toBeUndefined()
        expect(web.values.size).toBe(0)
      }).pipe(Effect.provide(web.layer))
    }),
  )

  it.effect("that is full goes on in memory, says so once, and catches up when there is room", () =>
    Effect.gen(function* () {
      const web = storage()
      const lines: Array<string> = []
      yield* Effect.gen(function* () {
        yield* set("old")
        web.writes = false
        for (const value of ["b", "c", "the newest"]) yield* set(value)
        expect(yield* readOrNone).toEqual({ text: "the newest" })
        expect(web.values.get("key")).toBe('{"text":"old"}')
        expect(lines).toHaveLength(1)
        expect(lines[0]).toContain("level=WARN")
        expect(lines[0]).not.toContain("newest")
        web.writes = true
        expect(yield* readOrNone).toEqual({ text: "the newest" })
        expect(web.values.get("key")).toBe('{"text":"the newest"}')
      }).pipe(Effect.provide(web.layer), Effect.provide(logged(lines)))
    }),
  )

  it.effect("that cannot remove does not give the value back", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        yield* set("a")
        web.writes = false
        yield* remove
        expect(yield* readOrNone).toBeUndefined()
        web.writes = true
        expect(yield* readOrNone).toBeUndefined()
        expect(web.values.size).toBe(0)
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  it.effect("that can only be written to remembers by itself what it wrote", () =>
    Effect.gen(function* () {
      const web = storage()
      const lines: Array<string> = []
      yield* Effect.gen(function* () {
        web.reads = false
        expect(yield* readOrNone).toBeUndefined()
        yield* set("a")
        expect(yield* readOrNone).toEqual({ text: "a" })
        expect(lines).toHaveLength(1)
      }).pipe(Effect.provide(web.layer), Effect.provide(logged(lines)))
      expect(web.values.get("key")).toBe('{"text":"a"}')
    }),
  )

  it.effect("that recovers does not lose what it held, unless something newer was set", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        yield* set("before")
        web.reads = false
        expect(yield* readOrNone).toBeUndefined()
        web.reads = true
        expect(yield* readOrNone).toEqual({ text: "before" })
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  it.effect("that recovered is believed again: what another process writes is found", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        web.writes = false
        yield* set("a")
        web.writes = true
        expect(yield* readOrNone).toEqual({ text: "a" })
        web.values.set("key", '{"text":"another\'s"}')
        expect(yield* readOrNone).toEqual({ text: "another's" })
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  it.effect("that only says it took a value has not recovered", () =>
    Effect.gen(function* () {
      let isFull = true
      const layer = over({ set: () => (isFull ? Effect.die("full") : Effect.void) })
      yield* Effect.gen(function* () {
        yield* set("a")
        isFull = false
        expect(yield* readOrNone).toEqual({ text: "a" })
        expect(yield* readOrNone).toEqual({ text: "a" })
      }).pipe(Effect.provide(layer), Effect.provide(logged([])))
    }),
  )

  it.effect("that recovers while two read gives both what it held", () =>
    Effect.gen(function* () {
      const values = new Map<string, string>()
      let isFull = true
      const layer = over({
        get: (key) =>
          Effect.delay(
            Effect.sync(() => Option.fromNullable(values.get(key))),
            1,
          ),
        set: (key, value) => (isFull ? Effect.die("full") : Effect.sync(() => void values.set(key, value))),
      })
      yield* Effect.gen(function* () {
        yield* set("a")
        isFull = false
        const [, both] = yield* timed(Effect.all([readOrNone, readOrNone], { concurrency: 2 }))
        expect(both).toEqual([{ text: "a" }, { text: "a" }])
      }).pipe(Effect.provide(layer), Effect.provide(logged([])))
    }),
  )

  it.effect("is asked once for each value that is set, whether it works or fails", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        yield* set("a")
        expect(web.calls).toBe(1)
        web.writes = false
        yield* set("b")
        yield* set("c")
        yield* Effect.yieldNow()
        expect(web.calls).toBe(3)
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  it.effect("that once took what was added takes what is set instead of it", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        yield* add("a")
        web.writes = false
        yield* set("b")
        web.writes = true
        expect(yield* readOrNone).toEqual({ text: "b" })
        expect(web.values.get("key")).toBe('{"text":"b"}')
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  it.effect("tells what is not there from what cannot be read", () =>
    Effect.gen(function* () {
      const web = storage()
      yield* Effect.gen(function* () {
        expect(yield* read).toEqual(Option.none())
        web.reads = false
        expect(yield* Effect.flip(read)).toMatchObject({ _tag: "Unreadable", reason: "the store fails" })
        yield* set("a")
        expect(yield* read).toEqual(Option.some({ text: "a" }))
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  it.effect("keeps in memory what is added while it cannot be read, and prefers what it had", () =>
    Effect.gen(function* () {
      const web = storage()
      web.values.set("key", '{"text":"had"}')
      yield* Effect.gen(function* () {
        yield* addUnread(web)
        expect(yield* readOrNone).toEqual({ text: "a" })
        yield* set("b")
        expect(yield* readOrNone).toEqual({ text: "b" })
        expect(web.values.get("key")).toBe('{"text":"had"}')
        web.reads = true
        expect(yield* readOrNone).toEqual({ text: "had" })
        expect(web.values.get("key")).toBe('{"text":"had"}')
        yield* set("c")
        expect(web.values.get("key")).toBe('{"text":"c"}')
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
    }),
  )

  for (const had of [undefined, "{ gar", '{"version":0}']) {
    it.effect(
      `writes what was added as soon as it turns out to have nothing of use: ${had ?? "nothing"}`,
      () =>
        Effect.gen(function* () {
          const web = storage()
          if (had !== undefined) web.values.set("key", had)
          yield* Effect.gen(function* () {
            yield* addUnread(web)
            web.reads = true
            web.writes = false
            expect(yield* readOrNone).toEqual({ text: "a" })
            web.writes = true
            expect(yield* readOrNone).toEqual({ text: "a" })
          }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
          expect(web.values.get("key")).toBe('{"text":"a"}')
        }),
    )
  }

  it.effect("does not give back what was removed after it was added", () =>
    Effect.gen(function* () {
      const web = storage()
      web.values.set("key", '{"text":"had"}')
      yield* Effect.gen(function* () {
        yield* addUnread(web)
        yield* remove
        web.reads = true
        expect(yield* readOrNone).toBeUndefined()
      }).pipe(Effect.provide(web.layer), Effect.provide(logged([])))
      expect(web.values.size).toBe(0)
    }),
  )

  for (const damage of ["", "{", "null", '"text"', '{"text":1}', '{"version":0}', "\u0000\uffff"]) {
    it.effect(
      `drops what it cannot read, says so once, and takes the next value: ${JSON.stringify(damage)}`,
      () =>
        Effect.gen(function* () {
          const web = storage()
          const lines: Array<string> = []
          web.values.set("key", damage)
          yield* Effect.gen(function* () {
            expect(yield* readOrNone).toBeUndefined()
            expect(web.values.size).toBe(0)
            yield* set("new")
            expect(yield* readOrNone).toEqual({ text: "new" })
            web.values.set("key", damage)
            expect(yield* readOrNone).toBeUndefined()
            expect(lines).toHaveLength(1)
          }).pipe(Effect.provide(web.layer), Effect.provide(logged(lines)))
        }),
    )
  }

  it.effect("keeps what another process made anew of what was damaged", () =>
    Effect.gen(function* () {
      const values = new Map([["key", "{"]])
      const layer = over({
        get: (key) =>
          Effect.sync(() => {
            const found = Option.fromNullable(values.get(key))
            values.set(key, '{"text":"anew"}')
            return found
          }),
        remove: (key) => Effect.sync(() => void values.delete(key)),
      })
      yield* readOrNone.pipe(Effect.provide(layer), Effect.provide(logged([])))
      expect(values.get("key")).toBe('{"text":"anew"}')
    }),
  )

  it.effect("does not keep what cannot be written as JSON, and says so", () =>
    Effect.gen(function* () {
      const web = storage()
      const lines: Array<string> = []
      const setAny = Effect.flatMap(Store, (store) => store.entry("key", Schema.Unknown).set(1n))
      yield* setAny.pipe(Effect.provide(web.layer), Effect.provide(logged(lines)))
      expect([web.values.size, lines.length]).toEqual([0, 1])
    }),
  )

  it.effect("never tells a value in the log, whatever goes wrong", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const telling = over({
        get: () => Effect.succeedSome('{"secret": hush'),
        set: (_, value) => Effect.die(new Error(`cannot write ${value}`)),
        remove: () => Effect.die("hush"),
      })
      yield* Effect.gen(function* () {
        const { readOrNone, set } = (yield* Store).entry("key", Schema.Struct({ secret: Schema.String }))
        yield* readOrNone
        yield* set({ secret: "hush" })
      }).pipe(Effect.provide(telling), Effect.provide(logged(lines)))
      expect(lines).toHaveLength(2)
      expect(lines.join()).not.toContain("hush")
    }),
  )

  it.effect("that never answers holds a call up for 2 s at most, then is left alone for a minute", () =>
    Effect.gen(function* () {
      let [calls, silent] = [0, true]
      const values = new Map<string, string>()
      const answer = <A>(run: () => A) =>
        Effect.suspend(() => {
          calls += 1
          return silent ? Effect.never : Effect.sync(run)
        })
      const layer = over({
        get: (key) => answer(() => Option.fromNullable(values.get(key))),
        set: (key, value) => answer(() => void values.set(key, value)),
        remove: (key) => answer(() => void values.delete(key)),
      })
      yield* Effect.gen(function* () {
        const waiting = yield* Effect.fork(Effect.uninterruptible(set("a")))
        yield* TestClock.adjust("2 seconds")
        yield* Fiber.join(waiting)
        expect(yield* readOrNone).toEqual({ text: "a" })
        yield* set("b")
        expect(calls).toBe(1)
        silent = false
        yield* TestClock.adjust("1 minute")
        expect(yield* readOrNone).toEqual({ text: "b" })
        expect(values.get("key")).toBe('{"text":"b"}')
      }).pipe(Effect.provide(layer), Effect.provide(logged([])))
    }),
  )

  it.effect("holds up a call for 2 s in all, however many entries that wants", () =>
    Effect.gen(function* () {
      const { layer, values } = slow(700)
      const keys = ["a", "b", "c", "d", "e"]
      for (const key of keys) values.set(key, `{"text":"${key}"}`)
      yield* Effect.gen(function* () {
        const store = yield* Store
        const call = Effect.forEach(keys, (key) => store.entry(key, text).readOrNone)
        const [elapsed, found] = yield* timed(asOneCall(call))
        expect(elapsed).toBe(2000)
        expect(found.map(Option.getOrUndefined)).toEqual([{ text: "a" }, { text: "b" }, ...Array(3)])
        // it answered, and is not left alone; and the next call has a wait of its own
        expect((yield* timed(asOneCall(store.entry("e", text).readOrNone)))[1]).toEqual(
          Option.some({ text: "e" }),
        )
        // nor is a single operation held to the wait of others
        expect((yield* timed(call))[0]).toBe(5 * 700)
      }).pipe(Effect.provide(layer), Effect.provide(logged([])))
    }),
  )

  it.effect("is given what a call had no time to wait for", () =>
    Effect.gen(function* () {
      const { layer, values } = slow(1500)
      values.set("b", '{"text":"had"}')
      yield* Effect.gen(function* () {
        const store = yield* Store
        const [a, b, c] = ["a", "b", "c"].map((key) => store.entry(key, text))
        const call = Effect.gen(function* () {
          expect(yield* a!.read).toEqual(Option.none())
          for (const entry of [b!, c!]) yield* entry.readOrNone
          for (const entry of [a!, b!, c!]) yield* entry.add({ text: "new" })
        })
        expect((yield* timed(asOneCall(call)))[0]).toBe(2000)
        yield* TestClock.adjust("10 seconds")
      }).pipe(Effect.provide(layer), Effect.provide(logged([])))
      expect([...values]).toEqual([
        ["b", '{"text":"had"}'],
        ["a", '{"text":"new"}'],
        ["c", '{"text":"new"}'],
      ])
    }),
  )

  it.live("takes for removed what another process has removed", () =>
    Effect.gen(function* () {
      const directory = fs.mkdtempSync(join(tmpdir(), "store-"))
      const lines: Array<string> = []
      const layer = Layer.provide(Store.layer, KeyValueStore.layerFileSystem(directory)).pipe(
        Layer.provide(NodeContext.layer),
      )
      yield* Effect.gen(function* () {
        yield* set("a")
        fs.rmSync(join(directory, "key"))
        yield* remove
        fs.writeFileSync(join(directory, "key"), '{"text":"b"}')
        expect(yield* readOrNone).toEqual({ text: "b" })
      }).pipe(Effect.provide(layer), Effect.provide(logged(lines)))
      expect(lines).toEqual([])
      fs.rmSync(directory, { recursive: true })
    }),
  )

  it.effect("is given what a write began with, though whoever waited for it was interrupted", () =>
    Effect.gen(function* () {
      const values = new Map<string, string>()
      const layer = over({
        get: (key) => Effect.sync(() => Option.fromNullable(values.get(key))),
        set: (key, value) =>
          Effect.delay(
            Effect.sync(() => values.set(key, value)),
            "300 millis",
          ),
        remove: (key) => Effect.sync(() => values.delete(key)),
      })
      const writing = yield* Effect.fork(Effect.provide(set("a"), layer))
      yield* TestClock.adjust("100 millis")
      yield* Fiber.interrupt(writing)
      yield* TestClock.adjust("200 millis")
      expect(values.get("key")).toBe('{"text":"a"}')
    }),
  )

  it.effect("that is slow with one key is asked for the others; not if it is with three in a row", () =>
    Effect.gen(function* () {
      const slow = new Set(["a"])
      const asked: Array<string> = []
      const layer = over({
        get: (key) =>
          Effect.suspend(() => {
            asked.push(key)
            return slow.has(key) ? Effect.never : Effect.succeedSome(`{"text":"${key}"}`)
          }),
      })
      yield* Effect.gen(function* () {
        const store = yield* Store
        const read = (key: string) =>
          Effect.gen(function* () {
            const reading = yield* Effect.fork(store.entry(key, text).readOrNone)
            yield* TestClock.adjust("2 seconds")
            return Option.getOrUndefined(yield* Fiber.join(reading))?.text
          })
        expect(yield* read("a")).toBeUndefined()
        expect(yield* read("b")).toBe("b")
        expect(yield* read("a")).toBeUndefined()
        expect(asked).toEqual(["a", "b"])
        for (const key of ["c", "d", "e"]) slow.add(key)
        for (const key of ["c", "d", "e", "b"]) expect(yield* read(key)).toBeUndefined()
        expect(asked).toEqual(["a", "b", "c", "d", "e"])
        slow.clear()
        yield* TestClock.adjust("1 minute")
        for (const key of ["a", "b", "c", "d", "e"]) expect(yield* read(key)).toBe(key)
      }).pipe(Effect.provide(layer), Effect.provide(logged([])))
    }),
  )

  it.effect("that does not answer is asked no longer", () =>
    Effect.gen(function* () {
      let interrupted = 0
      const layer = over({
        get: () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => void (interrupted += 1))),
      })
      const lines: Array<string> = []
      const reading = Effect.provide(readOrNone, layer).pipe(Effect.provide(logged(lines)))
      const late = yield* Effect.fork(reading)
      yield* TestClock.adjust("2 seconds")
      expect([yield* Fiber.join(late), interrupted]).toEqual([undefined, 1])
      const left = yield* Effect.fork(reading)
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(left)
      yield* TestClock.adjust("1 millis")
      expect(interrupted).toBe(2)
    }),
  )

  it.effect("whose defects tell a value has their name alone told", () =>
    Effect.forEach(
      [
        [new TypeError("a secret"), "TypeError"],
        ["a secret", "a defect"],
      ] as const,
      ([defect, told]) =>
        Effect.gen(function* () {
          const lines: Array<string> = []
          const layer = over({ get: () => Effect.die(defect) })
          yield* readOrNone.pipe(Effect.provide(layer), Effect.provide(logged(lines)))
          expect(lines.join()).toContain(told)
          expect(lines.join()).not.toContain("secret")
        }),
    ),
  )

  it.effect("tells in the log why it fails", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const layer = over({
        get: (key) =>
          new SystemError({
            module: "KeyValueStore",
            reason: "PermissionDenied",
            method: "read",
            pathOrDescriptor: key,
          }),
      })
      yield* readOrNone.pipe(Effect.provide(layer), Effect.provide(logged(lines)))
      expect(lines.join()).toContain("PermissionDenied")
    }),
  )

  it.effect("lets effects of one key run one after another, and those of others at the same time", () =>
    Effect.gen(function* () {
      const running = new Map<string, number>()
      let [most, together] = [0, 0]
      yield* Effect.gen(function* () {
        const { exclusive } = yield* Store
        const use = (key: string) =>
          exclusive(
            key,
            Effect.gen(function* () {
              running.set(key, (running.get(key) ?? 0) + 1)
              most = Math.max(most, ...running.values())
              together = Math.max(
                together,
                [...running.values()].reduce((sum, n) => sum + n, 0),
              )
              yield* Effect.sleep("1 second")
            }).pipe(Effect.ensuring(Effect.sync(() => running.set(key, (running.get(key) ?? 0) - 1)))),
          )
        const fibers = yield* Effect.forEach(["a", "a", "a", "b", "b"], (key) => Effect.fork(use(key)))
        yield* TestClock.adjust("500 millis")
        yield* Effect.forEach(fibers.slice(0, 2), Fiber.interrupt)
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.joinAll(fibers.slice(2))
        const failed = yield* Effect.flip(exclusive("a", Effect.fail("no")))
        expect(failed).toBe("no")
        expect(yield* exclusive("a", Effect.succeed(1))).toBe(1)
      }).pipe(Effect.provide(Store.memory))
      expect([most, together]).toEqual([1, 2])
    }),
  )
})
