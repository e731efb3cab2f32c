import { describe, expect, it } from "vitest"
import * as FastCheck from "effect/FastCheck"
import type { DecisionItem } from "../../src/domain/Decision.js"
import { permits, permitsWithTokens } from "../../src/error/decision.js"
import { fromFailure } from "../../src/error/codes.js"
import * as Fault from "../../src/error/fault.js"
import { fromDecision, toFailure } from "../../src/error/read.js"
import { codes } from "./codes.js"

const endpoint = "RetrieveAuthorizationDecisions"
const permitOrDeny = (item: DecisionItem) =>
  permits({ decisions: [item] }, { endpoint, redact: (text) => text })[0]!
const permitWithTokenOrDeny = (item: DecisionItem) =>
  permitsWithTokens({ decisions: [item] }, { endpoint, redact: (text) => text })[0]!
const told = {
  message: "What happened.",
  details: "Please call your provider: “0800”.",
  helpUrl: "https://help.example/codes",
  trace: "trace-4711",
}
/** Errors keep their message where `toMatchObject` does not look. */
const seen = <E extends Error>(error: E) => ({ ...error, message: error.message })
const atTop = (body: unknown, status: number) =>
  seen(fromFailure(toFailure(endpoint, Fault.read(body).error, status)))

describe("the table of published codes", () => {
  it("has all 66 of them", () => {
    expect(new Set(codes.map(({ code }) => code)).size).toBe(66)
  })

  for (const { action, api, code, error, statuses } of codes) {
    for (const status of statuses) {
      const retryable = error._tag === "PartnerUnavailable" || (error._tag === "ServerFault" && status >= 500)
      const body = { ...told, code, status, ...(action !== undefined && { action }) }

      it(`reads ${code} (${api}, ${status}) at the top of an answer`, () => {
        expect(atTop(body, status)).toMatchObject({ ...body, ...error, endpoint, retryable })
      })

      it(`reads ${code} (${api}, ${status}) inside a decision`, () => {
        expect(seen(fromDecision(endpoint, body))).toMatchObject({ ...body, ...error, endpoint, retryable })
        const decision = { resource: "news", authorized: false, source: "mvpd", error: body }
        for (const deny of [permitOrDeny(decision), permitWithTokenOrDeny(decision)]) {
          expect(deny).toMatchObject({
            _tag: "Deny",
            resource: "news",
            error: { ...error, trace: told.trace },
          })
        }
      })

      it(`reads ${code} (${api}, ${status}) that says nothing else`, () => {
        const alone = atTop({ code }, status)
        expect(alone).toMatchObject({ ...error, code, status, retryable })
        expect(alone.message).toContain(code)
        for (const field of ["action", "details", "helpUrl", "trace"]) expect(alone).not.toHaveProperty(field)
      })

      it(`reads ${code} (${api}, ${status}) from fields that are null, and wrapped in an error`, () => {
        const nulls = {
          code,
          status: null,
          action: null,
          message: null,
          details: null,
          helpUrl: null,
          trace: null,
        }
        expect(atTop(nulls, status)).toMatchObject({ ...error, code, status })
        expect(atTop({ error: { ...body, status: String(status) } }, 200)).toMatchObject({
          ...body,
          ...error,
        })
      })
    }
  }
})

describe("a code published later", () => {
  const byAction = {
    configuration: { _tag: "ConfigurationInvalid", retryable: false },
    "application-registration": { _tag: "AccessTokenRejected", retryable: false },
    authentication: { _tag: "AuthenticationRequired", reason: "other", retryable: false },
    authorization: { _tag: "AuthorizationDenied", reason: "authorizationMissing", retryable: false },
    retry: { _tag: "PartnerUnavailable", retryable: true },
  }
  const byStatus: ReadonlyArray<readonly [number, object]> = [
    [400, { _tag: "InvalidRequest", parameter: "unknown", retryable: false }],
    [401, { _tag: "AccessTokenRejected", retryable: false }],
    [403, { _tag: "AuthorizationDenied", reason: "other", retryable: false }],
    [404, { _tag: "UnexpectedResponse", retryable: false }],
    [405, { _tag: "UnexpectedResponse", retryable: false }],
    [412, { _tag: "UnexpectedResponse", retryable: false }],
    [500, { _tag: "ServerFault", retryable: true }],
    [502, { _tag: "ServerFault", retryable: true }],
    [503, { _tag: "ServerFault", retryable: true }],
    [599, { _tag: "ServerFault", retryable: true }],
  ]

  for (const [action, error] of Object.entries(byAction)) {
    it(`is classified by the action ${action}, whatever its status`, () => {
      for (const [status] of byStatus) {
        const body = { ...told, code: "coined_next_year", action, status }
        expect(atTop(body, status)).toMatchObject({ ...body, ...error })
        expect(seen(fromDecision(endpoint, body))).toMatchObject({ ...body, ...error })
      }
    })
  }

  for (const action of [undefined, "none", "an-action-of-next-year"]) {
    it(`is classified by its status where the action is ${action ?? "missing"}`, () => {
      for (const [status, error] of byStatus) {
        const body = { ...told, code: "coined_next_year", status, ...(action !== undefined && { action }) }
        expect(atTop(body, status)).toMatchObject({ ...body, ...error })
        expect(seen(fromDecision(endpoint, body))).toMatchObject({ ...body, ...error })
      }
    })
  }

  it("names the domainName, for which no code is published, where the service does", () => {
    const body = {
      status: 400,
      action: "none",
      message: "The domainName a.example is not a domain of REF30.",
    }
    expect(atTop(body, 400)).toMatchObject({ _tag: "InvalidRequest", parameter: "domainName" })
    expect(atTop({ ...body, status: 500 }, 500)).toMatchObject({ _tag: "ServerFault" })
  })

  it("has the status of the answer where its own is missing or no status", () => {
    for (const status of [
      undefined,
      null,
      "",
      "soon",
      0,
      -1,
      4030,
      40.3,
      false,
      [],
      {},
      { valueOf: 1, toString: 1 },
    ]) {
      expect({ status, error: atTop({ code: "coined_next_year", status }, 403) }).toMatchObject({
        error: { _tag: "AuthorizationDenied", status: 403 },
      })
    }
  })

  it("has its own status where that differs from the answer's", () => {
    expect(atTop({ code: "coined_next_year", status: "503" }, 403)).toMatchObject({
      _tag: "ServerFault",
      status: 503,
    })
  })
})

describe("nothing falls through", () => {
  it("whatever the body, there is an error with an endpoint, a message and a status", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.oneof(
          FastCheck.jsonValue(),
          FastCheck.record(
            {
              code: FastCheck.oneof(
                FastCheck.constantFrom(...codes.map(({ code }) => code)),
                FastCheck.jsonValue(),
              ),
              action: FastCheck.jsonValue(),
              status: FastCheck.jsonValue(),
              message: FastCheck.jsonValue(),
              details: FastCheck.jsonValue(),
              error: FastCheck.jsonValue(),
            },
            { requiredKeys: [] },
          ),
        ),
        FastCheck.integer({ min: 300, max: 599 }),
        (body, status) => {
          const error = atTop(body, status)
          expect(typeof error.message).toBe("string")
          expect(error.endpoint).toBe(endpoint)
          expect(Number.isInteger(error.status)).toBe(true)
          expect(typeof error.retryable).toBe("boolean")
        },
      ),
      { numRuns: 500 },
    )
  })

  it("a denial without an error is a denial", () => {
    expect(permitOrDeny({ resource: "news", authorized: false, source: "mvpd" })).toMatchObject({
      _tag: "Deny",
      error: { _tag: "AuthorizationDenied", reason: "other", status: 403 },
    })
  })

  it("the server cannot name a decision's tag", () => {
    const item = { resource: "news", authorized: false, source: "mvpd", _tag: "Permit" }
    expect(permitOrDeny(item)._tag).toBe("Deny")
    expect(permitWithTokenOrDeny(item)._tag).toBe("Deny")
  })
})
