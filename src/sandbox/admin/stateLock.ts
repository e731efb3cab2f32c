/**
 * The lock beside the file of a state, `FILE.lock`: two sandboxes that keep the same file would each write over what the other
 * remembers. It names the process that has it, and is stale once that has ended, however it ended.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { readFileSync } from "node:fs"
import * as Fs from "node:fs/promises"
import { StateUnusable } from "./stateFile.js"

const Owner = Schema.parseJson(
  Schema.Struct({
    pid: Schema.Number,
    /** When the process began, by the system's own count: the same pid may be another process by now. */
    began: Schema.optional(Schema.String),
    baseUrl: Schema.optional(Schema.String),
  }),
)
type Owner = typeof Owner.Type

const decode = Schema.decodeUnknownOption(Owner)
const encode = Schema.encodeSync(Owner)

/** When a process began, where the system tells of processes in files; nothing of one that has ended, and waits to be buried. */
const beganAt = (pid: number): string | undefined =>
  Option.getOrUndefined(
    Option.liftThrowable(() => {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
      // the name before it is in brackets and may hold anything
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
      return fields[0] === "Z" ? undefined : fields[19]
    })(),
  )

const isAlive = (pid: number): boolean =>
  Option.getOrElse(Option.liftThrowable(() => process.kill(pid, 0))(), () => false)

const isStale = ({ began, pid }: Owner): boolean =>
  began === undefined ? !isAlive(pid) : beganAt(pid) !== began

const self: Owner = { pid: process.pid, began: beganAt(process.pid) }
const isSelf = ({ began, pid }: Owner): boolean => pid === self.pid && began === self.began

/** The command that ends a sandbox, where its address makes sense. */
const stopping = (baseUrl: string): string | undefined =>
  Option.getOrUndefined(
    Option.map(Option.liftThrowable(() => new URL(baseUrl))(), ({ hostname, port }) => {
      const host = hostname === "127.0.0.1" ? "" : ` --host ${hostname.replace(/^\[(.*)\]$/, "$1")}`
      return `adobe-pass sandbox stop${host} --port ${port || 80}`
    }),
  )

const inUse = (file: string, { baseUrl, pid }: Owner): StateUnusable => {
  const where = baseUrl === undefined ? "" : ` at ${baseUrl}`
  const command = baseUrl === undefined ? undefined : stopping(baseUrl)
  const end = command === undefined ? "End that one" : `${command} ends it`
  return new StateUnusable({
    message: `${file} is kept by another sandbox${where}, process ${pid}. ${end}; or give this one a file of its own`,
  })
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)

/** How often a lock that says nothing yet is looked at again, every 20 ms: who makes one writes it at once. */
const LOOKS = 50

/** Keeps other sandboxes from the file until the scope closes. What it gives writes down where this sandbox is. */
export const lock = (
  file: string,
): Effect.Effect<(baseUrl: string) => Effect.Effect<void>, StateUnusable, Scope.Scope> => {
  const path = `${file}.lock`
  const write = (owner: Owner, flag: "w" | "wx") =>
    Effect.tryPromise({ try: () => Fs.writeFile(path, encode(owner), { flag, mode: 0o600 }), catch: codeOf })
  const ownerAt = (at: string) =>
    Effect.tryPromise(() => Fs.readFile(at, "utf8")).pipe(
      Effect.map((text) => decode(text)),
      Effect.orElseSucceed(() => Option.none<Owner>()),
    )
  const quietly = (act: () => Promise<void>) => Effect.ignore(Effect.tryPromise(act))

  const unwritable = (code: string) => new StateUnusable({ message: `${file} cannot be written: ${code}` })

  /** Takes it aside first: another sandbox may have broken it meanwhile, and made its own, which is put back. */
  const broken = Effect.gen(function* () {
    const aside = `${path}.${process.pid}`
    yield* Effect.tryPromise({ try: () => Fs.rename(path, aside), catch: codeOf }).pipe(
      Effect.catchAll((code) => (code === "ENOENT" ? Effect.void : unwritable(code))),
    )
    const taken = yield* ownerAt(aside)
    if (Option.exists(taken, (owner) => !isStale(owner))) yield* quietly(() => Fs.link(aside, path))
    yield* quietly(() => Fs.rm(aside))
  })

  const take = (looks: number): Effect.Effect<void, StateUnusable> =>
    Effect.catchAll(write(self, "wx"), (code) =>
      code === "EEXIST"
        ? Effect.flatMap(ownerAt(path), (owner) => {
            if (Option.isSome(owner) && !isStale(owner.value)) return Effect.fail(inUse(file, owner.value))
            return Option.isNone(owner) && looks > 0
              ? Effect.delay(take(looks - 1), "20 millis")
              : Effect.zipRight(broken, take(LOOKS))
          })
        : Effect.fail(unwritable(code)),
    )

  const release = Effect.flatMap(ownerAt(path), (owner) =>
    Option.exists(owner, isSelf) ? quietly(() => Fs.rm(path)) : Effect.void,
  )
  return Effect.as(
    Effect.acquireRelease(take(LOOKS), () => release),
    (baseUrl) => Effect.ignore(write({ ...self, baseUrl }, "w")),
  )
}
