/**
 * Profiles as the profile endpoints describe them.
 */
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { elsewhere } from "../../wire/timestamps.js"
import type { Mvpd, TempPassMvpd } from "../../world/catalogue.js"
import type { State } from "../../world/state.js"
import { degradation, degradedProfile } from "../rules/degradation.js"
import type { Found, Owner } from "../rules/signedIn.js"
import { userIdOf } from "../rules/signedIn.js"
import type { Trier } from "../rules/tempPass.js"
import { temporaryProfile } from "../rules/tempPass.js"

type Plain = string | number | boolean | ReadonlyArray<string> | Readonly<Record<string, string>>
const plain = (value: Plain) => ({ value, state: "plain" })

/** A profile with its attributes: simple, list and map values, plain and encrypted. */
export const describeProfile = (state: State, { profile, type }: Found) => {
  const mvpd = state.mvpds.get(profile.mvpd)
  const account = state.accounts.get(profile.username)
  const asString = mvpd?.numbersAsStrings === true
  const userId = userIdOf(profile.mvpd, profile.username)
  const channelIds = [...state.channels.values()]
    .filter(
      (channel) => channel.package !== undefined && account?.packages.includes(channel.package) === true,
    )
    .map((channel) => channel.id)
  const primary = 1
  return {
    notBefore: elsewhere(state.variant, profile.notBefore, asString),
    notAfter: elsewhere(state.variant, profile.notAfter, asString),
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
      hba_status: plain(
        mvpd?.homeBased === profile.username ||
          account?.answer?.code === "authorization_denied_by_hba_policies",
      ),
      ...(account?.maxRating === undefined ? {} : { maxRating: plain({ VCHIP: account.maxRating }) }),
    },
  }
}

/** The profile of a TempPass. */
export const describeTemporary = (state: State, who: Trier, mvpd: TempPassMvpd, now: number) =>
  Effect.map(temporaryProfile(state, who, mvpd, now), (temporary) => ({
    notBefore: elsewhere(state.variant, temporary.notBefore),
    notAfter: elsewhere(state.variant, temporary.notAfter),
    issuer: "Adobe",
    type: "temporary",
    attributes: {
      ...(temporary.remaining === undefined
        ? {}
        : { remaining_resources: plain(temporary.remaining), used_assets: plain(temporary.used) }),
      expiration_date: { value: elsewhere(state.variant, temporary.notAfter), state: "plain" },
      userID: plain(temporary.userId),
    },
  }))

/** The stand-in profile while AuthNAll holds for this integration. */
export const describeDegraded = (state: State, owner: Owner, mvpd: Mvpd, now: number) => {
  const rule = degradation(state, owner.serviceProvider.id, mvpd.id, now)
  if (rule?.rule !== "AuthNAll") return undefined
  const degraded = degradedProfile(owner.device, mvpd.id, rule, now)
  return {
    notBefore: elsewhere(state.variant, degraded.notBefore),
    notAfter: elsewhere(state.variant, degraded.notAfter),
    issuer: "Adobe",
    type: "degraded",
    attributes: { userID: plain(degraded.userId) },
  }
}
