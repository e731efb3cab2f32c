/** A turn at the throttle is for now. */
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { Device } from "../../src/domain/Device.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import type { Request } from "../../src/transport/Request.js"
import { Sender } from "../../src/transport/send/Send.js"
import { Throttle } from "../../src/transport/Throttle.js"
import { Transport } from "../../src/transport/Transport.js"
import { now } from "../support/virtually.js"

const request: Request = { method: "GET", url: "https://service.example/", headers: {} }

it.effect("costs another turn where the token had to be waited for meanwhile", () =>
  Effect.gen(function* () {
    const went: Array<number> = []
    const sender = Sender.of(() =>
      Effect.map(now, (at) => {
        went.push(at)
        return { request, status: 200, body: "", date: undefined, retryAfter: undefined, sent: at, came: at }
      }),
    )
    // the token is replaced from the first half second on, and that takes long
    const addToken = (request: Request) =>
      Effect.flatMap(now, (at) =>
        at < 500 || at > 20_000 ? Effect.succeed(request) : Effect.as(Effect.sleep(20_000 - at), request),
      )
    const { attempt } = yield* Effect.provide(
      Transport,
      Transport.layer.pipe(
        Layer.provide(Layer.succeed(Sender, sender)),
        Layer.provide(Throttle.layer({ burst: 2, requestsPerSecond: 1 })),
        Layer.provide(ServerClock.layer),
      ),
    )
    const device = { identifier: Redacted.make("tv") }
    const call = attempt(
      {
        endpoint: "RetrieveProfiles",
        serviceProvider: "ACME",
        device,
        request: Either.right(request),
        answer: () => Effect.void,
      },
      addToken,
    ).pipe(Effect.provideService(Device, device))
    yield* Effect.fork(
      Effect.all(
        Array.from({ length: 6 }, () => call),
        { concurrency: "unbounded" },
      ),
    )
    yield* TestClock.adjust("1 minute")
    expect(went).toHaveLength(6)
    for (const [at, time] of went.entries()) {
      expect(went.filter((one) => one >= time && one < time + 900).length).toBeLessThanOrEqual(2)
      if (at > 0) expect(time).toBeGreaterThanOrEqual(went[at - 1]!)
    }
  }),
)
