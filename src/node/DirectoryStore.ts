/** A store in a directory, on Node: for one process or many, and safe against the end of any of them at any instant. */
import type { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as fs from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Exclusive } from "../cache/exclusive.js"
import { Store, storeTimeout } from "../cache/Store.js"
import { beginWithin } from "../cache/StoreWait.js"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import { isDead, makeLock, whoAmI } from "./DirectoryLock.js"
import { codeOf, io, is, makeDirectory, remove, replace } from "./files.js"

const storeTimeoutMillis = Duration.toMillis(storeTimeout)

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

/** Leftovers of this age, in milliseconds, are removed, whatever process made them. */
const staleAge = 600_000

/** Clears away what processes that were killed left behind. */
const tidy = Effect.fn(function* (directory: string, owner: string) {
  const now = yield* Clock.currentTimeMillis
  const names = yield* io("list", directory, () => fs.readdir(directory))
  yield* Effect.forEach(names, (name) => {
    const left = /([0-9a-f]{12}\.\d+)\.[0-9a-f-]{36}\.tmp$/.exec(name)?.[1]
    if (left === undefined) return Effect.void
    const path = join(directory, name)
    return io("stat", path, () => fs.stat(path)).pipe(
      Effect.map(({ mtimeMs }) => Math.abs(now - mtimeMs) > staleAge),
      Effect.flatMap((isStale) => (isStale ? Effect.succeed(true) : isDead(left, owner))),
      Effect.flatMap((isLeft) => (isLeft ? remove(path) : Effect.void)),
      Effect.ignore,
    )
  })
})

const cannotBeMade = (path: string, { cause, message }: SystemError) =>
  new InvalidRequest({
    parameter: "store.directory",
    message: `store.directory: ${path} cannot be made: ${codeOf(cause) ?? message}`,
  })

/**
 * Keeps each value in a file of its own, which only the user of the process may read. Processes that share the
 * directory wait for each other where only one of them must act; those that are not on the same machine, too.
 *
 * Fails with `InvalidRequest`, whose `parameter` is `store.directory`, where the directory cannot be made. What goes wrong
 * in it later breaks no call.
 */
export const layer = (directory: string): Layer.Layer<Store, InvalidRequest> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const path = resolve(directory)
      const owner = yield* whoAmI
      const making = Effect.catchIf(makeDirectory(path), is("Busy"), () => Effect.void)
      const made = yield* beginWithin(making, storeTimeoutMillis)
      yield* Effect.mapError(
        Option.getOrElse(made, () => Exit.void),
        (error) => cannotBeMade(path, error),
      )
      yield* beginWithin(Effect.ignore(tidy(path, owner)), storeTimeoutMillis)
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
