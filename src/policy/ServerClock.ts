/**
 * What time it is for Adobe. Clocks of TVs lie by hours or years, jump and run backwards; every expiry is therefore
 * judged by this clock, which follows what the server says and, between its answers, a monotonic clock.
 */
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The server's time, in milliseconds, is somewhere in here at the moment of speaking. */
export interface Bounds {
  readonly earliest: number
  readonly latest: number
}

interface Anchor {
  /** The server's time at `nanos` of the monotonic clock. */
  readonly server: number
  readonly nanos: bigint
  /** Whether a header told it, or only a body. */
  readonly byHeader: boolean
}

const isSound = ({ earliest, latest }: Bounds) => earliest <= latest && Math.abs(earliest + latest) < 1e16

/** The server's time as far as its answers told. */
export class ServerClock extends Context.Tag("effect-adobe-pass/ServerClock")<
  ServerClock,
  {
    /** The server's time; the device's own until the first answer. */
    readonly now: Effect.Effect<DateTime.Utc>
    /** Whether any answer told the server's time, so that `now` is more than the device's word. */
    readonly known: Effect.Effect<boolean>
    /**
     * Takes note of an answer's `Date`. The estimate moves only as far as the bounds force it to, so that bounds that
     * hold never make it worse.
     */
    readonly observe: (bounds: Bounds) => Effect.Effect<void>
    /**
     * Takes note of a timestamp inside an answer. It counts only where no `Date` was ever seen, as in browsers, which
     * hide it: a timestamp may be of an older answer, or a placeholder.
     */
    readonly suggest: (bounds: Bounds) => Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.sync(ServerClock, () => {
    let anchor: Anchor | undefined

    const estimate = (clock: Clock.Clock, nanos: bigint) =>
      anchor === undefined
        ? clock.unsafeCurrentTimeMillis()
        : anchor.server + Number((nanos - anchor.nanos) / 1_000_000n)

    const note = (byHeader: boolean) => (bounds: Bounds) =>
      Effect.clockWith((clock) => {
        if (isSound(bounds) && (byHeader || anchor?.byHeader !== true)) {
          const nanos = clock.unsafeCurrentTimeNanos()
          const server = Math.min(Math.max(estimate(clock, nanos), bounds.earliest), bounds.latest)
          anchor = { server, nanos, byHeader }
        }
        return Effect.void
      })

    return {
      known: Effect.sync(() => anchor !== undefined),
      now: Effect.clockWith((clock) =>
        Effect.succeed(DateTime.unsafeMake(estimate(clock, clock.unsafeCurrentTimeNanos()))),
      ),
      observe: note(true),
      suggest: note(false),
    }
  })
}
