/** A small process beside this one, for what this one can no longer do once it was killed. */
import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"

/**
 * Waits for the end of its input, which is open for as long as the process that holds the other end lives. A process is known
 * by its number and by when it began: five seconds later another one may have the number.
 */
export const script = `
read -r _
began() {
  if stat=$(cat /proc/$1/stat 2>/dev/null); then
    # the name before it is in brackets and may hold anything
    set -- \${stat##*) }
    echo \${20}
  else
    ps -o lstart= -p $1 | tr -d ' '
  fi
}
tree() {
  for child in $(cat /proc/$1/task/*/children 2>/dev/null || pgrep -P $1); do tree $child; done
  echo $1:$(began $1)
}
all=$(tree $1)
for one in $all; do kill -TERM \${one%%:*}; done
sleep 5
for one in $all; do
  pid=\${one%%:*}
  [ $one = $pid:$(began $pid) ] && kill -KILL $pid
done
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
