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
import type { Exchange } from "../../wire/exchange.js"
import type { World } from "../../world/World.js"
import { decodeBase64 } from "../../wire/headers.js"
import type { Trial } from "../../world/state.js"
import { remember, rememberIn } from "../../world/state.js"

/** Of the caller, what a trial is kept for. */
export type Trier = Pick<Caller, "serviceProvider" | "device">

interface Viewer {
  readonly device: string
  readonly identity: string | undefined
}

/** Whoever asks, if temporary access is set up and the identity is there where one is needed. */
export const viewer = (
  exchange: Exchange,
  device: string,
  mvpd: TempPassMvpd,
  given?: string,
): Effect.Effect<Viewer, Refusal> => {
  const { tempPass } = mvpd
  const unlimited =
    tempPass.kind === "promotional" && !(tempPass.resources !== undefined && tempPass.resources > 0)
  if (tempPass.misconfigured === true || tempPass.ttl <= 0 || unlimited) {
    return refuse("invalid_configuration_temporary_access")
  }
  if (tempPass.kind === "basic") return Effect.succeed({ device, identity: undefined })
  const identity = given ?? exchange.headers["ap-temppass-identity"]
  return Option.match(identity === undefined ? Option.none() : decodeBase64(identity), {
    onNone: () => refuse("invalid_header_identity_for_temporary_access"),
    onSome: (text) => Effect.succeed({ device, identity: text }),
  })
}

export const trialOf = (
  world: World,
  caller: Pick<Caller, "serviceProvider">,
  mvpd: Mvpd,
  { device, identity }: Viewer,
): Trial | undefined =>
  [...world.state.trials.values()].find(
    (trial) =>
      trial.serviceProvider === caller.serviceProvider.id &&
      trial.mvpd === mvpd.id &&
      (trial.devices.has(device) || (identity !== undefined && trial.identities.has(identity))),
  )

/** Refuses a trial that is used up; a trial that did not begin yet is not. */
export const checkLimits = (
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
  world: World,
  exchange: Exchange,
  caller: Trier,
  mvpd: TempPassMvpd,
): Effect.Effect<TemporaryAccess, Refusal> =>
  Effect.map(temporaryProfile(world, exchange, caller, mvpd), ({ notAfter, userId }) => ({
    until: notAfter,
    userId,
  }))

/** Lets one resource be watched, which begins the trial if it did not begin yet. */
export const consume = (
  world: World,
  exchange: Exchange,
  caller: Trier,
  mvpd: TempPassMvpd,
  resource: string,
  given?: string,
): Effect.Effect<TemporaryAccess, Refusal> =>
  Effect.gen(function* () {
    const who = yield* viewer(exchange, caller.device, mvpd, given)
    const known = trialOf(world, caller, mvpd, who)
    yield* checkLimits(mvpd, known, exchange.now, resource)
    const trial: Trial = known ?? {
      serviceProvider: caller.serviceProvider.id,
      mvpd: mvpd.id,
      devices: new Set(),
      identities: new Set(),
      startedAt: exchange.now,
      expiresAt: exchange.now + mvpd.tempPass.ttl,
      used: new Set(),
    }
    if (known === undefined) {
      remember(world.state.trials, JSON.stringify([trial.serviceProvider, mvpd.id, who.device]), trial)
    }
    rememberIn(trial.devices, who.device)
    if (who.identity !== undefined) rememberIn(trial.identities, who.identity)
    if (mvpd.tempPass.kind === "promotional") trial.used.add(resource)
    return { until: trial.expiresAt, userId: userIdOf(who) }
  })

/** The temporary profile. Asking for it does not begin the trial. */
export const temporaryProfile = (world: World, exchange: Exchange, caller: Trier, mvpd: TempPassMvpd) =>
  Effect.gen(function* () {
    const who = yield* viewer(exchange, caller.device, mvpd)
    const trial = trialOf(world, caller, mvpd, who)
    yield* checkLimits(mvpd, trial, exchange.now)
    const used = [...(trial?.used ?? [])]
    return {
      notBefore: trial?.startedAt ?? exchange.now,
      notAfter: trial?.expiresAt ?? exchange.now + mvpd.tempPass.ttl,
      userId: userIdOf(who),
      used,
      remaining:
        mvpd.tempPass.kind === "promotional" ? (mvpd.tempPass.resources ?? 0) - used.length : undefined,
    }
  })
