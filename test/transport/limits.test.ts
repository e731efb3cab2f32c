/** The whole client against a service that refuses what is too much, over real HTTP, on the clock of the test. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { AdobePass } from "../../src/AdobePass.js"
import { Device } from "../../src/domain/Device.js"
import type { Prompt } from "../../src/flow/Authentication.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { on, tv } from "../support/flow.js"
import { now, virtually } from "../support/virtually.js"

const client = Layer.unwrapEffect(
  Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) =>
    AdobePass.layer({ environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }),
  ),
).pipe(Layer.provide(FetchHttpClient.layer))

const withLimits = Effect.provide(
  client.pipe(Layer.provideMerge(Sandbox.layer({ throttle: true })), Layer.merge(Device.layer(tv))),
)

/** The steps in which time passes; all that is measured is a little longer for it. */
const step = 125

const mvpd = "Cablevision"
const login = { mvpd, domainName: "example.com", redirectUrl: "https://app.example/done" }

const count = (endpoint?: string) =>
  Effect.flatMap(Sandbox.Sandbox, ({ admin }) =>
    Effect.map(admin.requests(endpoint === undefined ? {} : { endpoint }), (requests) => ({
      requests: requests.length,
      refused: requests.filter(({ status }) => status === 429).length,
    })),
  )

/** By a sign-in that spends the burst as it comes; afterwards the bucket is full again. */
const signIn = Effect.gen(function* () {
  const { admin } = yield* Sandbox.Sandbox
  const pass = yield* AdobePass
  const onCode = ({ code }: Prompt) => admin.completeLogin({ code })
  yield* pass.authenticate({ ...login, onCode })
  yield* Effect.sleep("1 minutes")
  yield* admin.clearRequests
})

describe("with Adobe's limits", () => {
  for (const refill of [true, false]) {
    it.effect(
      `30 callers at once earn no 429 (${refill ? "a burst that comes back" : "a burst for once"})`,
      () =>
        Effect.gen(function* () {
          const pass = yield* AdobePass
          const { admin } = yield* Sandbox.Sandbox
          yield* admin.setThrottle({ refill })
          const calls = Array.makeBy(30, (index) => pass.profile(`Nobody${index}`).pipe(Effect.exit))
          yield* virtually(Effect.all(calls, { concurrency: "unbounded" }), step)
          // the 30, a registration and a token
          expect(yield* count()).toEqual({ requests: 32, refused: 0 })
          expect(yield* now).toBeLessThanOrEqual(22_000 * 1.05)
        }).pipe(withLimits),
    )
  }

  it.effect("where the burst is for once after all, it is not counted upon twice", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox.Sandbox
      yield* admin.setThrottle({ refill: false })
      const calls = Array.makeBy(10, () => pass.profiles())
      const all = Effect.all(calls, { concurrency: "unbounded" })
      yield* virtually(Effect.zipRight(all, Effect.sleep("1 minutes")), step)
      yield* virtually(Effect.zipRight(all, Effect.sleep("1 minutes")), step)
      yield* admin.clearRequests
      yield* virtually(all, step)
      expect(yield* count()).toEqual({ requests: 10, refused: 0 })
    }).pipe(withLimits),
  )

  it.effect("addresses do not wait for each other", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const calls = Array.makeBy(20, (index) =>
        Effect.zip(pass.profiles(), pass.profiles(), { concurrent: true }).pipe(
          on(`tv-${index}`, { forwardedFor: `203.0.113.${index}` }),
        ),
      )
      yield* virtually(Effect.all(calls, { concurrency: "unbounded" }), "1 millis")
      expect(yield* count()).toEqual({ requests: 80, refused: 0 })
      expect(yield* now).toBeLessThan(250)
    }).pipe(withLimits),
  )

  it.effect("a catalogue of 500 takes 100 requests; authorize waits for one turn", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox.Sandbox
      yield* virtually(signIn, step)
      const start = yield* now
      const resources = Array.makeBy(500, (index) => `channel-${index}`)
      yield* virtually(
        Effect.gen(function* () {
          const catalogue = yield* Effect.fork(pass.preauthorize({ mvpd, resources }))
          yield* Effect.sleep("45700 millis")
          const asked = yield* now
          yield* pass.authorize({ mvpd, resource: "newsline" })
          expect((yield* now) - asked).toBeLessThanOrEqual(1000 + step)
          expect(yield* Fiber.join(catalogue)).toHaveLength(500)
        }),
        step,
      )
      expect(yield* count("RetrievePreauthorizationDecisions")).toEqual({ requests: 100, refused: 0 })
      expect(yield* count()).toEqual({ requests: 101, refused: 0 })
      // the 91 of the 101 that are beyond the burst
      expect((yield* now) - start).toBeLessThanOrEqual(91_000 * 1.05)
      expect((yield* admin.buckets).every(({ refused }) => refused === 0)).toBe(true)
    }).pipe(withLimits),
  )
})
