import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as TestClock from "effect/TestClock"
import type { Device } from "../../src/domain/Device.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import * as Retry from "../../src/policy/Retry.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import { Timeouts } from "../../src/transport/Transport.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import { client } from "../support/client.js"
import type { Reply } from "../support/fake.js"
import { fake } from "../support/fake.js"

const decide = Effect.flatMap(RetrieveAuthorizationDecisions, (f) =>
  f({ mvpd: "Kabel", resources: ["news"] }),
)
const fine: Reply = { body: { decisions: [] } }
const origin = { url: "https://adobe.example" }

/** Makes a call, lets an hour pass, and tells when it sent what and how it ended. */
const run = (
  replies: ReadonlyArray<Reply> | ((count: number) => Reply),
  {
    call = decide,
    policies = Layer.empty,
    seed = 1,
  }: {
    readonly call?: Effect.Effect<unknown, AdobePassError, Endpoint | Device>
    readonly policies?: Layer.Layer<never>
    readonly seed?: number
  } = {},
) =>
  Effect.gen(function* () {
    const http = fake((count) =>
      typeof replies === "function" ? replies(count) : (replies[count - 1] ?? fine),
    )
    const started = yield* DateTime.now
    const fiber = yield* call.pipe(
      Effect.merge,
      Effect.provide(client({ ...origin, client: http.layer }).pipe(Layer.provide(policies))),
      Effect.withRandom(Random.make(seed)),
      Effect.timed,
      Effect.fork,
    )
    yield* TestClock.adjust("1 hour")
    const [took, result] = yield* Fiber.join(fiber)
    const times = http.sent.map(({ at }) => at - DateTime.toEpochMillis(started))
    return {
      result,
      times,
      took: Duration.toMillis(took),
      gaps: times.slice(1).map((time, i) => time - times[i]!),
    }
  })

const mayPass: ReadonlyArray<readonly [string, Reply]> = [
  ["a broken connection", "broken"],
  ["a 500", { status: 500, body: "" }],
  ["a 503", { status: 503, body: "<html>" }],
  ["a fault of Adobe's", { status: 500, body: { code: "internal_server_error", action: "none" } }],
  ["action retry", { status: 403, body: { code: "network_received_error", action: "retry" } }],
  ["action retry with a code of next year", { status: 400, body: { code: "x", action: "retry" } }],
]

describe("what may pass", () => {
  for (const [what, reply] of mayPass) {
    it.effect(`is sent again after 500 ms and 1 s, and no more: ${what}`, () =>
      Effect.gen(function* () {
        const { result, times } = yield* run(() => reply)
        expect(times).toEqual([0, 500, 1500])
        expect(result).toMatchObject({ retryable: true, endpoint: "RetrieveAuthorizationDecisions" })
      }),
    )

    it.effect(`is over when it passes: ${what}`, () =>
      Effect.gen(function* () {
        expect(yield* run([reply])).toMatchObject({ times: [0, 500], result: [] })
        expect(yield* run([reply, reply])).toMatchObject({ times: [0, 500, 1500], result: [] })
      }),
    )
  }

  it.effect("is not sent again where the caller does so itself", () =>
    Effect.gen(function* () {
      expect(yield* run(() => "broken", { call: Retry.once(decide) })).toMatchObject({ times: [0] })
      expect(yield* run(() => ({ status: 429 }), { call: Retry.once(decide) })).toMatchObject({ times: [0] })
    }),
  )

  it.effect("is sent again as a policy of the user's says", () =>
    Effect.gen(function* () {
      const policies = Layer.succeed(Retry.Retry, {
        transient: Retry.transient(1),
        throttled: Retry.throttled,
      })
      expect(yield* run(() => "broken", { policies })).toMatchObject({ times: [0, 500] })
    }),
  )
})

describe("what will not pass", () => {
  const denials: ReadonlyArray<readonly [string, Reply]> = [
    ["a denial", { status: 403, body: { code: "authorization_denied_by_mvpd", action: "none" } }],
    ["a used-up TempPass", { status: 403, body: { code: "temporary_access_duration_limit_exceeded" } }],
    [
      "nobody signed in",
      { status: 403, body: { code: "authenticated_profile_missing", action: "authentication" } },
    ],
    [
      "a configuration fault, though a 500",
      { status: 500, body: { code: "invalid_configuration_platform", action: "configuration" } },
    ],
    ["a 400", { status: 400 }],
    ["a 403", { status: 403 }],
    ["a 404", { status: 404 }],
    ["a 405", { status: 405 }],
    ["a redirect", { status: 302, headers: { location: "https://elsewhere.example/" } }],
    ["a page that is no answer", { status: 200, body: "<html></html>" }],
  ]
  for (const [what, reply] of denials) {
    it.effect(`is sent once: ${what}`, () =>
      Effect.gen(function* () {
        const { result, times } = yield* run(() => reply)
        expect(times).toEqual([0])
        expect(result).toMatchObject({ retryable: false })
      }),
    )
  }

  it.effect("a denial inside a decision is an answer", () =>
    Effect.gen(function* () {
      const decisions = [
        { resource: "news", authorized: false, error: { code: "network_received_error", action: "retry" } },
      ]
      const { result, times } = yield* run(() => ({ body: { decisions } }))
      expect(times).toEqual([0])
      expect(result).toMatchObject([{ _tag: "Deny", error: { _tag: "PartnerUnavailable", retryable: true } }])
    }),
  )
})

describe("a 429", () => {
  it.effect("is waited for three times, at least a second, up to a quarter longer by chance", () =>
    Effect.gen(function* () {
      const chances = new Set<number>()
      for (let seed = 0; seed < 20; seed++) {
        const { gaps, result } = yield* run(() => ({ status: 429, body: "<html>429</html>" }), { seed })
        expect(gaps).toHaveLength(3)
        for (const gap of gaps) {
          expect(gap).toBeGreaterThanOrEqual(1000)
          expect(gap).toBeLessThanOrEqual(1250)
          chances.add(gap)
        }
        expect(result).toMatchObject({ _tag: "Throttled", status: 429, retryAfter: Duration.seconds(1) })
      }
      expect(chances.size).toBeGreaterThan(25)
    }),
  )

  it.effect("is waited for as long as it asks, in seconds or until a date", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_800_000_000_000)
      for (const [headers, least] of [
        [{ "retry-after": "7" }, 7000],
        [{ "retry-after": "0" }, 1000],
        [{ "retry-after": "-5" }, 1000],
        [{ "retry-after": "soon" }, 1000],
        [{ "retry-after": "1.5" }, 1000],
        [{ "retry-after": "Fri, 01 Jan 2027 00:00:00 GMT" }, 1000],
      ] as const) {
        const { gaps } = yield* run([{ status: 429, headers }])
        expect(gaps[0]).toBeGreaterThanOrEqual(least)
        expect(gaps[0]).toBeLessThanOrEqual(least * 1.25)
      }
    }),
  )

  it.effect("that asks to wait until a date is judged by the server's clock, not by the device's", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(0)
      const headers = {
        date: "Fri, 01 Jan 2027 00:00:00 GMT",
        "retry-after": "Fri, 01 Jan 2027 00:00:11 GMT",
      }
      const { gaps } = yield* run([{ status: 429, headers }])
      expect(gaps[0]).toBeGreaterThanOrEqual(10_000)
      expect(gaps[0]).toBeLessThanOrEqual(11_000 * 1.25)
    }),
  )

  it.effect("that asks for more than half a minute is left to the caller at once", () =>
    Effect.gen(function* () {
      for (const value of ["31", "86400", "9".repeat(30), "9".repeat(400)]) {
        const { result, times } = yield* run(() => ({ status: 429, headers: { "retry-after": value } }))
        expect(times).toEqual([0])
        const longest = Duration.seconds(Math.min(Number(value), 86_400))
        expect(result).toMatchObject({ _tag: "Throttled", retryAfter: longest })
      }
      expect((yield* run(() => ({ status: 429, headers: { "retry-after": "30" } }))).times).toHaveLength(4)
    }),
  )
})

it.effect("the budgets do not multiply", () =>
  Effect.gen(function* () {
    const replies = FastCheck.array(
      FastCheck.constantFrom<Reply>(
        "broken",
        { status: 500 },
        { status: 429 },
        { status: 401 },
        { status: 403, body: { action: "retry" } },
      ),
      { minLength: 12, maxLength: 12 },
    )
    for (const storm of FastCheck.sample(replies, { numRuns: 80, seed: 11 })) {
      const { times } = yield* run(storm)
      const count = (status: number) =>
        storm.slice(0, times.length).filter((reply) => typeof reply === "object" && reply.status === status)
          .length
      // one first call, 2 retries, 3 waits, 2 replays: one more where a later try finds its token refused that served the one before
      expect(times.length).toBeLessThanOrEqual(8)
      expect(count(429)).toBeLessThanOrEqual(4)
      expect(count(401)).toBeLessThanOrEqual(3)
    }
  }),
)

describe("time", () => {
  it.effect("runs out after 10 s without an answer", () =>
    Effect.gen(function* () {
      const { result, took, times } = yield* run(() => "silent", { call: Retry.once(decide) })
      expect({ took, times }).toEqual({ took: 10_000, times: [0] })
      expect(result).toMatchObject({ _tag: "Unreachable", reason: "timeout", retryable: true })
    }),
  )

  it.effect("runs out after 20 s with half an answer", () =>
    Effect.gen(function* () {
      const { result, took } = yield* run(() => "stalled", { call: Retry.once(decide) })
      expect(took).toBe(20_000)
      expect(result).toMatchObject({ _tag: "Unreachable", reason: "timeout" })
    }),
  )

  it.effect("that ran out may pass, so it is tried again", () =>
    Effect.gen(function* () {
      const { result, times } = yield* run(["silent"])
      expect(times).toEqual([0, 10_500])
      expect(result).toEqual([])
    }),
  )

  it.effect("is the user's to set", () =>
    Effect.gen(function* () {
      const policies = Layer.succeed(Timeouts, { response: "1 second", overall: "2 seconds" })
      expect(yield* run(() => "silent", { policies, call: Retry.once(decide) })).toMatchObject({ took: 1000 })
      expect(yield* run(() => "stalled", { policies, call: Retry.once(decide) })).toMatchObject({
        took: 2000,
      })
    }),
  )

  it.effect("ends with its caller: an interrupted call sends nothing more", () =>
    Effect.gen(function* () {
      const http = fake(() => "broken")
      const fiber = yield* decide.pipe(Effect.provide(client({ ...origin, client: http.layer })), Effect.fork)
      yield* TestClock.adjust("400 millis")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 hour")
      expect(http.sent).toHaveLength(1)
    }),
  )
})

describe("the server's clock", () => {
  const observing = (date: string, device = 0) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(device)
      const http = fake(() => ({ headers: { date }, body: { profiles: {} } }))
      return yield* Effect.gen(function* () {
        yield* Effect.flatMap(RetrieveProfiles, (f) => f())
        return DateTime.toEpochMillis(yield* Effect.flatMap(ServerClock, ({ now }) => now))
      }).pipe(Effect.provide(client({ ...origin, client: http.layer })))
    })

  it.effect("is set by the date of an answer", () =>
    Effect.gen(function* () {
      const told = Date.UTC(2027, 0, 1, 12, 30, 15)
      for (const device of [0, told - 86_400_000, told + 5_000_000_000]) {
        const now = yield* observing("Fri, 01 Jan 2027 12:30:15 GMT", device)
        expect(now).toBeGreaterThanOrEqual(told)
        expect(now).toBeLessThanOrEqual(told + 999)
      }
    }),
  )

  it.effect("is not set by what is no date", () =>
    Effect.gen(function* () {
      for (const date of [
        "7",
        "-5",
        "soon",
        "",
        "2027-01-01",
        "Fri, 32 Jan 2027 12:30:15 GMT",
        "Fri, 01 Foo 2027 12:30:15 GMT",
      ]) {
        expect({ date, now: yield* observing(date, 1234) }).toEqual({ date, now: 1234 })
      }
    }),
  )
})

it.effect("a base URL that is none is told as such, without the URL of the call", () =>
  Effect.gen(function* () {
    const http = fake(() => fine)
    const error = yield* decide.pipe(
      Effect.flip,
      Effect.provide(client({ url: "not a url", client: http.layer })),
    )
    expect(error).toMatchObject({
      _tag: "InvalidRequest",
      parameter: "environment.baseUrl",
      retryable: false,
    })
    expect(http.sent).toEqual([])
  }),
)
