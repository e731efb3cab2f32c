/**
 * One brake for a fleet: processes that call on behalf of the same devices share their buckets through the store of
 * `@effect/experimental`'s RateLimiter, such as Redis.
 *
 * The limiter only counts. The callers of one process wait for their turns here, in lanes and in the order of coming, as
 * with `Throttle.layer`; between processes, whoever asks first goes first.
 */
import * as RateLimiter from "@effect/experimental/RateLimiter"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Number from "effect/Number"
import type { Options as Limits } from "./Throttle.js"
import { buckets, Throttle, turns } from "./Throttle.js"
import type * as Turns from "./Turns.js"

/** The published limit, unless given. */
export interface Options extends Limits {
  /** Sets the buckets apart from others in the store, such as those of another environment. */
  readonly prefix?: string | undefined
}

/**
 * A second at least, and a minute at most, since a limiter takes so many calls to be emptied: whoever is the first to go
 * after that is told again how long there is to wait.
 */
const clamp = Number.clamp({ minimum: 1000, maximum: 60_000 })

/** While the store fails, each process goes by a bucket of its own. */
export const layer = ({
  burst = 10,
  maxWait,
  prefix = "adobe-pass:",
  requestsPerSecond = 1,
}: Options = {}): Layer.Layer<Throttle, never, RateLimiter.RateLimiter> =>
  Layer.effect(
    Throttle,
    Effect.map(RateLimiter.RateLimiter, ({ consume }) => {
      const interval = 1000 / requestsPerSecond
      const local = buckets(interval, burst)
      // the limiter adds whole requests at once, and so lets one more than its limit go
      const limit = Math.max(1, Math.floor(burst) - 1)
      const spend = (key: string, tokens: number, onExceeded: "delay" | "fail") =>
        consume({
          algorithm: "token-bucket",
          key: prefix + key,
          limit,
          onExceeded,
          tokens,
          window: Duration.millis(interval * limit),
        })

      const gate: Turns.Gate = {
        take: (key) =>
          Effect.as(spend(key, 1, "fail"), 0).pipe(
            Effect.catchAll((error) =>
              error.reason === "Exceeded"
                ? // 0 would be leave to go
                  Effect.succeed(Math.max(1, Math.ceil(Duration.toMillis(error.retryAfter))))
                : Effect.fail(error),
            ),
            Effect.catchAllCause(() => local.take(key)),
          ),
        giveBack: (key) => Effect.catchAllCause(spend(key, -1, "delay"), () => local.giveBack(key)),
      }

      /** Spends ahead what would come back until then, and what is there, a limit's worth at a time. */
      const empty = (key: string, millis: number) =>
        Effect.gen(function* () {
          const { remaining } = yield* spend(key, 1, "delay")
          for (let left = remaining + Math.ceil(millis / interval); left > 0; left -= limit) {
            yield* spend(key, Math.min(left, limit), "delay")
          }
        })

      return {
        acquire: turns(gate, interval, maxWait),
        drain: (key, retryAfter) =>
          Effect.catchAllCause(empty(key, clamp(Duration.toMillis(retryAfter))), () =>
            local.drain(key, retryAfter),
          ),
        release: (key) =>
          Effect.zipRight(
            Effect.catchAllCause(spend(key, -limit, "delay"), () => Effect.void),
            local.release(key),
          ),
      }
    }),
  )
