/** Single sign-on by a partner: the viewer signed in once, in the settings of an Apple device. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../../AdobePass.js"
import type { Device } from "../../../domain/Device.js"
import { RetrievePartnerAuthenticationRequest } from "../../../endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { ensure, FlowError } from "../FlowError.js"
import * as say from "../say.js"
import { Stage } from "../Stage.js"
import { profile } from "../../output/words.js"
import type { Flow } from "./Flow.js"
import { on, setTopBox } from "./Flow.js"
import { domainName, watch } from "./steps.js"

const mvpd = "Cablevision"

type PartnerStatus = NonNullable<Device.Options["partnerStatus"]>

const withStatus = (partnerStatus: PartnerStatus) => on({ ...setTopBox, partnerStatus })

const anHour = 3_600_000

export const partnerSso: Flow = {
  name: "partner-sso",
  about: "the viewer signed in once, in the settings of an Apple TV",
  devices: 1,
  play: ({ account, redirectUrl }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Stage
      const ask = yield* RetrievePartnerAuthenticationRequest

      yield* say.phase("1 Configuration", "which providers the partner knows, and by which names")
      const { mvpds } = yield* on(setTopBox)(pass.configuration())
      const supported = mvpds.filter(({ boardingStatus }) => boardingStatus === "SUPPORTED")
      yield* say.answer(
        supported.map(({ id, platformMappingId }) => `${id} is ${platformMappingId}`).join(", "),
      )
      const id = supported.find((one) => one.id === mvpd)?.platformMappingId
      if (id === undefined) return yield* new FlowError({ message: `the partner does not know ${mvpd}` })
      const frameworkProviderInfo = { id, expirationDate: String((yield* admin.now) + anHour) }

      yield* say.phase("2 Without permission", "the viewer said no to sharing: the basic login must follow")
      const fallback = yield* withStatus({
        frameworkPermissionInfo: { accessStatus: "denied" },
        frameworkProviderInfo,
      })(ask({ partner: "Apple", domainName, redirectUrl }))
      yield* ensure(
        fallback._tag === "Authenticate" && fallback.reason === "pfs_fallback",
        `a status without permission led to ${fallback._tag}`,
      )
      yield* say.answer(`${fallback._tag}, because of ${fallback.reason}`)

      yield* say.phase("3 With permission", "the partner's framework answers for the viewer")
      yield* Effect.gen(function* () {
        const found = yield* pass.partnerSingleSignOn({
          domainName,
          redirectUrl,
          answer: ({ attributesNames, request, type }) =>
            Effect.zipRight(
              say.answer(
                `a ${type} request for ${attributesNames.join(", ")}: the framework answers it, with no login`,
              ),
              admin.partnerAuthenticationResponse({ request: Redacted.value(request), username: account }),
            ),
        })
        yield* ensure(found.type === "appleSSO", `the profile is ${found.type}, not appleSSO`)
        yield* say.answer(`signed in: ${profile(found)}`)
        yield* watch({ mvpd, resource: "newsline" })

        yield* say.phase("4 Logout", "the login is the partner's, and so is its end")
        const [left] = yield* pass.logout({ mvpd, redirectUrl })
        yield* ensure(left?._tag === "PartnerLogout", `the logout left ${left?._tag ?? "nothing"} to do`)
        yield* say.answer("left to do: the viewer signs out in the settings of the device")
      }).pipe(withStatus({ frameworkPermissionInfo: { accessStatus: "granted" }, frameworkProviderInfo }))
    }),
}
