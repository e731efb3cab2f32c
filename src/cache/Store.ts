/**
 * What outlives the process: client credentials, access tokens, the MVPD selection and parts of the profile. Kept in
 * any `KeyValueStore`; a store that fails costs convenience, never a call.
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** The store failed, so that it is not known whether it has a value. */
export class Unreadable extends Data.TaggedError("Unreadable") {}

/** One value in the store. */
export interface Entry<A> {
  /** None only where the store has no value; fails where the store cannot be read. */
  readonly read: Effect.Effect<Option.Option<A>, Unreadable>
  /** None where the store has no value, or cannot be read. */
  readonly readOrNone: Effect.Effect<Option.Option<A>>
  /**
   * Sets it where nothing was found. Where the store could not be read, that is in memory only, and in force until the
   * store can be read and turns out to have a value.
   */
  readonly add: (value: A) => Effect.Effect<void>
  readonly set: (value: A) => Effect.Effect<void>
  readonly remove: Effect.Effect<void>
}

/**
 * A store that takes longer than this counts as failed, and for a while is not asked for the same key again. It is long
 * because what a hasty reader does not find is registered anew, and that costs the viewer's login.
 */
const patience = "15 seconds"
const rest = 60_000_000_000n
/** After so many keys in a row without an answer it is not asked for any. */
const silence = 3

/** What went wrong, without the value it went wrong with. */
const told = (cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  const known = Cause.isFailure(cause) && error instanceof Error ? error : undefined
  return known?.message ?? (error instanceof Error ? error.name : "a defect")
}

/** Which keys a store is not asked for, as it did not answer. */
class Rests {
  /** Until when, in nanoseconds; "" for all of them. */
  private readonly until = new Map<string, bigint>()
  private readonly silent = new Set<string>()

  has(key: string, now: bigint): boolean {
    for (const [one, end] of this.until) {
      // the rest of them began later
      if (end > now) break
      this.until.delete(one)
    }
    return this.until.has(key) || this.until.has("")
  }

  begin(key: string, now: bigint) {
    this.silent.add(key)
    for (const one of this.silent.size < silence ? [key] : [key, ""]) {
      this.until.delete(one)
      this.until.set(one, now + rest)
    }
  }

  /** The store answered: it is not silent for all keys. */
  end() {
    this.silent.clear()
  }
}

/** Runs `work` while no other of its `key` runs, wherever that may be. */
export interface Exclusive {
  <A, E, R>(key: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>
}

/** Runs the works of one key one after another, in this process. */
const makeExclusive = (): Exclusive => {
  const locks = new Map<string, { readonly turn: Effect.Semaphore; users: number }>()

  return (key, work) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const lock = locks.get(key) ?? { turn: Effect.unsafeMakeSemaphore(1), users: 0 }
        lock.users += 1
        locks.set(key, lock)
        return lock
      }),
      ({ turn }) => turn.withPermits(1)(work),
      (lock) =>
        Effect.sync(() => {
          lock.users -= 1
          if (lock.users === 0) locks.delete(key)
        }),
    )
}

/** What {@link Store} does. */
export interface Service {
  /**
   * The beginning of `key` names the format. Two versions of an app may share a store, or an app may be rolled back: an
   * entry may get more fields, which older versions pass over, but never another meaning. A format that older
   * versions could not read gets a name of its own, made from the entry of the old name, which stays: so each version
   * finds the client that the viewer's logins belong to, and none takes what it cannot read for garbage.
   */
  readonly entry: <A, I>(key: string, schema: Schema.Schema<A, I>) => Entry<A>
  /** Runs `work` while no other process or fiber that shares the store runs work of the same `key`. */
  readonly exclusive: Exclusive
}

const make = Effect.gen(function* () {
  const store = yield* KeyValueStore.KeyValueStore
  /** What the store did not take, or cannot give back; none for what it did not remove. */
  const shadow = new Map<string, Option.Option<string>>()
  const unreadable = new Set<string>()
  /** What was added without knowing whether there is something, and what would take its place. */
  const added = new Map<string, (stored: string) => boolean>()
  const healing = makeExclusive()
  const warned = new Set<string>()
  const rests = { read: new Rests(), write: new Rests() }

  const warnOnce = (message: string, reason: string) =>
    Effect.suspend(() => {
      if (warned.has(message)) return Effect.void
      warned.add(message)
      return Effect.logWarning(message, reason)
    })

  const fails = (reason: string) => warnOnce("the store fails; going on in memory", reason)

  const giveUp = Effect.fn(function* (kind: "read" | "write", key: string) {
    rests[kind].begin(key, yield* Clock.currentTimeNanos)
    yield* fails(`no answer within ${patience}`)
    return Option.none()
  })

  /** None where the store failed. Does not wait for ever, even in a region that cannot be interrupted. */
  const attempt = <A, E>(
    kind: "read" | "write",
    key: string,
    operation: Effect.Effect<A, E>,
  ): Effect.Effect<Option.Option<A>> =>
    Effect.gen(function* () {
      if (rests[kind].has(key, yield* Clock.currentTimeNanos)) return Option.none()
      // a write goes on, whoever stops waiting for it
      const begun = kind === "write" ? Effect.disconnect(Effect.uninterruptible(operation)) : operation
      const done = yield* Effect.interruptible(begun).pipe(
        Effect.asSome,
        Effect.timeoutTo({ duration: patience, onSuccess: identity, onTimeout: () => undefined }),
      )
      if (done === undefined) return yield* giveUp(kind, key)
      rests[kind].end()
      return done
    }).pipe(
      Effect.catchAllCause((cause) => {
        if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
        rests[kind].end()
        return Effect.as(fails(told(cause)), Option.none())
      }),
    )

  const write = (key: string, value: Option.Option<string>) =>
    Effect.map(
      attempt(
        "write",
        key,
        Option.match(value, { onNone: () => store.remove(key), onSome: (text) => store.set(key, text) }),
      ),
      Option.isSome,
    )

  /** Tries again to bring the store up to date, and believes it only when it gives the value back. */
  const heal = (key: string) =>
    healing(
      key,
      Effect.gen(function* () {
        const known = shadow.get(key)
        if (known === undefined) return
        const isWanted = added.get(key)
        if (isWanted !== undefined) {
          const stored = yield* attempt("read", key, store.get(key))
          if (Option.isNone(stored)) return
          if (Option.exists(stored.value, isWanted)) return healed(key)
        }
        if (!(yield* write(key, known))) return
        const kept = yield* attempt("read", key, store.get(key))
        if (Option.isNone(kept) || Option.getOrUndefined(kept.value) !== Option.getOrUndefined(known)) return
        healed(key)
      }),
    )
  const healed = (key: string) => {
    shadow.delete(key)
    unreadable.delete(key)
    added.delete(key)
  }

  const keep = (key: string, value: Option.Option<string>) =>
    Effect.suspend(() => {
      if (shadow.has(key) || unreadable.has(key)) {
        shadow.set(key, value)
        return heal(key)
      }
      return Effect.map(write(key, value), (done) => void (done || shadow.set(key, value)))
    })

  const read = (key: string): Effect.Effect<Option.Option<string>, Unreadable> =>
    Effect.gen(function* () {
      const known = shadow.get(key)
      if (known !== undefined) {
        const mayChange = added.has(key)
        yield* heal(key)
        if (!mayChange || shadow.has(key)) return known
      }
      const found = yield* attempt("read", key, store.get(key))
      if (Option.isSome(found)) {
        unreadable.delete(key)
        return found.value
      }
      unreadable.add(key)
      return yield* new Unreadable()
    })

  return {
    entry: <A, I>(key: string, schema: Schema.Schema<A, I>): Entry<A> => {
      const json = Schema.parseJson(schema)
      const remove = Effect.suspend(() => {
        added.delete(key)
        return keep(key, Option.none())
      })
      const drop = Effect.fn(function* (damaged: string) {
        yield* warnOnce("an entry of the store is damaged or of another version; it is made anew", key)
        // another process may have written it anew meanwhile
        if (Option.contains(yield* read(key), damaged)) yield* remove
      })
      const readEntry = Effect.gen(function* () {
        const found = yield* read(key)
        const value = yield* Effect.option(Effect.flatMap(found, Schema.decodeUnknown(json)))
        if (Option.isSome(found) && Option.isNone(value)) yield* drop(found.value)
        return value
      })
      const set = (value: A) =>
        Effect.matchEffect(Schema.encode(json)(value), {
          onFailure: () => warnOnce("a value cannot be written as JSON; it is not kept", key),
          onSuccess: (text) => keep(key, Option.some(text)),
        })
      return {
        read: readEntry,
        readOrNone: Effect.orElseSucceed(readEntry, Option.none),
        add: (value) =>
          Effect.suspend(() => {
            if (unreadable.has(key) && !shadow.has(key)) {
              added.set(key, (stored) => Option.isSome(Schema.decodeUnknownOption(json)(stored)))
            }
            return set(value)
          }),
        set,
        remove,
      }
    },
    exclusive: makeExclusive(),
  }
})

/** The persistent store. */
export class Store extends Context.Tag("effect-adobe-pass/Store")<Store, Service>() {
  /** Over any `KeyValueStore` that one process has for itself. */
  static readonly layer = Layer.effect(Store, make)

  /**
   * Over a `KeyValueStore` that processes share.
   *
   * @param exclusive Takes the lock that they share; fibers of this process take their turns before it is asked for.
   */
  static readonly layerShared = (
    exclusive: Exclusive,
  ): Layer.Layer<Store, never, KeyValueStore.KeyValueStore> =>
    Layer.effect(
      Store,
      Effect.map(make, (store) =>
        Store.of({ ...store, exclusive: (key, work) => store.exclusive(key, exclusive(key, work)) }),
      ),
    )

  /** In memory, gone with the process. */
  static readonly memory = Layer.provide(Store.layer, KeyValueStore.layerMemory)
}
