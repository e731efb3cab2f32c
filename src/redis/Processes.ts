/** The processes of a fleet: each says every now and then that it is there, and whether it writes back what Redis has lost. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type { Away } from "./connection/Client.js"
import { script } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"

const beatEvery = "2 seconds"
/** A process that was not heard of for this long is gone, in milliseconds. */
const beatLife = 30_000
/** A process that has not said for this long that it still writes back does so no more, in milliseconds. */
const writingLife = 3000

/** Gives how many there are, whether this one was not among them, and for how long one of them writes back yet. */
const beat = script(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local isNew = redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('ZCARD', KEYS[1]), isNew, redis.call('PTTL', KEYS[2])}`)

const write = script(`return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])`)

const leave = script(`return redis.call('ZREM', KEYS[1], ARGV[1])`)

/** The processes of a fleet. */
export class Processes extends Context.Tag("effect-adobe-pass/redis/Processes")<
  Processes,
  {
    /** How many there are, as far as this one has heard. */
    readonly count: Effect.Effect<number>
    /** Sees at once whether Redis was emptied, or is being written back to, and notes it. */
    readonly look: Effect.Effect<void>
    /** Says that this process writes back what Redis has lost. It says so again until it is done. */
    readonly sayWriting: Effect.Effect<void, Away>
  }
>() {
  static readonly layer = (prefix: string): Layer.Layer<Processes, never, Connection> =>
    Layer.scoped(
      Processes,
      Effect.gen(function* () {
        const { noteEmptied, noteWriting, run } = yield* Connection
        const self = [yield* Random.nextInt, yield* Random.nextInt].map((part) => part.toString(36)).join("")
        const key = `${prefix}{processes}`
        const writing = `${key}:writing`
        let count = 1
        let wasHeard = false

        const beating = Effect.gen(function* () {
          const answer = yield* run(beat, [key, writing], [self, beatLife])
          // some clients are told to leave numbers as texts
          const [all = 1, isNew, isWrittenFor] = Array.isArray(answer) ? answer.map(Number) : []
          count = Math.max(1, all)
          // it was there, and is not
          if (wasHeard && isNew === 1) yield* noteEmptied
          wasHeard = true
          if (isWrittenFor !== undefined && isWrittenFor > 0) yield* noteWriting(isWrittenFor)
        })
        const look = Effect.ignore(beating)
        yield* look.pipe(Effect.zipRight(Effect.sleep(beatEvery)), Effect.forever, Effect.forkScoped)
        yield* Effect.addFinalizer(() => Effect.ignore(run(leave, [key], [self])))
        return {
          count: Effect.sync(() => count),
          look,
          sayWriting: Effect.zipRight(run(write, [writing], [writingLife]), noteWriting(writingLife)),
        }
      }),
    )
}
