/**
 * Single sign-on with a partner (Apple): a session that is continued in the partner's framework, and the profile that
 * the framework's answer makes. Whatever does not fit falls back to the basic flow.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { caller, integration } from "../wire/caller.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, json, pathTo } from "../wire/exchange.js"
import { form, isReply, parameters } from "../wire/form.js"
import { partnerStatus } from "../wire/partnerStatus.js"
import type { Mvpd } from "../world/catalogue.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import { World } from "../world/World.js"
import type { Reason } from "./bodies/action.js"
import { next, proceed } from "./bodies/action.js"
import { describeDegraded, describeProfile } from "./bodies/profile.js"
import { authenticationRequest, readResponse } from "./bodies/saml.js"
import { isDegraded } from "./rules/degradation.js"
import { openSession } from "./rules/login.js"
import { profileOf, saveProfile } from "./rules/signedIn.js"

const checkPartner: Effect.Effect<void, Refusal, Exchange> = Effect.flatMap(Exchange, ({ params }) =>
  params["partner"] === "Apple" ? Effect.void : refuse("invalid_parameter_partner"),
)

const isOnboarded = ({ platform }: Mvpd): boolean =>
  platform?.boardingStatus === "SUPPORTED" && platform.enablePlatformServices

export const retrievePartnerAuthenticationRequest: Handler = Effect.gen(function* () {
  const { chance, state } = yield* World
  const exchange = yield* Exchange
  const who = yield* caller
  yield* checkPartner
  const given = yield* parameters(who.serviceProvider)
  if (isReply(given)) return given
  const status = yield* partnerStatus
  const serviceProvider = who.serviceProvider.id

  if (status.mvpd !== undefined) {
    const mvpd = yield* integration(who.serviceProvider, status.mvpd.id)
    const skip = (reason: Reason) => proceed(serviceProvider, chance.uuid(), mvpd.id, reason)
    if (isDegraded(state, serviceProvider, mvpd.id, exchange.now, "AuthNAll")) return yield* skip("degraded")
    const found = profileOf(state, who, mvpd.id, exchange.now)
    if (found !== undefined)
      return yield* skip(found.type === "regular" ? "authenticated" : "authenticatedSSO")
  }

  const fallBack = (reason: "pfs_fallback" | "configuration_fallback" | "missing_parameters_fallback") =>
    Effect.flatMap(openSession(who, { ...given, mvpd: status.mvpd?.id }), (session) =>
      next(session, "resume", reason),
    )
  if (given.domainName === undefined || given.redirectUrl === undefined) {
    return yield* fallBack("missing_parameters_fallback")
  }
  if (status._tag === "Refused") return yield* fallBack("pfs_fallback")
  if (!isOnboarded(status.mvpd)) return yield* fallBack("configuration_fallback")
  return json(200, {
    actionName: "partner_profile",
    actionType: "direct",
    reasonType: "none",
    url: pathTo(state.variant, exchange, `/api/v2/${serviceProvider}/profiles/sso/Apple`),
    sessionId: chance.uuid(),
    mvpd: status.mvpd.id,
    serviceProvider,
    authenticationRequest: {
      type: "saml",
      request: yield* authenticationRequest(status.mvpd.id),
      attributesNames: ["uid", "NameID", "uniqueId"],
    },
  })
})

export const retrieveProfileUsingPartnerAuthenticationResponse: Handler = Effect.gen(function* () {
  const { state } = yield* World
  const { now } = yield* Exchange
  const who = yield* caller
  yield* checkPartner
  const given = yield* form
  if (!(given instanceof URLSearchParams)) return given
  const status = yield* partnerStatus
  if (status._tag === "Refused") return yield* refuse(status.code)
  const mvpd = yield* integration(who.serviceProvider, status.mvpd.id)

  const degraded = describeDegraded(state, who, mvpd, now)
  if (degraded !== undefined) return json(200, { profiles: { [mvpd.id]: degraded } })

  const response = yield* readResponse(given.get("SAMLResponse") ?? "")
  if (Option.isNone(response)) return yield* refuse("invalid_parameter_saml_response")
  if (response.value.mvpd !== mvpd.id) return yield* refuse("invalid_header_pfs_provider_id_mismatch")
  if (!isOnboarded(mvpd)) return yield* refuse("invalid_configuration_mvpd_platform_boarding_status")
  const account = state.accounts.get(response.value.username)
  if (account === undefined) return yield* refuse("invalid_parameter_saml_response")

  const made = { mvpd: mvpd.id, account, subjects: who.subjects, origin: "apple" } as const
  const profile = yield* saveProfile(who, made, now)
  return json(201, { profiles: { [mvpd.id]: describeProfile(state, { profile, type: "appleSSO" }) } })
})
