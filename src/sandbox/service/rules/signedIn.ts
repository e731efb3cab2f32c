/**
 * Profiles: who is signed in. A profile belongs to the application, service provider and device that it was made
 * for; single sign-on headers find profiles of other devices and applications as well.
 */
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import type { Caller } from "../../wire/caller.js"
import { isIntegrated } from "../../world/catalogue.js"
import type { Account } from "../../world/catalogue.js"
import type { Refusal } from "../../world/errors.js"
import { refuse } from "../../world/errors.js"
import { World } from "../../world/World.js"
import { encryptFor } from "../../world/keys/rsa.js"
import type { Profile, State, Subjects } from "../../world/state.js"
import { remember } from "../../world/state.js"

/** Whose profile: of this application, on this device, for this service provider. */
export type Owner = Pick<Caller, "serviceProvider" | "clientId" | "device">

type ProfileType = "regular" | "appleSSO" | "platformSSO" | "serviceTokenSSO" | "degraded" | "temporary"

export interface Found {
  readonly profile: Profile
  readonly type: ProfileType
}

const keyOf = (clientId: string, serviceProvider: string, device: string, mvpd: string): string =>
  JSON.stringify([clientId, serviceProvider, device, mvpd])

export const isValid = (profile: Profile, now: number): boolean =>
  !profile.invalidated && now < profile.notAfter

/** The profile of this very owner, expired and invalidated ones included. */
export const ownProfile = (state: State, owner: Owner, mvpd: string): Profile | undefined =>
  state.profiles.get(keyOf(owner.clientId, owner.serviceProvider.id, owner.device, mvpd))

export const ownType = (profile: Profile): ProfileType =>
  profile.origin === "apple" ? "appleSSO" : "regular"

const isOwn = (profile: Profile, owner: Owner): boolean =>
  profile.clientId === owner.clientId &&
  profile.serviceProvider === owner.serviceProvider.id &&
  profile.device === owner.device

const shared = (profile: Profile, subjects: Subjects): ProfileType | undefined =>
  subjects.service !== undefined && profile.subjects.service === subjects.service
    ? "serviceTokenSSO"
    : subjects.platform !== undefined && profile.subjects.platform === subjects.platform
      ? "platformSSO"
      : undefined

/** Whether this caller may use its own profile; one that a partner made needs the partner to vouch for it. */
const isUsable = (profile: Profile, who: Caller): boolean =>
  profile.origin === "mvpd" || who.vouchedMvpd === profile.mvpd

/** Every valid profile that this caller may use, at most one for each MVPD, its own before shared ones. */
export const profilesOf = (state: State, who: Caller, now: number): ReadonlyArray<Found> => {
  const found = new Map<string, Found>()
  for (const profile of state.profiles.values()) {
    const own = isOwn(profile, who)
    const type = own ? ownType(profile) : shared(profile, who.subjects)
    if (type === undefined || !isValid(profile, now)) continue
    const mvpd = state.mvpds.get(profile.mvpd)
    if (mvpd === undefined || !isIntegrated(who.serviceProvider, mvpd)) continue
    const counts = own ? isUsable(profile, who) : !found.has(profile.mvpd)
    if (counts) found.set(profile.mvpd, { profile, type })
  }
  return [...found.values()]
}

export const profileOf = (state: State, who: Caller, mvpd: string, now: number): Found | undefined => {
  const own = ownProfile(state, who, mvpd)
  if (!state.mvpds.has(mvpd)) return undefined
  if (own !== undefined && isValid(own, now) && isUsable(own, who)) {
    return { profile: own, type: ownType(own) }
  }
  if (who.subjects.platform === undefined && who.subjects.service === undefined) return undefined
  return profilesOf(state, who, now).find((found) => found.profile.mvpd === mvpd)
}

/** The profile that a decision stands on, or the error that says what became of it. */
export const requireProfile = (
  state: State,
  who: Caller,
  mvpd: string,
  now: number,
): Effect.Effect<Found, Refusal> => {
  const found = profileOf(state, who, mvpd, now)
  if (found !== undefined) return Effect.succeed(found)
  const own = ownProfile(state, who, mvpd)
  return refuse(
    own?.invalidated === true
      ? "authenticated_profile_invalidated"
      : own !== undefined && own.notAfter <= now
        ? "authenticated_profile_expired"
        : "authenticated_profile_missing",
  )
}

/** Signs an account in: what a login, a partner's response or the admin ends in. */
export const saveProfile = (
  owner: Owner,
  details: {
    readonly mvpd: string
    readonly account: Account
    readonly subjects: Subjects
    readonly origin: Profile["origin"]
    readonly code?: string
  },
  now: number,
): Effect.Effect<Profile, never, World> =>
  Effect.map(World, ({ keys, settings, state }) => {
    const profile: Profile = {
      serviceProvider: owner.serviceProvider.id,
      clientId: owner.clientId,
      device: owner.device,
      mvpd: details.mvpd,
      username: details.account.username,
      subjects: details.subjects,
      origin: details.origin,
      code: details.code,
      encryptedZip: encryptFor(
        keys.programmer,
        details.account.zip ?? "10001",
        state.variant.metadataPadding,
      ),
      notBefore: now,
      notAfter: now + (details.account.profileTtl ?? settings.profileTtl),
      invalidated: false,
    }
    const key = keyOf(owner.clientId, owner.serviceProvider.id, owner.device, details.mvpd)
    remember(state.profiles, key, profile)
    return profile
  })

export const deleteProfile = (state: State, profile: Profile): void => {
  state.profiles.delete(keyOf(profile.clientId, profile.serviceProvider, profile.device, profile.mvpd))
}

export const userIdOf = (mvpd: string, username: string): string =>
  createHash("sha1").update(`${mvpd} ${username}`).digest("hex")
