/** What the transport makes of one answer. */
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { Device } from "../../src/domain/Device.js"
import { InvalidRequest, ServerFault } from "../../src/error/AdobePassError.js"
import { Lane } from "../../src/policy/Lane.js"
import * as Retry from "../../src/policy/Retry.js"
import type { Bounds } from "../../src/policy/ServerClock.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import type { Request } from "../../src/transport/Request.js"
import { withBearer } from "../../src/transport/Request.js"
import type { Came } from "../../src/transport/send/Send.js"
import { Sender } from "../../src/transport/send/Send.js"
import { Throttle } from "../../src/transport/Throttle.js"
import type { Call } from "../../src/transport/Transport.js"
import { Transport } from "../../src/transport/Transport.js"

const request: Request = { method: "GET", url: "https://service.example/", headers: {} }
const midnight = "Fri, 01 Jan 2027 00:00:00 GMT"

const device = (forwardedFor?: string): Device.Service => ({
  identifier: Redacted.make("tv"),
  ...(forwardedFor !== undefined && { forwardedFor }),
})

/** A transport whose requests are answered so at once, and what it asked of the others. */
const over = (...answers: ReadonlyArray<Partial<Came>>) =>
  Effect.gen(function* () {
    const acquired: Array<readonly [key: string, lane: string]> = []
    const drained: Array<readonly [key: string, millis: number]> = []
    const observed: Array<Bounds> = []
    const requests: Array<Request> = []
    /** How long a turn is waited for, in milliseconds. */
    const turn = { millis: 0 }
    let sent = 0
    const transport = yield* Effect.provide(
      Transport,
      Transport.layer.pipe(
        Layer.provide(
          Layer.succeed(Sender, (_endpoint, request) =>
            Effect.sync(() => {
              requests.push(request)
              return {
                request,
                status: 200,
                body: "",
                date: undefined,
                retryAfter: undefined,
                sent: 0,
                came: 0,
                ...answers[Math.min(sent++, answers.length - 1)],
              }
            }),
          ),
        ),
        Layer.provide(
          Layer.succeed(Throttle, {
            acquire: (key) =>
              Effect.zipRight(
                turn.millis === 0 ? Effect.void : Effect.sleep(turn.millis),
                Effect.map(Lane, (lane) => void acquired.push([key, lane])),
              ),
            drain: (key, wait) => Effect.sync(() => void drained.push([key, Duration.toMillis(wait)])),
            release: () => Effect.void,
          }),
        ),
        Layer.provide(
          Layer.map(ServerClock.layer, (context) => {
            const clock = Layer.succeed(ServerClock, {
              ...context.unsafeMap.get(ServerClock.key),
              observe: (bounds: Bounds) => Effect.sync(() => void observed.push(bounds)),
            })
            return Effect.runSync(Effect.scoped(Layer.build(clock)))
          }),
        ),
      ),
    )
    return { ...transport, acquired, drained, observed, requests, turn }
  })

const call = <A, E extends ServerFault>(answer: Effect.Effect<A, E>, forwardedFor?: string): Call<A, E> => ({
  endpoint: "RetrieveProfiles",
  serviceProvider: "REF30",
  device: device(forwardedFor),
  request: Either.right(request),
  answer: () => answer,
})

const given = Effect.provideService(Device, device())

const fault = (told: { readonly code?: string; readonly trace?: string }, retryable = false) =>
  new ServerFault({ endpoint: "RetrieveProfiles", status: 500, retryable, message: "no", ...told })

describe("an answer", () => {
  it.effect("tells the server's time from when it was asked until its headers came", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10_000)
      const told = Date.parse(midnight)
      const { attempt, observed } = yield* over({ date: midnight, sent: 4000, came: 7000 })
      expect(yield* given(attempt(call(Effect.succeed("read"))))).toBe("read")
      expect(observed).toEqual([{ earliest: told + 3000, latest: told + 999 + 6000 }])
    }),
  )

  it.effect("tells it where it fails with a code, for that is the service's own", () =>
    Effect.gen(function* () {
      const { attempt, observed } = yield* over({ date: midnight })
      const failed = fault({ code: "internal_server_error" })
      expect(yield* given(Effect.flip(attempt(call(Effect.fail(failed)))))).toBe(failed)
      expect(observed).toHaveLength(1)
      const other = fault({})
      expect(yield* given(Effect.flip(attempt(call(Effect.fail(other)))))).toBe(other)
      expect(observed).toHaveLength(1)
    }),
  )

  it.effect("without a date tells no time", () =>
    Effect.gen(function* () {
      const { attempt, observed } = yield* over({})
      yield* given(attempt(call(Effect.void)))
      expect(observed).toEqual([])
    }),
  )
})

describe("a refusal for too many requests", () => {
  it.effect("is kept from all who share the address", () =>
    Effect.gen(function* () {
      const { acquired, attempt, drained, observed } = yield* over({ status: 429, retryAfter: "7" })
      for (const address of ["203.0.113.5", undefined]) {
        const error = yield* given(Effect.flip(attempt(call(Effect.die("not read"), address))))
        expect({ ...error, message: error.message }).toMatchObject({
          _tag: "Throttled",
          endpoint: "RetrieveProfiles",
          status: 429,
          retryAfter: Duration.seconds(7),
          retryable: true,
          message: "RetrieveProfiles: refused, for too many requests came from this address",
        })
      }
      expect(acquired.map(([key]) => key)).toEqual(["203.0.113.5", ""])
      expect(drained).toEqual([
        ["203.0.113.5", 7000],
        ["", 7000],
      ])
      expect(observed).toEqual([])
    }),
  )

  it.effect("asks to wait until a moment of its own clock, or of the server's as far as it is known", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse(midnight) - 3000)
      const { attempt, drained } = yield* over(
        { status: 429, date: "Thu, 31 Dec 2026 23:59:40 GMT", retryAfter: midnight },
        { status: 429, retryAfter: midnight },
      )
      yield* given(Effect.flip(attempt(call(Effect.void))))
      yield* given(Effect.flip(attempt(call(Effect.void))))
      expect(drained).toEqual([
        ["", 20_000],
        ["", 3000],
      ])
    }),
  )

  it.effect("of another address is read as an answer", () =>
    Effect.gen(function* () {
      const { attempt, drained } = yield* over({ status: 429, isElsewhere: true })
      expect(yield* given(attempt(call(Effect.succeed("read"))))).toBe("read")
      expect(drained).toEqual([])
    }),
  )
})

describe("a call", () => {
  it.effect("goes before all others where it adds no token, and is tried again", () =>
    Effect.gen(function* () {
      const transport = yield* over({})
      let reads = 0
      const flaky = Effect.suspend(() =>
        (reads += 1) === 1 ? Effect.fail(fault({}, true)) : Effect.succeed("read"),
      )
      const fiber = yield* Effect.fork(given(transport.call(call(flaky))))
      yield* TestClock.adjust("1 second")
      expect(yield* fiber).toBe("read")
      expect(transport.acquired).toEqual([
        ["", "token"],
        ["", "token"],
      ])
    }),
  )

  it.effect("counts each request that goes toward the budget of retries", () =>
    Effect.gen(function* () {
      let sent = 0
      const budget = { sent: () => void (sent += 1), spend: () => false }
      const { attempt } = yield* Effect.provideService(over({}), Retry.Retry, {
        transient: Retry.transient(),
        throttled: Retry.throttled,
        budget,
      })
      yield* given(attempt(call(Effect.void)))
      yield* given(attempt(call(Effect.void)))
      expect(sent).toBe(2)
    }),
  )

  it.effect("asks for its token before its turn, and once more where it had to wait for that", () =>
    Effect.gen(function* () {
      const { attempt, requests, turn } = yield* over({})
      let asked = 0
      const addToken = (request: Request) =>
        Effect.sync(() => withBearer(request, Redacted.make(`token-${(asked += 1)}`)))
      yield* given(attempt(call(Effect.void), addToken))
      turn.millis = 1
      const fiber = yield* Effect.fork(given(attempt(call(Effect.void), addToken)))
      yield* TestClock.adjust("1 second")
      yield* fiber
      expect(requests.map(({ headers }) => headers["authorization"])).toEqual([
        "Bearer token-1",
        "Bearer token-3",
      ])
      expect(asked).toBe(3)
    }),
  )

  it.effect("that is wrong takes no turn", () =>
    Effect.gen(function* () {
      const invalid = new InvalidRequest({ endpoint: "RetrieveProfiles", parameter: "mvpd", message: "no" })
      const { acquired, attempt, requests } = yield* over({})
      const wrong = yield* given(
        Effect.flip(attempt({ ...call(Effect.void), request: Either.left(invalid) })),
      )
      expect(wrong).toBe(invalid)
      expect({ acquired, requests }).toEqual({ acquired: [], requests: [] })
    }),
  )
})

describe("a trace", () => {
  /** The spans that are made meanwhile. */
  const traced = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const native = yield* Effect.tracer
      const tracer = Tracer.make({
        ...native,
        span: (...args) => {
          const span = native.span(...args)
          spans.push(span)
          return span
        },
      })
      const exit = yield* Effect.exit(Effect.withTracer(effect, tracer))
      return { exit, spans }
    })

  it.effect("has one span for each call, which tells how that ended", () =>
    Effect.gen(function* () {
      const { repeat } = yield* over({})
      for (const [told, more] of [
        [{}, {}],
        [
          { code: "internal_server_error", trace: "trace-1" },
          { code: "internal_server_error", trace: "trace-1" },
        ],
      ] as const) {
        const { exit, spans } = yield* traced(repeat("RetrieveProfiles", Effect.fail(fault(told))))
        expect(Exit.isFailure(exit)).toBe(true)
        expect(spans).toHaveLength(1)
        const [{ attributes, kind, name, parent }] = spans as [Tracer.Span]
        expect({ kind, name, parent }).toEqual({
          kind: "client",
          name: "AdobePass.RetrieveProfiles",
          parent: Option.none(),
        })
        expect(Object.fromEntries(attributes)).toStrictEqual({
          endpoint: "RetrieveProfiles",
          error: "ServerFault",
          ...more,
        })
      }
    }),
  )

  it.effect("tells of no error where there is none", () =>
    Effect.gen(function* () {
      const { repeat } = yield* over({})
      const { exit, spans } = yield* traced(repeat("RetrieveProfiles", Effect.succeed("read")))
      expect(exit).toEqual(Exit.succeed("read"))
      expect(spans.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([
        { endpoint: "RetrieveProfiles" },
      ])
    }),
  )
})
