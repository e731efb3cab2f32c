/**
 * When a failed call is sent again, and how often. Denials and other 4xx never are.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/rest-api-v2-checklist
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { setting } from "./contexts.js"

/** What a 429 says. */
export interface ThrottledLike {
  readonly retryAfter: Duration.Duration
}

/** After `action: retry`, a 5xx or a network failure: 500 ms, then 1 s, at most `times`. */
export const transient = (times = 2): Schedule.Schedule<unknown> =>
  Schedule.exponential("500 millis").pipe(Schedule.intersect(Schedule.recurs(times)))

/** A wait that Adobe asks for and that is longer than this is left to the caller. */
export const longestWait = Duration.seconds(30)

/** After a 429: what it asks for and at least 1 s, up to a quarter longer by chance; at most three times. */
export const throttled: Schedule.Schedule<unknown, ThrottledLike> = Schedule.identity<ThrottledLike>().pipe(
  Schedule.whileInput(({ retryAfter }) => Duration.lessThanOrEqualTo(retryAfter, longestWait)),
  Schedule.addDelayEffect(({ retryAfter }) =>
    Effect.map(Random.nextRange(1, 1.25), (stretch) => {
      const millis = Duration.toMillis(Duration.max(retryAfter, Duration.seconds(1)))
      return Duration.millis(Math.ceil(millis * stretch))
    }),
  ),
  Schedule.intersect(Schedule.recurs(3)),
)

/** What keeps the retries of many calls from being an outage of their own. */
export interface Budget {
  /** Takes note of a request that goes out. */
  readonly sent: () => void
  /** Whether a retry may go. One that may is paid for. */
  readonly spend: () => boolean
}

/** How many retries a {@link Budget} lets go. */
export interface BudgetOptions {
  /** Retries as a share of all other requests, a tenth unless given. */
  readonly share?: number | undefined
  /** So many at once beyond that share, 10 unless given. */
  readonly reserve?: number | undefined
}

/** Allows no more retries than a share of the other requests, and a reserve that these fill again. */
export const budget = ({ reserve = 10, share = 0.1 }: BudgetOptions = {}): Budget => {
  let left = reserve
  return {
    sent: () => {
      left = Math.min(reserve, left + share)
    },
    spend: () => {
      if (left < 1) return false
      // the retry will count as sent, and earns nothing by that
      left -= 1 + share
      return true
    },
  }
}

/** The two schedules a call is retried by; each call has its own run of both. */
export class Retry extends Context.Reference<Retry>()("effect-adobe-pass/Retry", {
  defaultValue: (): {
    readonly transient: Schedule.Schedule<unknown>
    readonly throttled: Schedule.Schedule<unknown, ThrottledLike>
    /** What all calls may spend on `transient` together; unlimited unless given. */
    readonly budget?: Budget | undefined
  } => ({ transient: transient(), throttled }),
}) {
  /** So many retries for each call, within one {@link Budget} for all of them: for a server that speaks for many devices. */
  static readonly shared = (options: BudgetOptions & { readonly times?: number | undefined } = {}) =>
    Layer.sync(Retry, () => ({ transient: transient(options.times), throttled, budget: budget(options) }))
}

/** Whether calls are made once and their failures left to the caller, as polling does. */
export class Once extends Context.Reference<Once>()("effect-adobe-pass/Once", {
  defaultValue: () => false,
}) {}

/** Makes each call in an effect once, without retries. */
export const once = setting(Once, true)

/** A failure that says whether another try may succeed. */
export interface RetryableLike {
  readonly _tag: string
  readonly retryable: boolean
}

const retried = new WeakSet<RetryableLike>()

/** Failures of an effect that was retried already are not retried again by the call that needed it. */
export const withOwnRetries = <A, E extends RetryableLike, R>(self: Effect.Effect<A, E, R>) =>
  Effect.tapError(self, (error) => Effect.sync(() => retried.add(error)))

const isThrottled = (error: RetryableLike): error is RetryableLike & ThrottledLike =>
  error._tag === "Throttled"

/** Sends again as the policy says; the budgets for 429s and for the rest are apart. */
export const apply: {
  (
    policy: Retry["Type"],
  ): <A, E extends RetryableLike, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E extends RetryableLike, R>(self: Effect.Effect<A, E, R>, policy: Retry["Type"]): Effect.Effect<A, E, R>
} = dual(
  2,
  <A, E extends RetryableLike, R>(
    self: Effect.Effect<A, E, R>,
    policy: Retry["Type"],
  ): Effect.Effect<A, E, R> =>
    // most calls succeed, and to make schedules ready costs more than a call
    Effect.catchAll(self, (error) =>
      retried.has(error) || !error.retryable
        ? Effect.fail(error)
        : Effect.flatMap(Once, (isOnce) => (isOnce ? Effect.fail(error) : again(self, policy, error))),
    ),
)

/** Goes on after the first failure. */
const again = <A, E extends RetryableLike, R>(
  self: Effect.Effect<A, E, R>,
  policy: Retry["Type"],
  failure: E,
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const waits = yield* Schedule.driver(policy.throttled)
    const { budget, transient } = policy
    const retries = yield* Schedule.driver(
      budget === undefined ? transient : Schedule.check(transient, () => budget.spend()),
    )
    const next = (error: E) =>
      retried.has(error) || !error.retryable
        ? Effect.fail(undefined)
        : isThrottled(error)
          ? waits.next(error)
          : retries.next(error)
    const retry = (error: E): Effect.Effect<A, E, R> =>
      Effect.matchEffect(next(error), {
        onFailure: () => Effect.fail(error),
        onSuccess: () => Effect.catchAll(self, retry),
      })
    return yield* retry(failure)
  })
