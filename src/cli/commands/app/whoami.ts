import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../../AdobePass.js"
import { deviceKeys } from "../../../cache/keys.js"
import { Store } from "../../../cache/Store.js"
import { ClientCredentials } from "../../../domain/ClientCredentials.js"
import { Device } from "../../../domain/Device.js"
import { Integration } from "../../../domain/Environment.js"
import { Earned } from "../../../token/refresh.js"
import { command } from "../../command.js"
import { masked } from "../../http/mask.js"
import { tell } from "../../output/Output.js"
import { definitions } from "../../output/text.js"
import { client, storeFolder } from "../../settings/client.js"
import { profileTable } from "../viewer/shared.js"

export const whoami = command({
  details: "Asks Adobe who is signed in; what else there is comes from the store.",
  examples: [["adobe-pass whoami", "Device, client and viewer."]],
  arguments: {},
  flags: {},
  uses: [],
  run: () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const integration = yield* Integration
      const { baseUrl, serviceProvider } = integration
      const device = masked(Redacted.value((yield* Device).identifier))
      const selected = Option.map(yield* pass.remembered, ({ mvpd }) => mvpd.id)
      const profiles = yield* pass.profiles()
      const store = yield* storeFolder
      const { credentials, token } = deviceKeys(integration)(yield* Device)
      const { entry } = yield* Store
      const clientId = Option.map(
        yield* entry(credentials, ClientCredentials).readOrNone,
        (one) => one.clientId,
      )
      const tokenUntil = Option.map(yield* entry(token, Earned).readOrNone, (one) => one.token.expiresAt)
      const rows = [
        ["service", baseUrl],
        ["service provider", serviceProvider],
        ["device", device],
        ["client", Option.getOrElse(clientId, () => "not registered")],
        [
          "token until",
          Option.match(tokenUntil, { onNone: () => "there is none", onSome: DateTime.formatIso }),
        ],
        ["last login", Option.getOrElse(selected, () => "never")],
        ["store", store],
      ] as const
      yield* tell(
        { service: baseUrl, serviceProvider, device, clientId, tokenUntil, mvpd: selected, store, profiles },
        [
          ...definitions(rows, 80, 0),
          "",
          profiles.length === 0 ? "Nobody is signed in." : yield* profileTable(profiles),
        ].join("\n"),
      )
    }).pipe(Effect.provide(client)),
})
