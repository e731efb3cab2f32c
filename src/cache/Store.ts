/**
 * What outlives the process: client credentials, access tokens, the MVPD selection and parts of the profile. Kept in
 * any `KeyValueStore`; a store that fails costs convenience, never a call.
 */
import type { PlatformError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import type { Exclusive } from "./exclusive.js"
import { makeExclusive } from "./exclusive.js"
import { SilentKeys } from "./SilentKeys.js"
import { asOneCall, awaitWithin, isOver, StoreWait } from "./StoreWait.js"

/** The store failed, so that it is not known whether it has a value. */
export class Unreadable extends Data.TaggedError("Unreadable")<{
  readonly reason: string
  /** Whether it will be readable soon, so that a device that this process does not know had better come again. */
  readonly isPassing?: boolean
}> {}

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

/** What went wrong, without the value it went wrong with. */
const messageOf = (cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  const known = Cause.isFailure(cause) && error instanceof Error ? error : undefined
  return known?.message ?? (error instanceof Error ? error.name : "a defect")
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
  /** How long one call waits for the store in all, 2 seconds unless given. */
  readonly timeout?: Duration.Duration | undefined
}

/** What {@link Store.layerShared} is told. */
export interface SharedOptions {
  /** Takes the lock that processes share; fibers of this process take their turns before it is asked for. */
  readonly exclusive: Exclusive
  /** How long one call waits for the store in all, 2 seconds unless given. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * One call waits for its store this long in all, whatever entries it wants. What a hasty reader does not find is
 * registered anew, and costs the viewer's login; what a patient one waits for, no viewer sees.
 */
export const storeTimeout = Duration.seconds(2)

type Kind = "read" | "write"

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))
const stringify = Option.liftThrowable((value: unknown) => JSON.stringify(value))

/** What is removed is gone, also if another process removed it first. */
const isGone = (error: PlatformError) => error._tag === "SystemError" && error.reason === "NotFound"

const make = Effect.fnUntraced(function* (timeout: Duration.DurationInput) {
  const store = yield* KeyValueStore.KeyValueStore
  const timeoutMillis = Duration.toMillis(timeout)
  /** What the store did not take, or cannot give back; none for what it did not remove. */
  const shadow = new Map<string, Option.Option<string>>()
  const unreadable = new Set<string>()
  /** What was added without knowing whether there is something, and what would take its place. */
  const added = new Map<string, (stored: string) => boolean>()
  const healing = makeExclusive()
  const warned = new Set<string>()
  const silent = { read: new SilentKeys(), write: new SilentKeys() }

  const warnOnce = (message: string, reason: string) =>
    Effect.suspend(() => {
      if (warned.has(message)) return Effect.void
      warned.add(message)
      return Effect.logWarning(message, reason)
    })

  const warnOfFailure = (reason: string) => warnOnce("the store fails; going on in memory", reason)

  const answered = <A>(kind: Kind, exit: Exit.Exit<A, unknown>): Effect.Effect<Option.Option<A>> => {
    silent[kind].noteAnswer()
    return Exit.isSuccess(exit)
      ? Effect.succeedSome(exit.value)
      : Effect.as(warnOfFailure(messageOf(exit.cause)), Option.none())
  }

  const awaitAnswer = <A, E>(kind: Kind, key: string, operation: Fiber.RuntimeFiber<A, E>) =>
    Effect.gen(function* () {
      const hadWaited = (yield* StoreWait)?.millis ?? 0
      const exit = yield* awaitWithin(operation, timeoutMillis)
      if (Option.isSome(exit)) return yield* answered(kind, exit.value)
      // a store that was hurried is not silent
      if (hadWaited === 0) silent[kind].add(key, yield* Clock.currentTimeNanos)
      yield* warnOfFailure(`no answer within ${Duration.format(timeout)}`)
      if (kind === "read") yield* Fiber.interruptFork(operation)
      return Option.none()
    }).pipe(Effect.onInterrupt(() => (kind === "read" ? Fiber.interruptFork(operation) : Effect.void)))

  /**
   * None where the store failed. Does not wait for ever, even in a region that cannot be interrupted; and a write goes on,
   * whoever stops waiting for it.
   */
  const ask = <A, E>(kind: Kind, operation: Effect.Effect<A, E>, key: string) => {
    const begin = kind === "read" ? Effect.interruptible(operation) : Effect.uninterruptible(operation)
    const begun = Effect.flatMap(Effect.runtime(), (runtime) => {
      const fiber = Runtime.runFork(runtime, begin)
      // a store in memory is done by now, and costs no fiber that waits
      const exit = fiber.unsafePoll()
      return exit === null ? awaitAnswer(kind, key, fiber) : answered(kind, exit)
    })
    return silent[kind].isEmpty
      ? begun
      : Effect.flatMap(Clock.currentTimeNanos, (now) =>
          silent[kind].has(key, now) ? Effect.succeedNone : begun,
        )
  }

  const get = (key: string) => Effect.suspend(() => ask("read", store.get(key), key))
  const write = (key: string, value: Option.Option<string>) => {
    const operation = Option.match(value, {
      onNone: () => Effect.catchIf(store.remove(key), isGone, () => Effect.void),
      onSome: (text) => store.set(key, text),
    })
    return Effect.map(
      Effect.suspend(() => ask("write", operation, key)),
      Option.isSome,
    )
  }

  /** Tries again to bring the store up to date, and believes it only when it gives the value back. */
  const heal = (key: string) =>
    healing(
      key,
      Effect.gen(function* () {
        const known = shadow.get(key)
        if (known === undefined) return
        const isWanted = added.get(key)
        if (isWanted !== undefined) {
          const stored = yield* get(key)
          if (Option.isNone(stored)) return
          if (Option.exists(stored.value, isWanted)) return healed(key)
        }
        if (!(yield* write(key, known))) return
        const kept = yield* get(key)
        if (Option.isNone(kept) || Option.getOrUndefined(kept.value) !== Option.getOrUndefined(known)) return
        healed(key)
      }),
    )
  const healed = (key: string) => {
    shadow.delete(key)
    unreadable.delete(key)
    added.delete(key)
  }

  /** Goes on with it when the call waits no longer: what is in memory alone is lost with the process. */
  const healAnyhow = (key: string) =>
    Effect.gen(function* () {
      yield* heal(key)
      if (shadow.has(key) && (yield* isOver(timeoutMillis))) yield* Effect.forkDaemon(asOneCall(heal(key)))
    })

  const keep = (key: string, value: Option.Option<string>) =>
    Effect.suspend(() => {
      if (shadow.has(key) || unreadable.has(key)) {
        shadow.set(key, value)
        return healAnyhow(key)
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
      const found = yield* get(key)
      if (Option.isSome(found)) {
        unreadable.delete(key)
        return found.value
      }
      unreadable.add(key)
      return yield* new Unreadable({ reason: "the store fails" })
    })

  return {
    entry: <A, I>(key: string, schema: Schema.Schema<A, I>): Entry<A> => {
      // made when they are needed: a device that is new has nothing to be understood
      const understand = (text: string) => Option.flatMap(parse(text), Schema.decodeUnknownOption(schema))
      const textOf = (value: A) => Option.flatMap(Schema.encodeOption(schema)(value), stringify)
      const remove = Effect.suspend(() => {
        added.delete(key)
        return keep(key, Option.none())
      })
      const drop = (damaged: string) =>
        Effect.gen(function* () {
          yield* warnOnce("an entry of the store is damaged or of another version; it is made anew", key)
          // another process may have written it anew meanwhile
          if (Option.contains(yield* read(key), damaged)) yield* remove
        })
      const readEntry = Effect.gen(function* () {
        const found = yield* read(key)
        const value = Option.flatMap(found, understand)
        if (Option.isSome(found) && Option.isNone(value)) yield* drop(found.value)
        return value
      })
      const set = (value: A) =>
        Option.match(textOf(value), {
          onNone: () => warnOnce("a value cannot be written as JSON; it is not kept", key),
          onSome: (text) => keep(key, Option.some(text)),
        })
      return {
        read: readEntry,
        readOrNone: Effect.orElseSucceed(readEntry, Option.none),
        add: (value) =>
          Effect.suspend(() => {
            if (unreadable.has(key) && !shadow.has(key)) {
              added.set(key, (stored) => Option.isSome(understand(stored)))
            }
            return set(value)
          }),
        set,
        remove,
      }
    },
    exclusive: makeExclusive(),
    timeout: Duration.decode(timeout),
  }
})

/** The persistent store. */
export class Store extends Context.Tag("effect-adobe-pass/Store")<Store, Service>() {
  /** Over any `KeyValueStore` that one process has for itself. */
  static readonly layer = Layer.effect(Store, make(storeTimeout))

  /** Over a `KeyValueStore` that processes share. */
  static readonly layerShared = ({
    exclusive,
    timeout = storeTimeout,
  }: SharedOptions): Layer.Layer<Store, never, KeyValueStore.KeyValueStore> =>
    Layer.effect(
      Store,
      Effect.map(make(timeout), (store) =>
        Store.of({ ...store, exclusive: (key, work) => store.exclusive(key, exclusive(key, work)) }),
      ),
    )

  /** In memory, gone with the process. */
  static readonly memory = Layer.provide(Store.layer, KeyValueStore.layerMemory)
}
