import { afterEach, describe, expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Request } from "../../src/transport/Request.js"
import * as OverFetch from "../../src/transport/send/overFetch.js"
import { Sender } from "../../src/transport/send/Send.js"

const request: Request = {
  method: "GET",
  url: "https://service.example/profiles",
  headers: { accept: "application/json" },
}

/** A `fetch` that ends so, and what it was asked. */
const fetching = (end: () => Promise<Response>) => {
  const asked: Array<readonly [url: string, init: RequestInit]> = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked.push([String(input), init ?? {}])
    return end()
  }
  return { asked, fetch }
}

const send = (fetch: typeof globalThis.fetch | undefined, one: Request = request) =>
  Effect.flatMap(Sender, (send) => send("RetrieveProfiles", one)).pipe(Effect.provide(OverFetch.layer(fetch)))

const answering = (body: string, init?: ResponseInit) =>
  fetching(() => Promise.resolve(new Response(body, init)))

describe("fetch alone", () => {
  afterEach(() => vi.unstubAllGlobals())

  it.effect("is asked what a request says, and follows no redirect", () =>
    Effect.gen(function* () {
      const { asked, fetch } = answering("{}")
      yield* send(fetch)
      yield* send(fetch, {
        ...request,
        method: "POST",
        body: { text: "a=b", type: "application/x-www-form-urlencoded" },
      })
      const signal = expect.any(AbortSignal)
      expect(asked).toStrictEqual([
        [request.url, { method: "GET", headers: request.headers, redirect: "manual", signal }],
        [
          request.url,
          {
            method: "POST",
            headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
            redirect: "manual",
            signal,
            body: "a=b",
          },
        ],
      ])
    }),
  )

  it.effect("tells the status, the text, and what tells of time", () =>
    Effect.gen(function* () {
      const full = answering("a text", { status: 429, headers: { date: "a date", "retry-after": "7" } })
      expect(yield* send(full.fetch)).toMatchObject({
        request,
        status: 429,
        body: "a text",
        isElsewhere: false,
        date: "a date",
        retryAfter: "7",
      })
      const { date, retryAfter } = yield* send(answering("").fetch)
      expect([date, retryAfter]).toEqual([undefined, undefined])
    }),
  )

  it.effect("is the platform's unless given, as it is by then", () =>
    Effect.gen(function* () {
      const { asked, fetch } = answering("of the platform")
      yield* Effect.gen(function* () {
        const send = yield* Sender
        vi.stubGlobal("fetch", fetch)
        expect(yield* send("RetrieveProfiles", request)).toMatchObject({ body: "of the platform" })
      }).pipe(Effect.provide(OverFetch.layer()))
      expect(asked).toHaveLength(1)
      expect(yield* send(answering("given").fetch)).toMatchObject({ body: "given" })
      expect(asked).toHaveLength(1)
    }),
  )

  it.effect("fails as a connection does, however it fails", () =>
    Effect.gen(function* () {
      const broken = () => Promise.reject(new Error("a reset"))
      const torn = new Response("")
      Object.defineProperty(torn, "text", { value: broken })
      for (const end of [
        broken,
        () => Promise.resolve(torn),
        (): never => {
          throw new Error("a reset")
        },
      ]) {
        const error = yield* Effect.flip(send(fetching(end).fetch))
        expect({ ...error, message: error.message }).toMatchObject({
          _tag: "Unreachable",
          reason: "connection",
          message: "RetrieveProfiles: no connection to service.example (a reset)",
        })
      }
    }),
  )

  it.effect("that cannot use the URL says that", () =>
    Effect.gen(function* () {
      const { fetch } = fetching(() => Promise.reject(new TypeError("Invalid URL")))
      expect(yield* Effect.flip(send(fetch, { ...request, url: "no URL" }))).toMatchObject({
        _tag: "InvalidRequest",
        parameter: "environment.baseUrl",
      })
    }),
  )

  it.effect("is given up with its caller", () =>
    Effect.gen(function* () {
      const { asked, fetch } = fetching(() => new Promise(() => undefined))
      const fiber = yield* Effect.fork(send(fetch))
      yield* Effect.yieldNow()
      while (asked.length === 0) yield* Effect.yieldNow()
      expect(asked[0]?.[1].signal?.aborted).toBe(false)
      yield* Fiber.interrupt(fiber)
      expect(asked[0]?.[1].signal?.aborted).toBe(true)
    }),
  )
})
