import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import type { Profile } from "../../../domain/Profile.js"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { tellAll } from "../../output/Output.js"
import { cut, definitions } from "../../output/text.js"
import { client } from "../../settings/client.js"
import { profileTable } from "./shared.js"

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

const rows = ({ attributes }: Profile) =>
  Object.entries(attributes).map(
    ([name, { state, value }]) =>
      [name, `${cut(text(value), 50)}${state === "plain" ? "" : ` (${state})`}`] as const,
  )

export const profiles = command({
  details: "Asks Adobe. Those whose login has expired are left out; valid longest first.",
  examples: [
    ["adobe-pass profiles", "Who is signed in."],
    ["adobe-pass profiles --attributes", "What the MVPD tells of them, too."],
  ],
  arguments: {},
  flags: { attributes: on("Show what the MVPD tells of the viewer.") },
  uses: [],
  run: ({ attributes }) =>
    Effect.gen(function* () {
      const all = yield* (yield* AdobePass).profiles()
      const details = all.flatMap((profile) =>
        attributes ? ["", profile.mvpd, ...definitions(rows(profile), 80)] : [],
      )
      yield* tellAll(
        all,
        all.length === 0 ? "Nobody is signed in." : [yield* profileTable(all), ...details].join("\n"),
      )
    }).pipe(Effect.provide(client)),
})
