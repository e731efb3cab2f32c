/**
 * The profile endpoints: every profile, the one of an MVPD, the one that a code's login made.
 */
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { application, caller, integration } from "../wire/caller.js"
import type { Mvpd } from "../world/catalogue.js"
import { degradation, degradedProfile } from "./rules/degradation.js"
import type { Exchange, Handler } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { json } from "../wire/exchange.js"
import { sessionByCode } from "./sessions.js"
import type { Found, Owner } from "./rules/signedIn.js"
import { isValid, ownProfile, ownType, profileOf, profilesOf, userIdOf } from "./rules/signedIn.js"
import type { Session } from "../world/state.js"
import type { TempPassMvpd } from "../world/catalogue.js"
import { isTempPass } from "../world/catalogue.js"
import { temporaryProfile } from "./rules/tempPass.js"
import { elsewhere } from "../wire/timestamps.js"

type Plain = string | number | boolean | ReadonlyArray<string> | Readonly<Record<string, string>>
const plain = (value: Plain) => ({ value, state: "plain" })

/** A profile with its attributes: simple, list and map values, plain and encrypted. */
export const describeProfile = (world: World, { profile, type }: Found) => {
  const mvpd = world.state.mvpds.get(profile.mvpd)
  const account = world.state.accounts.get(profile.username)
  const asString = mvpd?.numbersAsStrings === true
  const userId = userIdOf(profile.mvpd, profile.username)
  const channelIds = [...world.state.channels.values()]
    .filter(
      (channel) => channel.package !== undefined && account?.packages.includes(channel.package) === true,
    )
    .map((channel) => channel.id)
  const primary = 1
  return {
    notBefore: elsewhere(world, profile.notBefore, asString),
    notAfter: elsewhere(world, profile.notAfter, asString),
    issuer: type === "appleSSO" ? "Apple" : profile.mvpd,
    type,
    attributes: {
      userID: plain(userId),
      upstreamUserID: plain(userId),
      mvpd: plain(profile.mvpd),
      householdID: plain(createHash("sha1").update(`household ${userId}`).digest("hex")),
      zip: { value: profile.encryptedZip, state: "enc" },
      channelID: plain(channelIds),
      is_hoh: plain(asString ? String(primary) : primary),
      hba_status: plain(account?.answer?.code === "authorization_denied_by_hba_policies"),
      ...(account?.maxRating === undefined ? {} : { maxRating: plain({ VCHIP: account.maxRating }) }),
    },
  }
}

const describeTemporary = (world: World, exchange: Exchange, owner: Owner, mvpd: TempPassMvpd) =>
  Effect.map(temporaryProfile(world, exchange, owner, mvpd), (temporary) => ({
    notBefore: elsewhere(world, temporary.notBefore),
    notAfter: elsewhere(world, temporary.notAfter),
    issuer: "Adobe",
    type: "temporary",
    attributes: {
      ...(temporary.remaining === undefined
        ? {}
        : { remaining_resources: plain(temporary.remaining), used_assets: plain(temporary.used) }),
      expiration_date: { value: elsewhere(world, temporary.notAfter), state: "plain" },
      userID: plain(temporary.userId),
    },
  }))

/** The stand-in profile while AuthNAll holds for this integration. */
export const describeDegraded = (world: World, exchange: Exchange, owner: Owner, mvpd: Mvpd) => {
  const rule = degradation(world, owner.serviceProvider.id, mvpd.id, exchange.now)
  if (rule?.rule !== "AuthNAll") return undefined
  const degraded = degradedProfile(owner.device, mvpd.id, rule, exchange.now)
  return {
    notBefore: elsewhere(world, degraded.notBefore),
    notAfter: elsewhere(world, degraded.notAfter),
    issuer: "Adobe",
    type: "degraded",
    attributes: { userID: plain(degraded.userId) },
  }
}

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
