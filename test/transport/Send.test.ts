import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import type { Carry } from "../../src/transport/send/Send.js"
import { Sender, Timeouts } from "../../src/transport/send/Send.js"

/** Answers in the microtask after the one that asked. */
const atOnce: Carry = ({ ended, headed }) => {
  queueMicrotask(() => {
    headed(200)
    ended(
      Effect.succeed({ status: 200, body: "{}", isElsewhere: false, date: undefined, retryAfter: undefined }),
    )
  })
  return () => Effect.void
}

it.live("hears an answer that comes while its fiber lets others go", () =>
  Effect.gen(function* () {
    const send = yield* Sender.make(atOnce)
    const request = { method: "GET", url: "https://example.org/", headers: {} } as const
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
