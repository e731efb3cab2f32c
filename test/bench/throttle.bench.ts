/** The limits for real, four times as fast as Adobe's: how long callers wait for their turns, beside the bucket's own time. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Array from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import assert from "node:assert/strict"
import { AdobePass } from "../../src/AdobePass.js"
import * as Device from "../../src/domain/Device.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { Throttle } from "../../src/transport/Throttle.js"
import { tell } from "./alone.js"
import type { Table } from "./figures.js"

const rate = { requestsPerSecond: 4, burst: 10 }
const mvpd = "Cablevision"
const tv = { identifier: "tv", info: { model: "Box", osName: "tvOS" } } as const
const login = { mvpd, domainName: "example.com", redirectUrl: "https://app.example/done" }

const milliseconds = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1000n) / 1000)
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const start = yield* milliseconds
    yield* effect
    return (yield* milliseconds) - start
  })

const counted = Effect.flatMap(Sandbox.Sandbox, ({ admin }) =>
  Effect.map(admin.requests({}), (requests) => ({
    requests: requests.length,
    refused: requests.filter(({ status }) => status === 429).length,
  })),
)

const bucketsOwn = "the bucket's own time"

/** What was waited for, beside what the bucket itself takes for so many requests. */
const table = (title: string, took: number) =>
  Effect.map(counted, ({ refused, requests }): Table => {
    assert.equal(refused, 0, "the sandbox refused with 429")
    const own = ((requests - rate.burst) * 1000) / rate.requestsPerSecond
    return {
      title,
      base: bucketsOwn,
      units: { time: "ms" },
      held: ["time"],
      rounds: { [bucketsOwn]: [{ time: own }], "effect-adobe-pass": [{ time: took }] },
    }
  })

const limits = Effect.gen(function* () {
  const pass = yield* AdobePass
  const { admin } = yield* Sandbox.Sandbox
  yield* pass.authenticate({ ...login, onCode: ({ code }) => admin.completeLogin({ code }) })
  yield* Effect.sleep("4 seconds")
  yield* admin.clearRequests

  const callers = Array.makeBy(30, () => pass.profiles())
  const all = yield* table(
    "30 callers at once",
    yield* timed(Effect.all(callers, { concurrency: "unbounded" })),
  )

  yield* Effect.sleep("4 seconds")
  yield* admin.clearRequests
  const resources = Array.makeBy(500, (index) => `channel-${index}`)
  const authorize = Effect.delay(timed(pass.authorize({ mvpd, resource: "newsline" })), "10 seconds")
  const preauthorize = timed(pass.preauthorize({ mvpd, resources }))
  const [took, waited] = yield* Effect.all([preauthorize, authorize], { concurrency: "unbounded" })
  const catalogue = yield* table("A catalogue of 500 resources", took)
  tell([
    all,
    catalogue,
    {
      title: "An authorization in the middle of the catalogue",
      base: "a turn",
      units: { time: "ms" },
      held: ["time"],
      rounds: {
        "a turn": [{ time: 1000 / rate.requestsPerSecond }],
        "effect-adobe-pass": [{ time: waited }],
      },
    },
  ])
})

const sandboxed = Layer.unwrapEffect(
  Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) =>
    AdobePass.layer({ environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }),
  ),
).pipe(
  Layer.provide([FetchHttpClient.layer, Throttle.layer(rate)]),
  Layer.provideMerge(Sandbox.layer({ throttle: rate })),
  Layer.merge(Device.Device.layer(tv)),
)

await Effect.runPromise(Effect.provide(limits, sandboxed))
