/** TempPass: some minutes for free, without a login. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../../AdobePass.js"
import { ensure } from "../FlowError.js"
import * as say from "../say.js"
import { Stage } from "../Stage.js"
import { lasting, profile } from "../../output/words.js"
import type { Flow } from "./Flow.js"
import { on, setTopBox } from "./Flow.js"
import { denied, domainName, watch } from "./steps.js"

const mvpd = "TempPass_TEST40"

export const tempPass: Flow = {
  name: "temp-pass",
  about: "three minutes for free, without a login",
  devices: 1,
  play: ({ redirectUrl }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Stage

      yield* say.phase("1 Authentication", "nobody has to sign in, so no browser is opened")
      const found = yield* pass.authenticate({ mvpd, domainName, redirectUrl })
      yield* ensure(found.type === "temporary", `the profile is ${found.type}, not temporary`)
      yield* say.answer(profile(found))

      yield* say.phase("2 Authorization", "the first one starts the clock")
      yield* watch({ mvpd, resource: "newsline" })
      const access = yield* pass.temporaryAccess({ mvpd })
      yield* ensure(Option.isSome(access), "nothing is left right after the start")
      if (Option.isSome(access)) {
        const now = yield* admin.now
        const left = DateTime.toEpochMillis(access.value.expirationDate) - now
        yield* say.answer(`${lasting(left)} are left`)
      }

      yield* say.phase("3 Four minutes later", "the sandbox moves its clock")
      yield* admin.advance(240_000)
      const exhausted = yield* denied(
        pass.authorize({ mvpd, resource: "newsline" }),
        "TemporaryAccessExhausted",
        "the time is used up, so the app offers a login",
      )
      yield* ensure(
        exhausted._tag === "TemporaryAccessExhausted" && exhausted.limit === "duration",
        "the limit was not the time",
      )
    }).pipe(on(setTopBox)),
}
