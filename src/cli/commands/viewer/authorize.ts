import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../../AdobePass.js"
import { command } from "../../command.js"
import { argument, on } from "../../flags.js"
import { masked } from "../../http/mask.js"
import { tell } from "../../output/Output.js"
import { bold, dim, green } from "../../output/style.js"
import { between } from "../../output/words.js"
import { client } from "../../settings/client.js"
import { mvpd, temporaryAccessIdentity } from "./shared.js"

export const authorize = command({
  details: "Asked before each playback, and never cached. A denial ends with exit code 3.",
  examples: [
    ["adobe-pass authorize newsline", "For the viewer who signed in last."],
    ["adobe-pass authorize newsline --show-token --json | jq .token", "The media token, for a verifier."],
  ],
  arguments: {
    resource: argument("RESOURCE", "What to play: an identifier agreed with the MVPD, or an MRSS document."),
  },
  flags: { showToken: on("Show the media token, which is masked otherwise.") },
  uses: ["mvpd", "tempPassIdentity"],
  run: ({ resource, showToken }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const permit = yield* pass.authorize({
        mvpd: yield* mvpd,
        resource,
        ...(yield* temporaryAccessIdentity),
      })
      const { notAfter, notBefore, serializedToken } = permit.token
      const token = Redacted.value(serializedToken)
      yield* tell(
        {
          ...permit,
          token: { notBefore, notAfter, serializedToken: showToken ? token : serializedToken },
        },
        [
          `${green("✓")} ${bold(resource)} may play, by ${permit.source}`,
          `  ${dim("media token")}  ${showToken ? token : masked(token)}, good for ${between(notBefore, notAfter)}`,
        ].join("\n"),
      )
    }).pipe(Effect.provide(client)),
})
