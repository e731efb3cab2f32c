import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { expect } from "vitest"
import * as Errors from "../../src/error/AdobePassError.js"

const asked = HttpApiEndpoint.get("play", "/play")

it("every error can be declared in an HttpApi", () => {
  for (const [name, error] of Object.entries(Errors)) {
    const declared = asked.addError(error as Schema.Schema<Errors.AdobePassError, unknown>, { status: 418 })
    const api = HttpApi.make("app").add(HttpApiGroup.make("television").add(declared))
    expect(JSON.stringify(OpenApi.fromApi(api).paths["/play"]?.get?.responses[418])).toContain(name)
  }
})

it.effect("moments and durations of an error are milliseconds in JSON", () =>
  Effect.gen(function* () {
    const throttled = new Errors.Throttled({ message: "slower", retryAfter: Duration.seconds(2) })
    const expired = new Errors.AuthenticationCodeExpired({
      message: "late",
      code: "ABCDEF",
      notAfter: DateTime.unsafeMake(1_700_000_000_000),
    })
    expect(yield* Schema.encode(Errors.Throttled)(throttled)).toMatchObject({ retryAfter: 2000 })
    expect(yield* Schema.encode(Errors.AuthenticationCodeExpired)(expired)).toMatchObject({
      notAfter: 1_700_000_000_000,
    })
  }),
)
