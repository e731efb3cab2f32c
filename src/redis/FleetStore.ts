/**
 * The store that a fleet shares: one hash for each device, and what this process knows of it, which it goes on with while
 * Redis is away, and writes back where Redis has lost it.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Bounded } from "../cache/Caches.js"
import { makeExclusive } from "../cache/exclusive.js"
import { type Entry, Store, Unreadable } from "../cache/Store.js"
import { asOneCall } from "../cache/StoreWait.js"
import { monotonic } from "../policy/monotonic.js"
import { script } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"
import type { Lease } from "./Lease.js"
import { currentLease, makeLeased } from "./Lease.js"
import { Processes } from "./Processes.js"
import type { Secrets } from "./Secrets.js"
import { makeWriteBack } from "./WriteBack.js"

/** How many entries this process remembers; a device has three. */
const capacity = 30_000

/** What was written so shortly before Redis went away may not have reached a replica, in milliseconds. */
const recent = 60_000

/** What was removed is kept as nothing, lest a process that still knows it takes it for lost. */
const removed = ""

/** The value of a field. A device that is asked for lives on. */
const read = script(`
local life = tonumber(ARGV[2])
local value = redis.call('HGET', KEYS[1], ARGV[1])
if value and redis.call('PTTL', KEYS[1]) < life * 0.9 then redis.call('PEXPIRE', KEYS[1], life) end
return value`)

/** When a field may be set. */
type Rule =
  /** In any case. */
  | "any"
  /** Unless an owner with a higher fence has held the lease since. */
  | "fence"
  /** Where it has the value that is known, or none. */
  | "same"
  /** Where Redis has lost it. */
  | "lost"

/** Sets a field, unless the rule forbids it; gives what is there then. */
export const write = script(`
local value = redis.call('HGET', KEYS[1], ARGV[1])
local isForbidden = false
if ARGV[4] == 'fence' then
  isForbidden = tonumber(redis.call('HGET', KEYS[1], 'fence') or '0') > tonumber(ARGV[5])
elseif ARGV[4] == 'same' then
  isForbidden = value and value ~= '' and value ~= ARGV[5]
elseif ARGV[4] == 'lost' then
  isForbidden = value
end
if isForbidden then return value end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return ARGV[2]`)

/** What is, or should be, in a field: as it is written, and what it says; none where it was removed. */
interface Known {
  readonly raw: string
  readonly text: Option.Option<string>
}

/** What Redis has; `writtenAt` where this process wrote it, in monotonic milliseconds. */
interface Mirrored extends Known {
  readonly writtenAt?: number
}

/** What Redis did not take yet, the rule for it, and what was there before. */
interface Unsaved extends Known {
  readonly rule: "any" | "same"
  readonly before: string
}

const nothing: Known = { raw: removed, text: Option.none() }

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))
const stringify = Option.liftThrowable((value: unknown) => JSON.stringify(value))

export interface Options {
  /** How long one call waits for Redis in all. */
  readonly patience: Duration.Duration
  /** Begins every key. */
  readonly prefix: string
  /** How long a device's hash lives after its last call. */
  readonly life: Duration.Duration
}

const make = ({ life, patience, prefix }: Options, { open, seal }: Secrets) =>
  Effect.gen(function* () {
    const { countAlone, isPassing, onReturn, run } = yield* Connection
    const { look } = yield* Processes
    const leased = yield* makeLeased
    const scope = yield* Effect.scope
    const alone = countAlone("store")
    const lifeMillis = Duration.toMillis(life)
    const turns = makeExclusive()
    const mirror = new Bounded<Mirrored>(capacity)
    const unsaved = new Bounded<Unsaved>(capacity)
    /** What no key at hand can read, and what may therefore be replaced. */
    const sealed = new Bounded<string>(capacity)
    const warned = new Set<string>()

    const warnOnce = (message: string) =>
      Effect.suspend(() => {
        if (warned.has(message)) return Effect.void
        warned.add(message)
        return Effect.logWarning(message)
      })

    /** Half of a device's hash tells it from all others. */
    const hashOf = (device: string) => `${prefix}{${device.slice(0, 32)}}`
    /** A key of the store is the kind of the entry and its device. */
    const placeOf = (key: string) => {
      const at = key.indexOf("-")
      return { field: key.slice(0, at), hash: hashOf(key.slice(at + 1)) }
    }

    /** Takes what another process wrote for what there is. */
    const adopt = (key: string, raw: string) =>
      Effect.gen(function* () {
        const text = raw === removed ? Option.none() : yield* open(raw, key)
        if (Option.isSome(text) || raw === removed) mirror.set(key, { raw, text })
        else {
          sealed.set(key, raw)
          yield* warnOnce(
            "an entry in Redis is damaged, or was encrypted with a key that is not at hand; it counts as not there",
          )
        }
        return text
      })

    const runWrite = (key: string, { raw }: Known, rule: Rule, against: string) => {
      const { field, hash } = placeOf(key)
      return run(write, [hash], [field, raw, lifeMillis, rule, against])
    }

    /** Notes what is there once it was asked for `known` to be written. */
    const written = (key: string, { raw, text }: Known, now: unknown) =>
      Effect.flatMap(monotonic, (writtenAt) => {
        unsaved.delete(key)
        sealed.delete(key)
        if (now === raw) {
          mirror.set(key, { raw, text, writtenAt })
          return Effect.succeed(text)
        }
        mirror.delete(key)
        return typeof now === "string" ? adopt(key, now) : Effect.succeedNone
      })

    /** Writes as the rule allows, and gives what is there then. While Redis is away, what was to be written is. */
    const put = (
      key: string,
      known: Known,
      rule: Rule,
      against: string,
    ): Effect.Effect<Option.Option<string>> =>
      Effect.matchEffect(runWrite(key, known, rule, against), {
        onFailure: ({ isOfCall }) =>
          Effect.gen(function* () {
            const before = unsaved.get(key)?.before ?? mirror.get(key)?.raw ?? removed
            unsaved.set(key, { ...known, rule: rule === "any" ? "any" : "same", before })
            yield* alone
            if (isOfCall === true) yield* writeSoon(key)
            return known.text
          }),
        onSuccess: (now) => written(key, known, now),
      })

    /** Redis has no value of a key that this process does not know either; another one may be about to write it back. */
    const missing = Effect.gen(function* () {
      // whoever holds the lease is about to make what is missing
      if ((yield* FiberRef.get(currentLease)) !== undefined) yield* look
      if (!(yield* isPassing)) return Option.none<string>()
      return yield* new Unreadable({ reason: "Redis may have lost it for the moment", isPassing: true })
    })

    /** Redis has lost what is known here. */
    const restore = (key: string, known: Known) =>
      Effect.zipLeft(put(key, known, "same", removed), Effect.unlessEffect(look, isPassing))

    /** What a key has, by what Redis says and by what is known of it here. */
    const settle = (key: string, raw: unknown): Effect.Effect<Option.Option<string>, Unreadable> => {
      const waiting = unsaved.get(key)
      const known = waiting ?? mirror.get(key)
      if (known !== undefined && raw === known.raw) {
        unsaved.delete(key)
        mirror.set(key, known)
        return Effect.succeed(known.text)
      }
      if (typeof raw !== "string") return known === undefined ? missing : restore(key, known)
      if (waiting !== undefined && (waiting.rule === "any" || raw === waiting.before)) {
        return put(key, waiting, waiting.rule, raw)
      }
      // another process has written since
      unsaved.delete(key)
      return adopt(key, raw)
    }

    const runRead = (key: string) => {
      const { field, hash } = placeOf(key)
      return run(read, [hash], [field, lifeMillis])
    }

    /**
     * Writes what a call had no more time to: Redis is there, so no return of it will have that written. To read is enough, for what
     * is read is settled with what waits to be written.
     */
    const writeSoon = (key: string) =>
      asOneCall(Effect.ignore(readText(key))).pipe(
        Effect.locally(currentLease, undefined),
        Effect.forkIn(scope),
      )

    const readText = (key: string): Effect.Effect<Option.Option<string>, Unreadable> =>
      Effect.matchEffect(runRead(key), {
        onFailure: ({ isOfCall, reason }) =>
          Effect.gen(function* () {
            yield* alone
            const known = unsaved.get(key) ?? mirror.get(key)
            if (known !== undefined) return known.text
            return yield* new Unreadable({ reason, isPassing: isOfCall === true || (yield* isPassing) })
          }),
        onSuccess: (raw) => settle(key, raw),
      })

    /** What Redis did not take goes by what is there now; of the rest it is enough to write what is not there. */
    const writeBack = yield* makeWriteBack((key) => {
      const known = mirror.get(key)
      return known === undefined || unsaved.get(key) !== undefined
        ? Effect.flatMap(runRead(key), (raw) => Effect.ignore(settle(key, raw)))
        : Effect.flatMap(runWrite(key, known, "lost", removed), (now) =>
            // a newer value may have come meanwhile
            unsaved.get(key) === undefined ? written(key, known, now) : Effect.void,
          )
    })

    /** Brings Redis up to date once it is back: with what it did not take, and what it may have lost. */
    yield* onReturn((since) => {
      const maybeLost = [...mirror].filter(([, { writtenAt = -Infinity }]) => writtenAt >= since - recent)
      return writeBack([...unsaved, ...maybeLost].map(([key]) => key))
    })

    const entry = <A, I>(key: string, schema: Schema.Schema<A, I>): Entry<A> => {
      const decode = Schema.decodeUnknownOption(schema)
      const encode = Schema.encodeOption(schema)

      const write = (value: A, how: (lease: Lease | undefined) => readonly [Rule, string]) =>
        Effect.gen(function* () {
          const text = Option.flatMap(encode(value), stringify)
          if (Option.isNone(text)) return yield* warnOnce("a value cannot be written as JSON; it is not kept")
          const raw = yield* seal(text.value, key)
          yield* put(key, { raw, text }, ...how(yield* FiberRef.get(currentLease)))
        })

      const read = Effect.gen(function* () {
        const text = yield* readText(key)
        const value = Option.flatMap(text, (json) => Option.flatMap(parse(json), decode))
        if (Option.isSome(text) && Option.isNone(value)) {
          yield* warnOnce("an entry in Redis is damaged or of another version; it is made anew")
          yield* put(key, nothing, "same", mirror.get(key)?.raw ?? removed)
        }
        return value
      })

      return {
        read,
        readOrNone: Effect.orElseSucceed(read, Option.none),
        add: (value) => write(value, () => ["same", sealed.get(key) ?? removed]),
        set: (value) =>
          write(value, (lease) => {
            if (lease === undefined) return ["any", removed]
            const { fence } = lease
            return fence === undefined ? ["same", mirror.get(key)?.raw ?? removed] : ["fence", fence]
          }),
        remove: Effect.suspend(() => put(key, nothing, "any", removed)),
      }
    }

    return Store.of({
      timeout: patience,
      entry,
      exclusive: (key, work) => turns(key, leased(hashOf(key), work)),
    })
  })

/** {@link Store}, shared by all processes that give the same prefix. */
export const layer = (
  options: Options,
  secrets: Secrets,
): Layer.Layer<Store, never, Connection | Processes> => Layer.scoped(Store, make(options, secrets))
