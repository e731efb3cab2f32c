/** Single sign-on by an identity that devices share: a platform's, or a service's. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../../AdobePass.js"
import type { Device } from "../../../domain/Device.js"
import { ensure } from "../FlowError.js"
import * as say from "../say.js"
import type { Failure } from "../Stage.js"
import { Stage } from "../Stage.js"
import { profile } from "../../output/words.js"
import type { Flow } from "./Flow.js"
import { on, phone, setTopBox } from "./Flow.js"
import { domainName, signIn, watch } from "./steps.js"

const mvpd = "Spectrum"

const sharing = (
  flow: Pick<Flow, "name" | "about">,
  type: string,
  identityOf: (admin: Stage["Type"]["admin"]) => Effect.Effect<Partial<Device.Options>, Failure>,
): Flow => ({
  ...flow,
  devices: 2,
  play: ({ redirectUrl, ...options }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Stage
      const identity = yield* identityOf(admin)
      const onTelevision = on({ ...setTopBox, ...identity })
      const onPhone = on({ ...phone, ...identity })

      yield* say.phase("1 The television", "the viewer signs in once, as ever")
      const first = yield* onTelevision(
        pass.authenticate({ mvpd, domainName, redirectUrl, onCode: signIn(options) }),
      )
      yield* say.answer(`signed in: ${profile(first)}`)

      yield* say.phase("2 The phone", "has the same identity, and is signed in by it")
      const second = yield* onPhone(pass.authenticate({ mvpd, domainName, redirectUrl }))
      yield* ensure(second.type === type, `the profile is ${second.type}, not ${type}`)
      yield* say.answer(`signed in without a login: ${profile(second)}`)
      yield* onPhone(watch({ mvpd, resource: "newsline" }))

      yield* say.phase("3 Logout", "on one device, and so on both")
      const [left] = yield* onPhone(pass.logout({ mvpd, redirectUrl }))
      yield* ensure(left?._tag === "Logout", `the logout left ${left?._tag ?? "nothing"} to do`)
      yield* say.answer("the profile is gone; left to do: open the provider's own logout in a browser")
      yield* ensure(
        Option.isNone(yield* onTelevision(pass.profile(mvpd))),
        "the television is still signed in",
      )
      yield* say.answer("nobody on the television either")
    }),
})

export const platformSso = sharing(
  { name: "platform-sso", about: "two devices of one platform, told as one viewer by its token" },
  "platformSSO",
  (admin) =>
    Effect.map(admin.platformToken({ subject: "viewer" }), (adobeSubjectToken) => ({
      platformIdentity: { adobeSubjectToken },
    })),
)

export const serviceTokenSso = sharing(
  {
    name: "service-token-sso",
    about: "two devices of one viewer, told by the programmer's own identity service",
  },
  "serviceTokenSSO",
  (admin) => Effect.map(admin.serviceToken({ subject: "viewer" }), (serviceToken) => ({ serviceToken })),
)
