/** Which media tokens were used: a token is good for one stream. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ErrorUnknown } from "./errors.js"

/** Remembers what was used, until it could not be used any more anyway. */
export class Once extends Context.Tag("effect-adobe-pass/Once")<
  Once,
  {
    /**
     * Whether `id` was not used before; from now on, for `life` at least, it was. Where that cannot be told, it fails,
     * and the token is refused.
     */
    readonly use: (id: string, life: Duration.Duration) => Effect.Effect<boolean, ErrorUnknown>
  }
>() {
  /** In memory: for one process. */
  static readonly memory = Layer.sync(Once, () => inMemory())
}

export const inMemory = () => {
  /** By `id`, the milliseconds when it may be forgotten. */
  const used = new Map<string, number>()

  /** Tokens live alike, so that those used first are the first to be forgotten. */
  const forget = (now: number) => {
    for (const [id, until] of used) {
      if (until > now) return
      used.delete(id)
    }
  }

  return {
    use: (id: string, life: Duration.Duration): Effect.Effect<boolean> =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        forget(now)
        if (used.has(id)) return false
        used.set(id, now + Duration.toMillis(life))
        return true
      }),
  }
}
