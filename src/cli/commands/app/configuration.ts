import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import type { Mvpd } from "../../../domain/Configuration.js"
import { command } from "../../command.js"
import { on, text } from "../../flags.js"
import { Output, tellAll } from "../../output/Output.js"
import { bold, dim } from "../../output/style.js"
import { table } from "../../output/text.js"
import { client } from "../../settings/client.js"

const marks = ({ boardingStatus, isProxy, isTempPass }: Mvpd): string =>
  [
    isTempPass ? "TempPass" : "",
    isProxy ? "proxy" : "",
    boardingStatus === undefined ? "" : `partner: ${boardingStatus}`,
  ]
    .filter((mark) => mark !== "")
    .join(", ")

export const configuration = command({
  details:
    "The service provider, its domains, and the MVPDs that it is integrated with, as Adobe tells them.",
  examples: [
    ["adobe-pass configuration", "All of them."],
    ["adobe-pass configuration --search cable --environment staging", "Those with cable in their name."],
    ["adobe-pass configuration --json | jq -r .id", "Their identifiers."],
  ],
  arguments: {},
  flags: {
    search: text("TEXT", "Only those with this in their name or identifier."),
    tempPass: on("Only those that grant TempPass."),
    pickable: on("Only those that a viewer can pick: no TempPass."),
    domains: on("The service provider's domains instead."),
  },
  uses: ["serviceProvider"],
  run: ({ domains, pickable, search = "", tempPass }) =>
    Effect.gen(function* () {
      const { width } = yield* Output
      const { mvpds, ...provider } = yield* (yield* AdobePass).configuration()
      if (domains) {
        const all = provider.domains.map(({ mvpdInitiated, name }) => [name, mvpdInitiated ? "yes" : ""])
        return yield* tellAll(provider.domains, table(["DOMAIN", "MVPD INITIATED"], all, width))
      }
      const found = mvpds.filter(
        ({ displayName = "", id, isTempPass }) =>
          `${displayName} ${id}`.toLowerCase().includes(search.toLowerCase()) &&
          (!tempPass || isTempPass) &&
          (!pickable || !isTempPass),
      )
      yield* tellAll(
        found,
        [
          `${bold(provider.name ?? provider.id)} ${dim(`${found.length} of ${mvpds.length} TV providers`)}`,
          ...(found.length === 0
            ? []
            : [
                table(
                  ["ID", "NAME", ""],
                  found.map((mvpd) => [mvpd.id, mvpd.displayName ?? "", marks(mvpd)]),
                  width,
                ),
              ]),
        ].join("\n"),
      )
    }).pipe(Effect.provide(client)),
})
