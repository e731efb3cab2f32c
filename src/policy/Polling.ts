/**
 * How often to ask whether the viewer has signed in: every 3 to 5 seconds.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/cookbooks/rest-api-v2-cookbook-client-server
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"

/** No poll comes sooner than this after the one before. */
export const shortest = Duration.seconds(3)

/** The widest spread that chance adds to an interval. */
const spread = Duration.seconds(1)

/**
 * Waits `interval` (4 s unless given), give or take up to a second by chance, but never less than 3 s; for ever.
 * The wait is counted from the end of one poll to the start of the next.
 */
export const every = (interval: Duration.DurationInput = "4 seconds"): Schedule.Schedule<unknown> =>
  Schedule.forever.pipe(
    Schedule.addDelayEffect(() =>
      Effect.map(Random.nextRange(-1, 1), (chance) => {
        const millis = Duration.toMillis(interval) + chance * Duration.toMillis(spread)
        return Duration.max(shortest, Duration.millis(Math.round(millis)))
      }),
    ),
  )

/** How many milliseconds a schedule waits before it goes on, each time it is asked; undefined once it has ended. */
export const pacer = (schedule: Schedule.Schedule<unknown>): Effect.Effect<number | undefined> => {
  let state: unknown = schedule.initial
  return Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const [next, , decision] = yield* schedule.step(now, undefined, state)
    state = next
    return ScheduleDecision.isDone(decision)
      ? undefined
      : Math.max(0, ScheduleIntervals.start(decision.intervals) - now)
  })
}

/**
 * How long a login with `pollAfterPrompt` goes on once the browser has come back, while the service says that there is no
 * profile: 20 s unless given. An MVPD may send a viewer back who has not signed in.
 */
export class AfterPrompt extends Context.Reference<AfterPrompt>()("effect-adobe-pass/AfterPrompt", {
  defaultValue: (): Duration.DurationInput => "20 seconds",
}) {}

/** The schedule logins poll by. */
export class Polling extends Context.Reference<Polling>()("effect-adobe-pass/Polling", {
  defaultValue: (): Schedule.Schedule<unknown> => every(),
}) {}

/**
 * Which of the processes that wait for one code polls next, where many are one: `take` says whether this one may. Alone, a
 * process always may.
 */
export class PollTurns extends Context.Reference<PollTurns>()("effect-adobe-pass/PollTurns", {
  defaultValue: (): { readonly take: (code: string) => Effect.Effect<boolean> } => ({
    take: () => Effect.succeed(true),
  }),
}) {}
