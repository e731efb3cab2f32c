/** Preauthorization permits in memory, so that a catalogue is not asked for twice. Denials are never kept. */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Permit } from "../domain/Decision.js"
import { Device, speaker } from "../domain/Device.js"
import { baseUrls, Integration } from "../domain/Environment.js"
import type { Profile } from "../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { Bounded, Caches, count } from "./Caches.js"

/** The permits of one viewer with one MVPD until they are cleared; what is set afterwards is not kept. */
export interface Owned {
  /** The permit, unless it has expired by `now`, the server's time. */
  readonly get: (resource: string, now: DateTime.Utc) => Effect.Effect<Option.Option<Permit>>
  /** Keeps a permit until its own `notAfter` or that of the profile, by what is `remembered` where none was seen. */
  readonly set: (resource: string, permit: Permit, remembered?: DateTime.Utc) => Effect.Effect<void>
}

interface Kept {
  readonly permit: Permit
  readonly notAfter: ReadonlyArray<DateTime.Utc>
}

/** Whose permits with which MVPD, and by which login as far as is known. */
interface Owner {
  readonly viewer: string
  readonly mvpd: string
  readonly profile?: { readonly login: string; readonly notAfter: DateTime.Utc }
}

/** What differs from one login to the next, and when one is prolonged. */
const loginOf = ({ attributes, notAfter, notBefore, sessionId }: Profile) =>
  JSON.stringify([notBefore.epochMillis, notAfter.epochMillis, sessionId, attributes["userID"]?.value])

/** The permits of each device. */
export class Permits extends Context.Tag("effect-adobe-pass/Permits")<
  Permits,
  {
    /** Those of an MVPD for the viewer that the device speaks for, or for the identity of a promotional TempPass. */
    readonly of: (
      mvpd: string,
      identity?: TemporaryAccessIdentity,
    ) => Effect.Effect<Owned, never, Device | Integration>
    /** Takes note of the viewer's profile: permits end with it, and those from before another profile are dropped. */
    readonly see: (
      profile: Profile,
      identity?: TemporaryAccessIdentity,
    ) => Effect.Effect<void, never, Device | Integration>
    /**
     * Takes note that the viewer is signed in with these MVPDs alone: permits of others are dropped. Says nothing of
     * identities of a promotional TempPass.
     */
    readonly seeOnly: (mvpds: ReadonlySet<string>) => Effect.Effect<void, never, Device | Integration>
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
      const owners = new Bounded<Owner>(capacity)
      const clearings = new Bounded<number>(capacity)
      let clearing = 0
      const keysOf = (mvpd: string, identity?: TemporaryAccessIdentity) =>
        Effect.gen(function* () {
          const { environment, serviceProvider } = yield* Integration
          const device = yield* Device
          const { baseUrl } = baseUrls(environment)
          const client = [baseUrl, serviceProvider, Redacted.value(device.identifier)]
          const speaking = [identity, ...speaker(device)]
          const ofDevice = `${JSON.stringify([...client, mvpd])} `
          return {
            viewer: JSON.stringify([...client, ...speaking]),
            ofDevice,
            ofViewer: `${ofDevice}${JSON.stringify(speaking)} `,
          }
        })
      const clear = (prefix: string) => {
        clearing += 1
        clearings.set(prefix, clearing)
        permits.deleteAll(prefix)
        owners.deleteAll(prefix)
      }

      return {
        of: (mvpd, identity) =>
          Effect.map(keysOf(mvpd, identity), ({ ofDevice, ofViewer, viewer }): Owned => {
            const since = clearing
            const owner = owners.get(ofViewer) ?? { viewer, mvpd }
            owners.set(ofViewer, owner)
            // an answer that was on its way while the viewer signed out is not theirs who signs in next
            const isCleared = () =>
              ["", ofDevice, ofViewer].some((prefix) => (clearings.get(prefix) ?? 0) > since)
            return {
              get: (resource, now) =>
                Effect.suspend(() => {
                  const kept = permits.get(ofViewer + resource)
                  const isGood =
                    kept !== undefined && kept.notAfter.every((notAfter) => DateTime.lessThan(now, notAfter))
                  return Effect.as(
                    count("permits", isGood),
                    isGood ? Option.some(kept.permit) : Option.none(),
                  )
                }),
              set: (resource, permit, remembered) =>
                Effect.sync(() => {
                  if (isCleared()) return
                  const notAfter = [permit.notAfter, owner.profile?.notAfter ?? remembered].filter(
                    (one) => one !== undefined,
                  )
                  permits.set(ofViewer + resource, { permit, notAfter })
                }),
            }
          }),
        see: (profile, identity) =>
          Effect.map(keysOf(profile.mvpd, identity), ({ ofViewer, viewer }) => {
            const { mvpd, notAfter } = profile
            const login = loginOf(profile)
            if (owners.get(ofViewer)?.profile?.login === login) return
            clear(ofViewer)
            owners.set(ofViewer, { viewer, mvpd, profile: { login, notAfter } })
          }),
        seeOnly: (mvpds) =>
          Effect.map(keysOf(""), ({ viewer }) =>
            owners.keys((one) => one.viewer === viewer && !mvpds.has(one.mvpd)).forEach(clear),
          ),
        clear: (mvpd) => Effect.map(keysOf(mvpd), ({ ofDevice }) => clear(ofDevice)),
        clearAll: Effect.sync(() => clear("")),
      }
    }),
  )
}
