import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../../AdobePass.js"
import { openBrowser } from "../../browser.js"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { note, Output, tell } from "../../output/Output.js"
import { bold, green, red, yellow } from "../../output/style.js"
import { client } from "../../settings/client.js"
import { setting } from "../../settings/Settings.js"
import { domainName, redirectUrl, wordsOf } from "./shared.js"

type Result = Effect.Effect.Success<ReturnType<AdobePass["Type"]["logout"]>>[number]

/** What is left to do. */
const describe = (result: Result): string => {
  const { mvpd } = result
  switch (result._tag) {
    case "Logout":
      return `${yellow("!")} ${bold(mvpd)}: signed out at Adobe; to sign out at the MVPD too, open\n  ${result.url}`
    case "PartnerLogout":
      return `${yellow("!")} ${bold(mvpd)}: the viewer signs out in the settings of the device`
    case "Complete":
      return `${green("✓")} ${bold(mvpd)}: signed out`
    case "Invalid":
      return `${green("✓")} ${bold(mvpd)}: nobody was signed in`
    case "Failed":
      return `${red("✗")} ${bold(mvpd)}: ${wordsOf(result.error)}`
    case "Unknown":
      return `${yellow("!")} ${bold(mvpd)}: Adobe asks for ${result.actionName}, which this version does not know`
  }
}

export const logout = command({
  details:
    "Client credentials stay: they belong to the device, not to the viewer. What is left to do, such as the MVPD's own logout page, comes back, one line for each MVPD.",
  examples: [
    ["adobe-pass logout", "Whoever is signed in, with every MVPD."],
    [
      "adobe-pass logout --mvpd Cablevision --no-browser",
      "One MVPD; only show the page that is left to open.",
    ],
  ],
  arguments: {},
  flags: { noBrowser: on("Do not open the MVPD's logout page in a browser.") },
  uses: ["mvpd", "redirectUrl"],
  says: { mvpd: "The TV provider to sign out of. Default: every one that somebody is signed in with." },
  run: ({ noBrowser }) =>
    Effect.gen(function* () {
      const { isInteractive, json } = yield* Output
      const pass = yield* AdobePass
      const mvpd = yield* setting("mvpd")
      const given = yield* setting("redirectUrl")
      const back = given ?? (yield* redirectUrl(yield* domainName, "http://127.0.0.1/"))
      const known = yield* pass.remembered
      const results = yield* pass.logout({ ...(mvpd !== undefined && { mvpd }), redirectUrl: back })
      if (results.length === 0) {
        yield* note(Option.isSome(known) ? "The login had expired; it is forgotten." : "Nobody is signed in.")
      }
      for (const result of results) {
        yield* tell(result, describe(result))
        if (result._tag === "Logout" && isInteractive && !noBrowser && !json) yield* openBrowser(result.url)
      }
      const failed = results.find((one) => one._tag === "Failed")
      if (failed !== undefined) return yield* Effect.fail(failed.error)
    }).pipe(Effect.provide(client)),
})
