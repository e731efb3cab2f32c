/** The viewer's part of a login: link and code, then the browser, then a line that says what the command waits for. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { Profile } from "../../../domain/Profile.js"
import type { PollFailure, Prompt } from "../../../flow/Authentication.js"
import { ServerClock } from "../../../policy/ServerClock.js"
import { openBrowser } from "../../browser.js"
import { largeLetters, qrCode } from "../../output/code.js"
import { during } from "../../output/live.js"
import { note, Output, tell } from "../../output/Output.js"
import { bold, dim } from "../../output/style.js"
import { clock } from "../../output/words.js"
import { profileTable } from "./shared.js"

/** What the viewer needs: the link and the code, first of all, and then the browser. */
const show = Effect.fn(function* ({ code, notAfter, url }: Prompt, browser: boolean) {
  const { isInteractive, width } = yield* Output
  const columns = Math.min(width, 80)
  yield* tell(
    { _tag: "Prompt", code, url, notAfter },
    [
      bold(url === undefined ? "Type this code on the second screen" : "Sign in at this link"),
      url ?? "which is, for example: adobe-pass activate CODE",
      "",
      ...largeLetters(code, columns),
      "",
      ...(url === undefined || !isInteractive ? [] : yield* qrCode(url, columns)),
    ].join("\n"),
  )
  if (url !== undefined && browser && isInteractive) yield* openBrowser(url)
})

/** What a login tells while it goes on. */
export interface Callbacks {
  readonly onCode: (prompt: Prompt) => Effect.Effect<void, never, Output>
  readonly onPollFailed: (error: PollFailure) => Effect.Effect<void>
}

/** Runs a login for whoever sits here, and shows the profile that it ends with. */
export const signingIn = Effect.fn(function* <E, R>(
  browser: boolean,
  login: (callbacks: Callbacks) => Effect.Effect<Profile, E, R>,
) {
  const { now } = yield* ServerClock
  const waiting = yield* Ref.make<{ readonly prompt?: Prompt; readonly trouble: string }>({ trouble: "" })
  const line = Effect.gen(function* () {
    const { prompt, trouble } = yield* Ref.get(waiting)
    if (prompt === undefined) return "Starting the login"
    const left = clock(DateTime.distance(yield* now, prompt.notAfter))
    return `Waiting for the sign-in. The code is good for ${left}.${trouble}`
  })
  const profile = yield* login({
    onCode: (prompt) => Effect.zipRight(show(prompt, browser), Ref.set(waiting, { prompt, trouble: "" })),
    onPollFailed: ({ _tag }) =>
      Ref.update(waiting, (all) => ({ ...all, trouble: ` The last look failed (${_tag}).` })),
  }).pipe(during(line))
  yield* note(dim("Signed in."))
  yield* tell({ _tag: "Profile", ...profile }, yield* profileTable([profile]))
})
