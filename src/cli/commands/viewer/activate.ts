import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import { Integration } from "../../../domain/Environment.js"
import type { CheckedCode } from "../../../flow/SecondScreen.js"
import { openBrowser } from "../../browser.js"
import { command } from "../../command.js"
import { argument, on } from "../../flags.js"
import { note, Output, tell } from "../../output/Output.js"
import { bold, green } from "../../output/style.js"
import { client } from "../../settings/client.js"
import { setting } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"
import { domainName, pickMvpd, redirectUrl } from "./shared.js"

/** What Adobe knows of the device that shows the code, so that the viewer can tell that it is theirs. */
const deviceOf = ({ device }: CheckedCode): string =>
  [device?.hardware?.vendor, device?.model, device?.operatingSystem?.name]
    .filter((part) => part !== undefined)
    .join(", ")

/** The link to sign in at; undefined where the TV's viewer is signed in already. */
const linkOf = Effect.fn(function* ({ code, missingParameters, url }: CheckedCode) {
  if (missingParameters.length === 0) return url
  const { baseUrl } = yield* Integration
  const given = yield* setting("mvpd")
  const mvpd = missingParameters.includes("mvpd") ? (given ?? (yield* pickMvpd).id) : undefined
  const domain = yield* domainName
  const action = yield* (yield* AdobePass).resume({
    code,
    mvpd,
    domainName: domain,
    redirectUrl: yield* redirectUrl(domain, `${baseUrl}/`),
  })
  switch (action._tag) {
    case "Authenticate":
      return action.url
    case "Authorize":
      return undefined
    default:
      return yield* new UsageError({
        message: `The session of ${code} cannot go on: ${action._tag}.`,
        next:
          "missingParameters" in action
            ? `It still lacks ${action.missingParameters.join(", ")}.`
            : "Begin anew.",
      })
  }
})

export const activate = command({
  details:
    "The second screen of a login: a phone or web page where the viewer types the code that their TV shows. The TV, which is adobe-pass login --second-screen, learns of the login by itself.",
  examples: [
    ["adobe-pass activate 8KP3QMZ", "Pick a provider for the TV that shows this code, and sign in."],
    ["adobe-pass activate 8KP3QMZ --mvpd Cablevision --json", "The device that asks, and the link."],
  ],
  arguments: { code: argument("CODE", "As the TV shows it; spaces, dashes and small letters do no harm.") },
  flags: { noBrowser: on("Do not open a browser.") },
  uses: ["mvpd", "domainName", "redirectUrl"],
  says: { mvpd: "The TV provider, as `configuration` lists it. Default: the TV's, or you pick one." },
  run: ({ code: typed, noBrowser }) =>
    Effect.gen(function* () {
      const { isInteractive } = yield* Output
      const checked = yield* (yield* AdobePass).checkCode(typed)
      const { code, device, missingParameters } = checked
      yield* note(`${green("✓")} ${bold(code)} is the code of a device: ${deviceOf(checked) || "of no name"}`)
      const url = yield* linkOf(checked)
      yield* tell(
        { code, device, missingParameters, url },
        url === undefined ? "Its viewer is signed in already." : `${bold("Sign in at this link")}\n${url}`,
      )
      if (url !== undefined && isInteractive && !noBrowser) yield* openBrowser(url)
    }).pipe(Effect.provide(client)),
})
