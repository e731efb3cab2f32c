/**
 * The sandbox's own time. It runs with Effect's Clock (so a TestClock steers it too) and can be moved ahead or
 * set, which is how a 30-minute code expires in a test within milliseconds.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface VirtualClock {
  /** Virtual milliseconds since the epoch. */
  readonly now: Effect.Effect<number>
  readonly advance: (by: Duration.DurationInput) => Effect.Effect<number>
  readonly set: (millis: number) => Effect.Effect<number>
  /** How far it is ahead of the clock underneath, in milliseconds. */
  readonly offset: () => number
  /** So far ahead from now on. */
  readonly setOffset: (millis: number) => void
  /** Where it began: in step with the clock underneath, or at the time that was asked for. */
  readonly reset: Effect.Effect<void>
}

/** A clock that begins at `start`, in milliseconds, or else in step with the clock underneath. */
export const make = (start: number | undefined): Effect.Effect<VirtualClock> =>
  Effect.suspend(() => {
    let offset = 0
    const now = Effect.map(Clock.currentTimeMillis, (millis) => millis + offset)
    const set = (millis: number) =>
      Effect.map(Clock.currentTimeMillis, (real) => {
        offset = millis - real
        return millis
      })
    const begin =
      start === undefined
        ? Effect.sync(() => {
            offset = 0
          })
        : Effect.asVoid(set(start))
    const advance = (by: Duration.DurationInput) =>
      Effect.suspend(() => {
        offset += Duration.toMillis(by)
        return now
      })
    const setOffset = (millis: number) => {
      offset = millis
    }
    return Effect.as(begin, { now, advance, set, offset: () => offset, setOffset, reset: begin })
  })

/** The form of the `Date` and `Expires` headers. */
export const httpDate = (millis: number): string =>
  DateTime.toDateUtc(DateTime.unsafeMake(millis)).toUTCString()

/** The form of timestamps in XML documents. */
export const isoDate = (millis: number): string => DateTime.formatIso(DateTime.unsafeMake(millis))
