import { expect, it } from "vitest"
import { baseUrls } from "../../src/domain/Environment.js"

it("Adobe's four environments have their hosts, V1 two of its own", () => {
  expect(baseUrls("production")).toEqual({
    baseUrl: "https://sp.auth.adobe.com",
    v1BaseUrl: "https://api.auth.adobe.com",
  })
  expect(baseUrls("prequal").baseUrl).toBe("https://sp-prequal.auth.adobe.com")
  expect(baseUrls("staging")).toEqual({
    baseUrl: "https://sp.auth-staging.adobe.com",
    v1BaseUrl: "https://api.auth-staging.adobe.com",
  })
  expect(baseUrls("prequal-staging").baseUrl).toBe("https://sp-prequal.auth-staging.adobe.com")
})

it("another base URL serves V1 too unless that has its own, and a slash at the end does no harm", () => {
  expect(baseUrls({ baseUrl: "http://127.0.0.1:4010//" })).toEqual({
    baseUrl: "http://127.0.0.1:4010",
    v1BaseUrl: "http://127.0.0.1:4010",
  })
  expect(baseUrls({ baseUrl: "http://a/x", v1BaseUrl: "http://b/" })).toEqual({
    baseUrl: "http://a/x",
    v1BaseUrl: "http://b",
  })
})
