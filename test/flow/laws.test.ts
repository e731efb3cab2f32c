/** The laws of a login, whatever the service answers and whenever. */
import { describe, expect, it } from "vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Profiles } from "../../src/domain/Profile.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import * as Errors from "../../src/error/AdobePassError.js"
import { awaitProfile } from "../../src/flow/Authentication.js"
import { every, Polling } from "../../src/policy/Polling.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import { moment, profileOf, withoutEndpoints } from "../support/flow.js"
import { simulation } from "../support/simulate.js"

const CODE = "8BLW4RW"
const farAway = Number.MAX_SAFE_INTEGER / 4

type Outcome = Effect.Effect<Profiles, Effect.Effect.Error<ReturnType<RetrieveProfileForCode["Type"]>>>

/** How an answer comes about, and whether it must end the login. */
interface Answer {
  readonly kind: string
  readonly ends: boolean
  readonly outcome: Outcome
  readonly retryAfter?: number
}

const message = "as the test says"
const passing = (kind: string, outcome: Outcome): Answer => ({ kind, ends: false, outcome })
const fatal = (error: Effect.Effect.Error<Outcome>): Answer => ({
  kind: error._tag,
  ends: true,
  outcome: Effect.fail(error),
})
const throttled = (retryAfter: number): Answer => ({
  kind: "429",
  ends: false,
  retryAfter,
  outcome: Effect.fail(
    new Errors.Throttled({ message, status: 429, retryAfter: Duration.millis(retryAfter), retryable: true }),
  ),
})

const empty = passing("empty", Effect.succeed({}))

const answers: FastCheck.Arbitrary<Answer> = FastCheck.oneof(
  { weight: 10, arbitrary: FastCheck.constant(empty) },
  {
    weight: 2,
    arbitrary: FastCheck.constant(passing("stale", Effect.succeed({ A: profileOf("A", 0) }))),
  },
  // without Retry-After the transport says a second
  { weight: 3, arbitrary: FastCheck.oneof(FastCheck.constant(1000), FastCheck.nat(60_000)).map(throttled) },
  {
    weight: 4,
    arbitrary: FastCheck.constantFrom(
      passing("500", Effect.fail(new Errors.ServerFault({ message, status: 500, retryable: true }))),
      passing(
        "HTML",
        Effect.fail(new Errors.UnexpectedResponse({ message, status: 200, excerpt: "<html>" })),
      ),
      passing(
        "network",
        Effect.fail(new Errors.Unreachable({ message, reason: "connection", retryable: true })),
      ),
      passing("MVPD", Effect.fail(new Errors.PartnerUnavailable({ message, status: 502, retryable: true }))),
    ),
  },
  {
    weight: 1,
    arbitrary: FastCheck.constantFrom(
      fatal(new Errors.AuthenticationCodeInvalid({ message })),
      fatal(new Errors.AccessTokenRejected({ message, status: 401 })),
      fatal(new Errors.ConfigurationInvalid({ message, status: 500 })),
      fatal(new Errors.TemporaryAccessExhausted({ message, limit: "duration" })),
      fatal(new Errors.UnexpectedResponse({ message, status: 400, code: "never_published" })),
    ),
  },
  {
    weight: 1,
    arbitrary: FastCheck.constant<Answer>({
      kind: "profile",
      ends: true,
      outcome: Effect.succeed({ A: profileOf("A", farAway) }),
    }),
  },
)

const scripts = FastCheck.record({
  answers: FastCheck.array(FastCheck.record({ answer: answers, latency: FastCheck.nat(9000) }), {
    maxLength: 40,
  }),
  notAfter: FastCheck.integer({ min: 1, max: 200_000 }),
  interval: FastCheck.constantFrom(1, 3000, 4000, 5000, 9000),
  end: FastCheck.option(
    FastCheck.record({ at: FastCheck.nat(200_000), how: FastCheck.constantFrom("supersede", "interrupt") }),
  ),
  seed: FastCheck.nat(),
})
type Script = typeof scripts extends FastCheck.Arbitrary<infer A> ? A : never

/** Plays a script out, and tells when what happened. */
const play = ({ answers, end, interval, notAfter, seed }: Script) => {
  const { advance, now, start, waiting } = simulation(String(seed))
  const polls: Array<{ readonly start: number; end?: number; cut?: boolean; readonly answer: Answer }> = []

  const fake = Layer.succeed(RetrieveProfileForCode, ({ code }) => {
    if (code !== CODE) return Effect.never
    return Effect.gen(function* () {
      const { answer, latency } = answers[polls.length] ?? { answer: empty, latency: 0 }
      const poll: (typeof polls)[number] = { start: yield* Clock.currentTimeMillis, answer }
      polls.push(poll)
      const stopped = Clock.currentTimeMillis.pipe(Effect.map((millis) => void (poll.end = millis)))
      yield* Effect.onInterrupt(Effect.sleep(latency), () =>
        Effect.zipRight(
          stopped,
          Effect.sync(() => void (poll.cut = true)),
        ),
      )
      yield* stopped
      return yield* answer.outcome
    })
  })
  const context = Effect.runSync(
    Effect.scoped(Layer.build(Layer.mergeAll(withoutEndpoints, fake))).pipe(
      Effect.map(Context.add(Polling, every(interval))),
    ),
  )

  start(Context.get(context, ServerClock).observe({ earliest: 0, latest: 0 }))
  let endedAt: number | undefined
  const login = start(
    Effect.provide(awaitProfile({ code: CODE, notAfter: moment(notAfter) }), context).pipe(
      Effect.ensuring(Effect.sync(() => (endedAt = now()))),
    ),
  )
  const newer: Array<Fiber.RuntimeFiber<unknown, unknown>> = []
  if (end !== null) {
    advance(end.at)
    if (end.how === "interrupt") start(Fiber.interruptFork(login))
    else
      newer.push(start(Effect.provide(awaitProfile({ code: "NEWER", notAfter: moment(farAway) }), context)))
  }
  advance(notAfter + 100_000)
  newer.forEach((fiber) => start(Fiber.interruptFork(fiber)))
  return { endedAt, exit: login.unsafePoll(), polls, waiting: waiting() }
}

const tagOf = (exit: Exit.Exit<unknown, AdobePassError> | null) => {
  if (exit === null) return "pending"
  if (Exit.isSuccess(exit)) return "profile"
  return Option.match(Cause.failureOption(exit.cause), {
    onNone: () => (Cause.isInterruptedOnly(exit.cause) ? "Interrupt" : "Die"),
    onSome: ({ _tag }) => _tag,
  })
}

const always = (check: (played: ReturnType<typeof play>, script: Script) => void) =>
  FastCheck.assert(
    FastCheck.property(scripts, (script) => check(play(script), script)),
    { numRuns: 100 },
  )

describe("a login that polls, whatever is answered and whenever,", () => {
  it("never polls within 3 s of the poll before, nor before Retry-After has passed", () => {
    always(({ polls }) => {
      polls.forEach((poll, index) => {
        const next = polls[index + 1]
        if (next === undefined) return
        expect(next.start - (poll.end ?? NaN)).toBeGreaterThanOrEqual(
          Math.max(3000, poll.answer.retryAfter ?? 0),
        )
      })
    })
  })

  it("ends at the first of profile, fatal error, notAfter, newer login and interruption", () => {
    always((played, script) => {
      const { end, notAfter } = script
      const answered = played.polls.filter(({ answer, cut }) => answer.ends && cut !== true)
      expect(answered.length).toBeLessThanOrEqual(1)
      // a code that the service has answered for was right, and can only have become too old
      const wasRight = played.polls.some(({ answer }) => answer.kind === "empty" || answer.kind === "stale")
      const causes = [
        { at: notAfter, tag: "AuthenticationCodeExpired" },
        ...answered.map(({ answer, end = NaN }) => ({
          at: end,
          tag:
            wasRight && answer.kind === "AuthenticationCodeInvalid"
              ? "AuthenticationCodeExpired"
              : answer.kind,
        })),
        ...(end === null
          ? []
          : [{ at: end.at, tag: end.how === "interrupt" ? "Interrupt" : "AuthenticationSuperseded" }]),
      ]
      const first = Math.min(...causes.map(({ at }) => at))
      expect(played.endedAt).toBe(first)
      expect(causes.filter(({ at }) => at === first).map(({ tag }) => tag)).toContain(tagOf(played.exit))
    })
  })

  it("sends nothing after its end, and leaves no timer behind", () => {
    always(({ endedAt = NaN, polls, waiting }) => {
      for (const poll of polls) {
        expect(poll.start).toBeLessThanOrEqual(endedAt)
        expect(poll.end).toBeLessThanOrEqual(endedAt)
      }
      expect(waiting).toBe(0)
    })
  })

  it("sends nothing once the code has expired", () => {
    always(({ polls }, { notAfter }) => {
      for (const poll of polls) expect(poll.start).toBeLessThan(notAfter)
    })
  })

  it("polls at once, and then at least every 10 s or as Retry-After says", () => {
    always(({ endedAt = NaN, polls }) => {
      expect(polls[0]?.start).toBe(0)
      polls.forEach(({ answer, end = NaN }, index) => {
        const next = polls[index + 1]?.start ?? endedAt
        expect(next - end).toBeLessThanOrEqual(Math.max(10_000, answer.retryAfter ?? 0))
      })
    })
  })
})
