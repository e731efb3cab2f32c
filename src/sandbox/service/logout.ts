/**
 * Logout: the profiles are gone at once; the answer names the follow-up action for each MVPD.
 */
import * as Effect from "effect/Effect"
import { caller, integration } from "../wire/caller.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, here, json, pathTo, redirect } from "../wire/exchange.js"
import { isRedirectUrl } from "../wire/form.js"
import { isTempPass } from "../world/catalogue.js"
import { refuse } from "../world/errors.js"
import type { Profile } from "../world/state.js"
import { World } from "../world/World.js"
import { degradation } from "./rules/degradation.js"
import { deleteProfile, isValid, ownProfile } from "./rules/signedIn.js"

export const initiateLogout: Handler = Effect.gen(function* () {
  const { state } = yield* World
  const exchange = yield* Exchange
  const who = yield* caller
  const mvpd = yield* integration(who.serviceProvider, exchange.params["mvpd"])
  const redirectUrl = exchange.url.searchParams.get("redirectUrl") ?? ""
  if (!isRedirectUrl(redirectUrl, state.variant.parameters))
    return yield* refuse("invalid_parameter_redirect_url")

  const isShared = (profile: Profile) =>
    profile.mvpd === mvpd.id &&
    ((who.subjects.platform !== undefined && profile.subjects.platform === who.subjects.platform) ||
      (who.subjects.service !== undefined && profile.subjects.service === who.subjects.service))
  const own = ownProfile(state, who, mvpd.id)
  const found = [...state.profiles.values()].filter((profile) => profile === own || isShared(profile))
  found.forEach((profile) => deleteProfile(state, profile))

  const action = (actionName: string, actionType: string, url?: string) =>
    json(200, {
      logouts: {
        [mvpd.id]: { actionName, actionType, mvpd: mvpd.id, ...(url === undefined ? {} : { url }) },
      },
    })
  const isDegraded = degradation(state, who.serviceProvider.id, mvpd.id, exchange.now) !== undefined
  if (isDegraded || isTempPass(mvpd)) return action("complete", "none")
  const valid = found.filter((profile) => isValid(profile, exchange.now))
  if (valid.length === 0) return action("invalid", "none")
  if (valid.some((profile) => profile.origin === "apple"))
    return action("partner_logout", "partner_interactive")
  if (!mvpd.logoutEndpoint) return action("complete", "none")
  const query = new URLSearchParams({
    noflash: "true",
    mso_id: mvpd.id,
    requestor_id: who.serviceProvider.id,
    redirect_url: redirectUrl,
  })
  const path = `/adobe-services/logout?${query.toString()}`
  // The reference's samples have both: absolute for a regular profile, relative for a shared one.
  return action(
    "logout",
    "interactive",
    valid.some(isShared) ? pathTo(state.variant, exchange, path) : here(exchange, path),
  )
})

/** In the viewer's browser: on to the MVPD, which ends its own session, and back to the application. */
export const logoutInUserAgent: Handler = Effect.map(Exchange, ({ url }) => {
  const mvpd = url.searchParams.get("mso_id") ?? ""
  const relay = new URLSearchParams({ RelayState: url.searchParams.get("redirect_url") ?? "" })
  return redirect(`/mvpd/${encodeURIComponent(mvpd)}/logout?${relay.toString()}`)
})

export const logoutAtMvpd: Handler = Effect.flatMap(Exchange, ({ url }) => {
  const back = url.searchParams.get("RelayState") ?? ""
  return isRedirectUrl(back) ? Effect.succeed(redirect(back)) : refuse("invalid_parameter_redirect_url")
})
