/** What stores in directories do with files, as effects. */
import { SystemError } from "@effect/platform/Error"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import { randomUUID } from "node:crypto"
import * as fs from "node:fs/promises"
import { dirname, join } from "node:path"

/** The code of an error of Node's, such as `ENOENT`; in jest it is an `Error` of another realm. */
export const codeOf = (cause: unknown) => (Predicate.hasProperty(cause, "code") ? cause.code : undefined)

const reasons = new Map<unknown, SystemError["reason"]>([
  ["ENOENT", "NotFound"],
  ["EEXIST", "AlreadyExists"],
  ["ENOTEMPTY", "AlreadyExists"],
  ["EACCES", "PermissionDenied"],
  ["EPERM", "PermissionDenied"],
  ["EBUSY", "Busy"],
  ["ENOTDIR", "BadResource"],
  ["EMFILE", "Busy"],
  ["ENFILE", "Busy"],
  ["EAGAIN", "Busy"],
])

/** One call to the file system; tried again while it has too much to do. */
export const io = <A>(method: string, path: string, run: () => Promise<A>) =>
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

/** Whether an error is of a kind. */
export const is = (reason: SystemError["reason"]) => (error: SystemError) => error.reason === reason

/** Removes what there is, if anything. */
export const remove = (path: string) =>
  io("remove", path, () => fs.rm(path, { force: true, recursive: true }))

const makeOneDirectory = (path: string) =>
  io("makeDirectory", path, () => fs.mkdir(path, { mode: 0o700 })).pipe(
    Effect.catchIf(is("AlreadyExists"), (error) =>
      Effect.flatMap(
        io("stat", path, () => fs.stat(path)),
        (found) => (found.isDirectory() ? Effect.void : error),
      ),
    ),
  )

/** With all it lies in. Node's own way never comes to an end where no directories are made, as in `/proc`. */
export const makeDirectory = (path: string): Effect.Effect<void, SystemError> => {
  const parent = dirname(path)
  return Effect.catchIf(makeOneDirectory(path), is("NotFound"), (error) =>
    parent === path ? error : Effect.zipRight(makeDirectory(parent), makeOneDirectory(path)),
  )
}

/** Opens, does something, and waits until it would survive a loss of power. */
const durably = (path: string, flags: string, use: (file: fs.FileHandle) => Promise<void>) =>
  Effect.acquireUseRelease(
    io("open", path, () => fs.open(path, flags, 0o600)),
    (file) => io("write", path, () => use(file).then(() => file.sync())),
    (file) => Effect.ignore(io("close", path, () => file.close())),
  )

/** Puts a whole file in place of another, or leaves that as it was. */
export const replace = (directory: string, name: string, owner: string, text: string) =>
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
