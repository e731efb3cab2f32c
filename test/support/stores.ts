/** Stores over storages that do as a test says. */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Store } from "../../src/cache/Store.js"

/** The store over a storage that does what is given, and nothing else. */
export const over = (methods: Partial<Parameters<typeof KeyValueStore.makeStringOnly>[0]>) =>
  Layer.provide(
    Store.layer,
    Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.makeStringOnly({
        get: () => Effect.succeedNone,
        set: () => Effect.void,
        remove: () => Effect.void,
        clear: Effect.void,
        size: Effect.succeed(0),
        ...methods,
      }),
    ),
  )

/** A store each of whose operations takes so many milliseconds. */
export const slow = (millis: number) => {
  const values = new Map<string, string>()
  const later = <A>(run: () => A) => Effect.delay(Effect.sync(run), millis)
  const layer = over({
    get: (key) => later(() => Option.fromNullable(values.get(key))),
    set: (key, value) => later(() => void values.set(key, value)),
    remove: (key) => later(() => void values.delete(key)),
  })
  return { values, layer }
}
