/** The browser of whoever sits at the terminal. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { platform } from "node:os"

const openers: Readonly<Record<string, readonly [command: string, ...args: ReadonlyArray<string>]>> = {
  darwin: ["open"],
  // the empty text is a window's title
  win32: ["cmd", "/c", "start", '""'],
}

/** Opens a URL, by `$BROWSER` if that is set. Where it cannot, the person has the link all the same. */
export const openBrowser = Effect.fn(function* (url: string) {
  const browser = yield* Effect.orDie(Config.withDefault(Config.string("BROWSER"), ""))
  const [command, ...args] = browser === "" ? (openers[platform()] ?? ["xdg-open"]) : [browser]
  yield* Effect.sync(() => {
    const child = spawn(command, [...args, url], { detached: true, stdio: "ignore" })
    child.on("error", () => {})
    child.unref()
  })
})
