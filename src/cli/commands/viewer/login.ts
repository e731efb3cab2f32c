import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { AdobePass } from "../../../AdobePass.js"
import type { Prompt } from "../../../flow/Authentication.js"
import { ServerClock } from "../../../policy/ServerClock.js"
import { openBrowser } from "../../browser.js"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { largeLetters, qrCode } from "../../output/code.js"
import { during } from "../../output/live.js"
import { note, Output, tell } from "../../output/Output.js"
import { bold, dim } from "../../output/style.js"
import { clock } from "../../output/words.js"
import { returnPage } from "../../returnPage.js"
import { client } from "../../settings/client.js"
import { setting } from "../../settings/Settings.js"
import { domainName, pickMvpd, profileTable, redirectUrl, temporaryAccessIdentity } from "./shared.js"

/** What the viewer needs: the link and the code, first of all, and then the browser. */
const show = Effect.fn(function* ({ code, notAfter, url }: Prompt, browser: boolean) {
  const { isInteractive, width } = yield* Output
  const columns = Math.min(width, 80)
  yield* tell(
    { _tag: "Prompt", code, ...(url !== undefined && { url }), notAfter },
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

export const login = command({
  details:
    "Without --mvpd you pick a TV provider from a list with a search. The login is kept in the store: the other commands go on from there, each in a process of its own. Ctrl-C ends it and leaves nothing behind.",
  examples: [
    ["adobe-pass login", "Pick a provider and sign in, in your browser."],
    ["adobe-pass login --mvpd Cablevision --no-browser", "Only show the link: open it where you like."],
    ["adobe-pass login --second-screen", "Show a code, as a TV does; adobe-pass activate CODE is the phone."],
    ["adobe-pass login --mvpd Cablevision --json | jq -r .url", "The link, for a script that opens it."],
  ],
  arguments: {},
  flags: {
    secondScreen: on("Leave the TV provider to the second screen, which types the code."),
    noBrowser: on("Do not open a browser."),
  },
  uses: ["mvpd", "domainName", "redirectUrl", "tempPassIdentity"],
  run: ({ noBrowser, secondScreen }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { now } = yield* ServerClock
      const given = yield* setting("mvpd")
      const picked = secondScreen || given !== undefined ? undefined : yield* pickMvpd
      const mvpd = secondScreen ? undefined : (given ?? picked?.id)
      const domain = secondScreen ? undefined : yield* domainName
      const back = domain === undefined ? undefined : yield* redirectUrl(domain, yield* returnPage)
      const waiting = yield* Ref.make<{ readonly prompt?: Prompt; readonly trouble: string }>({ trouble: "" })

      const line = Effect.gen(function* () {
        const { prompt, trouble } = yield* Ref.get(waiting)
        if (prompt === undefined) return "Starting the login"
        const left = clock(DateTime.distance(yield* now, prompt.notAfter))
        return `Waiting for the sign-in. The code is good for ${left}.${trouble}`
      })
      const profile = yield* pass
        .authenticate({
          ...(mvpd !== undefined && { mvpd }),
          ...(domain !== undefined && { domainName: domain }),
          ...(back !== undefined && { redirectUrl: back }),
          ...(picked !== undefined && { picked }),
          ...(yield* temporaryAccessIdentity),
          onCode: (prompt) =>
            Effect.zipRight(show(prompt, !noBrowser), Ref.set(waiting, { prompt, trouble: "" })),
          onPollFailed: ({ _tag }) =>
            Ref.update(waiting, (all) => ({ ...all, trouble: ` The last look failed (${_tag}).` })),
        })
        .pipe(during(line))
      yield* note(dim("Signed in."))
      yield* tell({ _tag: "Profile", ...profile }, yield* profileTable([profile]))
    }).pipe(Effect.scoped, Effect.provide(client)),
})
