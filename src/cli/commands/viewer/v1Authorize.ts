import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { InitiateAuthorization } from "../../../endpoint/v1/InitiateAuthorization.js"
import { command } from "../../command.js"
import { argument, choiceOr, text } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { bold, dim, green } from "../../output/style.js"
import { client } from "../../settings/client.js"
import { temporaryAccessIdentity } from "./shared.js"

export const v1Authorize = command({
  details:
    "Legacy: REST API V1 ends with 2026, and adobe-pass authorize replaces it. The login is one of V2. A denial ends with exit code 3.",
  examples: [
    ["adobe-pass v1 authorize newsline --format xml", "Asked for as XML, which some apps still read."],
  ],
  arguments: { resource: argument("RESOURCE", "What to play.") },
  flags: {
    format: choiceOr(["json", "xml"], "json", "The format that is asked for."),
    deviceType: text("NAME", "For metrics by type of device, such as Roku."),
  },
  uses: ["tempPassIdentity"],
  run: ({ resource, ...options }) =>
    Effect.gen(function* () {
      const { temporaryAccessIdentity: genericData } = yield* temporaryAccessIdentity
      const permit = yield* (yield* InitiateAuthorization)({ ...options, resource, genericData })
      yield* tell(
        { _tag: "Permit", ...permit },
        [
          `${green("✓")} ${bold(permit.resource)} may play, by ${permit.mvpd}`,
          ...(permit.expires === undefined
            ? []
            : [`  ${dim("until")}  ${DateTime.formatIso(permit.expires)}`]),
        ].join("\n"),
      )
    }).pipe(Effect.provide(client)),
})
