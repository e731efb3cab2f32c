import { expect, it } from "vitest"
import {
  AuthenticationCodeExpired,
  AuthorizationDenied,
  isAdobePassError,
  makeError,
  Throttled,
} from "../../src/promise.js"

it("an error that a test makes is of its class, with plain fields", () => {
  const denial = makeError("AuthorizationDenied", { reason: "mvpd", details: "Not in your package." })
  expect(denial).toBeInstanceOf(AuthorizationDenied)
  expect(denial).toBeInstanceOf(Error)
  expect(isAdobePassError(denial)).toBe(true)
  expect(denial).toMatchObject({
    _tag: "AuthorizationDenied",
    reason: "mvpd",
    details: "Not in your package.",
    message: "AuthorizationDenied",
    retryable: false,
  })
  expect(denial.stack).toContain("makeError.test.ts")
})

it("durations and moments are milliseconds, as in what the client rejects with", () => {
  const busy = makeError("Throttled", { retryAfter: 5000, message: "busy", status: 429, retryable: true })
  expect(busy).toBeInstanceOf(Throttled)
  expect(busy).toMatchObject({ retryAfter: 5000, message: "busy", status: 429, retryable: true })
  const expired = makeError("AuthenticationCodeExpired", { code: "ABC1234", notAfter: 1_700_000_000_000 })
  expect(expired).toBeInstanceOf(AuthenticationCodeExpired)
  expect(expired.notAfter).toBe(1_700_000_000_000)
  expect(JSON.parse(JSON.stringify(busy))).toMatchObject({
    _tag: "Throttled",
    retryAfter: 5000,
    message: "busy",
  })
})

it("what an error cannot do without must be given, and nothing that it does not have", () => {
  // @ts-expect-error a denial has a reason
  expect(() => makeError("AuthorizationDenied", {})).toThrow("reason")
  // @ts-expect-error there is no such reason
  expect(() => makeError("AuthorizationDenied", { reason: "weather" })).toThrow("weather")
  // @ts-expect-error there is no such error
  expect(() => makeError("Tired")).toThrow("Tired")
  expect(makeError("ServerFault")).toMatchObject({ _tag: "ServerFault" })
})
