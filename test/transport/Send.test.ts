import { describe, expect, it } from "@effect/vitest"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { constVoid } from "effect/Function"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import type { Carry, Exchange, Received } from "../../src/transport/send/Send.js"
import { Sender, Timeouts, wasRedirected } from "../../src/transport/send/Send.js"

const request = { method: "GET", url: "https://example.org/", headers: {} } as const

const received: Received = {
  status: 200,
  body: "{}",
  isElsewhere: false,
  date: undefined,
  retryAfter: undefined,
}

/** Answers in the microtask after the one that asked. */
const atOnce: Carry = ({ ended, headed }) => {
  queueMicrotask(() => {
    headed(200)
    ended(Effect.succeed(received))
  })
  return () => Effect.void
}

it.live("hears an answer that comes while its fiber lets others go", () =>
  Effect.gen(function* () {
    const send = yield* Sender.make(atOnce)
    // a fiber yields after 2048 steps, wherever it is then
    for (let steps = 300; steps < 2200; steps += 1) {
      const call = Effect.gen(function* () {
        for (let step = 0; step < steps; step += 1) yield* Effect.sync(constVoid)
        return yield* send("RetrieveProfiles", request)
      })
      const fiber = yield* Effect.fork(call)
      expect((yield* fiber).status).toBe(200)
    }
  }).pipe(Effect.provideService(Timeouts, { response: "100 millis", overall: "100 millis" }), Effect.scoped),
)

/** A sender whose requests are under way until the test says what becomes of them, with the exchanges and those stopped. */
const slowly = (timeouts?: Timeouts["Type"]) =>
  Effect.gen(function* () {
    const under: Array<Exchange> = []
    const stopped: Array<Exchange> = []
    const make = Sender.make((exchange) => {
      under.push(exchange)
      return () => Effect.sync(() => void stopped.push(exchange))
    })
    const send = yield* timeouts === undefined ? make : Effect.provideService(make, Timeouts, timeouts)
    return { send, stopped, under }
  })

const lasting = (response: Duration.DurationInput, overall: Duration.DurationInput) => ({ response, overall })

/** Sends a request, and tells when and how it failed. */
const failing = (send: Sender["Type"], url: string = request.url) =>
  send("RetrieveProfiles", { ...request, url }).pipe(
    Effect.flip,
    Effect.timed,
    Effect.map(([took, error]) => ({
      took: Duration.toMillis(took),
      ...error,
      message: error.message,
    })),
    Effect.fork,
  )

describe("a request", () => {
  it.scoped("is timed from when it went until its headers came", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(5000)
      const { send, under } = yield* slowly()
      const fiber = yield* Effect.fork(send("RetrieveProfiles", request))
      yield* TestClock.adjust("2 seconds")
      under[0]?.headed(200)
      yield* TestClock.adjust("3 seconds")
      under[0]?.ended(Effect.succeed({ ...received, date: "a date", retryAfter: "7", isElsewhere: true }))
      expect(yield* fiber).toEqual({
        request,
        status: 200,
        body: "{}",
        isElsewhere: true,
        date: "a date",
        retryAfter: "7",
        sent: 5000,
        came: 7000,
      })
      const other = yield* Effect.fork(send("RetrieveProfiles", request))
      yield* TestClock.adjust("1 second")
      under[1]?.ended(Effect.succeed(received))
      expect(yield* other).toMatchObject({ sent: 10_000, came: 10_000 })
    }),
  )

  for (const [response, overall, headed, took, told] of [
    ["10 seconds", "20 seconds", undefined, 10_000, "10s"],
    ["10 seconds", "20 seconds", 9999, 20_000, "20s"],
    ["30 seconds", "20 seconds", undefined, 20_000, "20s"],
    ["30 seconds", "20 seconds", 1, 20_000, "20s"],
  ] as const) {
    const when = headed === undefined ? "never" : `after ${headed} ms`
    it.scoped(
      `may take ${response} until its headers and ${overall} in all, where they came ${when}, and is stopped then`,
      () =>
        Effect.gen(function* () {
          const { send, stopped, under } = yield* slowly(lasting(response, overall))
          const fiber = yield* failing(send)
          if (headed !== undefined) {
            yield* TestClock.adjust(headed)
            under[0]?.headed(200)
          }
          yield* TestClock.adjust(took - (headed ?? 0) - 1)
          expect(stopped).toEqual([])
          yield* TestClock.adjust("1 minute")
          expect(yield* fiber).toMatchObject({
            _tag: "Unreachable",
            endpoint: "RetrieveProfiles",
            reason: "timeout",
            retryable: true,
            took,
            message: `RetrieveProfiles: no answer from example.org within ${told}`,
          })
          expect(stopped).toHaveLength(1)
        }),
    )
  }

  it.effect("waits with no timer once it is over, whether it was interrupted or ended at once", () =>
    Effect.gen(function* () {
      let [timers, started] = [0, 0]
      const clock: Clock.Clock = {
        ...(yield* Effect.clock),
        unsafeCurrentTimeNanos: () => 0n,
        sleep: () =>
          Effect.acquireUseRelease(
            Effect.sync(() => {
              timers += 1
              started += 1
            }),
            () => Effect.never,
            () =>
              Effect.sync(() => {
                timers -= 1
              }),
          ),
      }
      /** How many timers there are after all that was going on. */
      const left = Effect.zipRight(
        Effect.replicateEffect(Effect.yieldNow(), 20),
        Effect.sync(() => timers),
      )

      yield* Effect.gen(function* () {
        const { send, under } = yield* slowly()
        const fiber = yield* Effect.fork(send("RetrieveProfiles", request))
        expect(yield* left).toBe(1)
        under[0]?.ended(Effect.succeed(received))
        yield* fiber
        // for the next call
        expect(yield* left).toBe(1)
      }).pipe(Effect.scoped, Effect.withClock(clock))
      expect(yield* left).toBe(0)

      yield* Effect.gen(function* () {
        const { send, stopped } = yield* slowly()
        const fiber = yield* Effect.fork(send("RetrieveProfiles", request))
        expect(yield* left).toBe(1)
        yield* Fiber.interrupt(fiber)
        expect(stopped).toHaveLength(1)
        expect(yield* left).toBe(0)

        started = 0
        const now = yield* Sender.make(({ ended }) => {
          ended(Effect.succeed(received))
          return () => Effect.void
        })
        expect(yield* now("RetrieveProfiles", request)).toMatchObject({ status: 200 })
        expect([yield* left, started]).toEqual([0, 0])
      }).pipe(Effect.scoped, Effect.withClock(clock))
    }),
  )

  it.scoped("that was answered is not stopped when its time is over", () =>
    Effect.gen(function* () {
      const { send, stopped, under } = yield* slowly()
      const fiber = yield* Effect.fork(send("RetrieveProfiles", request))
      const other = yield* failing(send)
      yield* TestClock.adjust("1 second")
      under[0]?.ended(Effect.succeed(received))
      expect((yield* fiber).status).toBe(200)
      yield* TestClock.adjust("1 minute")
      expect(yield* other).toMatchObject({ reason: "timeout" })
      expect(stopped).toEqual(under.slice(1))
    }),
  )

  it.scoped("is counted in the span of its call, with the last status, where spans are made", () =>
    Effect.gen(function* () {
      const { send, under } = yield* slowly()
      const native = yield* Effect.tracer
      const tracer = Tracer.make({ ...native, span: (...args) => native.span(...args) })
      const twice = Effect.gen(function* () {
        yield* send("RetrieveProfiles", request)
        yield* send("RetrieveProfiles", request)
        return Object.fromEntries((yield* Effect.currentSpan).attributes)
      }).pipe(Effect.withSpan("call"))
      for (const [run, attributes] of [
        [Effect.withTracer(twice, tracer), { requests: 2, status: 201 }],
        [twice, {}],
      ] as const) {
        const fiber = yield* Effect.fork(run)
        for (const status of [500, 201]) {
          yield* TestClock.adjust("1 second")
          under.at(-1)?.headed(status)
          under.at(-1)?.ended(Effect.succeed(received))
        }
        yield* TestClock.adjust("1 second")
        expect(yield* fiber).toEqual(attributes)
      }
    }),
  )

  it.scoped("belongs to no span of elsewhere", () =>
    Effect.gen(function* () {
      const { send, under } = yield* slowly()
      const native = yield* Effect.tracer
      const parent = Tracer.externalSpan({ spanId: "a", traceId: "b" })
      const fiber = yield* send("RetrieveProfiles", request).pipe(
        Effect.withParentSpan(parent),
        Effect.withTracer(Tracer.make({ ...native })),
        Effect.fork,
      )
      yield* TestClock.adjust("1 second")
      under[0]?.headed(200)
      under[0]?.ended(Effect.succeed(received))
      expect((yield* fiber).status).toBe(200)
    }),
  )
})

describe("a request without an answer", () => {
  it.scoped("names its host, and why, but not its secrets", () =>
    Effect.gen(function* () {
      const { send, under } = yield* slowly()
      for (const [url, cause, message] of [
        [
          "https://example.org:8443/api?device=living-room-1",
          Object.assign(new Error("reset of living-room-1"), { code: "ECONNRESET" }),
          "RetrieveProfiles: no connection to example.org:8443 (ECONNRESET: reset of ***)",
        ],
        ["https://example.org?a", undefined, "RetrieveProfiles: no connection to example.org"],
        ["https://example.org#a", "unknown", "RetrieveProfiles: no connection to example.org"],
        ["/api", undefined, "RetrieveProfiles: no connection to the service"],
        ["?a:b=https://example.org/", undefined, "RetrieveProfiles: no connection to the service"],
      ] as const) {
        const fiber = yield* failing(send, url)
        yield* TestClock.adjust(0)
        under.at(-1)?.ended(Effect.fail({ cause, isUrl: false }))
        expect(yield* fiber).toMatchObject({
          _tag: "Unreachable",
          endpoint: "RetrieveProfiles",
          reason: "connection",
          retryable: true,
          message,
        })
      }
    }),
  )

  it.scoped("is wrong where its URL is none, and that is not told", () =>
    Effect.gen(function* () {
      const { send, under } = yield* slowly()
      const fiber = yield* failing(send, "living-room-1")
      yield* TestClock.adjust(0)
      under[0]?.ended(Effect.fail({ cause: new Error("living-room-1"), isUrl: true }))
      expect(yield* fiber).toEqual({
        took: 0,
        _tag: "InvalidRequest",
        endpoint: "RetrieveProfiles",
        parameter: "environment.baseUrl",
        retryable: false,
        message: "environment.baseUrl: expected an absolute URL",
      })
    }),
  )
})

describe("a redirect that was followed", () => {
  const asked = "https://Sp.example.org/api/v2?a=1"

  it("is told by the web's answer, or by where that came from", () => {
    for (const [answer, was] of [
      [{ url: "https://Sp.example.org/elsewhere" }, false],
      [{ url: "https://sp.example.org/elsewhere", redirected: false }, false],
      [{ url: "https://sp.example.org:443/" }, false],
      [{ url: "https://sp.example.org" }, false],
      [{ url: asked, redirected: true }, true],
      [{ url: asked, redirected: "true" }, false],
      [{ url: "" }, false],
      [{ url: "", redirected: true }, true],
      [{ url: 5 }, false],
      [{ url: "https://hotel.example.org/" }, true],
      [{ url: "https://Sp.example.org.hotel.example/" }, true],
      [{ url: "https://sp.example.org:8443/" }, true],
      [{ url: "http://sp.example.org/" }, true],
      [{ url: "https://hotel.example.org/?https://Sp.example.org/" }, true],
      [{ url: "no URL" }, true],
    ] as const)
      expect({ answer, was: wasRedirected(answer, asked) }).toEqual({ answer, was })
  })

  it("is told by the web's answer within the platform's", () => {
    const followed = { url: "https://hotel.example.org/" }
    for (const [answer, was] of [
      [{ original: { source: followed } }, true],
      [{ original: followed }, true],
      [{ source: followed }, true],
      [{ source: { url: asked } }, false],
      [{ redirected: true }, false],
      [{ source: null }, false],
      [{ source: "https://hotel.example.org/" }, false],
      [{}, false],
    ] as const)
      expect({ answer, was: wasRedirected(answer, asked) }).toEqual({ answer, was })
  })

  it("is told of whatever was asked", () => {
    expect(wasRedirected({ url: "https://a.example/" }, "https://a.example")).toBe(false)
    expect(wasRedirected({ url: "https://b.example/" }, "https://a.example")).toBe(true)
    expect(wasRedirected({ url: "https://a.example/" }, "https://a.example?b")).toBe(false)
    expect(wasRedirected({ url: "https://a.example/" }, "https://a.example#b")).toBe(false)
    expect(wasRedirected({ url: "https://a.example/" }, "no URL")).toBe(true)
    expect(wasRedirected({ url: "/login" }, "https://a.example/")).toBe(true)
  })
})
