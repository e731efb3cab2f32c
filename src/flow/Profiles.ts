/** Who is signed in. */
import * as Array from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import { Permits } from "../cache/Permits.js"
import { Remembered } from "../cache/Remembered.js"
import { asOneCall } from "../cache/StoreWait.js"
import { Integration } from "../domain/Environment.js"
import type * as Profile from "../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { RetrieveProfileForMvpd } from "../endpoint/v2/RetrieveProfileForMvpd.js"
import { RetrieveProfiles } from "../endpoint/v2/RetrieveProfiles.js"
import type { AdobePassError } from "../error/AdobePassError.js"
import { ServerClock } from "../policy/ServerClock.js"
import { withServices } from "./Flow.js"

const validFirst = Order.reverse(Order.mapInput(DateTime.Order, ({ notAfter }: Profile.Profile) => notAfter))

/**
 * Takes note of the profiles that the service told, which end permits, and gives those that are valid by the server's
 * clock, the one valid longest first.
 */
export const makeNoteProfiles = Effect.gen(function* () {
  const permits = (yield* Permits).of(yield* Integration)
  const clock = yield* ServerClock

  return (profiles: Profile.Profiles, identity?: TemporaryAccessIdentity) => {
    const all = Object.values(profiles)
    if (all.length === 0) return Effect.succeed<ReadonlyArray<Profile.Profile>>(all)
    return Effect.gen(function* () {
      const now = yield* clock.now
      for (const one of all) yield* permits.noteProfile(one, identity)
      return Array.sort(
        all.filter(({ notAfter }) => DateTime.lessThan(now, notAfter)),
        validFirst,
      )
    })
  }
})

/** Picks for a viewer with several profiles, where the app does not ask them: the one valid longest. */
export const validLongest = (profiles: ReadonlyArray<Profile.Profile>): Option.Option<Profile.Profile> =>
  Array.head(Array.sort(profiles, validFirst))

/** Makes {@link profiles} of its services. */
export const makeProfiles = Effect.gen(function* () {
  const retrieve = yield* RetrieveProfiles
  const noteProfiles = yield* makeNoteProfiles

  return () =>
    Effect.flatMap(emptyWithoutProfile(Effect.suspend(() => retrieve())), (found) => noteProfiles(found))
})

/** The valid profiles of the device, the one valid longest first. */
export const profiles = withServices(makeProfiles)

/** Makes {@link profile} of its services. */
export const makeProfile = Effect.gen(function* () {
  const retrieve = yield* RetrieveProfileForMvpd
  const noteProfiles = yield* makeNoteProfiles
  const forgetting = yield* makeForgetting

  return (
    mvpd: string,
    {
      temporaryAccessIdentity: identity,
    }: { readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined } = {},
  ) =>
    Effect.gen(function* () {
      const forget = yield* forgetting(mvpd, identity)
      const found = yield* retrieve({ mvpd, temporaryAccessIdentity: identity }).pipe(
        emptyWithoutProfile,
        Effect.tap((all: Profile.Profiles) =>
          Object.values(all).some((one) => one.mvpd === mvpd) ? Effect.void : forget,
        ),
        whenRequired(forget),
      )
      return validLongest(yield* noteProfiles(found, identity))
    }).pipe(asOneCall)
})

/** The profile with an MVPD, if there is a valid one. */
export const profile = withServices(makeProfile)

/** Whether the service says, in an error, that there is no profile. */
export const isProfileMissing = (error: AdobePassError): boolean =>
  error._tag === "AuthenticationRequired" &&
  (error.reason === "profileMissing" || error.reason === "profileExpired")

/** No profiles where the service says so by an error: each of its endpoints may, or answer without any. */
export const emptyWithoutProfile = <A, E extends AdobePassError, R>(
  retrieve: Effect.Effect<Readonly<Record<string, A>>, E, R>,
): Effect.Effect<Readonly<Record<string, A>>, E, R> =>
  Effect.catchIf(retrieve, isProfileMissing, () => Effect.succeed({}))

/** How a picker showed an MVPD: one of the configuration's, or parts of it. */
export interface Picked {
  /** Its identifier. */
  readonly id?: string | undefined
  /** The name that the viewer saw. */
  readonly displayName?: string | undefined
  /** Where its logo is. */
  readonly logoUrl?: string | undefined
}
export const Picked: Schema.Schema<Picked> = Schema.Struct({
  id: Schema.optional(Schema.String),
  displayName: Schema.optional(Schema.String),
  logoUrl: Schema.optional(Schema.String),
}).annotations({ parseOptions: { onExcessProperty: "ignore" } })

/**
 * Remembers a viewer who just signed in, with the name and logo of the MVPD they picked, unless they signed in with another.
 * A TempPass is no login: the MVPD that the viewer picked stays remembered. Permits of the login that was remembered before are
 * dropped.
 */
export const makeRemember = Effect.gen(function* () {
  const { set } = yield* Remembered
  const permits = (yield* Permits).of(yield* Integration)

  return (
    { attributes, mvpd, notAfter, type }: Profile.Profile,
    request: { readonly mvpd?: string | undefined; readonly picked?: Picked | undefined },
  ) => {
    if (type === "temporary") return Effect.void
    const { displayName, id, logoUrl } = request.picked ?? {}
    const isOther = [request.mvpd, id].some((one) => one !== undefined && one !== mvpd)
    const selection = {
      mvpd: {
        id: mvpd,
        ...(!isOther && displayName !== undefined && { displayName }),
        ...(!isOther && logoUrl !== undefined && { logoUrl }),
      },
      profile: { mvpd, notAfter, attributes },
    }
    return Effect.ensuring(set(selection), permits.of(mvpd, undefined, Option.some(selection)))
  }
})

/** Makes {@link remembered} of its services. */
export const makeRemembered = Effect.zipWith(ServerClock, Remembered, (clock, { readOrNone }) =>
  Effect.zipWith(clock.now, readOrNone, (now, known) =>
    Option.map(known, ({ mvpd, profile }) =>
      profile !== undefined && DateTime.lessThan(now, profile.notAfter) ? { mvpd, profile } : { mvpd },
    ),
  ),
)

/** The MVPD of the last login, and its profile's parts while it is valid: without asking Adobe. */
export const remembered = Effect.flatten(makeRemembered)

/** Forgets the viewer that there is now: of a login that comes before the answer, the answer says nothing. */
const makeForgetting = Effect.gen(function* () {
  const permits = (yield* Permits).of(yield* Integration)
  const { forgetProfile } = yield* Remembered

  return (mvpd: string, identity?: TemporaryAccessIdentity) =>
    Effect.map(permits.dropping(mvpd, identity), (drop) =>
      Effect.whenEffect(
        forgetProfile(mvpd),
        Effect.map(drop, (isDropped) => isDropped && identity === undefined),
      ),
    )
})

const whenRequired =
  <R2>(forget: Effect.Effect<unknown, never, R2>) =>
  <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.tapError(effect, ({ _tag }) => (_tag === "AuthenticationRequired" ? forget : Effect.void))

/** Drops what was remembered of a viewer when the service says that they must sign in again. */
export const makeForgetWhenRequired = Effect.map(
  makeForgetting,
  (forgetting) =>
    (mvpd: string, identity?: TemporaryAccessIdentity) =>
    <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.flatMap(forgetting(mvpd, identity), (forget) => whenRequired(asOneCall(forget))(effect)),
)
