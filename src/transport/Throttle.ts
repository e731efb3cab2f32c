/**
 * The client's own brake, so that Adobe never has to use its own: a token bucket for each device address, over all
 * endpoints. A request that finds it empty waits instead of failing, in the order of coming; one that a viewer waits for
 * overtakes those in the background.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/throttling-mechanism
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Throttled } from "../error/AdobePassError.js"
import { monotonic } from "../policy/monotonic.js"
import { longestWait } from "../policy/Retry.js"
import * as Turns from "./Turns.js"

/** The published limit, unless given. */
export interface Options {
  /** 1 unless given. */
  readonly requestsPerSecond?: number | undefined
  /** How many may go at once after a quiet time: 10 unless given. */
  readonly burst?: number | undefined
  /** A request that would wait longer than this fails with {@link Throttled}. */
  readonly maxWait?: Duration.DurationInput | undefined
}

/** Asks leave for each request. `key` is the address Adobe counts by. */
export class Throttle extends Context.Tag("effect-adobe-pass/Throttle")<
  Throttle,
  {
    /**
     * Waits for this request's turn, in the lane of its caller. Fails once it has waited for `maxWait`, and at once while a
     * 429 asks for more than {@link longestWait}.
     */
    readonly acquire: (key: string) => Effect.Effect<void, Throttled>
    /** A 429 came all the same: no request with this key goes before `retryAfter`. */
    readonly drain: (key: string, retryAfter: Duration.Duration) => Effect.Effect<void>
    /** Lets go of what a 429 asked for, where the app knows better: the next may go at once, also of those who wait. */
    readonly release: (key: string) => Effect.Effect<void>
  }
>() {
  /** A brake for one process. Programs that call from the same address share one by sharing this layer. */
  static readonly layer = ({ burst, maxWait, requestsPerSecond }: Options = {}) =>
    Layer.sync(Throttle, () => {
      const interval = 1000 / (requestsPerSecond ?? 1)
      const { drain, release, ...gate } = buckets(interval, burst ?? 10)
      const { acquire, tryAgain } = turns(gate, interval, maxWait)
      return { acquire, drain, release: (key) => Effect.zipRight(release(key), tryAgain(key)) }
    })

  /** No brake: for a server that shares its budget by other means. */
  static readonly none = Layer.succeed(Throttle, {
    acquire: () => Effect.void,
    drain: () => Effect.void,
    release: () => Effect.void,
  })
}

/**
 * Turns at a gate that lets one go every `interval` milliseconds. A turn fails at once where the wait would exceed
 * {@link longestWait}, and after `maxWait`.
 */
export const turns = (
  { take, ...gate }: Turns.Gate,
  interval: number,
  maxWait: Duration.DurationInput | undefined,
): Turns.Turns<Throttled> => {
  const longest = Duration.toMillis(longestWait) + 2 * interval
  const { acquire, tryAgain } = Turns.make({
    ...gate,
    take: (key) =>
      Effect.filterOrFail(
        take(key),
        (millis) => millis <= longest,
        (millis) => closed(millis - slack * interval),
      ),
  })
  return {
    tryAgain,
    acquire:
      maxWait === undefined
        ? acquire
        : (key) => Effect.timeoutFail(acquire(key), { duration: maxWait, onTimeout: () => tooLong(maxWait) }),
  }
}

const closed = (millis: number) =>
  new Throttled({
    retryAfter: Duration.millis(millis),
    retryable: true,
    message: `this client's own throttle: nothing may go for another ${Duration.format(millis)}`,
  })

const tooLong = (maxWait: Duration.DurationInput) =>
  new Throttled({
    retryAfter: Duration.seconds(1),
    // it has waited already
    retryable: false,
    message: `this client's own throttle: no turn within ${Duration.format(maxWait)}`,
  })

interface Bucket {
  /** When it is full again unless another request comes, in monotonic milliseconds. */
  full: number
  /** How many milliseconds before that the next may go. */
  credit: number
  /** From when on it can be forgotten. */
  stale: number
}

/**
 * A bucket is held short of the burst by this part of a request. What was sent with the right distance arrives closer
 * when the one before travelled slowly, as a first one does that had to connect.
 */
const slack = 0.25

/** How long before a bucket is full a request may go, in milliseconds. */
export const headroomOf = (interval: number, burst: number): number =>
  Math.max(0, burst - 1 - slack) * interval

/** When requests may go again after a 429 that came `now`, in milliseconds. */
export const opensAt = (now: number, retryAfter: Duration.Duration, interval: number): number =>
  now + Math.max(1000, Duration.toMillis(retryAfter)) + slack * interval

/** How long a bucket is remembered that had earned a 429, in milliseconds. */
export const memory = 600_000

/** Token buckets by key; time in milliseconds. */
export const buckets = (interval: number, burst: number) => {
  const known = new Map<string, Bucket>()
  const headroom = headroomOf(interval, burst)

  const forgetStale = (now: number) => {
    let looks = 4
    for (const [key, { stale }] of known) {
      if (stale <= now) known.delete(key)
      if ((looks -= 1) === 0) return
    }
  }

  /** A bucket without requests for so long that it is full is as good as a new one. */
  const bucketOf = (key: string, now: number): Bucket => {
    const old = known.get(key)
    if (old === undefined) forgetStale(now)
    const bucket = old !== undefined && old.stale > now ? old : { full: now, credit: headroom, stale: now }
    // the bucket used last goes to the end, where stale ones are looked for last
    known.delete(key)
    known.set(key, bucket)
    return bucket
  }

  const fill = (bucket: Bucket, full: number) => {
    bucket.full = full
    bucket.stale = full + (bucket.credit < headroom ? memory : 0)
  }

  const takeNow = (key: string, now: number) => {
    const bucket = bucketOf(key, now)
    const full = Math.max(bucket.full, now)
    const wait = full - bucket.credit - now
    if (wait > 0) return Math.ceil(wait)
    fill(bucket, full + interval)
    return 0
  }

  return {
    take: (key: string) => Effect.map(monotonic, (now) => takeNow(key, now)),
    takeNow,
    giveBack: (key: string) =>
      Effect.map(monotonic, (now) => {
        const bucket = bucketOf(key, now)
        fill(bucket, bucket.full - interval)
      }),
    drain: (key: string, retryAfter: Duration.Duration) =>
      Effect.map(monotonic, (now) => {
        const bucket = bucketOf(key, now)
        const full = Math.max(opensAt(now, retryAfter, interval), bucket.full - bucket.credit)
        // others share the address, or the burst was for once: the burst is not counted upon any more
        bucket.credit = 0
        fill(bucket, full)
      }),
    release: (key: string) =>
      Effect.map(monotonic, (now) => {
        const bucket = bucketOf(key, now)
        fill(bucket, Math.min(bucket.full, now + bucket.credit))
      }),
  }
}
