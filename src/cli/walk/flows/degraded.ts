/** Degradation: Adobe answers in the place of an MVPD that is down. */
import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import { ensure } from "../FlowError.js"
import * as say from "../say.js"
import { Stage } from "../Stage.js"
import { profile } from "../../output/words.js"
import type { Flow } from "./Flow.js"
import { on, setTopBox } from "./Flow.js"
import { denied, domainName, watch } from "./steps.js"

const mvpd = "Cablevision"

export const degraded: Flow = {
  name: "degraded",
  about: `${mvpd} is down, and Adobe answers in its place`,
  devices: 1,
  play: ({ redirectUrl }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Stage

      yield* say.phase("1 AuthNAll", "everybody counts as signed in")
      yield* admin.degrade({ mvpd, rule: "AuthNAll", for: 3_600_000 })
      const found = yield* pass.authenticate({ mvpd, domainName, redirectUrl })
      yield* ensure(found.type === "degraded", `the profile is ${found.type}, not degraded`)
      yield* say.answer(profile(found))

      yield* say.phase("2 AuthZAll", "everything may play")
      yield* admin.degrade({ mvpd, rule: "AuthZAll", for: 3_600_000 })
      const answers = yield* pass.preauthorize({ mvpd, resources: ["newsline", "drama", "cinema1"] })
      yield* ensure(
        answers.every((answer) => answer._tag === "Permit" && answer.source === "degradation"),
        "something was locked, or unlocked by somebody else",
      )
      yield* say.answer(`unlocked by degradation: ${answers.map(({ resource }) => resource).join(", ")}`)
      const permit = yield* watch({ mvpd, resource: "drama" })
      yield* ensure(permit.source === "degradation", `the permit is by ${permit.source}`)

      yield* say.phase("3 AuthZNone", "nothing may play")
      yield* admin.degrade({
        mvpd,
        rule: "AuthZNone",
        details: "We are working on it. Please try again tonight.",
      })
      const denial = yield* denied(
        pass.authorize({ mvpd, resource: "drama" }),
        "AuthorizationDenied",
        "drama may not play, in the words of whoever set the rule",
      )
      yield* ensure(
        denial._tag === "AuthorizationDenied" && denial.reason === "degradation",
        "the denial was not for degradation",
      )

      yield* say.phase("4 Logout", "nobody had signed in")
      const [left] = yield* pass.logout({ mvpd, redirectUrl })
      yield* ensure(left?._tag === "Complete", `the logout left ${left?._tag ?? "nothing"} to do`)
      yield* say.answer("nothing is left to do")
    }).pipe(on(setTopBox)),
}
