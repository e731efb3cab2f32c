/** Preauthorization permits in memory, so that a catalogue is not asked for twice. Denials are never kept. */
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Permit } from "../domain/Decision.js"
import { Device } from "../domain/Device.js"
import type { Integration } from "../domain/Environment.js"
import type { Profile } from "../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { Bounded, Caches, count } from "./Caches.js"
import type { PermitPrefixes } from "./keys.js"
import { permitPrefixes } from "./keys.js"
import type { Selection } from "./Remembered.js"

/** The permits of one viewer with one MVPD until they are cleared; what is set afterwards is not kept. */
export interface Owned {
  /** Differs from one login to the next, and from before a clearing to after it. */
  readonly key: string
  /** The permits of these resources, but for those that have expired by `now`, the server's time. */
  readonly find: (
    resources: Iterable<string>,
    now: DateTime.Utc,
  ) => Effect.Effect<ReadonlyMap<string, Permit>>
  /** Keeps a permit until its own `notAfter` or that of the profile. */
  readonly set: (resource: string, permit: Permit) => Effect.Effect<void>
}

/** The permits of one app at Adobe, by device. */
export interface OfIntegration {
  /**
   * Those of an MVPD for the viewer that the device speaks for, or for the identity of a promotional TempPass.
   *
   * `remembered` is what the store says of the last login, of whatever MVPD: a logout or login in another process or tab
   * changes it, and permits from before are not found. If the store cannot be read, pass nothing: what it said last is assumed.
   */
  readonly of: (
    mvpd: string,
    identity?: TemporaryAccessIdentity,
    remembered?: Option.Option<Selection>,
  ) => Effect.Effect<Owned, never, Device>
  /** What forgets the permits that there are now, unless they are cleared meanwhile; it tells which. */
  readonly dropping: (
    mvpd: string,
    identity?: TemporaryAccessIdentity,
  ) => Effect.Effect<Effect.Effect<boolean>, never, Device>
  /** Takes note of the viewer's profile: permits end with it, and those from before another profile are dropped. */
  readonly noteProfile: (
    profile: Profile,
    identity?: TemporaryAccessIdentity,
  ) => Effect.Effect<void, never, Device>
  /** Forgets those of an MVPD on the device, for all viewers that it speaks for. */
  readonly clear: (mvpd: string) => Effect.Effect<void, never, Device>
}

interface Kept {
  readonly permit: Permit
  /** When it ends, in milliseconds. */
  readonly until: number
}

/** What differs from one login to the next, and when one is prolonged. */
const loginOf = ({ attributes, notAfter, notBefore, sessionId }: Profile) =>
  JSON.stringify([notBefore?.epochMillis, notAfter.epochMillis, sessionId, attributes["userID"]?.value])

/** What differs from one login that is remembered to the next. */
const selectionKey = Option.match({
  onNone: () => "",
  onSome: ({ mvpd, profile }: Selection) =>
    JSON.stringify([mvpd.id, profile?.notAfter.epochMillis, profile?.attributes["userID"]?.value]),
})

/** So many viewers are told apart, even where no permit is kept. */
const viewers = 10_000

/** So many permits over all logins: those of the logins used last, and of one login those used last. */
class BoundedPermits {
  private readonly logins = new Map<string, Map<string, Kept>>()
  private size = 0

  constructor(private readonly capacity: number) {}

  /** The permits of a login that are good by `now`. */
  find(login: string, resources: Iterable<string>, now: number): ReadonlyMap<string, Permit> {
    const found = new Map<string, Permit>()
    const own = this.logins.get(login)
    if (own === undefined) return found
    this.logins.delete(login)
    this.logins.set(login, own)
    for (const resource of resources) {
      const kept = own.get(resource)
      if (kept === undefined || kept.until <= now) continue
      own.delete(resource)
      own.set(resource, kept)
      found.set(resource, kept.permit)
    }
    return found
  }

  set(login: string, resource: string, kept: Kept): void {
    const own = this.logins.get(login) ?? new Map<string, Kept>()
    this.logins.delete(login)
    this.logins.set(login, own)
    if (!own.delete(resource)) this.size += 1
    own.set(resource, kept)
    while (this.size > this.capacity) this.deleteOldest()
  }

  private deleteOldest(): void {
    for (const [login, own] of this.logins) {
      for (const resource of own.keys()) {
        own.delete(resource)
        this.size -= 1
        if (own.size === 0) this.logins.delete(login)
        return
      }
    }
  }

  /** Deletes those of every login whose key starts with `prefix`. */
  deleteAll(prefix: string): void {
    for (const [login, own] of this.logins) {
      if (!login.startsWith(prefix)) continue
      this.size -= own.size
      this.logins.delete(login)
    }
  }
}

/** The permits of each device. */
export class Permits extends Context.Tag("effect-adobe-pass/Permits")<
  Permits,
  {
    /** Those of an app; clients of several apps may share the cache. */
    readonly of: (integration: Integration.Service) => OfIntegration
    /** Forgets them all. */
    readonly clearAll: Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    Permits,
    Effect.gen(function* () {
      const { capacity } = (yield* Caches).permits
      const permits = new BoundedPermits(capacity)
      const profiles = new Bounded<{ readonly login: string; readonly notAfter: DateTime.Utc }>(viewers)
      const clearings = new Bounded<number>(viewers)
      const lasts = new Bounded<Option.Option<Selection>>(viewers)
      let clearing = 0
      const forget = (prefix: string) => {
        clearing += 1
        clearings.set(prefix, clearing)
        permits.deleteAll(prefix)
      }
      const clear = (prefix: string) => {
        forget(prefix)
        profiles.deleteAll(prefix)
      }

      const lastClearing = ({ ofDevice, ofViewer }: PermitPrefixes) =>
        Math.max(...["", ofDevice, ofViewer].map((prefix) => clearings.get(prefix) ?? 0))
      /** An answer that was on its way while the viewer signed out is not theirs who signs in next. */
      const isCleared = (prefixes: PermitPrefixes, since: number) => lastClearing(prefixes) > since

      const ofIntegration = (integration: Integration.Service): OfIntegration => {
        const prefixesOf = (
          device: Device.Service,
          mvpd: string,
          identity: TemporaryAccessIdentity | undefined,
        ) => permitPrefixes(integration, device, mvpd, identity)

        return {
          of: (mvpd, identity, read) =>
            Effect.map(Device, (device): Owned => {
              const prefixes = prefixesOf(device, mvpd, identity)
              const { ofViewer } = prefixes
              const last = lasts.get(ofViewer)
              const selection = read ?? last ?? Option.none()
              lasts.set(ofViewer, selection)
              const login = selectionKey(selection)
              const known = Option.getOrUndefined(selection)
              const own = known?.mvpd.id === mvpd ? known.profile : undefined
              if (last !== undefined && selectionKey(last) !== login) {
                forget(ofViewer)
                // the profile of a login elsewhere ends before the one that was seen here
                const seen = profiles.get(ofViewer)?.notAfter.epochMillis ?? -Infinity
                if (own !== undefined && own.notAfter.epochMillis < seen) profiles.deleteAll(ofViewer)
              }
              const ofLogin = `${ofViewer}${login}`
              const since = lastClearing(prefixes)
              const profile = profiles.get(ofViewer) ?? own
              return {
                key: `${since} ${login}`,
                find: (resources, now) =>
                  Effect.suspend(() => {
                    const asked = new Set(resources)
                    const found = permits.find(ofLogin, asked, now.epochMillis)
                    return Effect.as(count("permits", found.size, asked.size - found.size), found)
                  }),
                set: (resource, permit) =>
                  Effect.sync(() => {
                    if (isCleared(prefixes, since)) return
                    const until = Math.min(
                      permit.notAfter?.epochMillis ?? Infinity,
                      profile?.notAfter.epochMillis ?? Infinity,
                    )
                    permits.set(ofLogin, resource, { permit, until })
                  }),
              }
            }),
          dropping: (mvpd, identity) =>
            Effect.map(Device, (device) => {
              const since = clearing
              return Effect.sync(() => {
                const prefixes = prefixesOf(device, mvpd, identity)
                if (isCleared(prefixes, since)) return false
                forget(prefixes.ofViewer)
                return true
              })
            }),
          noteProfile: (profile, identity) =>
            Effect.map(Device, (device) => {
              const { ofViewer } = prefixesOf(device, profile.mvpd, identity)
              const login = loginOf(profile)
              if (profiles.get(ofViewer)?.login === login) return
              clear(ofViewer)
              profiles.set(ofViewer, { login, notAfter: profile.notAfter })
            }),
          clear: (mvpd) =>
            Effect.map(Device, (device) => clear(prefixesOf(device, mvpd, undefined).ofDevice)),
        }
      }

      return { of: ofIntegration, clearAll: Effect.sync(() => clear("")) }
    }),
  )
}
