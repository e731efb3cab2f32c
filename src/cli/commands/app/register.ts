import * as Effect from "effect/Effect"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { bold, green } from "../../output/style.js"
import { definitions } from "../../output/text.js"
import { tokens } from "../../settings/client.js"
import { register as registerOnce } from "../../settings/registration.js"

export const register = command({
  details:
    "Every other command registers by itself where it must: credentials are asked for once and kept for ever, as a viewer's login belongs to them.",
  examples: [
    ["adobe-pass register", "Registers, unless this device has credentials."],
    ["adobe-pass register --anew", "A new client. Logins of the old one are lost."],
  ],
  arguments: {},
  flags: { anew: on("Register again, and lose the logins of the client there was.") },
  uses: ["softwareStatement", "redirectUri", "deviceId"],
  run: ({ anew }) =>
    Effect.gen(function* () {
      const { client, isNew } = yield* registerOnce(anew)
      const { clientId, grantTypes, scopes } = client
      yield* tell(
        { clientId, grantTypes, scopes, isNew },
        [
          `${green("✓")} ${bold(isNew ? "Registered" : "Registered before")}`,
          ...definitions(
            [
              ["client", clientId],
              ...(scopes.length === 0 ? [] : [["scopes", scopes.join(", ")] as const]),
              ["grant types", grantTypes.join(", ")],
              ["secret", "kept in the store"],
            ],
            80,
          ),
        ].join("\n"),
      )
    }).pipe(Effect.provide(tokens)),
})
