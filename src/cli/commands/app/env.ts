import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import { command } from "../../command.js"
import { masked } from "../../http/mask.js"
import { note, Output, tellAll } from "../../output/Output.js"
import { table } from "../../output/text.js"
import { storeFolder } from "../../settings/client.js"
import { Settings } from "../../settings/Settings.js"
import type { Setting } from "../../settings/table.js"
import { settings } from "../../settings/table.js"

export const env = command({
  details:
    "A flag goes before a variable of the environment, and that before adobe-pass.json, where a profile's own setting goes before one for all profiles. Secrets are masked.",
  examples: [
    ["adobe-pass env", "What there is."],
    ["adobe-pass env --profile staging", "As the commands would see it with that profile."],
  ],
  arguments: {},
  flags: {},
  uses: [],
  run: () =>
    Effect.gen(function* () {
      const { width } = yield* Output
      const { file, values } = yield* Effect.flatten(Settings)
      const shown = Record.collect(settings, (name, { isSecret }: Setting) => {
        const found = values.get(name)
        return found === undefined
          ? []
          : [{ name, value: isSecret === true ? masked(found.value) : found.value, from: found.from }]
      }).flat()
      const store = values.has("store") ? [] : [{ name: "store", value: yield* storeFolder, from: "default" }]
      const all = [...shown, ...store]
      yield* tellAll(
        all,
        table(
          ["SETTING", "VALUE", "FROM"],
          all.map(({ from, name, value }) => [name, value, from]),
          width,
        ),
      )
      yield* note(
        Option.match(file, {
          onNone: () => "There is no adobe-pass.json here or in a folder above.",
          onSome: ({ path }) => `Read ${path}.`,
        }),
      )
    }),
})
