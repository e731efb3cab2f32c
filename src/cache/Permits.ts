/** Preauthorization permits in memory, so that a catalogue is not asked for twice. Denials are never kept. */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Permit } from "../domain/Decision.js"
import { Device, speaker } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import type { Profile } from "../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { Bounded, Caches, count } from "./Caches.js"
import type { Selection } from "./Remembered.js"

/** The permits of one viewer with one MVPD until they are cleared; what is set afterwards is not kept. */
export interface Owned {
  /** The permit, unless it has expired by `now`, the server's time. */
  readonly get: (resource: string, now: DateTime.Utc) => Effect.Effect<Option.Option<Permit>>
  /** Keeps a permit until its own `notAfter` or that of the profile. */
  readonly set: (resource: string, permit: Permit) => Effect.Effect<void>
  /** Forgets them, unless they are cleared; tells which. */
  readonly drop: Effect.Effect<boolean>
}

interface Kept {
  readonly permit: Permit
  readonly notAfter: ReadonlyArray<DateTime.Utc>
}

/** What differs from one login to the next, and when one is prolonged. */
const loginOf = ({ attributes, notAfter, notBefore, sessionId }: Profile) =>
  JSON.stringify([notBefore?.epochMillis, notAfter.epochMillis, sessionId, attributes["userID"]?.value])

type Remembered = NonNullable<Selection["profile"]>

/** So many viewers are told apart, even where no permit is kept. */
const viewers = 10_000

/** The permits of each device. */
export class Permits extends Context.Tag("effect-adobe-pass/Permits")<
  Permits,
  {
    /**
     * Those of an MVPD for the viewer that the device speaks for, or for the identity of a promotional TempPass.
     *
     * `remembered` is who the store says is signed in: a logout or login in another process or tab changes it, and permits of
     * another viewer are not found. If the store cannot be read, pass nothing: the last known viewer is assumed.
     */
    readonly of: (
      mvpd: string,
      identity?: TemporaryAccessIdentity,
      remembered?: Option.Option<Remembered>,
    ) => Effect.Effect<Owned, never, Device | Integration>
    /** Takes note of the viewer's profile: permits end with it, and those from before another profile are dropped. */
    readonly noteProfile: (
      profile: Profile,
      identity?: TemporaryAccessIdentity,
    ) => Effect.Effect<void, never, Device | Integration>
    /** Forgets those of an MVPD on the device, whoever it speaks for. */
    readonly clear: (mvpd: string) => Effect.Effect<void, never, Device | Integration>
    /** Forgets everybody's. */
    readonly clearAll: Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    Permits,
    Effect.gen(function* () {
      const { capacity } = (yield* Caches).permits
      const permits = new Bounded<Kept>(capacity)
      const profiles = new Bounded<{ readonly login: string; readonly notAfter: DateTime.Utc }>(viewers)
      const clearings = new Bounded<number>(viewers)
      const lasts = new Bounded<Option.Option<Remembered>>(viewers)
      let clearing = 0
      const prefixesOf = (mvpd: string, identity?: TemporaryAccessIdentity) =>
        Effect.gen(function* () {
          const { baseUrl, serviceProvider } = yield* Integration
          const device = yield* Device
          const ofDevice = `${JSON.stringify([baseUrl, serviceProvider, mvpd, Redacted.value(device.identifier)])} `
          return { ofDevice, ofViewer: `${ofDevice}${JSON.stringify([identity, ...speaker(device)])} ` }
        })
      const forget = (prefix: string) => {
        clearing += 1
        clearings.set(prefix, clearing)
        permits.deleteAll(prefix)
      }
      const clear = (prefix: string) => {
        forget(prefix)
        profiles.deleteAll(prefix)
      }

      return {
        of: (mvpd, identity, read) =>
          Effect.map(prefixesOf(mvpd, identity), ({ ofDevice, ofViewer }): Owned => {
            const since = clearing
            const last = read ?? lasts.get(ofViewer) ?? Option.none()
            lasts.set(ofViewer, last)
            const remembered = Option.getOrUndefined(last)
            const profile = profiles.get(ofViewer) ?? remembered
            const login = [remembered?.notAfter.epochMillis, remembered?.attributes["userID"]?.value]
            const ofLogin = `${ofViewer}${JSON.stringify(login)} `
            // an answer that was on its way while the viewer signed out is not theirs who signs in next
            const isCleared = () =>
              ["", ofDevice, ofViewer].some((prefix) => (clearings.get(prefix) ?? 0) > since)
            return {
              get: (resource, now) =>
                Effect.suspend(() => {
                  const kept = permits.get(ofLogin + resource)
                  const isGood =
                    kept !== undefined && kept.notAfter.every((notAfter) => DateTime.lessThan(now, notAfter))
                  return Effect.as(
                    count("permits", isGood),
                    isGood ? Option.some(kept.permit) : Option.none(),
                  )
                }),
              set: (resource, permit) =>
                Effect.sync(() => {
                  if (isCleared()) return
                  const notAfter = [permit.notAfter, profile?.notAfter].filter((one) => one !== undefined)
                  permits.set(ofLogin + resource, { permit, notAfter })
                }),
              drop: Effect.sync(() => {
                if (isCleared()) return false
                forget(ofViewer)
                return true
              }),
            }
          }),
        noteProfile: (profile, identity) =>
          Effect.map(prefixesOf(profile.mvpd, identity), ({ ofViewer }) => {
            const login = loginOf(profile)
            if (profiles.get(ofViewer)?.login === login) return
            clear(ofViewer)
            profiles.set(ofViewer, { login, notAfter: profile.notAfter })
          }),
        clear: (mvpd) => Effect.map(prefixesOf(mvpd), ({ ofDevice }) => clear(ofDevice)),
        clearAll: Effect.sync(() => clear("")),
      }
    }),
  )
}
