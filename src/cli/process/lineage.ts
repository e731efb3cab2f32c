/**
 * The processes that this one was started by. A service that was started with `&` ends when one of them has ended, for
 * then nobody is left who would end it: `kill` of an `npx`, a script's end and a closed job reach it so.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"

/** Set for a process that is meant to outlive whoever started it. */
export const DETACHED = "ADOBE_PASS_DETACHED"

/** `nohup` tells a shell so; Node itself forgets that it was told to ignore SIGHUP. */
export const isNohup = process.env["_"]?.endsWith("/nohup") === true

interface Process {
  readonly parent: number
  readonly session: number
}

const linux = (pid: number): Option.Option<Process> =>
  Option.liftThrowable(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // the name before it is in brackets and may hold anything
    const [, parent, , session] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number)
    return { parent: parent ?? 0, session: session ?? 0 }
  })()

/** Its ancestors in the same session, the parent first; one that is in another session has let it go. */
const ofLinux = (): ReadonlyArray<number> => {
  const chain: Array<number> = []
  const self = linux(process.pid)
  if (Option.isNone(self) || self.value.session === process.pid) return chain
  for (let { parent } = self.value; ;) {
    const next = linux(parent)
    if (Option.isNone(next) || next.value.session !== self.value.session) return chain
    chain.push(parent)
    parent = next.value.parent
  }
}

/** Where there is no /proc, they are asked for once, by `ps`. */
const ofOthers = (): ReadonlyArray<number> => {
  const table = Option.getOrElse(
    Option.liftThrowable(() => execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" }))(),
    () => "",
  )
  const parents = new Map(
    table
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid, parent]) => [pid, parent]),
  )
  const chain: Array<number> = []
  for (let pid = process.ppid; pid > 1; pid = parents.get(pid) ?? 0) chain.push(pid)
  return chain
}

const isAlive = (pid: number): boolean => Option.isSome(Option.liftThrowable(() => process.kill(pid, 0))())

/** Says, time and again, whether one of those that there were at first has ended. */
const watch = (): (() => boolean) => {
  if (process.env[DETACHED] !== undefined || isNohup) return () => false
  if (!existsSync("/proc/self/stat")) {
    const first = ofOthers()
    const parent = process.ppid
    return () => process.ppid !== parent || !first.every(isAlive)
  }
  const first = ofLinux()
  const isLeader = Option.exists(linux(process.pid), ({ session }) => session === process.pid)
  // npm starts it and waits for it, so an npm that is gone already was killed
  if (first.length === 0 && !isLeader && process.env["npm_command"] !== undefined) return () => true
  return () => ofLinux().join() !== first.join()
}

/** As early as can be, for whoever started it may end it before it is ready. */
const isAbandoned = watch()

/** Ends once this process was left alone. */
export const abandoned: Effect.Effect<void> = Effect.asVoid(
  Effect.repeat(Effect.sync(isAbandoned), {
    schedule: Schedule.spaced("200 millis"),
    until: (isOver) => isOver,
  }),
)
