/** Configurations that one process of the fleet fetches for all, each for so long in Redis and then in memory. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Caches } from "../cache/Caches.js"
import type { Configuration } from "../domain/Configuration.js"
import { ConfigurationResponse } from "../domain/Configuration.js"
import { Configurations } from "../flow/Configuration.js"
import { monotonic } from "../policy/monotonic.js"
import { script } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"
import { digest } from "./digest.js"
import { makeLeased } from "./Lease.js"

const read = script(`
local value = redis.call('HGET', KEYS[1], 'value')
return {value or '', redis.call('PTTL', KEYS[1])}`)

const write = script(`
redis.call('HSET', KEYS[1], 'value', ARGV[1])
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`)

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))
const decode = Schema.decodeUnknownOption(ConfigurationResponse)

const make = (prefix: string) =>
  Effect.gen(function* () {
    const { countAlone, run } = yield* Connection
    const leased = yield* makeLeased
    const inMemory = yield* Configurations
    // together with as long again in memory, an answer gets half as old again as without a fleet
    const life = Duration.toMillis((yield* Caches).configuration.timeToLive) / 2
    let clearedAt = -Infinity

    const hashOf = (key: string) => `${prefix}configuration:{${digest(key)}}`

    /** What Redis has that was fetched since the last clearing. */
    const find = (hash: string) =>
      Effect.gen(function* () {
        const answer = yield* Effect.option(run(read, [hash], []))
        if (Option.isNone(answer)) yield* countAlone("configuration")
        const [text, left] = Option.isSome(answer) && Array.isArray(answer.value) ? answer.value : []
        const fetchedAt = (yield* monotonic) - (life - Number(left))
        return typeof text === "string" && fetchedAt > clearedAt
          ? Option.flatMap(parse(text), decode)
          : Option.none()
      })

    const keep = (hash: string, requestor: Configuration) =>
      Effect.ignore(run(write, [hash], [JSON.stringify({ requestor }), Math.ceil(life)]))

    const throughRedis = <E, R>(key: string, fetch: Effect.Effect<Configuration, E, R>) => {
      const hash = hashOf(key)
      const unlessFound = <E, R>(next: Effect.Effect<Configuration, E, R>) =>
        Effect.flatMap(find(hash), Option.match({ onNone: () => next, onSome: Effect.succeed }))
      return unlessFound(leased(hash, unlessFound(Effect.tap(fetch, (value) => keep(hash, value)))))
    }

    return Configurations.of({
      get: (key, fetch) => inMemory.get(key, life > 0 ? throughRedis(key, fetch) : fetch),
      clear: Effect.zipRight(
        Effect.map(monotonic, (now) => {
          clearedAt = now
        }),
        inMemory.clear,
      ),
    })
  })

/** {@link Configurations}, shared by all processes that give the same prefix. */
export const layer = (prefix: string): Layer.Layer<Configurations, never, Connection> =>
  Layer.provide(Layer.scoped(Configurations, make(prefix)), Configurations.layer)
