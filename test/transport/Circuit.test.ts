import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { AdobePass } from "../../src/AdobePass.js"
import { Device } from "../../src/domain/Device.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import {
  AuthorizationDenied,
  ServerFault,
  Throttled,
  UnexpectedResponse,
  Unreachable,
} from "../../src/error/AdobePassError.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { Circuit } from "../../src/transport/Circuit.js"
import { Throttle } from "../../src/transport/Throttle.js"
import { tv } from "../support/flow.js"
import { virtually } from "../support/virtually.js"

const fault = new ServerFault({ message: "the service is down", status: 503, retryable: true, trace: "t-1" })
const timeout = new Unreachable({ message: "no answer", reason: "timeout", retryable: true })

/** Calls that end as told; how many were made. */
const calls = Effect.map(Circuit, ({ pass, watch }) => {
  const counted = { made: 0 }
  const call = (error?: AdobePassError) =>
    Effect.zipRight(
      pass(Effect.void),
      watch(
        Effect.suspend(() => {
          counted.made += 1
          return error === undefined ? Effect.void : Effect.fail(error)
        }),
      ),
    )
  return { counted, call: (error?: AdobePassError) => Effect.either(call(error)), pass }
})

const three = Effect.provide(Circuit.layer({ failures: 3, probeEvery: "10 seconds" }))

describe("the circuit", () => {
  it.effect("is off unless turned on", () =>
    Effect.gen(function* () {
      const { call, counted } = yield* calls
      for (let index = 0; index < 20; index += 1) yield* call(fault)
      expect(counted.made).toBe(20)
    }),
  )

  it.effect("after so many failures in a row calls fail at once with the last error", () =>
    Effect.gen(function* () {
      const { call, counted } = yield* calls
      yield* call(timeout)
      yield* call(timeout)
      expect(yield* call(fault)).toMatchObject({ left: { retryable: true } })
      for (let index = 0; index < 5; index += 1) {
        const { left } = (yield* call()) as { readonly left?: AdobePassError }
        expect(left).toMatchObject({ _tag: "ServerFault", status: 503, trace: "t-1", retryable: false })
        expect(left?.message).toBe("the service is down")
      }
      expect(counted.made).toBe(3)
    }).pipe(three),
  )

  it.effect("one call finds out at intervals whether the service is back; then all go on", () =>
    Effect.gen(function* () {
      const { call, counted } = yield* calls
      for (let index = 0; index < 3; index += 1) yield* call(timeout)
      for (let probes = 1; probes <= 3; probes += 1) {
        yield* TestClock.adjust("9999 millis")
        yield* call(timeout)
        expect(counted.made).toBe(2 + probes)
        yield* TestClock.adjust("1 millis")
        yield* call(timeout)
        yield* call(timeout)
        expect(counted.made).toBe(3 + probes)
      }
      yield* TestClock.adjust("10 seconds")
      yield* call()
      yield* call()
      yield* call(timeout)
      yield* call(timeout)
      expect((yield* call())._tag).toBe("Right")
    }).pipe(three),
  )

  it.effect("denials and other answers never count, and prove that the service is there", () =>
    Effect.gen(function* () {
      const { call, counted } = yield* calls
      const answers = [
        new AuthorizationDenied({ message: "no", status: 403, reason: "mvpd" }),
        new Throttled({ message: "slow", status: 429, retryAfter: Duration.seconds(1) }),
      ]
      for (let round = 0; round < 10; round += 1) {
        for (const error of [fault, fault, answers[round % 2]]) yield* call(error)
      }
      expect(counted.made).toBe(30)
    }).pipe(three),
  )

  it.effect("the page of a captive portal proves nothing", () =>
    Effect.gen(function* () {
      const { call, counted } = yield* calls
      const portal = new UnexpectedResponse({ message: "a page", status: 200 })
      for (let index = 0; index < 5; index += 1) yield* call(portal)
      for (const error of [fault, portal, fault, portal, fault]) yield* call(error)
      expect((yield* call())._tag).toBe("Left")
      expect(counted.made).toBe(10)
    }).pipe(three),
  )

  it.effect("who waits for a turn when the service goes down does not wait on", () =>
    Effect.gen(function* () {
      const { call, pass } = yield* calls
      const waiting = yield* Effect.fork(Effect.flip(pass(Effect.never)))
      yield* Effect.yieldNow()
      for (let index = 0; index < 3; index += 1) yield* call(fault)
      expect(yield* Fiber.join(waiting)).toMatchObject({ _tag: "ServerFault", retryable: false })
    }).pipe(three),
  )

  it.effect("over HTTP: an outage costs a few requests, and ends by itself", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox.Sandbox
      const profiles = virtually(Effect.either(pass.profiles()), "100 millis")
      yield* profiles
      yield* admin.addFault({ kind: "status", status: 503, times: 5 })
      yield* admin.clearRequests
      for (let index = 0; index < 20; index += 1) yield* profiles
      // three in a row, with their retries
      expect(yield* Effect.map(admin.requests({}), ({ length }) => length)).toBe(3)
      yield* admin.clearFaults()
      yield* TestClock.adjust("10 seconds")
      expect((yield* profiles)._tag).toBe("Right")
    }).pipe(
      Effect.provide(
        Layer.unwrapEffect(
          Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) =>
            AdobePass.layer({ environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }),
          ),
        ).pipe(
          Layer.provide([FetchHttpClient.layer, Throttle.none, Circuit.layer({ failures: 3 })]),
          Layer.provideMerge(Sandbox.layer()),
          Layer.merge(Device.layer(tv)),
        ),
      ),
    ),
  )
})

describe("a service that is away", () => {
  const given = Effect.provide(Circuit.layer({ failures: 1, probeEvery: "10 seconds" }))

  it.effect(
    "fails those who wait for a turn, though another was answered meanwhile, and is not asked again",
    () =>
      Effect.gen(function* () {
        const { pass, watch } = yield* Circuit
        const waiting = yield* Effect.fork(Effect.flip(pass(Effect.never)))
        yield* Effect.yieldNow()
        yield* watch(Effect.void)
        yield* Effect.flip(watch(Effect.fail(timeout)))
        expect(yield* Fiber.join(waiting)).toMatchObject({
          _tag: "Unreachable",
          reason: "timeout",
          message: "no answer",
          retryable: false,
        })
      }).pipe(given),
  )

  it.effect("is asked by one call at a time whether it is back", () =>
    Effect.gen(function* () {
      const { pass, watch } = yield* Circuit
      yield* Effect.flip(watch(Effect.fail(timeout)))
      yield* TestClock.adjust("10 seconds")
      yield* pass(Effect.void)
      expect(yield* Effect.flip(pass(Effect.void))).toMatchObject({ _tag: "Unreachable" })
      yield* TestClock.adjust("10 seconds")
      yield* pass(Effect.void)
    }).pipe(given),
  )
})
