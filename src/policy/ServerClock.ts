/**
 * What time it is for Adobe. Clocks of TVs lie by hours or years, jump and run backwards; every expiry is therefore
 * judged by this clock, which follows what the server says and, between its answers, a monotonic clock.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"

/** The server's time, in milliseconds, is somewhere in here at the moment of speaking. */
export interface Bounds {
  readonly earliest: number
  readonly latest: number
}

interface Anchor {
  readonly server: number
  readonly nanos: bigint
}

const millisSince = (anchor: Anchor, nanos: bigint) => Number((nanos - anchor.nanos) / 1_000_000n)

/** The server's time as far as its answers told. */
export class ServerClock extends Context.Tag("effect-adobe-pass/ServerClock")<
  ServerClock,
  {
    /** The server's time; the device's own until the first answer. */
    readonly now: Effect.Effect<DateTime.Utc>
    /** Takes note of what an answer says. The estimate moves only as far as the bounds force it to. */
    readonly observe: (bounds: Bounds) => Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    ServerClock,
    Effect.gen(function* () {
      const anchor = yield* Ref.make(Option.none<Anchor>())

      const now = Effect.gen(function* () {
        const nanos = yield* Clock.currentTimeNanos
        return yield* Option.match(yield* Ref.get(anchor), {
          onNone: () => DateTime.now,
          onSome: (known) => Effect.succeed(DateTime.unsafeMake(known.server + millisSince(known, nanos))),
        })
      })

      const observe = ({ earliest, latest }: Bounds) =>
        Effect.flatMap(Clock.currentTimeNanos, (nanos) =>
          Ref.update(anchor, (known) => {
            const estimate = Option.match(known, {
              onNone: () => (earliest + latest) / 2,
              onSome: (one) => one.server + millisSince(one, nanos),
            })
            return Option.some({ server: Math.min(Math.max(estimate, earliest), latest), nanos })
          }),
        )

      return { now, observe }
    }),
  )
}
