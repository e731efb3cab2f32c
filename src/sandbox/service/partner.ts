/**
 * Single sign-on with a partner (Apple): a session that is continued in the partner's framework, and the profile that
 * the framework's answer makes. Whatever does not fit falls back to the basic flow.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { caller, integration } from "../wire/caller.js"
import type { Mvpd } from "../world/catalogue.js"
import { isDegraded } from "./rules/degradation.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Exchange, Handler } from "../wire/exchange.js"
import { json, pathTo } from "../wire/exchange.js"
import { partnerStatus } from "../wire/partnerStatus.js"
import { authenticationRequest, readResponse } from "./bodies/saml.js"
import { profileOf, saveProfile } from "./rules/signedIn.js"
import { describeDegraded, describeProfile } from "./bodies/profile.js"
import { formOf, parametersOf } from "../wire/form.js"
import { next, proceed } from "./bodies/action.js"
import { openSession } from "./rules/login.js"

const checkPartner = (exchange: Exchange): Effect.Effect<void, Refusal> =>
  exchange.params["partner"] === "Apple" ? Effect.void : refuse("invalid_parameter_partner")

const isOnboarded = ({ platform }: Mvpd): boolean =>
  platform?.boardingStatus === "SUPPORTED" && platform.enablePlatformServices

export const retrievePartnerAuthenticationRequest: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const who = yield* caller(world, exchange)
    yield* checkPartner(exchange)
    const form = formOf(exchange)
    if (!(form instanceof URLSearchParams)) return form
    const given = yield* parametersOf(form)
    const status = partnerStatus(world, exchange)
    const serviceProvider = who.serviceProvider.id
    const parameters = { ...given, mvpd: status.mvpd?.id }

    if (status.mvpd !== undefined) {
      const mvpd = yield* integration(world, who.serviceProvider, status.mvpd.id)
      const skip = (reason: "authenticated" | "authenticatedSSO" | "degraded") =>
        proceed(world, exchange, serviceProvider, world.chance.uuid(), mvpd.id, reason)
      if (isDegraded(world, serviceProvider, mvpd.id, exchange.now, "AuthNAll")) return skip("degraded")
      const found = profileOf(world, exchange, who, mvpd.id)
      if (found !== undefined) return skip(found.type === "regular" ? "authenticated" : "authenticatedSSO")
    }

    const fallBack = (reason: "pfs_fallback" | "configuration_fallback" | "missing_parameters_fallback") =>
      next(world, exchange, openSession(world, exchange, who, parameters), "resume", reason)
    if (given.domainName === undefined || given.redirectUrl === undefined) {
      return fallBack("missing_parameters_fallback")
    }
    if (status._tag === "Refused") return fallBack("pfs_fallback")
    if (!isOnboarded(status.mvpd)) return fallBack("configuration_fallback")
    return json(200, {
      actionName: "partner_profile",
      actionType: "direct",
      reasonType: "none",
      url: pathTo(world, exchange, `/api/v2/${serviceProvider}/profiles/sso/Apple`),
      sessionId: world.chance.uuid(),
      mvpd: status.mvpd.id,
      serviceProvider,
      authenticationRequest: {
        type: "saml",
        request: authenticationRequest(world, status.mvpd.id, exchange.now),
        attributesNames: ["uid", "NameID", "uniqueId"],
      },
    })
  })

export const retrieveProfileUsingPartnerAuthenticationResponse: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const who = yield* caller(world, exchange)
    yield* checkPartner(exchange)
    const form = formOf(exchange)
    if (!(form instanceof URLSearchParams)) return form
    const status = partnerStatus(world, exchange)
    if (status._tag === "Refused") return yield* refuse(status.code)
    const mvpd = yield* integration(world, who.serviceProvider, status.mvpd.id)

    const degraded = describeDegraded(world, exchange, who, mvpd)
    if (degraded !== undefined) return json(200, { profiles: { [mvpd.id]: degraded } })

    const response = readResponse(world, form.get("SAMLResponse") ?? "", exchange.now)
    if (Option.isNone(response)) return yield* refuse("invalid_parameter_saml_response")
    if (response.value.mvpd !== mvpd.id) return yield* refuse("invalid_header_pfs_provider_id_mismatch")
    if (!isOnboarded(mvpd)) return yield* refuse("invalid_configuration_mvpd_platform_boarding_status")
    const account = world.state.accounts.get(response.value.username)
    if (account === undefined) return yield* refuse("invalid_parameter_saml_response")

    const profile = saveProfile(world, exchange.now, who, {
      mvpd: mvpd.id,
      account,
      subjects: who.subjects,
      origin: "apple",
    })
    return json(201, { profiles: { [mvpd.id]: describeProfile(world, { profile, type: "appleSSO" }) } })
  })
