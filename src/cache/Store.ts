/**
 * What outlives the process: client credentials, access tokens, the MVPD selection and parts of the profile. Kept in
 * any `KeyValueStore`; a store that fails costs convenience, never a call.
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
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

/**
 * A store that takes longer than this counts as failed, and for a while is not asked again. It is long because what a
 * hasty reader does not find is registered anew, and that costs the viewer's login.
 */
const patience = "15 seconds"
const rest = 60_000_000_000n

/** What went wrong, without the value it went wrong with. */
const told = (cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  const known = Cause.isFailure(cause) && error instanceof Error ? error : undefined
  return known?.message ?? (error instanceof Error ? error.name : "a defect")
}

/** Runs effects of one key one after another. */
const makeExclusive = () => {
  const locks = new Map<string, { readonly turn: Effect.Semaphore; users: number }>()

  return <A, E, R>(key: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const lock = locks.get(key) ?? { turn: Effect.unsafeMakeSemaphore(1), users: 0 }
        lock.users += 1
        locks.set(key, lock)
        return lock
      }),
      ({ turn }) => turn.withPermits(1)(effect),
      (lock) =>
        Effect.sync(() => {
          lock.users -= 1
          if (lock.users === 0) locks.delete(key)
        }),
    )
}

/** The persistent store. */
export class Store extends Context.Tag("effect-adobe-pass/Store")<
  Store,
  {
    readonly entry: <A, I>(key: string, schema: Schema.Schema<A, I>) => Entry<A>
    /** Runs an effect while nobody else who shares the store runs one with the same key. */
    readonly exclusive: <A, E, R>(key: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  }
>() {
  /** Over any `KeyValueStore` that one process has for itself. */
  static readonly layer = Layer.effect(
    Store,
    Effect.gen(function* () {
      const store = yield* KeyValueStore.KeyValueStore
      /** What the store did not take, or cannot give back; none for what it did not remove. */
      const shadow = new Map<string, Option.Option<string>>()
      const unreadable = new Set<string>()
      const healing = yield* Effect.makeSemaphore(1)
      const warned = new Set<string>()
      const restsUntil = { read: 0n, write: 0n }

      const warnOnce = (message: string, reason: string) =>
        Effect.suspend(() => {
          if (warned.has(message)) return Effect.void
          warned.add(message)
          return Effect.logWarning(message, reason)
        })

      const fails = (reason: string) => warnOnce("the store fails; going on in memory", reason)

      const giveUp = Effect.fn(function* (kind: "read" | "write") {
        restsUntil[kind] = (yield* Clock.currentTimeNanos) + rest
        yield* fails(`no answer within ${patience}`)
        return Option.none()
      })

      /** None where the store failed. Does not wait for ever, even in a region that cannot be interrupted. */
      const attempt = <A, E>(
        kind: "read" | "write",
        operation: Effect.Effect<A, E>,
      ): Effect.Effect<Option.Option<A>> =>
        Effect.gen(function* () {
          if (restsUntil[kind] > 0n && (yield* Clock.currentTimeNanos) < restsUntil[kind])
            return Option.none()
          return yield* Effect.interruptible(operation).pipe(
            Effect.asSome,
            Effect.timeoutTo({ duration: patience, onSuccess: identity, onTimeout: () => undefined }),
          )
        }).pipe(
          Effect.flatMap((done) => (done === undefined ? giveUp(kind) : Effect.succeed(done))),
          Effect.catchAllCause((cause) =>
            Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.as(fails(told(cause)), Option.none()),
          ),
        )

      const write = (key: string, value: Option.Option<string>) =>
        Effect.map(
          attempt(
            "write",
            Option.match(value, { onNone: () => store.remove(key), onSome: (text) => store.set(key, text) }),
          ),
          Option.isSome,
        )

      /** Tries again to bring the store up to date, and believes it only when it gives the value back. */
      const heal = (key: string) =>
        Effect.gen(function* () {
          const known = shadow.get(key)
          if (known === undefined || !(yield* write(key, known))) return
          const kept = yield* attempt("read", store.get(key))
          if (Option.isNone(kept) || Option.getOrUndefined(kept.value) !== Option.getOrUndefined(known))
            return
          shadow.delete(key)
          unreadable.delete(key)
        }).pipe(healing.withPermits(1))

      const keep = (key: string, value: Option.Option<string>) =>
        Effect.suspend(() => {
          if (shadow.has(key) || unreadable.has(key)) {
            shadow.set(key, value)
            return heal(key)
          }
          return Effect.map(write(key, value), (done) => void (done || shadow.set(key, value)))
        })

      const read = (key: string): Effect.Effect<Option.Option<string>> =>
        Effect.gen(function* () {
          const known = shadow.get(key)
          if (known !== undefined) return yield* Effect.as(heal(key), known)
          const found = yield* attempt("read", store.get(key))
          if (Option.isSome(found)) {
            unreadable.delete(key)
            return found.value
          }
          unreadable.add(key)
          return Option.none()
        })

      return Store.of({
        entry: <A, I>(key: string, schema: Schema.Schema<A, I>): Entry<A> => {
          const json = Schema.parseJson(schema)
          const remove = keep(key, Option.none())
          const drop = Effect.fn(function* (damaged: string) {
            yield* warnOnce("an entry of the store is damaged or of another version; it is made anew", key)
            // another process may have written it anew meanwhile
            if (Option.contains(yield* read(key), damaged)) yield* remove
          })
          return {
            get: Effect.gen(function* () {
              const found = yield* read(key)
              const value = yield* Effect.option(Effect.flatMap(found, Schema.decodeUnknown(json)))
              if (Option.isSome(found) && Option.isNone(value)) yield* drop(found.value)
              return value
            }),
            set: (value) =>
              Effect.matchEffect(Schema.encode(json)(value), {
                onFailure: () => warnOnce("a value cannot be written as JSON; it is not kept", key),
                onSuccess: (text) => keep(key, Option.some(text)),
              }),
            remove,
          }
        },
        exclusive: makeExclusive(),
      })
    }),
  )

  /** In memory, gone with the process. */
  static readonly memory = Layer.provide(Store.layer, KeyValueStore.layerMemory)
}
