/** What a stranger writes first, with Effect. */
import assert from "node:assert/strict"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { AdobePass, Device } from "effect-adobe-pass"
import * as Sandbox from "effect-adobe-pass/sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const program = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  const client = AdobePass.layer({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
  }).pipe(Layer.provide(FetchHttpClient.layer))
  const device = Device.layer({ identifier: "a-device", info: { model: "Smoke", osName: "Linux" } })

  const play = Effect.gen(function* () {
    const pass = yield* AdobePass
    const { mvpds } = yield* pass.configuration()
    assert.ok(mvpds.length > 10)
    return yield* pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
  })
  return yield* play.pipe(Effect.provide([client, device]), Effect.flip)
})

const error = await Effect.runPromise(Effect.provide(program, Sandbox.layer()))
assert.equal(error._tag, "AuthenticationRequired")
