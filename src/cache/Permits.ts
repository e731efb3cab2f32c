/** Preauthorization permits in memory, so that a catalogue is not asked for twice. Denials are never kept. */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Permit } from "../domain/Decision.js"
import { Device } from "../domain/Device.js"

/** Whose permits: of one device, service provider and MVPD. */
export interface Owner {
  readonly serviceProvider: string
  readonly mvpd: string
}

/** The permits of each device. */
export class Permits extends Context.Tag("effect-adobe-pass/Permits")<
  Permits,
  {
    readonly get: (
      owner: Owner,
      resource: string,
      now: DateTime.Utc,
    ) => Effect.Effect<Option.Option<Permit>, never, Device>
    /** Keeps a permit until its `notAfter`, where it has one. */
    readonly set: (owner: Owner, resource: string, permit: Permit) => Effect.Effect<void, never, Device>
    readonly clear: (owner: Owner) => Effect.Effect<void, never, Device>
  }
>() {
  static readonly layer = Layer.sync(Permits, () => {
    const owners = new Map<string, Map<string, Permit>>()
    const of = ({ mvpd, serviceProvider }: Owner) =>
      Effect.map(Device, ({ identifier }) =>
        JSON.stringify([serviceProvider, mvpd, Redacted.value(identifier)]),
      )

    return Permits.of({
      get: (owner, resource, now) =>
        Effect.map(of(owner), (key) =>
          Option.filter(
            Option.fromNullable(owners.get(key)?.get(resource)),
            ({ notAfter }) => notAfter === undefined || DateTime.lessThan(now, notAfter),
          ),
        ),
      set: (owner, resource, permit) =>
        Effect.map(of(owner), (key) => {
          const permits = owners.get(key) ?? new Map<string, Permit>()
          owners.set(key, permits.set(resource, permit))
        }),
      clear: (owner) => Effect.map(of(owner), (key) => void owners.delete(key)),
    })
  })
}
