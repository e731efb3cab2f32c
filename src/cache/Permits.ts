/** Preauthorization permits in memory, so that a catalogue is not asked for twice. Denials are never kept. */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Permit } from "../domain/Decision.js"
import { Device } from "../domain/Device.js"
import { Bounded, Caches, count } from "./Caches.js"

/** Whose permits: of one device, service provider and MVPD. */
export interface Owner {
  readonly serviceProvider: string
  readonly mvpd: string
}

/** The permits of one owner until they are cleared; what is set afterwards is not kept. */
export interface Owned {
  /** The permit, unless it has expired by `now`, the server's time. */
  readonly get: (resource: string, now: DateTime.Utc) => Effect.Effect<Option.Option<Permit>>
  /** Keeps a permit until its own `notAfter` or that of the profile, whichever comes first. */
  readonly set: (resource: string, permit: Permit, profileNotAfter?: DateTime.Utc) => Effect.Effect<void>
}

interface Kept {
  readonly permit: Permit
  readonly notAfter: ReadonlyArray<DateTime.Utc>
}

/** The permits of each device. */
export class Permits extends Context.Tag("effect-adobe-pass/Permits")<
  Permits,
  {
    readonly of: (owner: Owner) => Effect.Effect<Owned, never, Device>
    readonly clear: (owner: Owner) => Effect.Effect<void, never, Device>
    /** Forgets everybody's. */
    readonly clearAll: Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    Permits,
    Effect.gen(function* () {
      const { capacity } = (yield* Caches).permits
      const permits = new Bounded<Kept>(capacity)
      const clearings = new Bounded<number>(capacity)
      let clearing = 0
      const prefixOf = ({ mvpd, serviceProvider }: Owner) =>
        Effect.map(
          Device,
          ({ identifier }) => `${JSON.stringify([serviceProvider, mvpd, Redacted.value(identifier)])} `,
        )
      const clear = (prefix: string) => {
        clearing += 1
        clearings.set(prefix, clearing)
        permits.deleteAll(prefix)
      }

      return {
        of: (owner) =>
          Effect.map(prefixOf(owner), (prefix): Owned => {
            const since = clearing
            // an answer that was on its way while the viewer signed out is not theirs who signs in next
            const isCleared = () => Math.max(clearings.get(prefix) ?? 0, clearings.get("") ?? 0) > since
            return {
              get: (resource, now) =>
                Effect.suspend(() => {
                  const kept = permits.get(prefix + resource)
                  const isGood =
                    kept !== undefined && kept.notAfter.every((notAfter) => DateTime.lessThan(now, notAfter))
                  return Effect.as(
                    count("permits", isGood),
                    isGood ? Option.some(kept.permit) : Option.none(),
                  )
                }),
              set: (resource, permit, profileNotAfter) =>
                Effect.sync(() => {
                  if (isCleared()) return
                  const notAfter = [permit.notAfter, profileNotAfter].filter((one) => one !== undefined)
                  permits.set(prefix + resource, { permit, notAfter })
                }),
            }
          }),
        clear: (owner) => Effect.map(prefixOf(owner), clear),
        clearAll: Effect.sync(() => clear("")),
      }
    }),
  )
}
