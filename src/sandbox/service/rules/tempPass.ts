/**
 * TempPass: access without a login, for a time and, when promotional, for a number of resources. A trial begins with
 * the first authorization and is found again by the device or, when promotional, by the identity of the viewer.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { createHash } from "node:crypto"
import type { Mvpd, TempPassMvpd } from "../../world/catalogue.js"
import type { Caller } from "../../wire/caller.js"
import type { Refusal } from "../../world/errors.js"
import { refuse } from "../../world/errors.js"
import { decodeBase64 } from "../../wire/headers.js"
import type { State, Trial } from "../../world/state.js"
import { remember, rememberIn } from "../../world/state.js"

/** Of the caller, what a trial is kept for. */
export type Trier = Pick<Caller, "serviceProvider" | "device" | "identity">

interface Viewer {
  readonly device: string
  readonly identity: string | undefined
}

/** The viewer who asks, if temporary access is set up and the identity is there where one is needed. */
const viewer = ({ device, identity }: Trier, { tempPass }: TempPassMvpd): Effect.Effect<Viewer, Refusal> => {
  const unlimited =
    tempPass.kind === "promotional" && !(tempPass.resources !== undefined && tempPass.resources > 0)
  if (tempPass.misconfigured === true || tempPass.ttl <= 0 || unlimited) {
    return refuse("invalid_configuration_temporary_access")
  }
  if (tempPass.kind === "basic") return Effect.succeed({ device, identity: undefined })
  return Option.match(identity === undefined ? Option.none() : decodeBase64(identity), {
    onNone: () => refuse("invalid_header_identity_for_temporary_access"),
    onSome: (text) => Effect.succeed({ device, identity: text }),
  })
}

const trialOf = (
  state: State,
  { serviceProvider }: Trier,
  mvpd: Mvpd,
  { device, identity }: Viewer,
): Trial | undefined =>
  [...state.trials.values()].find(
    (trial) =>
      trial.serviceProvider === serviceProvider.id &&
      trial.mvpd === mvpd.id &&
      (trial.devices.has(device) || (identity !== undefined && trial.identities.has(identity))),
  )

/** Refuses a trial that is used up; a trial that did not begin yet is not. */
const checkLimits = (
  mvpd: TempPassMvpd,
  trial: Trial | undefined,
  now: number,
  resource?: string,
): Effect.Effect<void, Refusal> => {
  if (trial === undefined) return Effect.void
  if (trial.expiresAt <= now) return refuse("temporary_access_duration_limit_exceeded")
  const limit =
    mvpd.tempPass.kind === "promotional" ? (mvpd.tempPass.resources ?? 0) : Number.POSITIVE_INFINITY
  const usedAlready = resource !== undefined && trial.used.has(resource)
  return trial.used.size >= limit && !usedAlready
    ? refuse("temporary_access_resources_limit_exceeded")
    : Effect.void
}

/** Ends these trials, so that their viewers begin anew. */
export const resetTrials = ({ trials }: State, isMeant: (trial: Trial) => boolean): void => {
  for (const [key, trial] of trials) if (isMeant(trial)) trials.delete(key)
}

/** What a permit of temporary access stands on. */
export interface TemporaryAccess {
  readonly until: number
  readonly userId: string
}

const userIdOf = ({ device, identity }: Viewer): string =>
  `temppass_${createHash("sha1")
    .update(identity ?? device)
    .digest("hex")}`

/** Whether anything could be watched now, without using anything up. */
export const stillOpen = (
  state: State,
  who: Trier,
  mvpd: TempPassMvpd,
  now: number,
): Effect.Effect<TemporaryAccess, Refusal> =>
  Effect.map(temporaryProfile(state, who, mvpd, now), ({ notAfter, userId }) => ({ until: notAfter, userId }))

/** Lets one resource be watched, which begins the trial if it did not begin yet. */
export const consume = (
  state: State,
  who: Trier,
  mvpd: TempPassMvpd,
  resource: string,
  now: number,
): Effect.Effect<TemporaryAccess, Refusal> =>
  Effect.gen(function* () {
    const viewing = yield* viewer(who, mvpd)
    const known = trialOf(state, who, mvpd, viewing)
    yield* checkLimits(mvpd, known, now, resource)
    const trial: Trial = known ?? {
      serviceProvider: who.serviceProvider.id,
      mvpd: mvpd.id,
      devices: new Set(),
      identities: new Set(),
      startedAt: now,
      expiresAt: now + mvpd.tempPass.ttl,
      used: new Set(),
    }
    if (known === undefined) {
      remember(state.trials, JSON.stringify([trial.serviceProvider, mvpd.id, viewing.device]), trial)
    }
    rememberIn(trial.devices, viewing.device)
    if (viewing.identity !== undefined) rememberIn(trial.identities, viewing.identity)
    if (mvpd.tempPass.kind === "promotional") trial.used.add(resource)
    return { until: trial.expiresAt, userId: userIdOf(viewing) }
  })

/** The temporary profile. Asking for it does not begin the trial. */
export const temporaryProfile = (state: State, who: Trier, mvpd: TempPassMvpd, now: number) =>
  Effect.gen(function* () {
    const viewing = yield* viewer(who, mvpd)
    const trial = trialOf(state, who, mvpd, viewing)
    yield* checkLimits(mvpd, trial, now)
    const used = [...(trial?.used ?? [])]
    return {
      notBefore: trial?.startedAt ?? now,
      notAfter: trial?.expiresAt ?? now + mvpd.tempPass.ttl,
      userId: userIdOf(viewing),
      used,
      remaining:
        mvpd.tempPass.kind === "promotional" ? (mvpd.tempPass.resources ?? 0) - used.length : undefined,
    }
  })
