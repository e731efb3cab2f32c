import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Environment } from "../../src/domain/Environment.js"
import { Integration } from "../../src/domain/Environment.js"

const integration = (environment: Environment) =>
  Effect.provide(
    Integration,
    Integration.layer({ environment, serviceProvider: "REF30", softwareStatement: "a.software.statement" }),
  )

describe("an integration", () => {
  it.effect("knows the hosts of Adobe's four environments: V1 has two of its own, management four", () =>
    Effect.gen(function* () {
      expect(yield* integration("production")).toMatchObject({
        baseUrl: "https://sp.auth.adobe.com",
        v1BaseUrl: "https://api.auth.adobe.com",
        managementBaseUrl: "https://mgmt.auth.adobe.com",
      })
      expect(yield* integration("prequal")).toMatchObject({
        baseUrl: "https://sp-prequal.auth.adobe.com",
        managementBaseUrl: "https://mgmt-prequal.auth.adobe.com",
      })
      expect(yield* integration("staging")).toMatchObject({
        baseUrl: "https://sp.auth-staging.adobe.com",
        v1BaseUrl: "https://api.auth-staging.adobe.com",
        managementBaseUrl: "https://mgmt.auth-staging.adobe.com",
      })
      expect(yield* integration("prequal-staging")).toMatchObject({
        baseUrl: "https://sp-prequal.auth-staging.adobe.com",
        managementBaseUrl: "https://mgmt-prequal.auth-staging.adobe.com",
      })
    }),
  )

  it.effect("calls one base URL for everything unless V1 and management have their own", () =>
    Effect.gen(function* () {
      expect(yield* integration({ baseUrl: "http://127.0.0.1:4010//" })).toMatchObject({
        baseUrl: "http://127.0.0.1:4010",
        v1BaseUrl: "http://127.0.0.1:4010",
        managementBaseUrl: "http://127.0.0.1:4010",
      })
      expect(
        yield* integration({ baseUrl: "http://a/x", v1BaseUrl: "http://b/", managementBaseUrl: "http://c/" }),
      ).toMatchObject({ baseUrl: "http://a/x", v1BaseUrl: "http://b", managementBaseUrl: "http://c" })
    }),
  )
})
