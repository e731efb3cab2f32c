/** REST API V1: the one call of it that is left, beside a login of V2. */
import * as Effect from "effect/Effect"
import { AdobePass } from "../../../AdobePass.js"
import { InitiateAuthorization } from "../../../endpoint/v1/InitiateAuthorization.js"
import { ensure } from "../FlowError.js"
import * as say from "../say.js"
import { profile } from "../../output/words.js"
import type { Flow } from "./Flow.js"
import { on, setTopBox } from "./Flow.js"
import { denied, domainName, signIn } from "./steps.js"

const mvpd = "NorthFork"

export const v1: Flow = {
  name: "v1",
  about: "legacy: a decision by REST API V1, in JSON and in XML",
  devices: 1,
  play: ({ redirectUrl, ...options }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const authorize = yield* InitiateAuthorization

      yield* say.phase("1 Nobody", "is no denial: the viewer must sign in first")
      yield* denied(authorize({ resource: "newsline" }), "AuthenticationRequired", "nobody is signed in")

      yield* say.phase("2 Authentication", "by V2, as ever")
      const found = yield* pass.authenticate({ mvpd, domainName, redirectUrl, onCode: signIn(options) })
      yield* say.answer(`signed in: ${profile(found)}`)

      yield* say.phase("3 Authorization", "the same decision in either format")
      for (const format of ["json", "xml"] as const) {
        const { proxyMvpd, ...permit } = yield* authorize({ resource: "newsline", format })
        yield* ensure(permit.mvpd === mvpd, `the permit is one of ${permit.mvpd}`)
        yield* say.answer(
          `${format}: ${permit.resource} may play, by ${permit.mvpd} behind the proxy ${proxyMvpd ?? "of nobody"}`,
        )
        yield* denied(
          authorize({ resource: "sportsplus", format }),
          "AuthorizationDenied",
          `${format}: sportsplus may not`,
        )
      }
    }).pipe(on(setTopBox)),
}
