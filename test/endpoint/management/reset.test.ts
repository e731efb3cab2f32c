import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ResetPromotionalTemporaryPass } from "../../../src/endpoint/management/ResetPromotionalTemporaryPass.js"
import { ResetTemporaryPass } from "../../../src/endpoint/management/ResetTemporaryPass.js"
import type { AdobePassError } from "../../../src/error/AdobePassError.js"
import { client } from "../../support/client.js"
import { serve } from "../../support/server.js"

const reset = (request: Parameters<(typeof ResetTemporaryPass)["Service"]>[0]) =>
  Effect.flatMap(ResetTemporaryPass, (call) => call(request))

it.scopedLive("a reset is of this device and service provider unless others are named", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ status: 204 }))
    yield* reset({ mvpd: "TempPass" }).pipe(
      Effect.provide(client({ url: server.url, device: { identifier: "a box" } })),
    )
    expect(server.seen[0]!.target).toBe(
      "/reset-tempass/v3/reset?requestor_id=ACME&mvpd_id=TempPass&device_id=a%20box",
    )
  }),
)

it.scopedLive("a reset of no TempPass, no device or no viewer is refused before it is sent", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ status: 204 }))
    const parameterOf = <R>(call: Effect.Effect<void, AdobePassError, R>) =>
      Effect.map(Effect.flip(call), (error) => "parameter" in error && error.parameter)
    const parameters = yield* Effect.all([
      parameterOf(reset({ mvpd: "" })),
      parameterOf(reset({ mvpd: "TempPass", deviceId: "" })),
      parameterOf(
        Effect.flatMap(ResetPromotionalTemporaryPass, (call) => call({ mvpd: "TempPass", key: "" })),
      ),
    ]).pipe(Effect.provide(client({ url: server.url })))
    expect(parameters).toEqual(["mvpd_id", "device_id", "key"])
    expect(server.seen).toEqual([])
  }),
)

it.scopedLive("a client without the scope is told which one; a gateway's page is no such answer", () =>
  Effect.gen(function* () {
    const bodies = ["", { status: 403, message: "Forbidden." }, "<html><h1>403 Forbidden</h1></html>"]
    let next = 0
    const server = yield* serve(() => ({ status: 403, body: bodies[next++] }))
    const errors = yield* Effect.forEach(bodies, () => Effect.flip(reset({ mvpd: "TempPass" }))).pipe(
      Effect.provide(client({ url: server.url })),
    )
    expect(errors.map(({ _tag }) => _tag)).toEqual([
      "AccessTokenRejected",
      "AccessTokenRejected",
      "UnexpectedResponse",
    ])
    expect(errors[0]!.message).toContain("temporary:passes:owner")
  }),
)
