/** What an app may know of its viewer without asking Adobe: the MVPD of the last login, and parts of its profile. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { optionalText } from "../domain/wire/HeaderText.js"
import { isAttribute } from "../domain/Profile.js"
import { Timestamp } from "../domain/wire/Timestamp.js"
import { deviceKeys } from "./keys.js"
import type { Unreadable } from "./Store.js"
import { Store } from "./Store.js"

/** Kept until the viewer signs out; `profile` only until it expires. */
export const Selection = Schema.Struct({
  mvpd: Schema.Struct({ id: Schema.String, displayName: optionalText, logoUrl: optionalText }),
  profile: Schema.optionalWith(
    Schema.Struct({
      mvpd: Schema.String,
      notAfter: Timestamp,
      attributes: Schema.Record({ key: Schema.String, value: Schema.declare(isAttribute) }),
    }),
    { exact: true },
  ),
})
export interface Selection extends Schema.Schema.Type<typeof Selection> {}

/** The selection of each device. */
export class Remembered extends Context.Tag("effect-adobe-pass/Remembered")<
  Remembered,
  {
    /** None also where the store cannot be read. */
    readonly readOrNone: Effect.Effect<Option.Option<Selection>, never, Device>
    /** Fails where the store cannot be read. */
    readonly read: Effect.Effect<Option.Option<Selection>, Unreadable, Device>
    readonly set: (selection: Selection) => Effect.Effect<void, never, Device>
    /** Forgets the viewer of an MVPD, if it is theirs. */
    readonly forget: (mvpd: string) => Effect.Effect<void, never, Device>
    /** Forgets the profile of an MVPD but not that the viewer picked it. */
    readonly forgetProfile: (mvpd: string) => Effect.Effect<void, never, Device>
  }
>() {
  static readonly layer = Layer.effect(
    Remembered,
    Effect.gen(function* () {
      const store = yield* Store
      const keysOf = deviceKeys(yield* Integration)

      const entry = Effect.map(Device, (device) => store.entry(keysOf(device).selection, Selection))
      const readOrNone = Effect.flatMap(entry, ({ readOrNone }) => readOrNone)
      const set = (selection: Selection) => Effect.flatMap(entry, ({ set }) => set(selection))
      const of = (mvpd: string) =>
        Effect.map(
          readOrNone,
          Option.filter((selection) => selection.mvpd.id === mvpd),
        )

      return {
        readOrNone,
        read: Effect.flatMap(entry, ({ read }) => read),
        set,
        forget: (mvpd) =>
          Effect.flatMap(of(mvpd), (known) =>
            Option.isSome(known) ? Effect.flatMap(entry, ({ remove }) => remove) : Effect.void,
          ),
        forgetProfile: (mvpd) =>
          Effect.flatMap(of(mvpd), (known) =>
            Option.isSome(known) && known.value.profile !== undefined
              ? set({ mvpd: known.value.mvpd })
              : Effect.void,
          ),
      }
    }),
  )
}
