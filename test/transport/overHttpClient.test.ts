import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { constFalse } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import type { Request } from "../../src/transport/Request.js"
import * as OverHttpClient from "../../src/transport/send/overHttpClient.js"
import { Sender } from "../../src/transport/send/Send.js"

const request: Request = {
  method: "GET",
  url: "https://service.example/profiles?device=living-room-1",
  headers: { accept: "application/json" },
}

/** The sender over a client that answers so, and the requests it was asked. */
const over = (
  answer: (
    request: HttpClientRequest,
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>,
) => {
  const asked: Array<HttpClientRequest> = []
  const client = HttpClient.make((one) => {
    asked.push(one)
    return answer(one)
  })
  const send = (one = request) =>
    Effect.flatMap(Sender, (send) => send("RetrieveProfiles", one)).pipe(
      Effect.provide(Layer.provide(OverHttpClient.layer, Layer.succeed(HttpClient.HttpClient, client))),
    )
  return { asked, send }
}

const answering = (body: string, init?: ResponseInit) =>
  over((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, init))))

const failing = (reason: HttpClientError.RequestError["reason"]) =>
  over((request) =>
    Effect.fail(new HttpClientError.RequestError({ request, reason, cause: new Error("a reset") })),
  )

describe("the client of the app", () => {
  it.effect("is asked what a request says", () =>
    Effect.gen(function* () {
      const { asked, send } = answering("{}")
      yield* send()
      yield* send({
        ...request,
        method: "POST",
        body: { text: "a=b", type: "application/x-www-form-urlencoded" },
      })
      expect(
        asked.map(({ body, headers, method }) => ({ body: body._tag, headers: { ...headers }, method })),
      ).toEqual([
        { method: "GET", headers: { accept: "application/json" }, body: "Empty" },
        {
          method: "POST",
          headers: expect.objectContaining({
            accept: "application/json",
            "content-type": "application/x-www-form-urlencoded",
          }),
          body: "Uint8Array",
        },
      ])
    }),
  )

  it.effect("tells the status, the text, and what tells of time", () =>
    Effect.gen(function* () {
      const full = answering("a text", { status: 429, headers: { date: "a date", "retry-after": "7" } })
      expect(yield* full.send()).toMatchObject({
        request,
        status: 429,
        body: "a text",
        isElsewhere: false,
        date: "a date",
        retryAfter: "7",
      })
      const { date, retryAfter } = yield* answering("").send()
      expect([date, retryAfter]).toEqual([undefined, undefined])
    }),
  )

  it.effect("tells of its errors what caused them, and which is the URL's", () =>
    Effect.gen(function* () {
      const torn = over((request) =>
        Effect.fail(
          new HttpClientError.ResponseError({
            request,
            response: HttpClientResponse.fromWeb(request, new Response("")),
            reason: "Decode",
            cause: new Error("a reset"),
          }),
        ),
      )
      for (const { send } of [failing("Transport"), failing("Encode"), torn]) {
        const error = yield* Effect.flip(send())
        expect({ ...error, message: error.message }).toMatchObject({
          _tag: "Unreachable",
          message: "RetrieveProfiles: no connection to service.example (a reset)",
        })
      }
      expect(yield* Effect.flip(failing("InvalidUrl").send())).toMatchObject({
        _tag: "InvalidRequest",
        parameter: "environment.baseUrl",
      })
    }),
  )

  it.effect("follows no redirect, and keeps what else an app tells fetch", () =>
    Effect.gen(function* () {
      const inits: Array<RequestInit | undefined> = []
      const { send } = over((request) =>
        Effect.contextWith((context: Context.Context<never>) => {
          inits.push(Context.getOrElse(context, FetchHttpClient.RequestInit, () => undefined))
          return HttpClientResponse.fromWeb(request, new Response("{}"))
        }),
      )
      yield* send()
      yield* Effect.provideService(send(), FetchHttpClient.RequestInit, {
        redirect: "follow",
        credentials: "include",
      })
      expect(inits).toEqual([{ redirect: "manual" }, { redirect: "manual", credentials: "include" }])
    }),
  )

  it.effect("makes no span, and sends none on, for either would tell the device", () =>
    Effect.gen(function* () {
      const native = yield* Effect.tracer
      const names: Array<string> = []
      const tracer = Tracer.make({
        ...native,
        span: (...args) => {
          names.push(args[0])
          return native.span(...args)
        },
      })
      const { asked, send } = answering("{}")
      yield* send().pipe(Effect.withSpan("call"), Effect.withTracer(tracer))
      expect(names).toEqual(["call"])
      expect(Object.keys(asked[0]?.headers ?? {})).toEqual(["accept"])
    }),
  )

  it.effect("sends no span on where the app has its client traced whatever is asked", () =>
    Effect.gen(function* () {
      const asked: Array<HttpClientRequest> = []
      const client = HttpClient.make((one) => {
        asked.push(one)
        return Effect.succeed(HttpClientResponse.fromWeb(one, new Response("{}")))
      }).pipe(HttpClient.withTracerDisabledWhen(constFalse))
      yield* Effect.flatMap(Sender, (send) => send("RetrieveProfiles", request)).pipe(
        Effect.provide(Layer.provide(OverHttpClient.layer, Layer.succeed(HttpClient.HttpClient, client))),
        Effect.withSpan("call"),
      )
      expect(Object.keys(asked[0]?.headers ?? {})).toEqual(["accept"])
    }),
  )

  it.effect("logs no error, which would tell the device", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const logger = Logger.make(({ message }) => void lines.push(message))
      yield* failing("Transport")
        .send()
        .pipe(
          Effect.flip,
          Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
          Logger.withMinimumLogLevel(LogLevel.All),
        )
      expect(lines).toEqual([])
    }),
  )

  it.effect("is interrupted with its caller", () =>
    Effect.gen(function* () {
      const ends: Array<string> = []
      const { asked, send } = over(() =>
        Effect.onInterrupt(Effect.never, () => Effect.sync(() => void ends.push("interrupted"))),
      )
      const fiber = yield* Effect.fork(send())
      yield* TestClock.adjust("1 second")
      expect([asked.length, ends]).toEqual([1, []])
      yield* Fiber.interrupt(fiber)
      expect(ends).toEqual(["interrupted"])
    }),
  )
})
