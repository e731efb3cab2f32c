/**
 * The profile endpoints: every profile, the one of an MVPD, the one that a code's login made.
 */
import * as Effect from "effect/Effect"
import { application, caller, integration } from "../wire/caller.js"
import type { Mvpd } from "../world/catalogue.js"
import type { Exchange, Handler } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { json } from "../wire/exchange.js"
import type { Found, Owner } from "./rules/signedIn.js"
import { isValid, ownProfile, ownType, profileOf, profilesOf } from "./rules/signedIn.js"
import type { Session } from "../world/state.js"
import { isTempPass } from "../world/catalogue.js"
import { describeDegraded, describeProfile, describeTemporary } from "./bodies/profile.js"
import { sessionByCode } from "./rules/login.js"

const reply = (profiles: Readonly<Record<string, unknown>>) => json(200, { profiles })

export const retrieveProfiles: Handler = (world, exchange) =>
  Effect.map(caller(world, exchange), (who) =>
    reply(
      Object.fromEntries(
        profilesOf(world, exchange, who).map((found) => [found.profile.mvpd, describeProfile(world, found)]),
      ),
    ),
  )

/** One MVPD's profile for an owner: degraded and temporary ones too, which the list of profiles leaves out. */
const oneProfile = (
  world: World,
  exchange: Exchange,
  owner: Owner,
  mvpd: Mvpd,
  found: () => Found | undefined,
) =>
  Effect.gen(function* () {
    const degraded = describeDegraded(world, exchange, owner, mvpd)
    if (degraded !== undefined) return reply({ [mvpd.id]: degraded })
    if (isTempPass(mvpd)) return reply({ [mvpd.id]: yield* describeTemporary(world, exchange, owner, mvpd) })
    const profile = found()
    return reply(profile === undefined ? {} : { [mvpd.id]: describeProfile(world, profile) })
  })

export const retrieveProfileForMvpd: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const who = yield* caller(world, exchange)
    const mvpd = yield* integration(world, who.serviceProvider, exchange.params["mvpd"])
    return yield* oneProfile(world, exchange, who, mvpd, () => profileOf(world, exchange, who, mvpd.id))
  })

/** What is polled while the viewer signs in; any application of the service provider may ask, by the code alone. */
export const retrieveProfileForCode: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const { serviceProvider } = yield* application(world, exchange)
    const session = yield* sessionByCode(world, exchange, serviceProvider.id)
    if (session.mvpd === undefined) return reply({})
    const mvpd = yield* integration(world, serviceProvider, session.mvpd)
    const owner = { serviceProvider, clientId: session.clientId, device: session.device }
    return yield* oneProfile(world, exchange, owner, mvpd, () =>
      madeBy(world, exchange, owner, session, mvpd),
    )
  })

const madeBy = (
  world: World,
  exchange: Exchange,
  owner: Owner,
  session: Session,
  mvpd: Mvpd,
): Found | undefined => {
  const own = ownProfile(world, owner, mvpd.id)
  return session.login !== "cancelled" && own !== undefined && isValid(own, exchange.now)
    ? { profile: own, type: ownType(own) }
    : undefined
}
