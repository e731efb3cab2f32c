import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { join } from "node:path"
import { Store } from "../../src/cache/Store.js"
import * as DirectoryStore from "../../src/node/DirectoryStore.js"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundled, temporaryFolder } from "../support/program.js"
import { now, untilDone, virtually } from "../support/virtually.js"

const text = Schema.Struct({ text: Schema.String })
const root = temporaryFolder("directory-store")
let directories = 0
const fresh = () => join(root, `${++directories}`, "store")

/** A store over a directory as another process would have it. */
const over =
  (directory: string) =>
  <A, E>(use: (store: Store["Type"]) => Effect.Effect<A, E>) =>
    Effect.provide(Effect.flatMap(Store, use), Layer.orDie(Layer.fresh(DirectoryStore.layer(directory))))

const set = (value: string) => (store: Store["Type"]) => store.entry("key", text).set({ text: value })
const get = (store: Store["Type"]) => Effect.map(store.entry("key", text).readOrNone, Option.getOrUndefined)
const mode = (path: string) => fs.statSync(path).mode & 0o777

describe("a store in a directory", () => {
  it.live("keeps a value in one file, for its user alone, and leaves nothing else behind", () =>
    Effect.gen(function* () {
      const directory = fresh()
      yield* over(directory)(set("a"))
      yield* over(directory)(set("b"))
      expect(fs.readdirSync(directory)).toEqual(["key"])
      expect([mode(directory), mode(join(directory, "key"))]).toEqual([0o700, 0o600])
      expect(fs.readFileSync(join(directory, "key"), "utf8")).toBe('{"text":"b"}')
      expect(yield* over(directory)(get)).toEqual({ text: "b" })
    }),
  )

  it.live("tightens what was open to others with the next value", () =>
    Effect.gen(function* () {
      const directory = fresh()
      fs.mkdirSync(directory, { recursive: true })
      fs.writeFileSync(join(directory, "key"), '{"text":"old"}', { mode: 0o644 })
      yield* over(directory)(set("new"))
      expect(mode(join(directory, "key"))).toBe(0o600)
    }),
  )

  it.live("makes its directory anew where somebody removed it", () =>
    Effect.gen(function* () {
      const directory = fresh()
      yield* over(directory)((store) =>
        Effect.gen(function* () {
          yield* set("a")(store)
          fs.rmSync(directory, { recursive: true })
          expect(yield* get(store)).toBeUndefined()
          yield* set("b")(store)
          expect(yield* get(store)).toEqual({ text: "b" })
        }),
      )
      expect(mode(directory)).toBe(0o700)
    }),
  )

  it.live("that turns into a file goes on in memory, and locks nobody out", () =>
    Effect.gen(function* () {
      const file = fresh()
      const lines: Array<unknown> = []
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => void lines.push(message)),
      )
      yield* over(file)((store) =>
        Effect.gen(function* () {
          fs.rmSync(file, { recursive: true })
          fs.writeFileSync(file, "a file")
          for (const value of ["a", "b"]) {
            yield* store.exclusive("key", set(value)(store))
            expect(yield* get(store)).toEqual({ text: value })
          }
        }),
      ).pipe(Effect.provide(logger))
      expect(lines).toHaveLength(2)
      expect(fs.readFileSync(file, "utf8")).toBe("a file")
    }),
  )

  for (const [what, directory] of [
    ["is a file", () => join(root, "a-file")],
    ["lies in a file", () => join(root, "a-file", "store")],
    ["lies where no directories are made", () => "/proc/nope"],
    ["lies deep where no directories are made", () => "/proc/nope/deeper/still"],
  ] as const) {
    it.live(`that cannot be made, since it ${what}, is told at once by the name of its option`, () =>
      Effect.gen(function* () {
        fs.writeFileSync(join(root, "a-file"), "a file")
        const error = yield* Effect.flip(Effect.provide(Store, DirectoryStore.layer(directory())))
        expect(error).toMatchObject({ _tag: "InvalidRequest", parameter: "store.directory" })
        expect(error.message).toContain(directory())
        expect(fs.readFileSync(join(root, "a-file"), "utf8")).toBe("a file")
      }),
    )
  }

  it.live("a name that means something to the file system stays inside the directory", () =>
    Effect.gen(function* () {
      const directory = fresh()
      const keys = ["../up", "a/b", "..", ".hidden", "/etc/x", "c:\\d"]
      yield* over(directory)((store) =>
        Effect.gen(function* () {
          for (const key of keys) yield* store.entry(key, text).set({ text: key })
          for (const key of keys) {
            expect(yield* store.entry(key, text).readOrNone).toEqual(Option.some({ text: key }))
          }
        }),
      )
      expect(fs.readdirSync(directory)).toHaveLength(keys.length)
      expect(fs.readdirSync(join(directory, ".."))).toEqual(["store"])
    }),
  )

  it.live("many writers and readers at once: every read is one whole value", () =>
    Effect.gen(function* () {
      const directory = fresh()
      const long = (n: number) => String(n).repeat(20_000)
      const writers = Array.from({ length: 10 }, (_, n) => over(directory)(set(long(n))))
      const readers = Array.from({ length: 40 }, () => over(directory)(get))
      const seen = yield* Effect.all([writers[0]!, ...writers, ...readers], { concurrency: "unbounded" })
      for (const value of seen) {
        if (value !== undefined) expect(new Set(value.text).size).toBe(1)
      }
      expect(fs.readdirSync(directory)).toEqual(["key"])
    }),
  )

  it.live("clears away what killed processes left half written, and nothing that is under way", () =>
    Effect.gen(function* () {
      const directory = fresh()
      yield* over(directory)(set("a"))
      const uuid = "01234567-89ab-cdef-0123-456789abcdef"
      const young = join(directory, `.key.0123456789ab.1.${uuid}.tmp`)
      const old = join(directory, `.key.ba9876543210.1.${uuid}.tmp`)
      fs.writeFileSync(young, "half")
      fs.writeFileSync(old, "half")
      fs.utimesSync(old, 1, 1)
      yield* over(directory)(get)
      expect(fs.readdirSync(directory).toSorted()).toEqual([`.key.0123456789ab.1.${uuid}.tmp`, "key"])
    }),
  )
})

describe.concurrent("a lock in a directory", () => {
  /** Notes when effects begin and end. */
  const tracked = () => {
    const self = { inside: 0, most: 0, times: 0 }
    const effect = Effect.acquireUseRelease(
      Effect.sync(() => {
        self.inside += 1
        self.times += 1
        self.most = Math.max(self.most, self.inside)
      }),
      () => Effect.sleep("20 millis"),
      () => Effect.sync(() => (self.inside -= 1)),
    )
    return { self, effect }
  }
  const step = "50 millis"
  /** Somebody who has a lock, and somebody else who wants it. */
  const waiting = <A, B>(
    lock: <C>(inner: Effect.Effect<C>) => Effect.Effect<C>,
    held: Effect.Effect<A>,
    wanted: Effect.Effect<B>,
  ) =>
    Effect.gen(function* () {
      const has = yield* Deferred.make<void>()
      const holder = yield* Effect.fork(lock(Effect.zipRight(Deferred.succeed(has, undefined), held)))
      yield* virtually(Deferred.await(has), step)
      return { holder, waiter: yield* Effect.fork(lock(wanted)) }
    })
  const lockOf = (directory: string) => join(directory, ".key.lock")
  const hold = (directory: string, holder: string) => {
    fs.mkdirSync(lockOf(directory), { recursive: true })
    fs.writeFileSync(join(lockOf(directory), holder), "")
  }

  it.live("lets one in at a time, and all in turn", () =>
    Effect.gen(function* () {
      const directory = fresh()
      const { effect, self } = tracked()
      yield* Effect.replicateEffect(
        over(directory)(({ exclusive }) => exclusive("key", effect)),
        10,
        { concurrency: "unbounded" },
      )
      expect([self.most, self.times]).toEqual([1, 10])
      expect(fs.readdirSync(directory)).toEqual([])
    }),
  )

  it.effect("is given back on failure, on interruption, and by those who gave up waiting", () =>
    Effect.gen(function* () {
      const directory = fresh()
      const { effect } = tracked()
      const lock = <A, E>(inner: Effect.Effect<A, E>) =>
        over(directory)(({ exclusive }) => exclusive("key", inner))
      expect(yield* Effect.flip(lock(Effect.fail("no")))).toBe("no")
      const { holder, waiter } = yield* waiting(lock, Effect.never, effect)
      yield* virtually(Effect.sleep("1 seconds"), step)
      expect(fs.existsSync(lockOf(directory))).toBe(true)
      yield* Fiber.interrupt(waiter)
      yield* Fiber.interrupt(holder)
      expect(fs.readdirSync(directory)).toEqual([])
      yield* virtually(lock(effect), step)
    }),
  )

  it.live("of a process that died is broken at once, by one of those who wait", () =>
    Effect.gen(function* () {
      const directory = fresh()
      // what this machine calls itself is told by a lock it holds
      const mine = yield* over(directory)(({ exclusive }) =>
        exclusive(
          "key",
          Effect.sync(() => fs.readdirSync(lockOf(directory))[0] ?? ""),
        ),
      )
      const child = spawn(process.execPath, ["-e", ""])
      yield* Effect.promise(() => once(child, "exit"))
      hold(directory, mine.replace(/\.\d+\./, `.${child.pid}.`))
      const { effect, self } = tracked()
      const start = performance.now()
      yield* Effect.replicateEffect(
        over(directory)(({ exclusive }) => exclusive("key", effect)),
        5,
        { concurrency: "unbounded" },
      )
      expect([self.most, self.times]).toEqual([1, 5])
      expect(performance.now() - start).toBeLessThan(8_000)
    }),
  )

  it.effect("of whom nobody can tell whether they live is broken after 10 s without a sign of life", () =>
    Effect.gen(function* () {
      const directory = fresh()
      hold(directory, "ffffffffffff.1.01234567-89ab-cdef-0123-456789abcdef")
      const { effect, self } = tracked()
      yield* virtually(
        over(directory)(({ exclusive }) => exclusive("key", effect)),
        step,
      )
      expect(self.times).toBe(1)
      expect(yield* now).toBeGreaterThan(9_500)
      expect(fs.readdirSync(directory)).toEqual([])
    }),
  )

  it.effect("of somebody who shows signs of life is waited for", () =>
    Effect.gen(function* () {
      const directory = fresh()
      const { effect, self } = tracked()
      const lock = <A, E>(inner: Effect.Effect<A, E>) =>
        over(directory)(({ exclusive }) => exclusive("key", inner))
      const { holder, waiter } = yield* waiting(lock, Effect.sleep("12 seconds"), effect)
      yield* virtually(Effect.sleep("11 seconds"), step)
      expect(self.times).toBe(0)
      yield* untilDone(holder, step)
      yield* untilDone(waiter, step)
      expect(self.times).toBe(1)
    }),
  )
})

describe("processes that share a directory", () => {
  let sandbox: RunningSandbox
  let script = ""
  beforeAll(async () => {
    sandbox = await startSandbox()
    script = await bundled("test/support/register.ts", root)
  })
  afterAll(() => sandbox.close())

  const start = (directory: string, devices: string) => {
    const args = [script, sandbox.baseUrl, sandbox.softwareStatement, directory, devices]
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
    const out: Array<string> = []
    child.stdout.on("data", (chunk) => out.push(String(chunk)))
    return once(child, "exit").then(([code]) => ({ code: code as number, out: out.join("") }))
  }

  it("register each device once between them, and end by themselves when they are done", async () => {
    const directory = fresh()
    const ends = await Promise.all([1, 2, 3].map(() => start(directory, "tv,phone")))
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(ends.map(({ out }) => out.includes("done"))).toEqual([true, true, true])
    expect(await sandbox.admin.requests({ endpoint: "RetrieveClientCredentials" })).toHaveLength(2)
    expect(await sandbox.admin.requests({ endpoint: "RetrieveAccessToken" })).toHaveLength(2)
    expect(fs.readdirSync(directory).filter((name) => name.startsWith("."))).toEqual([])
  }, 60_000)
})
