/** A store in a directory, on Node: for one process or many, and safe against the end of any of them at any instant. */
import { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { randomUUID } from "node:crypto"
import * as fs from "node:fs/promises"
import { hostname } from "node:os"
import { join, resolve } from "node:path"
import { pid } from "node:process"
import type { Exclusive } from "../cache/Store.js"
import { keyOf } from "../cache/keys.js"
import { Store } from "../cache/Store.js"

const codeOf = (cause: unknown) => (cause instanceof Error && "code" in cause ? cause.code : undefined)

const reasons = new Map<unknown, SystemError["reason"]>([
  ["ENOENT", "NotFound"],
  ["EEXIST", "AlreadyExists"],
  ["ENOTEMPTY", "AlreadyExists"],
  ["EACCES", "PermissionDenied"],
  ["EPERM", "PermissionDenied"],
  ["EBUSY", "Busy"],
  ["EMFILE", "Busy"],
  ["ENFILE", "Busy"],
  ["EAGAIN", "Busy"],
])

/** One call to the file system; tried again while it has too much to do. */
const io = <A>(method: string, path: string, run: () => Promise<A>) =>
  Effect.tryPromise({
    try: run,
    catch: (cause) =>
      new SystemError({
        module: "KeyValueStore",
        method,
        pathOrDescriptor: path,
        reason: reasons.get(codeOf(cause)) ?? "Unknown",
        cause,
      }),
  }).pipe(
    Effect.retry({
      while: ({ reason }) => reason === "Busy",
      schedule: Schedule.intersect(Schedule.spaced("50 millis"), Schedule.recurs(5)),
    }),
  )

const is = (reason: SystemError["reason"]) => (error: SystemError) => error.reason === reason

const remove = (path: string) => io("remove", path, () => fs.rm(path, { force: true, recursive: true }))

const makeDirectory = (path: string) =>
  io("makeDirectory", path, () => fs.mkdir(path, { recursive: true, mode: 0o700 }))

/** Opens, does something, and waits until it would survive a loss of power. */
const durably = (path: string, flags: string, use: (file: fs.FileHandle) => Promise<void>) =>
  Effect.acquireUseRelease(
    io("open", path, () => fs.open(path, flags, 0o600)),
    (file) => io("write", path, () => use(file).then(() => file.sync())),
    (file) => Effect.ignore(io("close", path, () => file.close())),
  )

/** Puts a whole file in place of another, or leaves that as it was. */
const replace = (directory: string, name: string, owner: string, text: string) =>
  Effect.gen(function* () {
    const path = join(directory, name)
    const temporary = join(directory, `.${name}.${owner}.${randomUUID()}.tmp`)
    yield* durably(temporary, "wx", (file) => file.writeFile(text)).pipe(
      Effect.zipRight(io("rename", path, () => fs.rename(temporary, path))),
      Effect.onError(() => Effect.ignore(remove(temporary))),
    )
    // not every system can do that to a directory
    yield* Effect.ignore(durably(directory, "r", () => Promise.resolve()))
  })

const makeKeyValueStore = (directory: string, owner: string) => {
  const nameOf = (key: string) => encodeURIComponent(key).replace(/^\./, "%2E")
  const pathOf = (key: string) => join(directory, nameOf(key))
  const entries = Effect.map(
    io("list", directory, () => fs.readdir(directory)),
    (names) => names.filter((name) => !name.startsWith(".")),
  )

  return KeyValueStore.makeStringOnly({
    get: (key) =>
      io("read", pathOf(key), () => fs.readFile(pathOf(key), "utf8")).pipe(
        Effect.asSome,
        Effect.catchIf(is("NotFound"), () => Effect.succeedNone),
      ),
    set: (key, text) => {
      const write = replace(directory, nameOf(key), owner, text)
      return write.pipe(
        Effect.catchIf(is("NotFound"), () => Effect.zipRight(makeDirectory(directory), write)),
      )
    },
    remove: (key) => remove(pathOf(key)),
    clear: Effect.flatMap(entries, (names) =>
      Effect.forEach(names, (name) => remove(join(directory, name)), { discard: true }),
    ),
    size: Effect.map(entries, (names) => names.length),
  })
}

/** A lock whose owner shows no sign of life for this long is nobody's. */
const silence = 10_000_000_000n
const heartbeat = Duration.seconds(2)
/** Who cannot get a lock within this goes on without. */
const patience = 30_000_000_000n

/** Leftovers of this age, in milliseconds, are nobody's, whoever made them. */
const old = 600_000

const isAlive = (process_: number) =>
  Effect.try({ try: () => process.kill(process_, 0), catch: codeOf }).pipe(
    Effect.match({ onSuccess: () => true, onFailure: (code) => code !== "ESRCH" }),
  )

/** `<host>.<pid>`: process ids are told apart by machine and, in containers, by name space. */
const whoAmI = Effect.map(
  Effect.option(io("readLink", "/proc/self/ns/pid", () => fs.readlink("/proc/self/ns/pid"))),
  (space) =>
    `${keyOf(
      hostname(),
      Option.getOrElse(space, () => ""),
    ).slice(0, 12)}.${pid}`,
)

/** Whether the process of this machine that `<host>.<pid>.<id>` names has ended; false where that cannot be known. */
const isDead = (name: string, owner: string) => {
  const [host, process_] = name.split(".")
  return host === owner.split(".")[0] ? Effect.negate(isAlive(Number(process_))) : Effect.succeed(false)
}

/**
 * A lock is a directory with one file in it, which bears the owner's name. It is put in place whole by a rename, which
 * fails while there is another; breaking it removes the file by its name, and so never the lock of anybody else.
 */
const makeLock = (directory: string, owner: string, key: string) => {
  const lock = join(directory, `.${encodeURIComponent(key)}.lock`)
  const name = `${owner}.${randomUUID()}`
  const mine = join(lock, name)
  const prepared = `${lock}.${name}.tmp`

  const prepare = Effect.zipRight(
    makeDirectory(prepared),
    io("write", prepared, () => fs.writeFile(join(prepared, name), "", { mode: 0o600 })),
  )
  const take = Effect.as(
    io("lock", lock, () => fs.rename(prepared, lock)),
    true,
  ).pipe(
    // systems tell a directory that is in the way in different words
    Effect.catchIf(
      ({ reason }) => reason === "AlreadyExists" || reason === "PermissionDenied",
      () => Effect.succeed(false),
    ),
  )
  /** The file of whoever has the lock, and when it last showed a sign of life. */
  const look = Effect.gen(function* () {
    const [holder = ""] = yield* io("readLock", lock, () => fs.readdir(lock))
    const { mtimeMs } = yield* io("readLock", lock, () => fs.stat(join(lock, holder)))
    return { holder, sign: `${holder} ${mtimeMs}` }
  }).pipe(Effect.orElseSucceed(() => ({ holder: "", sign: "" })))
  /** Fails, as it should, while there is a holder. */
  const free = Effect.ignore(io("unlock", lock, () => fs.rmdir(lock)))
  /** Leaves alone what is not `holder`'s. */
  const letGo = (holder: string) =>
    io("unlock", lock, () => fs.unlink(join(lock, holder))).pipe(Effect.ignore, Effect.zipRight(free))
  const wait = Effect.gen(function* () {
    const start = yield* Clock.currentTimeNanos
    let seen = { sign: "", at: start }
    while (!(yield* take)) {
      const now = yield* Clock.currentTimeNanos
      if (now - start > patience) return false
      const { holder, sign } = yield* look
      if (sign !== seen.sign) seen = { sign, at: now }
      if (holder === "") yield* free
      else if (now - seen.at > silence || (yield* isDead(holder, owner))) yield* letGo(holder)
      yield* Effect.interruptible(Effect.sleep(yield* Random.nextIntBetween(25, 75)))
    }
    return true
  })

  return {
    /** Fails where no lock can be had. */
    acquire: Effect.zipRight(prepare, wait).pipe(
      Effect.filterOrFail(
        (had) => had,
        () => "somebody else has it",
      ),
      Effect.onError(() => Effect.ignore(remove(prepared))),
    ),
    release: letGo(name),
    /** Signs of life, for those who wait; any time that differs from the one before will do. */
    beat: Effect.forkScoped(
      Effect.iterate(1, {
        while: () => true,
        body: (count) =>
          Effect.ignore(io("beat", mine, () => fs.utimes(mine, count, count))).pipe(
            Effect.delay(heartbeat),
            Effect.as(count + 1),
          ),
      }),
    ),
  }
}

/** Clears away what processes that were killed left behind. */
const tidy = Effect.fn(function* (directory: string, owner: string) {
  const now = yield* Clock.currentTimeMillis
  const names = yield* io("list", directory, () => fs.readdir(directory))
  yield* Effect.forEach(names, (name) => {
    const left = /([0-9a-f]{12}\.\d+)\.[0-9a-f-]{36}\.tmp$/.exec(name)?.[1]
    if (left === undefined) return Effect.void
    const path = join(directory, name)
    return io("stat", path, () => fs.stat(path)).pipe(
      Effect.map(({ mtimeMs }) => Math.abs(now - mtimeMs) > old),
      Effect.flatMap((isOld) => (isOld ? Effect.succeed(true) : isDead(left, owner))),
      Effect.flatMap((isNobodys) => (isNobodys ? remove(path) : Effect.void)),
      Effect.ignore,
    )
  })
})

/**
 * Keeps each value in a file of its own, which only the user of the process may read. Processes that share the
 * directory wait for each other where only one of them must act; those that are not on the same machine, too.
 */
export const layer = (directory: string): Layer.Layer<Store> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const path = resolve(directory)
      const owner = yield* whoAmI
      // a directory that cannot be used shows when it is used
      yield* Effect.ignore(Effect.zipRight(makeDirectory(path), tidy(path, owner)))
      let warned = false

      const exclusive: Exclusive = (key, work) =>
        Effect.scoped(
          Effect.gen(function* () {
            const lock = makeLock(path, owner, key)
            const had = yield* Effect.either(Effect.acquireRelease(lock.acquire, () => lock.release))
            if (had._tag === "Right") yield* lock.beat
            else if (!warned) {
              warned = true
              yield* Effect.logWarning(
                "the store's directory cannot be locked; going on without",
                String(had.left),
              )
            }
            return yield* work
          }),
        )

      return Store.layerShared({ exclusive }).pipe(
        Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, makeKeyValueStore(path, owner))),
      )
    }),
  )
