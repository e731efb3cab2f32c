/** What flows need beside the endpoints, and flows over a sandbox. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { AdobePass } from "../../src/AdobePass.js"
import { Permits } from "../../src/cache/Permits.js"
import { Remembered } from "../../src/cache/Remembered.js"
import { Store } from "../../src/cache/Store.js"
import * as Device from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import type { Profile } from "../../src/domain/Profile.js"
import type { Prompt } from "../../src/flow/Authentication.js"
import { Logins } from "../../src/flow/Logins.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import type { SandboxOptions } from "../../src/sandbox/index.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { Throttle } from "../../src/transport/Throttle.js"
import { untilDone } from "./virtually.js"

export const tv: Device.Device.Options = { identifier: "tv", info: { model: "Box", osName: "tvOS" } }

/** All that a flow over fakes of endpoints needs beside them. */
export const withoutEndpoints = Layer.mergeAll(Logins.layer, Permits.layer, Remembered.layer).pipe(
  Layer.provideMerge(ServerClock.layer),
  Layer.provide(Store.memory),
  Layer.provideMerge(
    Integration.layer({
      environment: { baseUrl: "http://nowhere.invalid" },
      serviceProvider: "REF30",
      softwareStatement: Redacted.make("a.software.statement"),
    }),
  ),
  Layer.provideMerge(Layer.orDie(Device.Device.layer(tv))),
)

export const moment = (millis: number) => DateTime.unsafeMake(millis)

export const profileOf = (mvpd: string, notAfter: number): Profile => ({
  mvpd,
  notBefore: moment(0),
  notAfter: moment(notAfter),
  issuer: mvpd,
  type: "regular",
  attributes: {},
})

const client = Layer.unwrapEffect(
  Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) =>
    AdobePass.layer({ environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }),
  ),
).pipe(Layer.provide([FetchHttpClient.layer, Throttle.none]))

/** A sandbox, a client of it and a TV, in 2030 by the test's clock. */
export const withSandbox =
  (options?: SandboxOptions) =>
  <A, E, R>(program: Effect.Effect<A, E, R>) =>
    program.pipe(
      Effect.provide(
        client.pipe(Layer.provideMerge(Sandbox.layer(options)), Layer.merge(Device.Device.layer(tv))),
      ),
      (effect) => Effect.zipRight(TestClock.setTime(Date.UTC(2030, 0, 1)), effect),
    )

/** Speaks for another device. */
export const on =
  (identifier: string, options: Omit<Device.Device.Options, "identifier"> = {}) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Device.make({ ...tv, identifier, ...options }), (device) =>
      Effect.provideService(effect, Device.Device, device),
    )

/** Lets time pass until a fiber is done, with pauses in which requests get their answers. */
export const letTimePass = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) => untilDone(fiber, "500 millis")

export const redirectUrl = "https://app.example/done"
export const login = { mvpd: "Cablevision", domainName: "example.com", redirectUrl }

/** Signs an account in, by the code that the viewer is shown. */
export const signIn = (username = "subscriber", request: { readonly mvpd?: string } = {}) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass
    const { admin } = yield* Sandbox.Sandbox
    const onCode = ({ code }: Prompt) => admin.completeLogin({ code, username })
    return yield* letTimePass(yield* Effect.fork(pass.authenticate({ ...login, ...request, onCode })))
  })
