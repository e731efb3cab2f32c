/**
 * Profiles as the profile endpoints describe them.
 */
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import type { Exchange } from "../../wire/exchange.js"
import { elsewhere } from "../../wire/timestamps.js"
import type { Mvpd, TempPassMvpd } from "../../world/catalogue.js"
import type { World } from "../../world/World.js"
import { degradation, degradedProfile } from "../rules/degradation.js"
import type { Found, Owner } from "../rules/signedIn.js"
import { userIdOf } from "../rules/signedIn.js"
import { temporaryProfile } from "../rules/tempPass.js"

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

export const describeTemporary = (world: World, exchange: Exchange, owner: Owner, mvpd: TempPassMvpd) =>
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
