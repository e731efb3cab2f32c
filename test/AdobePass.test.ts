import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { AdobePass } from "../src/AdobePass.js"
import { Device } from "../src/domain/Device.js"
import { RetrieveProfiles } from "../src/endpoint/index.js"
import { ServerFault } from "../src/error/AdobePassError.js"
import * as Sandbox from "../src/sandbox/index.js"

class First extends Context.Tag("test/First")<First, AdobePass["Type"]>() {}
class Second extends Context.Tag("test/Second")<Second, AdobePass["Type"]>() {}

const device = Device.layer({ identifier: "the same box" })

const client = (serviceProvider: string) =>
  Layer.unwrapEffect(
    Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) =>
      AdobePass.layer({ environment: { baseUrl }, serviceProvider, softwareStatement }),
    ),
  ).pipe(Layer.provide(FetchHttpClient.layer))

const registrations = Effect.gen(function* () {
  const { admin } = yield* Sandbox.Sandbox
  const requests = yield* admin.requests({ endpoint: "RetrieveClientCredentials" })
  return requests.length
})

it.scopedLive("two clients in one app share nothing", () =>
  Effect.gen(function* () {
    const first = yield* First
    const second = yield* Second
    expect((yield* first.configuration()).id).toBe("REF30")
    expect((yield* second.configuration()).id).toBe("REF40")
    expect(yield* registrations).toBe(2)
  }).pipe(
    Effect.provide([
      Layer.project(client("REF30"), AdobePass, First, (one) => one),
      Layer.project(client("REF40"), AdobePass, Second, (one) => one),
      device,
    ]),
    Effect.provide(Sandbox.layer()),
  ),
)

it.scopedLive("one client that is provided in two places is one client", () => {
  const one = client("REF30")
  return Effect.gen(function* () {
    yield* (yield* First).profiles()
    yield* (yield* Second).profiles()
    expect(yield* registrations).toBe(1)
  }).pipe(
    Effect.provide([
      Layer.project(one, AdobePass, First, (pass) => pass),
      Layer.project(one, AdobePass, Second, (pass) => pass),
      device,
    ]),
    Effect.provide(Sandbox.layer()),
  )
})

it.scopedLive("the phases run over endpoints of which one is a fake", () => {
  const faked = Layer.unwrapEffect(
    Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) => {
      const options = { environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }
      return AdobePass.phases(options).pipe(
        Layer.provide(Layer.succeed(RetrieveProfiles, () => new ServerFault({ message: "a fake" }))),
        Layer.provide(AdobePass.layer(options)),
      )
    }),
  ).pipe(Layer.provide(FetchHttpClient.layer))
  return Effect.gen(function* () {
    const pass = yield* AdobePass
    expect(yield* Effect.flip(pass.profiles())).toMatchObject({ _tag: "ServerFault", message: "a fake" })
    expect((yield* pass.configuration()).id).toBe("REF30")
  }).pipe(Effect.provide([faked, device]), Effect.provide(Sandbox.layer()))
})

it.effect("the phases go by the server's time that the client has learnt", () => {
  const now = Date.UTC(2030, 0, 1)
  const bodies = new Map<string, unknown>([
    ["/o/client/register", { client_id: "a", client_secret: "b" }],
    ["/o/client/token", { access_token: "t", created_at: now, expires_in: 3600 }],
  ])
  const profiles = { Cablevision: { notBefore: now - 1000, notAfter: now + 3_600_000 } }
  const fetch: typeof globalThis.fetch = (input) => {
    const body = bodies.get(new URL(String(input)).pathname) ?? { profiles }
    return Promise.resolve(Response.json(body, { headers: { date: new Date(now).toUTCString() } }))
  }
  const options = {
    environment: { baseUrl: "http://service.test" },
    serviceProvider: "REF30",
    softwareStatement: "ey",
  }
  return Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2035, 0, 1))
    const found = yield* (yield* AdobePass).profiles()
    expect(found.map(({ mvpd }) => mvpd)).toEqual(["Cablevision"])
  }).pipe(
    Effect.provide([AdobePass.phases(options).pipe(Layer.provide(AdobePass.layer(options))), device]),
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, fetch),
  )
})

it.scopedLive("options can come from the app's configuration, and endpoints with the client", () =>
  Effect.gen(function* () {
    const { baseUrl, softwareStatement } = yield* Sandbox.Sandbox
    const layer = AdobePass.layerConfig({
      environment: Config.map(Config.string("ADOBE_PASS_URL"), (url) => ({ baseUrl: url })),
      serviceProvider: Config.string("ADOBE_PASS_SERVICE_PROVIDER"),
      softwareStatement: Config.redacted("ADOBE_PASS_SOFTWARE_STATEMENT"),
    }).pipe(
      Layer.provide([
        FetchHttpClient.layer,
        Layer.setConfigProvider(
          ConfigProvider.fromMap(
            new Map([
              ["ADOBE_PASS_URL", baseUrl],
              ["ADOBE_PASS_SERVICE_PROVIDER", "REF30"],
              ["ADOBE_PASS_SOFTWARE_STATEMENT", softwareStatement],
            ]),
          ),
        ),
      ]),
    )
    const profiles = yield* Effect.flatMap(RetrieveProfiles, (retrieve) => retrieve()).pipe(
      Effect.provide([layer, device]),
    )
    expect(profiles).toEqual({})
  }).pipe(Effect.provide(Sandbox.layer())),
)
