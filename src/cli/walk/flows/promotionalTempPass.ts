/** Promotional TempPass: some titles for free, for somebody the programmer knows. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../../AdobePass.js"
import { ensure } from "../FlowError.js"
import * as say from "../say.js"
import type { Flow } from "./Flow.js"
import { on, setTopBox } from "./Flow.js"
import { denied, watch } from "./steps.js"

const mvpd = "flexibleTempPass"
const temporaryAccessIdentity = { email: "viewer@example.com" }

export const promotionalTempPass: Flow = {
  name: "promotional-temp-pass",
  about: "three titles for free, for one who gave an e-mail address",
  devices: 1,
  play: () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const left = Effect.map(
        pass.temporaryAccess({ mvpd, temporaryAccessIdentity }),
        Option.flatMapNullable(({ remainingResources }) => remainingResources),
      )

      yield* say.phase("1 Identity", "the trial belongs to a person, not to a device")
      yield* denied(
        pass.temporaryAccess({ mvpd }),
        "InvalidRequest",
        "nobody gets it without an AP-TempPass-Identity",
      )
      yield* ensure(Option.contains(yield* left, 3), "a new trial is not good for three titles")
      yield* say.answer("three titles are left")

      yield* say.phase("2 Authorization", "each title counts once")
      yield* Effect.forEach(["newsline", "kids", "drama"], (resource) =>
        watch({ mvpd, resource, temporaryAccessIdentity }),
      )
      const exhausted = yield* denied(
        pass.authorize({ mvpd, resource: "cinema1", temporaryAccessIdentity }),
        "TemporaryAccessExhausted",
        "the fourth is one too many, so the app offers a login",
      )
      yield* ensure(
        exhausted._tag === "TemporaryAccessExhausted" && exhausted.limit === "resources",
        "the limit was not the number of titles",
      )
    }).pipe(on(setTopBox)),
}
