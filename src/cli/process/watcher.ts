/** A small process beside this one, for what this one can no longer do once it was killed. */
import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"

/** Waits for the end of its input, which is open for as long as the process that holds the other end lives. */
const script = `
read -r _
tree() {
  for child in $(cat /proc/$1/task/*/children 2>/dev/null || pgrep -P $1); do tree $child; done
  echo $1
}
all=$(tree $1)
kill -TERM $all
sleep 5
kill -KILL $all
`

/**
 * Ends a child, with all that it started, once this one has ended without closing the scope, as after SIGKILL, or once it
 * is told to: gently at first. There is no such process on Windows.
 */
export const endsWithThisProcess = (child: ChildProcess) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const watcher = spawn("sh", ["-c", script, "sh", String(child.pid)], {
          // a session of its own, for what ends all of this one must not end it
          detached: true,
          stdio: ["pipe", "ignore", "ignore"],
        })
        watcher.on("error", () => {})
        watcher.unref()
        return watcher
      }),
      (watcher) => Effect.sync(() => watcher.kill("SIGKILL")),
    ),
    (watcher) =>
      Effect.sync(() => {
        // without a shell it ends alone
        if (watcher.pid === undefined) child.kill("SIGTERM")
        else watcher.stdin.destroy()
      }),
  )
