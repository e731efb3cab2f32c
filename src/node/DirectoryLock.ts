/** A lock that processes take in a directory which they share. */
import type { SystemError } from "@effect/platform/Error"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { randomUUID } from "node:crypto"
import * as fs from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { pid } from "node:process"
import { keyOf } from "../cache/keys.js"
import { storeTimeout } from "../cache/Store.js"
import { awaitWithin, beginWithin } from "../cache/StoreWait.js"
import { codeOf, io, makeDirectory, remove } from "./files.js"

const storeTimeoutMillis = Duration.toMillis(storeTimeout)

/** A lock whose owner shows no sign of life for this long, in nanoseconds, is broken. */
const staleAfter = 10_000_000_000n
/** How often an owner shows one. */
const heartbeat = Duration.seconds(2)
/** A process that cannot get a lock within this, in nanoseconds, goes on without it. */
const lockTimeout = 30_000_000_000n

const isAlive = (process_: number) =>
  Effect.try({ try: () => process.kill(process_, 0), catch: codeOf }).pipe(
    Effect.match({ onSuccess: () => true, onFailure: (code) => code !== "ESRCH" }),
  )

/** `<host>.<pid>`: process ids are told apart by machine and, in containers, by name space. */
export const whoAmI = Effect.map(
  Effect.option(io("readLink", "/proc/self/ns/pid", () => fs.readlink("/proc/self/ns/pid"))),
  (space) =>
    `${keyOf(
      hostname(),
      Option.getOrElse(space, () => ""),
    ).slice(0, 12)}.${pid}`,
)

/** Whether the process of this machine that `<host>.<pid>.<id>` names has ended; false where that cannot be known. */
export const isDead = (name: string, owner: string) => {
  const [host, process_] = name.split(".")
  return host === owner.split(".")[0] ? Effect.negate(isAlive(Number(process_))) : Effect.succeed(false)
}

/**
 * A lock is a directory with one file in it, which bears the owner's name. It is put in place whole by a rename, which
 * fails while there is another; breaking it removes the file by its name, and so never the lock of anybody else.
 */
export const makeLock = (directory: string, owner: string, key: string) => {
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
      if (now - start > lockTimeout) return false
      const { holder, sign } = yield* look
      if (sign !== seen.sign) seen = { sign, at: now }
      if (holder === "") yield* free
      else if (now - seen.at > staleAfter || (yield* isDead(holder, owner))) yield* letGo(holder)
      yield* Effect.interruptible(Effect.sleep(yield* Random.nextIntBetween(25, 75)))
    }
    return true
  })

  return {
    /** Fails where no lock can be had. */
    acquire: Effect.flatMap(Effect.forkDaemon(prepare), (preparing) =>
      awaitWithin(preparing, storeTimeoutMillis).pipe(
        Effect.flatMap((made): Effect.Effect<void, SystemError | string> =>
          Option.getOrElse(made, () => Effect.fail("no answer")),
        ),
        Effect.zipRight(wait),
        Effect.filterOrFail(
          (had) => had,
          () => "another process has it",
        ),
        Effect.onError(() => {
          const cleared = Effect.zipRight(Fiber.await(preparing), Effect.ignore(remove(prepared)))
          return beginWithin(cleared, storeTimeoutMillis)
        }),
      ),
    ),
    release: beginWithin(letGo(name), storeTimeoutMillis),
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
