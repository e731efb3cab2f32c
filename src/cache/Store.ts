/**
 * What outlives the process: client credentials, access tokens, the MVPD selection and parts of the profile. Kept in
 * any `KeyValueStore`; a store that fails costs convenience, never a call.
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"

/** One value in the store. */
export interface Entry<A> {
  /** None where there is nothing, or nothing that can be read. */
  readonly get: Effect.Effect<Option.Option<A>>
  readonly set: (value: A) => Effect.Effect<void>
  readonly remove: Effect.Effect<void>
}

/** A name for what belongs to all of `parts` together and to nothing else; tells none of them. */
export const keyOf = (...parts: ReadonlyArray<string>): string =>
  Encoding.encodeHex(sha256(new TextEncoder().encode(JSON.stringify(parts))))

/** The persistent store. */
export class Store extends Context.Tag("effect-adobe-pass/Store")<
  Store,
  {
    readonly entry: <A, I>(key: string, schema: Schema.Schema<A, I>) => Entry<A>
    /** Runs an effect while no other process that shares the store runs one with the same key. */
    readonly exclusive: <A, E, R>(key: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  }
>() {
  /** Over any `KeyValueStore` that one process has for itself. */
  static readonly layer = Layer.effect(
    Store,
    Effect.gen(function* () {
      const store = yield* KeyValueStore.KeyValueStore
      const warned = yield* Ref.make(false)

      const warnOnce = (error: unknown) =>
        Effect.whenEffect(
          Effect.logWarning("the store fails; going on in memory", error),
          Effect.map(Ref.getAndSet(warned, true), (before) => !before),
        )

      return {
        entry: <A, I>(key: string, schema: Schema.Schema<A, I>): Entry<A> => {
          const entry = store.forSchema(schema)
          const remove = Effect.catchAll(entry.remove(key), warnOnce)
          return {
            get: Effect.catchAll(entry.get(key), (error) =>
              // what cannot be read is of another version or damaged; it is written anew when it is next known
              (error._tag === "ParseError" ? remove : warnOnce(error)).pipe(Effect.as(Option.none())),
            ),
            set: (value) => Effect.catchAll(entry.set(key, value), warnOnce),
            remove,
          }
        },
        exclusive: (_key, effect) => effect,
      }
    }),
  )

  /** In memory, gone with the process. */
  static readonly memory = Layer.provide(Store.layer, KeyValueStore.layerMemory)
}
