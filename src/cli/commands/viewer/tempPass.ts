import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../../AdobePass.js"
import { ServerClock } from "../../../policy/ServerClock.js"
import { command } from "../../command.js"
import { tell } from "../../output/Output.js"
import { bold } from "../../output/style.js"
import { definitions } from "../../output/text.js"
import { lasting } from "../../output/words.js"
import { client } from "../../settings/client.js"
import { required } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"
import { temporaryAccessIdentity } from "./shared.js"

export const tempPass = command({
  details:
    "Access without a login, for a time and, when promotional, for a number of resources. Asking uses nothing up: adobe-pass authorize does, with the same --mvpd. One that is used up ends with exit code 3.",
  examples: [
    ["adobe-pass temp-pass --mvpd TempPass_TEST40", "How long it lasts."],
    [
      `adobe-pass temp-pass --mvpd flexibleTempPass \\\n      --temp-pass-identity '{"email":"a@example.com"}'`,
      "A promotional one, which asks who it is for.",
    ],
  ],
  arguments: {},
  flags: {},
  uses: ["mvpd", "tempPassIdentity"],
  says: { mvpd: "The TempPass, as `configuration --temp-pass` lists it." },
  run: () =>
    Effect.gen(function* () {
      const mvpd = yield* required("mvpd")
      const found = yield* (yield* AdobePass).temporaryAccess({ mvpd, ...(yield* temporaryAccessIdentity) })
      if (Option.isNone(found)) {
        return yield* new UsageError({
          message: `${mvpd} is no TempPass.`,
          next: "adobe-pass configuration --temp-pass lists them.",
        })
      }
      const { expirationDate, remainingResources, usedAssets } = found.value
      const now = yield* (yield* ServerClock).now
      yield* tell(
        { mvpd, ...found.value },
        [
          bold(mvpd),
          ...definitions(
            [
              ["left", lasting(DateTime.distance(now, expirationDate))],
              ["until", DateTime.formatIso(expirationDate)],
              ...(remainingResources === undefined
                ? []
                : [["resources left", `${remainingResources}`] as const]),
              ...(usedAssets === undefined || usedAssets.length === 0
                ? []
                : [["used for", usedAssets.join(", ")] as const]),
            ],
            80,
          ),
        ].join("\n"),
      )
    }).pipe(Effect.provide(client)),
})
