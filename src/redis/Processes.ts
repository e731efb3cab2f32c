/** How many processes share the fleet: each says every now and then that it is there. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { script } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"

const beatEvery = "2 seconds"
/** A process that was not heard of for this long is gone, in milliseconds. */
const beatLife = 30_000

/** Gives how many there are, and whether this one was not among them. */
const beat = script(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local isNew = redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('ZCARD', KEYS[1]), isNew}`)

const leave = script(`return redis.call('ZREM', KEYS[1], ARGV[1])`)

/** The processes of a fleet. */
export class Processes extends Context.Tag("effect-adobe-pass/redis/Processes")<
  Processes,
  {
    /** How many there are, as far as this one has heard. */
    readonly count: Effect.Effect<number>
    /** Sees at once whether Redis was emptied, and notes it. */
    readonly look: Effect.Effect<void>
  }
>() {
  static readonly layer = (prefix: string): Layer.Layer<Processes, never, Connection> =>
    Layer.scoped(
      Processes,
      Effect.gen(function* () {
        const { noteEmptied, run } = yield* Connection
        const self = [yield* Random.nextInt, yield* Random.nextInt].map((part) => part.toString(36)).join("")
        const key = `${prefix}{processes}`
        let count = 1
        let wasHeard = false

        const beating = Effect.gen(function* () {
          const answer = yield* run(beat, [key], [self, beatLife])
          const [all, isNew] = Array.isArray(answer) ? answer : []
          count = Math.max(1, Number(all))
          // it was there, and is not
          if (wasHeard && isNew === 1) yield* noteEmptied
          wasHeard = true
        })
        const look = Effect.ignore(beating)
        yield* look.pipe(Effect.zipRight(Effect.sleep(beatEvery)), Effect.forever, Effect.forkScoped)
        yield* Effect.addFinalizer(() => Effect.ignore(run(leave, [key], [self])))
        return { count: Effect.sync(() => count), look }
      }),
    )
}
