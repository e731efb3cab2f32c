/** Work that one process of the fleet does at a time: a lease, and a fence for those that lost theirs. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as FiberSet from "effect/FiberSet"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { monotonic } from "../policy/monotonic.js"
import { isYes, script } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"

/**
 * Takes a lease that is free, and a fence: a number above that of every owner before, even if the database was emptied since.
 * Else tells how many milliseconds the lease has.
 */
export const acquire = script(`
if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'', redis.call('PTTL', KEYS[2])} end
local t = redis.call('TIME')
local last = tonumber(redis.call('HGET', KEYS[1], 'fence') or '0')
local fence = string.format('%.0f', math.max(t[1] * 1000 + math.floor(t[2] / 1000), last + 1))
redis.call('HSET', KEYS[1], 'fence', fence)
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return {fence, 0}`)

export const renew = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`)

export const release = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`)

/** A crashed owner holds others up for as long, in milliseconds; one at work renews its lease three times meanwhile. */
const life = 5000
/** A caller that gets no lease within this goes on without one. */
const longestWait = 15_000
/** Between attempts, in milliseconds. */
const pause = { first: 25, longest: 200 }

/** What work runs under; without a fence where Redis was away, or another owner took too long. */
export interface Lease {
  readonly owner: string
  readonly fence: string | undefined
}

/** The lease of the work that is under way in this fiber. */
export const currentLease = FiberRef.unsafeMake<Lease | undefined>(undefined)

const newOwner = Effect.map(Effect.all([Random.nextInt, Random.nextInt]), (parts) =>
  parts.map((part) => part.toString(36)).join(""),
)

/** Runs work under a lease; `hash` is where its fence is kept. */
export const makeLeased = Effect.gen(function* () {
  const { run } = yield* Connection
  const fork = yield* FiberSet.makeRuntime<never>()

  const giveBack = (hash: string, owner: string) =>
    void fork(Effect.ignore(run(release, [`${hash}:lease`], [owner])))

  const take = (hash: string) =>
    Effect.gen(function* () {
      const owner = yield* newOwner
      const began = yield* monotonic
      let wait = pause.first
      while ((yield* monotonic) - began < longestWait) {
        const answer = yield* Effect.option(
          run(acquire, [hash, `${hash}:lease`], [owner, life], (late) => {
            if (fenceOf(late) !== undefined) giveBack(hash, owner)
          }),
        )
        if (answer._tag === "None") break
        const fence = fenceOf(answer.value)
        if (fence !== undefined) return { owner, fence }
        yield* Effect.sleep(wait * (yield* Random.nextRange(0.5, 1)))
        wait = Math.min(wait * 1.5, pause.longest)
      }
      return { owner, fence: undefined }
    })

  const renewing = (hash: string, { owner }: Lease) =>
    run(renew, [`${hash}:lease`], [owner, life]).pipe(
      Effect.orElseSucceed(() => 1),
      Effect.delay(Duration.millis(life / 3)),
      Effect.repeat(Schedule.recurWhile(isYes)),
    )

  return <A, E, R>(hash: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      Effect.interruptible(take(hash)),
      (lease) => {
        const leased = Effect.locally(work, currentLease, lease)
        return lease.fence === undefined
          ? leased
          : Effect.scoped(Effect.zipRight(Effect.forkScoped(renewing(hash, lease)), leased))
      },
      (lease) =>
        Effect.sync(() => {
          if (lease.fence !== undefined) giveBack(hash, lease.owner)
        }),
    )
})

const fenceOf = (answer: unknown): string | undefined =>
  Array.isArray(answer) && typeof answer[0] === "string" && answer[0] !== "" ? answer[0] : undefined
