import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { returnPage } from "../../returnPage.js"
import { client } from "../../settings/client.js"
import { setting } from "../../settings/Settings.js"
import { signingIn } from "./prompt.js"
import { domainName, pickMvpd, redirectUrl, temporaryAccessIdentity } from "./shared.js"

/** What a login on this screen begins with; a second screen picks the provider by itself. */
const start = Effect.gen(function* () {
  const given = yield* setting("mvpd")
  const picked = given === undefined ? yield* pickMvpd : undefined
  const domain = yield* domainName
  return {
    mvpd: given ?? picked?.id,
    picked,
    domainName: domain,
    redirectUrl: yield* redirectUrl(domain, yield* returnPage),
  }
})

export const login = command({
  details:
    "Without --mvpd you pick a TV provider from a list with a search. The login is kept in the store: the other commands go on from there, each in a process of its own. Ctrl-C ends it and leaves nothing behind.",
  examples: [
    ["adobe-pass login", "Pick a provider and sign in, in your browser."],
    ["adobe-pass login --mvpd Cablevision --no-browser", "Only show the link: open it where you like."],
    ["adobe-pass login --second-screen", "Show a code, as a TV does; adobe-pass activate CODE is the phone."],
    [
      "adobe-pass login --mvpd Cablevision --json | jq -r '.url // empty'",
      "The link, for a script that opens it.",
    ],
  ],
  arguments: {},
  flags: {
    secondScreen: on("Leave the TV provider to the second screen, which types the code."),
    noBrowser: on("Do not open a browser."),
  },
  uses: ["mvpd", "domainName", "redirectUrl", "tempPassIdentity"],
  says: { mvpd: "The TV provider, as `configuration` lists it. Default: you pick one." },
  run: ({ noBrowser, secondScreen }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const request = { ...(secondScreen ? {} : yield* start), ...(yield* temporaryAccessIdentity) }
      yield* signingIn(!noBrowser, (callbacks) => pass.authenticate({ ...request, ...callbacks }))
    }).pipe(Effect.scoped, Effect.provide(client)),
})
