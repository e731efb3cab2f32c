import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import type { Answer } from "../../../flow/Preauthorization.js"
import { command } from "../../command.js"
import { argumentList } from "../../flags.js"
import { Output, tellAll } from "../../output/Output.js"
import { dim, green, red } from "../../output/style.js"
import { table } from "../../output/text.js"
import { client } from "../../settings/client.js"
import { mvpd, temporaryAccessIdentity, wordsOf } from "./shared.js"

const row = (answer: Answer): ReadonlyArray<string> => {
  switch (answer._tag) {
    case "Permit":
      return [green("✓"), answer.resource, ""]
    case "Deny":
      return [red("✗"), answer.resource, wordsOf(answer.error)]
    case "Unanswered":
      return [
        dim("–"),
        answer.resource,
        answer.error === undefined ? "the MVPD does not gate it" : wordsOf(answer.error),
      ]
  }
}

export const preauthorize = command({
  details:
    "For a catalogue: which titles to show as unlocked. Ask about any number; it takes as many requests as the MVPD needs. Nothing plays by it: adobe-pass authorize asks that.",
  examples: [
    ["adobe-pass preauthorize newsline sportsplus", "Each with a tick, or with the reason why not."],
  ],
  arguments: { resources: argumentList("RESOURCE", "Identifiers agreed with the MVPD, or MRSS documents.") },
  flags: {},
  uses: ["mvpd", "tempPassIdentity"],
  run: ({ resources }) =>
    Effect.gen(function* () {
      const { width } = yield* Output
      const pass = yield* AdobePass
      const answers = yield* pass.preauthorize({
        mvpd: yield* mvpd,
        resources,
        ...(yield* temporaryAccessIdentity),
      })
      yield* tellAll(answers, table(["", "RESOURCE", "WHY"], answers.map(row), width))
    }).pipe(Effect.provide(client)),
})
