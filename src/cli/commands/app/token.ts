import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { deviceKeys } from "../../../cache/keys.js"
import { Store } from "../../../cache/Store.js"
import { Device } from "../../../domain/Device.js"
import { Integration } from "../../../domain/Environment.js"
import { ServerClock } from "../../../policy/ServerClock.js"
import { Earned } from "../../../token/refresh.js"
import { AccessTokens } from "../../../transport/AccessTokens.js"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { masked } from "../../http/mask.js"
import { tell } from "../../output/Output.js"
import { definitions } from "../../output/text.js"
import { lasting } from "../../output/words.js"
import { tokens } from "../../settings/client.js"

export const token = command({
  details:
    "The token of this device, earned where there is none that is good. Every other command does so by itself.",
  examples: [
    ["adobe-pass token", "Whose it is, and until when."],
    ['curl -H "Authorization: Bearer $(adobe-pass token --show-token)" ...', "For a call of your own."],
  ],
  arguments: {},
  flags: {
    refresh: on("Earn a new one with the same credentials, whatever the old one is good for."),
    showToken: on("Show the token, and for people nothing else."),
  },
  uses: ["softwareStatement", "deviceId"],
  run: ({ refresh, showToken }) =>
    Effect.gen(function* () {
      const { get, invalidate } = yield* AccessTokens
      const old = yield* get
      const { clientId, value } = refresh ? yield* Effect.zipRight(invalidate(old), get) : old
      const keys = deviceKeys(yield* Integration)(yield* Device)
      const kept = yield* (yield* Store).entry(keys.token, Earned).readOrNone
      const expiresAt = Option.map(kept, ({ token }) => token.expiresAt)
      const now = yield* (yield* ServerClock).now
      const text = Redacted.value(value)
      yield* tell(
        { clientId, token: showToken ? text : value, expiresAt },
        showToken
          ? text
          : definitions(
              [
                ["token", masked(text)],
                ["client", clientId],
                ...Option.toArray(expiresAt).map(
                  (at) =>
                    [
                      "good for",
                      `${lasting(DateTime.distance(now, at))}, until ${DateTime.formatIso(at)}`,
                    ] as const,
                ),
              ],
              80,
              0,
            ).join("\n"),
      )
    }).pipe(Effect.provide(tokens)),
})
