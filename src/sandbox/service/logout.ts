/**
 * Logout: the profiles are gone at once; what is left to do is told as a follow-up action for each MVPD.
 */
import * as Effect from "effect/Effect"
import { caller, integration } from "../wire/caller.js"
import { degradation } from "./rules/degradation.js"
import { refuse } from "../world/errors.js"
import type { Handler } from "../wire/exchange.js"
import { here, json, pathTo, redirect } from "../wire/exchange.js"
import { deleteProfile, isValid, ownProfile } from "./rules/signedIn.js"
import type { Profile } from "../world/state.js"
import { isTempPass } from "../world/catalogue.js"
import { isRedirectUrl } from "../wire/form.js"

export const initiateLogout: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const who = yield* caller(world, exchange)
    const mvpd = yield* integration(world, who.serviceProvider, exchange.params["mvpd"])
    const redirectUrl = exchange.url.searchParams.get("redirectUrl") ?? ""
    if (!isRedirectUrl(redirectUrl)) return yield* refuse("invalid_parameter_redirect_url")

    const isShared = (profile: Profile) =>
      profile.mvpd === mvpd.id &&
      ((who.subjects.platform !== undefined && profile.subjects.platform === who.subjects.platform) ||
        (who.subjects.service !== undefined && profile.subjects.service === who.subjects.service))
    const own = ownProfile(world, who, mvpd.id)
    const found = [...world.state.profiles.values()].filter((profile) => profile === own || isShared(profile))
    found.forEach((profile) => deleteProfile(world, profile))

    const action = (actionName: string, actionType: string, url?: string) =>
      json(200, {
        logouts: {
          [mvpd.id]: { actionName, actionType, mvpd: mvpd.id, ...(url === undefined ? {} : { url }) },
        },
      })
    const isDegraded = degradation(world, who.serviceProvider.id, mvpd.id, exchange.now) !== undefined
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
      valid.some(isShared) ? pathTo(world, exchange, path) : here(exchange, path),
    )
  })

/** In the viewer's browser: on to the MVPD, which ends its own session, and back to the application. */
export const logoutInUserAgent: Handler = (_, exchange) => {
  const mvpd = exchange.url.searchParams.get("mso_id") ?? ""
  const relay = new URLSearchParams({ RelayState: exchange.url.searchParams.get("redirect_url") ?? "" })
  return Effect.succeed(redirect(`/mvpd/${encodeURIComponent(mvpd)}/logout?${relay.toString()}`))
}

export const logoutAtMvpd: Handler = (_, exchange) => {
  const back = exchange.url.searchParams.get("RelayState") ?? ""
  return isRedirectUrl(back) ? Effect.succeed(redirect(back)) : refuse("invalid_parameter_redirect_url")
}
