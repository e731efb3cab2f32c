/**
 * The profile endpoints: every profile, the one of an MVPD, the one that a code's login made.
 */
import * as Effect from "effect/Effect"
import { application, caller, integration, temporaryAccessIdentity } from "../wire/caller.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, json } from "../wire/exchange.js"
import type { Mvpd } from "../world/catalogue.js"
import { isTempPass } from "../world/catalogue.js"
import type { Session, State } from "../world/state.js"
import { World } from "../world/World.js"
import { describeDegraded, describeProfile, describeTemporary } from "./bodies/profile.js"
import { sessionByCode } from "./rules/login.js"
import type { Found, Owner } from "./rules/signedIn.js"
import { isValid, ownProfile, ownType, profileOf, profilesOf } from "./rules/signedIn.js"
import type { Trier } from "./rules/tempPass.js"

const reply = (profiles: Readonly<Record<string, unknown>>) => json(200, { profiles })

export const retrieveProfiles: Handler = Effect.gen(function* () {
  const { state } = yield* World
  const { now } = yield* Exchange
  const found = profilesOf(state, yield* caller, now)
  return reply(Object.fromEntries(found.map((each) => [each.profile.mvpd, describeProfile(state, each)])))
})

/** One MVPD's profile for an owner: degraded and temporary ones too, which the list of profiles leaves out. */
const oneProfile = (
  owner: Owner & Trier,
  mvpd: Mvpd,
  found: (state: State, now: number) => Found | undefined,
) =>
  Effect.gen(function* () {
    const { state } = yield* World
    const { now } = yield* Exchange
    const degraded = describeDegraded(state, owner, mvpd, now)
    if (degraded !== undefined) return reply({ [mvpd.id]: degraded })
    if (isTempPass(mvpd)) return reply({ [mvpd.id]: yield* describeTemporary(state, owner, mvpd, now) })
    const profile = found(state, now)
    return reply(profile === undefined ? {} : { [mvpd.id]: describeProfile(state, profile) })
  })

export const retrieveProfileForMvpd: Handler = Effect.gen(function* () {
  const who = yield* caller
  const { params } = yield* Exchange
  const mvpd = yield* integration(who.serviceProvider, params["mvpd"])
  return yield* oneProfile(who, mvpd, (state, now) => profileOf(state, who, mvpd.id, now))
})

/** What is polled while the viewer signs in; any application of the service provider may ask, by the code alone. */
export const retrieveProfileForCode: Handler = Effect.gen(function* () {
  const { serviceProvider } = yield* application
  const session = yield* sessionByCode(serviceProvider.id)
  if (session.mvpd === undefined) return reply({})
  const mvpd = yield* integration(serviceProvider, session.mvpd)
  const { clientId, device } = session
  const owner = { serviceProvider, clientId, device, identity: temporaryAccessIdentity(yield* Exchange) }
  return yield* oneProfile(owner, mvpd, (state, now) =>
    madeBy(session, ownProfile(state, owner, mvpd.id), now),
  )
})

const madeBy = (session: Session, own: Found["profile"] | undefined, now: number): Found | undefined =>
  session.login !== "cancelled" && own !== undefined && isValid(own, now)
    ? { profile: own, type: ownType(own) }
    : undefined
