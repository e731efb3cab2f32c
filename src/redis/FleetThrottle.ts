/**
 * One bucket for each device address over the fleet, by the time of Redis: what one process sends, or is told by a 429, holds
 * for all. Callers of one process wait for their turns here, in lanes, as with `Throttle.layer`.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Bounded } from "../cache/Caches.js"
import { monotonic } from "../policy/monotonic.js"
import type { Options as Limits } from "../transport/Throttle.js"
import { headroomOf, memory, opensAt, Throttle, turns } from "../transport/Throttle.js"
import type * as Turns from "../transport/Turns.js"
import { script } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"
import { digest } from "./digest.js"
import { Processes } from "./Processes.js"

/** How many addresses this process knows the buckets of. */
const capacity = 50_000

/** A share of the rate is not smaller than one of so many. */
const mostShares = 10

/**
 * The generic cell rate algorithm: of a bucket it is enough to know when it is full again. The key holds that moment, and an
 * `n` behind it where a 429 came, since when the burst is not counted upon.
 *
 * Takes the milliseconds between two requests; how long before the bucket is full one may go; how long an `n` is kept; in how
 * many milliseconds the bucket is full as far as this process knows, with an `n`; and how many requests to take: 1, 0 or -1.
 * Gives how long to wait, and in how many milliseconds the bucket is full now, with an `n`.
 */
const take = script(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local interval, headroom, requests = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[5])
local before = redis.call('GET', KEYS[1])
local full, mark = string.match(before or '0', '^(%d+)(n?)$')
local known, knownMark = string.match(ARGV[4], '^(%d+)(n?)$')
full = tonumber(full)
if mark == '' and knownMark == 'n' then
  mark = 'n'
  full = full - headroom
end
full = math.max(full, now + known)
if mark == 'n' then headroom = 0 end
local wait = 0
if requests > 0 then wait = math.max(0, math.ceil(full - headroom - now)) end
if wait == 0 then full = math.max(now, full + interval * requests) end
local rest = math.max(0, math.ceil(full - now))
local life = rest
if mark == 'n' then life = rest + ARGV[3] end
local after = string.format('%.0f', full) .. mark
if life > 0 then
  if after ~= before then redis.call('SET', KEYS[1], after, 'PX', string.format('%.0f', life)) end
else
  redis.call('DEL', KEYS[1])
end
return {wait, string.format('%.0f', rest) .. mark}`)

const forget = script("return redis.call('DEL', KEYS[1])")

/** What this process knows of a bucket; moments are monotonic milliseconds. */
interface Bucket {
  readonly key: string
  /** When it is full again. */
  full: number
  /** Whether a 429 came. */
  isMarked: boolean
  /** When this process' share of it is full again, while Redis is away. */
  share: number | undefined
}

export interface Options extends Limits {
  /** Begins every key. */
  readonly prefix: string
}

const make = ({ burst = 10, maxWait, prefix, requestsPerSecond = 1 }: Options) =>
  Effect.gen(function* () {
    const { countAlone, run } = yield* Connection
    const { count } = yield* Processes
    const interval = 1000 / requestsPerSecond
    const headroom = headroomOf(interval, burst)
    const buckets = new Bounded<Bucket>(capacity)

    const keyOf = (address: string) => `${prefix}rate:{${digest(`${prefix}${address}`)}}`
    const bucketOf = (address: string): Bucket => {
      const known = buckets.get(address)
      if (known !== undefined) return known
      const bucket = { key: keyOf(address), full: -Infinity, isMarked: false, share: undefined }
      buckets.set(address, bucket)
      return bucket
    }

    const send = (bucket: Bucket, requests: 1 | 0 | -1) =>
      Effect.gen(function* () {
        const known = Math.max(0, Math.ceil(bucket.full - (yield* monotonic)))
        const mark = bucket.isMarked && known > 0 ? "n" : ""
        const answer = yield* run(
          take,
          [bucket.key],
          [interval, headroom, memory, `${known}${mark}`, requests],
        )
        const [wait, rest] = Array.isArray(answer) ? answer : []
        const now = yield* monotonic
        bucket.full = now + Number.parseInt(String(rest), 10)
        bucket.isMarked = String(rest).endsWith("n")
        bucket.share = undefined
        return Number(wait)
      })

    /** By this process' share of the rate. An address that it does not know may just have spent its burst elsewhere. */
    const takeAlone = (bucket: Bucket) =>
      Effect.gen(function* () {
        yield* countAlone("throttle")
        const now = yield* monotonic
        const shares = Math.min(yield* count, mostShares)
        const shareInterval = interval * shares
        const room = bucket.isMarked ? 0 : headroomOf(shareInterval, burst / shares)
        const full = Math.max(now, bucket.share ?? (bucket.full > -Infinity ? bucket.full : now + room))
        bucket.share = full
        const wait = Math.ceil(full - room - now)
        if (wait > 0) return wait
        bucket.share = full + shareInterval
        bucket.full = Math.max(now, bucket.full) + interval
        return 0
      })

    const gate: Turns.Gate = {
      take: (address) => {
        const bucket = bucketOf(address)
        return Effect.catchTag(send(bucket, 1), "Away", () => takeAlone(bucket))
      },
      giveBack: (address) => {
        const bucket = bucketOf(address)
        bucket.full -= interval
        if (bucket.share !== undefined) bucket.share -= interval
        return Effect.ignore(send(bucket, -1))
      },
    }

    const { acquire, tryAgain } = turns(gate, interval, maxWait)

    return Throttle.of({
      acquire,
      drain: (address, retryAfter) =>
        Effect.flatMap(monotonic, (now) => {
          const bucket = bucketOf(address)
          const full = opensAt(now, retryAfter, interval)
          bucket.full = Math.max(full, bucket.full - (bucket.isMarked ? 0 : headroom))
          bucket.share = bucket.full
          bucket.isMarked = true
          return Effect.ignore(send(bucket, 0))
        }),
      release: (address) =>
        Effect.suspend(() => {
          const bucket = bucketOf(address)
          bucket.full = -Infinity
          bucket.share = undefined
          bucket.isMarked = false
          return Effect.zipRight(Effect.ignore(run(forget, [bucket.key], [])), tryAgain(address))
        }),
    })
  })

/** {@link Throttle}, shared by all processes that give the same prefix. */
export const layer = (options: Options): Layer.Layer<Throttle, never, Connection | Processes> =>
  Layer.effect(Throttle, make(options))
