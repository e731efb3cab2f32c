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
  /** Back in step with the clock underneath. */
  readonly reset: Effect.Effect<void>
}

export const make = (): VirtualClock => {
  let offset = 0
  const now = Effect.map(Clock.currentTimeMillis, (millis) => millis + offset)
  return {
    now,
    advance: (by) =>
      Effect.suspend(() => {
        offset += Duration.toMillis(by)
        return now
      }),
    set: (millis) =>
      Effect.map(Clock.currentTimeMillis, (real) => {
        offset = millis - real
        return millis
      }),
    reset: Effect.sync(() => {
      offset = 0
    }),
  }
}

/** The form of the `Date` and `Expires` headers. */
export const httpDate = (millis: number): string =>
  DateTime.toDateUtc(DateTime.unsafeMake(millis)).toUTCString()

/** The form of timestamps in XML documents. */
export const isoDate = (millis: number): string => DateTime.formatIso(DateTime.unsafeMake(millis))
