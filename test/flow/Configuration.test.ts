import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { AdobePass } from "../../src/AdobePass.js"
import { Caches, hits, misses, statistics } from "../../src/cache/Caches.js"
import * as Device from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import type { Request } from "../../src/endpoint/v2/RetrieveConfiguration.js"
import { RetrieveConfiguration } from "../../src/endpoint/v2/RetrieveConfiguration.js"
import type { CallFailure } from "../../src/error/AdobePassError.js"
import {
  AccessTokenRejected,
  InvalidRequest,
  RegistrationRejected,
  ServerFault,
  Throttled,
} from "../../src/error/AdobePassError.js"
import { configuration, Configurations } from "../../src/flow/Configuration.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { on, withoutEndpoints, withSandbox } from "../support/flow.js"

/** Configurations that arrive when a test says so, or fail. */
const service = (caches: Partial<Caches["Type"]> = {}) => {
  const asked: Array<Request | undefined> = []
  const control = {
    asked,
    interrupted: 0,
    answer: Effect.void as Effect.Effect<void, CallFailure, Device.Device>,
  }
  const fetching = Layer.succeed(RetrieveConfiguration, (request) =>
    Effect.sync(() => asked.push(request)).pipe(
      Effect.zipRight(Effect.suspend(() => control.answer)),
      Effect.as({ id: "REF30", name: "REF30", domains: [], mvpds: [] } as never),
      Effect.onInterrupt(() => Effect.sync(() => void (control.interrupted += 1))),
    ),
  )
  const layer = Layer.mergeAll(fetching, Configurations.layer, withoutEndpoints).pipe(
    Layer.provide(
      Layer.effect(
        Caches,
        Effect.map(Caches, (usual) => ({ ...usual, ...caches })),
      ),
    ),
  )
  return { control, layer }
}

describe("the configuration", () => {
  const lasting = service()
  it.effect("is fetched when asked for, and again when two minutes have passed", () =>
    Effect.gen(function* () {
      const { asked } = lasting.control
      expect(asked).toHaveLength(0)
      yield* configuration()
      yield* TestClock.adjust("119999 millis")
      yield* configuration()
      expect(asked).toHaveLength(1)
      yield* TestClock.adjust("1 millis")
      yield* configuration()
      expect(asked).toHaveLength(2)
    }).pipe(Effect.provide(lasting.layer)),
  )

  it.effect("lives by a clock that nobody can set", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      yield* configuration()
      yield* TestClock.setTime(-1e12)
      yield* configuration()
      expect(control.asked).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is one request for all who wait; who stops waiting stops it for nobody else", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      control.answer = Deferred.await(answer)
      const callers = yield* Effect.forEach(Array.from({ length: 100 }), () => Effect.fork(configuration()))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(callers[0]!)
      yield* Deferred.succeed(answer, undefined)
      yield* Effect.forEach(callers.slice(1), Fiber.join)
      expect(control.asked).toHaveLength(1)
      expect(control.interrupted).toBe(0)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is not fetched any more when nobody waits, and afresh for who comes then", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      control.answer = Effect.never
      const callers = yield* Effect.forEach([1, 2], () => Effect.fork(configuration()))
      yield* Effect.yieldNow()
      yield* Fiber.interruptAll(callers)
      control.answer = Effect.void
      yield* configuration()
      expect(control.interrupted).toBe(1)
      expect(control.asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is fetched once more for all who ask again at once where it failed", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      const down = yield* Deferred.make<void, ServerFault>()
      const up = yield* Deferred.make<void, ServerFault>()
      control.answer = Effect.suspend(() => Deferred.await(control.asked.length === 1 ? down : up))
      const callers = yield* Effect.forEach([1, 2, 3], () =>
        Effect.fork(Effect.retry(configuration(), { times: 1 })),
      )
      yield* Effect.yieldNow()
      yield* Deferred.fail(down, new ServerFault({ message: "down" }))
      yield* TestClock.adjust("1 second")
      yield* Deferred.succeed(up, undefined)
      yield* Effect.forEach(callers, Fiber.join)
      expect(control.asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a failure is not kept", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      control.answer = Effect.fail(new ServerFault({ message: "down" }))
      expect((yield* Effect.flip(configuration()))._tag).toBe("ServerFault")
      control.answer = Effect.void
      yield* configuration()
      expect(control.asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is kept by environment, service provider, profile and platform", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      const integration = yield* Integration
      const each = Effect.all([
        configuration(),
        Effect.provideService(configuration(), Integration, {
          ...integration,
          baseUrl: "https://sp.auth.adobe.com",
        }),
        configuration({ profile: "spring" }),
        configuration({ serviceProvider: "REF40" }),
        configuration().pipe(on("another", { info: { model: "Stick", osName: "Android" } })),
        configuration().pipe(
          on("another", { info: { model: "Box", osName: "tvOS", primaryHardwareType: "TV" } }),
        ),
        configuration().pipe(on("another", { info: { raw: "no JSON of a device" } })),
        configuration().pipe(on("another", { info: undefined })),
        configuration().pipe(on("another", { info: undefined, userAgent: "AcmeTV/7.1" })),
      ])
      yield* each
      yield* each
      yield* configuration({ serviceProvider: "REF30" })
      expect(control.asked).toHaveLength(9)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is asked for once by all devices of a platform, wherever they are", () => {
    const { control, layer } = service()
    const info = { model: "Box", osName: "tvOS" } as const
    const more = { connectionIp: "203.0.113.7", connectionPort: 4711, osVersion: "17.1", userAgent: "Box/2" }
    const devices = [
      on("one"),
      on("another", { forwardedFor: "203.0.113.9", visitorIdentifier: "v-1", userAgent: "AcmeTV/7.1" }),
      on("a third", { info: { ...info, ...more, displayWidth: 1920, version: "2.0" } }),
      on("a fourth", { info: { raw: Buffer.from(JSON.stringify(info)).toString("base64") } }),
      on("a fifth", { serviceToken: "service.jws", platformIdentity: { adobeSubjectToken: "subject.jws" } }),
    ]
    return Effect.gen(function* () {
      for (const device of devices) yield* configuration().pipe(device)
      expect(control.asked).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is asked for by a device itself where another that it waited for was refused", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      for (const [error, asked] of [
        [new Throttled({ message: "too many requests", retryAfter: Duration.seconds(9) }), 3],
        [new InvalidRequest({ message: "no such device", parameter: "X-Device-Info" }), 3],
        [new AccessTokenRejected({ message: "not this token" }), 3],
        [new RegistrationRejected({ message: "not this client", error: "invalid_client" }), 3],
        [new ServerFault({ message: "down" }), 1],
      ] as const) {
        control.asked.length = 0
        control.answer = Effect.flatMap(Device.Device, ({ identifier }) =>
          Redacted.value(identifier) === "one" ? Effect.delay(Effect.fail(error), 1000) : Effect.void,
        )
        const ask = Effect.fork(Effect.either(configuration({ profile: error._tag })))
        const fibers = yield* Effect.all([
          ask.pipe(on("one")),
          ask.pipe(on("another")),
          ask.pipe(on("a third")),
        ])
        yield* TestClock.adjust(1000)
        const [first, ...others] = yield* Effect.all(fibers.map(Fiber.join))
        expect(first).toMatchObject({ left: error })
        for (const other of others) expect(other._tag).toBe(asked === 3 ? "Right" : "Left")
        expect(control.asked).toHaveLength(asked)
      }
    }).pipe(Effect.provide(layer))
  })

  it.effect("is kept for ever where its time to live is without end", () => {
    const { control, layer } = service({ configuration: { capacity: 1, timeToLive: Duration.infinity } })
    return Effect.gen(function* () {
      yield* configuration()
      yield* TestClock.adjust("365 days")
      yield* configuration()
      expect(control.asked).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("that was on its way while they were cleared is not kept", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      control.answer = Effect.sleep(1000)
      const asking = yield* Effect.fork(configuration())
      yield* Effect.yieldNow()
      yield* Effect.flatMap(Configurations, ({ clear }) => clear)
      yield* TestClock.adjust(1000)
      yield* Fiber.join(asking)
      control.answer = Effect.void
      yield* configuration()
      expect(control.asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("can be cleared, bounded and not kept at all", () => {
    const kept = service({ configuration: { capacity: 2, timeToLive: "1 hours" } })
    const off = service({ configuration: { capacity: 0, timeToLive: "1 hours" } })
    const ask = (profile: string) => configuration({ profile })
    return Effect.gen(function* () {
      yield* Effect.gen(function* () {
        yield* Effect.forEach(["a", "b", "a", "c", "a", "b"], ask)
        expect(kept.control.asked.map((request) => request?.profile)).toEqual(["a", "b", "c", "b"])
        yield* Effect.flatMap(Configurations, ({ clear }) => clear)
        yield* ask("b")
        expect(kept.control.asked).toHaveLength(5)
      }).pipe(Effect.provide(kept.layer))
      yield* Effect.provide(Effect.forEach(["a", "a"], ask), off.layer)
      expect(off.control.asked).toHaveLength(2)
    })
  })

  it.effect("that was on its way while it was cleared is neither waited for nor kept", () => {
    const { control, layer } = service()
    return Effect.gen(function* () {
      const first = yield* Deferred.make<void>()
      control.answer = Deferred.await(first)
      const before = yield* Effect.fork(configuration())
      yield* Effect.yieldNow()
      yield* Effect.flatMap(Configurations, ({ clear }) => clear)
      control.answer = Effect.void
      yield* configuration()
      expect(control.asked).toHaveLength(2)
      yield* Effect.flatMap(Configurations, ({ clear }) => clear)
      yield* Deferred.succeed(first, undefined)
      yield* Fiber.join(before)
      yield* configuration()
      expect(control.asked).toHaveLength(3)
    }).pipe(Effect.provide(layer))
  })

  it.effect("counts its hits and misses", () => {
    const { layer } = service()
    return Effect.gen(function* () {
      const before = yield* statistics
      yield* configuration()
      yield* configuration()
      yield* configuration()
      const after = yield* statistics
      expect(after.configuration.hits - before.configuration.hits).toBe(2)
      expect(after.configuration.misses - before.configuration.misses).toBe(1)
      for (const metric of [hits, misses]) {
        const { count } = yield* Metric.value(Metric.tagged(metric, "cache", "configuration"))
        expect(count).toBeGreaterThan(0)
      }
    }).pipe(Effect.provide(layer))
  })

  it.effect("over HTTP: ten callers, one request; two minutes later a second one", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const requests = Effect.map(
        admin.requests({ endpoint: "RetrieveConfiguration" }),
        ({ length }) => length,
      )
      const ask = Effect.forEach(Array.from({ length: 10 }), () => pass.configuration(), {
        concurrency: "unbounded",
      })
      const [{ mvpds } = { mvpds: [] }] = yield* ask
      expect(mvpds.length).toBeGreaterThan(5)
      expect(yield* requests).toBe(1)
      yield* TestClock.adjust("2 minutes")
      yield* ask
      expect(yield* requests).toBe(2)
    }).pipe(withSandbox()),
  )
})
