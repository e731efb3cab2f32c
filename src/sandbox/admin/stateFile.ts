/**
 * The file in which a sandbox keeps its state, so that a kill at any instant loses at most the last second, and never the
 * file: it is written beside it, synced, and put in its place.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import { crc32 } from "node:zlib"
import type { Faults } from "../server/Faults.js"
import { World } from "../world/World.js"
import { restore } from "./restore.js"
import { FORMAT, Snapshot } from "./snapshot.js"
import { makeText } from "./stateText.js"

/** The file of a state cannot be used; it is left as it is. */
export class StateUnusable extends Schema.TaggedError<StateUnusable>()("StateUnusable", {
  message: Schema.String,
}) {}

const Json = Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const parse = Schema.decodeUnknown(Json)
const decode = Schema.decodeUnknown(Snapshot, { onExcessProperty: "error" })

/** Whether it is word for word what a sandbox wrote: then it is as it must be, and to check each entry would take long. */
const isUntouched = (file: Buffer, checksum: unknown, _saved: unknown): _saved is Snapshot =>
  checksum === crc32(file.subarray(file.indexOf("\n") + 1))

const unusable = (file: string, why: string) =>
  new StateUnusable({
    message: `${file} ${why}; it is left as it is. To begin anew and write over it: --fresh`,
  })

/** The state in a file; none if there is no such file. */
const read = (file: string): Effect.Effect<Option.Option<Snapshot>, StateUnusable> =>
  Effect.gen(function* () {
    const bytes = yield* Effect.tryPromise({
      try: () => Fs.readFile(file),
      catch: (error) => (error instanceof Error && "code" in error ? error.code : error),
    })
    const { crc32: checksum, ...saved } = yield* Effect.mapError(parse(bytes.toString("utf8")), () =>
      unusable(file, "is no state of a sandbox"),
    )
    if (typeof saved["version"] === "number" && saved["version"] > FORMAT) {
      return yield* unusable(
        file,
        `is of a newer sandbox (format ${saved["version"]}, this one reads ${FORMAT})`,
      )
    }
    const untouched: unknown = saved
    if (isUntouched(bytes, checksum, untouched)) return Option.some(untouched)
    return Option.some(
      yield* Effect.mapError(decode(saved), (error) => {
        const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
        return unusable(file, `is no state of a sandbox: ${issue?.path.join(".")}: ${issue?.message}`)
      }),
    )
  }).pipe(
    Effect.catchAll((error) =>
      error instanceof StateUnusable
        ? Effect.fail(error)
        : error === "ENOENT"
          ? Effect.succeedNone
          : Effect.fail(unusable(file, `cannot be read (${String(error)})`)),
    ),
  )

/** Puts a text in place of the file: whoever reads it finds the old one or the new one, also after a crash. */
const replace = async (file: string, parts: ReadonlyArray<Buffer>): Promise<void> => {
  const fresh = `${file}.tmp`
  await using handle = await Fs.open(fresh, "w", 0o600)
  for (const part of parts) await handle.writeFile(part)
  await handle.sync()
  await Fs.rename(fresh, file)
  await using folder = await Fs.open(Path.dirname(file), "r")
  // Windows syncs no folders
  await folder.sync().catch(() => {})
}

/**
 * What a change waits before it is written, in milliseconds: longer where to write takes long, and with two writes less than a
 * second.
 */
const restAfter = (took: number): number => Math.max(50, Math.min(300 + 4 * took, 800 - 2 * took))

/** Loads the state of the file, unless it begins afresh, and keeps it there until the scope closes. */
export const keepIn = (
  file: string,
  isFresh: boolean,
): Effect.Effect<void, StateUnusable, World | Faults | Scope.Scope> =>
  Effect.gen(function* () {
    const world = yield* World
    const context = yield* Effect.context<World | Faults>()
    const saved = isFresh ? Option.none<Snapshot>() : yield* read(file)
    if (Option.isSome(saved)) yield* restore(saved.value, true)
    const changed = yield* Effect.makeLatch(false)
    let isWritten = Option.isSome(saved)
    world.onChange = () => {
      isWritten = false
      changed.unsafeOpen()
    }

    const text = makeText()
    let last: number | undefined
    const save = Effect.gen(function* () {
      // a sandbox that changed nothing, as it found its port taken, leaves the file to the one that is at it
      if (isWritten) return
      yield* changed.close
      isWritten = true
      const { now, version, ...state } = yield* text
      const body = Buffer.from(state.body)
      const checksum = crc32(body)
      if (checksum === last) return
      const head = Buffer.from(`{"version":${version},"crc32":${checksum},"now":${now},\n`)
      yield* Effect.tryPromise({
        try: () => replace(file, [head, body]),
        catch: (error) => new StateUnusable({ message: `${file} cannot be written (${String(error)})` }),
      })
      last = checksum
    }).pipe(
      Effect.tapError(() => Effect.sync(world.onChange)),
      Effect.provide(context),
      Effect.uninterruptible,
    )

    // so that a folder that is not there is told before anything starts
    if (Option.isNone(saved)) yield* save
    yield* Effect.addFinalizer(() => Effect.ignoreLogged(save))
    let rest = restAfter(0)
    const keep = Effect.gen(function* () {
      yield* changed.await
      yield* Effect.sleep(rest)
      const [took] = yield* Effect.timed(save)
      rest = restAfter(Duration.toMillis(took))
    }).pipe(Effect.catchAll(({ message }) => Effect.delay(Effect.logWarning(message), "1 second")))
    // also where whoever starts the sandbox cannot be interrupted
    yield* Effect.forkScoped(Effect.interruptible(Effect.forever(keep)))
  })
