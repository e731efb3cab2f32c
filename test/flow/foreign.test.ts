/** A refusal that something on the way gives, and not the service, denies nothing to anybody. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { AdobePass } from "../../src/AdobePass.js"
import { Device } from "../../src/domain/Device.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import { Throttle } from "../../src/transport/Throttle.js"
import type { Reply } from "../support/fake.js"
import { fake } from "../support/fake.js"
import { tv } from "../support/flow.js"
import { farAway, minutes } from "../support/login.js"

/** The whole client before a service that answers so to all but the calls for a token. */
const answered = (reply: (path: string) => Reply) => {
  const { layer, sent } = fake((_, { url }) => {
    const path = new URL(url).pathname
    if (path === "/o/client/register") return { status: 201, body: { client_id: "c", client_secret: "s" } }
    if (path === "/o/client/token") {
      return { status: 201, body: { access_token: "t", created_at: 0, expires_in: 86_400 } }
    }
    return reply(path)
  })
  const client = AdobePass.layer({
    environment: { baseUrl: "https://sp.invalid" },
    serviceProvider: "REF30",
    softwareStatement: "one.two.three",
  })
  return { sent, layer: Layer.merge(Device.layer(tv), Layer.provide(client, [layer, Throttle.none])) }
}

/** What guards, gateways, frameworks and other hosts say. */
const foreign: ReadonlyArray<unknown> = [
  "",
  "Forbidden",
  "RBAC: access denied",
  "<html><h1>403 Forbidden</h1></html>",
  "{}",
  "[]",
  "null",
  { error: "forbidden" },
  { error: "access_denied", error_description: "No." },
  { message: "Forbidden" },
  { Message: "User is not authorized to access this resource" },
  { status: 403, message: "Forbidden" },
  { statusCode: 403, error: "Forbidden", message: "Forbidden resource" },
  { timestamp: "2026-01-01", status: 403, error: "Forbidden", message: "Access Denied", path: "/api/v2" },
  { error: { code: 403, message: "The caller has no permission", status: "PERMISSION_DENIED" } },
  { errors: [{ status: "403", title: "Forbidden", detail: "Blocked" }] },
  { errors: [{ message: "Forbidden", extensions: { code: "FORBIDDEN" } }] },
  { type: "about:blank", title: "Forbidden", status: 403, detail: "Blocked by policy" },
  { code: "Forbidden", message: "No" },
  { success: false, reason: "blocked", ray: "8af1" },
  { fault: { faultstring: "Invalid ApiKey", detail: { errorcode: "oauth.v2.InvalidApiKey" } } },
]
const mvpd = "Cablevision"

for (const body of foreign) {
  describe(`${JSON.stringify(body)} with a status of refusal`, () => {
    const service = answered(() => ({ status: 403, body }))

    it.effect("denies neither a playback nor a catalogue, and signs nobody out", () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const calls: ReadonlyArray<Effect.Effect<unknown, AdobePassError, Device>> = [
          pass.authorize({ mvpd, resource: "news" }),
          pass.profiles(),
          pass.profile(mvpd),
          pass.logout({ mvpd, redirectUrl: "https://app.example/" }),
        ]
        for (const call of calls) {
          const error = yield* Effect.flip(call)
          expect(error).toMatchObject({ _tag: "UnexpectedResponse", status: 403, retryable: false })
        }
        const resources = ["news", "film"]
        expect(yield* pass.preauthorize({ mvpd, resources })).toMatchObject(
          resources.map((resource) => ({
            _tag: "Unanswered",
            resource,
            error: { _tag: "UnexpectedResponse", status: 403 },
          })),
        )
      }).pipe(Effect.provide(service.layer)),
    )
  })
}

it.effect("a guard with JSON of its own ends no login", () => {
  let polls = 0
  const session = {
    actionName: "authenticate",
    url: "/login",
    code: "FIRST",
    notAfter: String(minutes(30)),
  }
  const { layer } = answered((path) => {
    if (!path.includes("/profiles/code/")) return { body: session }
    polls += 1
    return polls < 4
      ? { status: [403, 404, 400][polls - 1]!, body: { message: "Forbidden" } }
      : { body: { profiles: { [mvpd]: { notAfter: farAway } } } }
  })
  return Effect.gen(function* () {
    const pass = yield* AdobePass
    const fiber = yield* Effect.fork(pass.authenticate({ mvpd }))
    yield* TestClock.adjust("30 seconds")
    expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd })
    expect(polls).toBe(4)
  }).pipe(Effect.provide(layer))
})

describe("what the service itself says", () => {
  const says = (status: number, body: unknown) => (tag: string) => {
    const { layer } = answered(() => ({ status, body }))
    return Effect.gen(function* () {
      const pass = yield* AdobePass
      const error = yield* Effect.flip(pass.authorize({ mvpd, resource: "news" }))
      expect(error._tag).toBe(tag)
    }).pipe(Effect.provide(layer))
  }

  it.effect("is a denial by a published code or action, or by the form of a code of tomorrow", () =>
    Effect.gen(function* () {
      const message = "No."
      yield* says(403, { code: "authorization_denied_by_mvpd" })("AuthorizationDenied")
      yield* says(403, { status: 403, action: "authorization", message })("AuthorizationDenied")
      yield* says(403, { status: 403, action: "none", message })("AuthorizationDenied")
      yield* says(403, { status: 403, code: "denied_by_weather", action: "none" })("AuthorizationDenied")
      yield* says(403, { status: 403, code: "denied_by_weather", trace: "t-1" })("AuthorizationDenied")
      yield* says(403, { status: 403, message: "User not authorized" })("AuthorizationDenied")
      yield* says(403, { status: 403, message: "User not authenticated" })("AuthenticationRequired")
    }),
  )

  it.effect("is that an integration is not there, also without a code", () =>
    Effect.gen(function* () {
      const message = "The integration between REF30 and SlingTV does not exist or is disabled."
      yield* says(400, { status: 400, message, action: "none" })("IntegrationUnavailable")
      yield* says(400, { status: 400, message })("IntegrationUnavailable")
      yield* says(400, { error: { status: 400, message, code: null } })("IntegrationUnavailable")
      yield* says(400, { status: 400, message: "The MVPD is missing.", action: "none" })("InvalidRequest")
    }),
  )
})
