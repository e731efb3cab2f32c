/** Runs another command as if it were this one: its signals, its exit code. */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { abandoned } from "./lineage.js"
import { onSignals } from "./signals.js"
import { endsWithThisProcess } from "./watcher.js"

/** What a terminal sends to the command itself, too. */
const fromTerminal: ReadonlyArray<NodeJS.Signals> = ["SIGINT", "SIGQUIT"]
const passedOn: ReadonlyArray<NodeJS.Signals> = [...fromTerminal, "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"]

/** How a command ended. */
export type Ending =
  | { readonly _tag: "Exited"; readonly code: number }
  | { readonly _tag: "Signalled"; readonly signal: NodeJS.Signals }
  | { readonly _tag: "NotStarted"; readonly code: number; readonly why: string }

/** Starts the command with these variables more, and waits for its end. */
export const exec = (
  command: string,
  args: ReadonlyArray<string>,
  variables: Readonly<Record<string, string>>,
): Effect.Effect<Ending> =>
  Effect.gen(function* () {
    // commands of npm are scripts there, which only a shell starts
    const shell = process.platform === "win32"
    const child = spawn(command, [...args], {
      stdio: "inherit",
      shell,
      env: { ...process.env, ...variables },
    })
    const isOnTerminal = process.stdin.isTTY
    yield* onSignals(passedOn, (signal) => {
      if (!isOnTerminal || !fromTerminal.includes(signal)) child.kill(signal)
    })
    const end =
      shell || child.pid === undefined
        ? Effect.sync(() => void child.kill("SIGTERM"))
        : yield* endsWithThisProcess(child)
    yield* Effect.forkScoped(Effect.interruptible(Effect.zipRight(abandoned, end)))
    return yield* Effect.async<Ending>((resume) => {
      child.once("error", (error: NodeJS.ErrnoException) => {
        const isAbsent = error.code === "ENOENT"
        const why = isAbsent ? "There is no such command" : error.message
        resume(Effect.succeed({ _tag: "NotStarted", code: isAbsent ? 127 : 126, why }))
      })
      child.once("exit", (code, signal) =>
        resume(
          Effect.succeed(
            signal === null ? { _tag: "Exited", code: code ?? 1 } : { _tag: "Signalled", signal },
          ),
        ),
      )
    })
  }).pipe(
    Effect.scoped,
    // a signal to this process ends the command, which ends this process
    Effect.uninterruptible,
  )

/** Has this process end as the command did, once all is closed. */
export const endLike = (ending: Ending): Effect.Effect<void> =>
  Effect.sync(() => {
    if (ending._tag !== "Signalled") {
      process.exitCode = ending.code
      return
    }
    process.exitCode = 128 + constants.signals[ending.signal]
    process.once("exit", () => process.kill(process.pid, ending.signal))
  })
