/** How each part of the service says no, and what becomes of its words. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { reason } from "../../src/domain/wire/Reason.js"
import { permits, permitsWithTokens } from "../../src/error/decision.js"
import { managementRefusal } from "../../src/error/managementRefusal.js"
import { registrationRejected } from "../../src/error/oauth.js"
import { fromFailure } from "../../src/error/codes.js"
import { incomplete, reasonOf, redactError, redactTexts, toFailure } from "../../src/error/read.js"
import { v1Refusal } from "../../src/error/v1Refusal.js"

const failure = (status: number, code?: string) => ({
  endpoint: "RetrieveAccessToken",
  message: "no",
  status,
  ...(code !== undefined && { code }),
})

describe("a registration", () => {
  const read = (body: unknown, status = 400) => registrationRejected(failure(status), body)

  it.each([
    "invalid_client",
    "invalid_client_metadata",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_scope",
    "invalid_software_statement",
    "unapproved_software_statement",
    "unauthorized_client",
    "unsupported_grant_type",
  ])("is rejected with %s, wherever it stands", (error) => {
    for (const body of [
      { error },
      { code: error },
      { error: { error } },
      { error: { code: ` ${error.toUpperCase()} ` } },
    ]) {
      expect(read(body)).toMatchObject({ _tag: "RegistrationRejected", error, status: 400 })
    }
  })

  it("is rejected with a code of tomorrow of OAuth's form, and with nothing else", () => {
    expect(read({ error: " Newer_Code_2 " })).toMatchObject({ error: "newer_code_2" })
    for (const error of [
      "forbidden",
      "_no",
      "no_",
      "no__no",
      "a code_of",
      "no_more of_that",
      "",
      403,
      null,
      ["invalid_client"],
    ]) {
      expect(read({ error })).toBeUndefined()
    }
    expect(read({ code: "newer_code" })).toBeUndefined()
    for (const body of ["invalid_client", null, undefined]) expect(read(body)).toBeUndefined()
  })

  it("is not rejected where the server fails", () => {
    expect(read({ error: "invalid_client" }, 500)).toBeUndefined()
    expect(read({ error: "invalid_client" }, 499)).toBeDefined()
  })

  it("tells what was said, else what was asked, and what to look at", () => {
    const error = "invalid_grant"
    expect(read({ error, error_description: "Sorry." })?.message).toBe("Sorry.")
    expect(read({ error, error_description: 1 })?.message).toBe(
      "RetrieveAccessToken was refused with invalid_grant",
    )
    expect(read({ error: "invalid_software_statement", error_description: "Sorry" })?.message).toMatch(
      /^Sorry\. Look at the software statement/,
    )
  })
})

describe("REST API V1", () => {
  const refusal = { status: 403, message: "User not authorized", details: "Not in your package." }
  const read = (body: unknown, status = 403, code?: string) => v1Refusal(failure(status, code), body)

  it("denies by a status, a message and the MVPD's words, and by no less and no more", () => {
    const denial = { _tag: "AuthorizationDenied", reason: "other", status: 403 }
    expect(read(refusal)).toMatchObject(denial)
    expect(read({ error: refusal })).toMatchObject(denial)
    const others = [
      { ...refusal, status: undefined },
      { ...refusal, message: 1 },
      { ...refusal, details: undefined },
      { ...refusal, details: " " },
      { ...refusal, incident: "1-2-3" },
      { incident: "1-2-3", ...refusal },
      {},
      "User not authorized",
      null,
    ]
    for (const body of others) expect(read(body)).toBeUndefined()
    expect(read(refusal, 401)).toBeUndefined()
    expect(read(refusal, 403, "authentication_session_missing")).toBeUndefined()
  })
})

describe("the management API", () => {
  it("refuses a client by the status alone", () => {
    expect(managementRefusal(failure(403), {})).toMatchObject({
      _tag: "AccessTokenRejected",
      message: "no; does the software statement have the scope temporary:passes:owner?",
    })
    expect(managementRefusal(failure(403), undefined)).toBeDefined()
    expect(managementRefusal(failure(404), {})).toBeUndefined()
    expect(managementRefusal(failure(403, "a_code"), {})).toBeUndefined()
    expect(managementRefusal(failure(403), "<html>")).toBeUndefined()
  })
})

describe("a decision", () => {
  const asked = { endpoint: "RetrieveAuthorizationDecisions", redact: (text: string) => text }
  const item = { resource: "news", source: "mvpd" } as const
  const token = { serializedToken: "t" } as never

  it("is a permit, with its token only where one is to be played with", () => {
    const decisions = [{ ...item, authorized: true, token }] as never
    expect(permits({ decisions }, asked)).toEqual([{ ...item, _tag: "Permit" }])
    expect(permitsWithTokens({ decisions }, asked)).toEqual([{ ...item, _tag: "Permit", token }])
  })

  it("to play without a token is denied, and so is what is denied", () => {
    const decisions = [
      { ...item, authorized: true },
      { ...item, authorized: false, error: { code: "authorization_denied_by_mvpd" } },
    ] as never
    const lacks = {
      _tag: "UnexpectedResponse",
      message: expect.stringContaining("serializedToken is missing"),
    }
    expect(permitsWithTokens({ decisions }, asked)).toMatchObject([
      { _tag: "Deny", resource: "news", error: { ...lacks, endpoint: asked.endpoint } },
      { _tag: "Deny", error: { _tag: "AuthorizationDenied", reason: "mvpd" } },
    ])
  })

  it("may be asked for again where the service says so, whatever its status", () => {
    const told = { ...failure(403, "internal_server_error"), action: "retry" }
    expect(fromFailure(told)).toMatchObject({ _tag: "ServerFault", retryable: true })
    expect(fromFailure({ ...told, action: "none" })).toMatchObject({ retryable: false })
    expect(fromFailure({ ...told, action: "none", status: 500 })).toMatchObject({ retryable: true })
  })
})

describe("an error without a code", () => {
  const of = (status: number, author: "service" | "unknown" | "other", message = "no") =>
    fromFailure({ ...failure(status), message }, author)

  it("is a denial only where the service said so itself", () => {
    expect(of(403, "service")).toMatchObject({ _tag: "AuthorizationDenied", reason: "other" })
    expect([of(403, "unknown")._tag, of(403, "other")._tag]).toEqual([
      "UnexpectedResponse",
      "UnexpectedResponse",
    ])
  })

  it("finds fault with the request unless something on the way says so", () => {
    expect(of(400, "unknown")).toMatchObject({ _tag: "InvalidRequest", parameter: "unknown" })
    expect(of(400, "service", "no domain_name")).toMatchObject({ parameter: "domainName" })
    expect(of(400, "other")._tag).toBe("UnexpectedResponse")
  })
})

describe("an answer that lacks something", () => {
  const issueOf = (schema: Schema.Schema.AnyNoContext, value: unknown) =>
    Either.getOrThrow(Either.flip(ParseResult.decodeUnknownEither(schema)(value)))
  const redact = (text: string) => text.replaceAll("secret", "***")

  it("is named by the path to it, without secrets and no longer than is fit for a message", () => {
    const schema = Schema.Struct({ profiles: Schema.Record({ key: Schema.String, value: Schema.Number }) })
    const read = (name: string) =>
      incomplete("RetrieveProfiles", 200, issueOf(schema, { profiles: { [name]: "x" } }), "the start", redact)
    expect(read("Dish-1.a:b@c d")).toMatchObject({
      _tag: "UnexpectedResponse",
      endpoint: "RetrieveProfiles",
      status: 200,
      excerpt: "the start",
      field: "profiles.Dish-1.a:b@c d",
      message: expect.stringMatching(
        /^RetrieveProfiles: cannot understand the answer: profiles\.Dish-1\.a:b@c d: ./,
      ),
    })
    expect(read("a secret <b>").field).toBe("profiles.a *** *b*")
    expect(read("x".repeat(41)).field).toBe(`profiles.${"x".repeat(40)}`)
  })

  it("has no field where it is no answer of the endpoint at all", () => {
    const issue = issueOf(Schema.Struct({}), null)
    const error = incomplete("RetrieveProfiles", 200, issue, "null", redact)
    expect(error).not.toHaveProperty("field", expect.anything())
    expect(error.message).toBe(`RetrieveProfiles: cannot understand the answer: ${reason(issue).message}`)
  })
})

describe("what is told of a failure", () => {
  it("has the status that the error tells, where that is one", () => {
    const statusOf = (status: number) => toFailure("RetrieveProfiles", { status }, 500).status
    expect([100, 403, 599].map(statusOf)).toEqual([100, 403, 599])
    expect([99, 600, 403.5, Number.NaN].map(statusOf)).toEqual([500, 500, 500, 500])
  })

  const redact = (text: string) => text.replaceAll("secret", "***")

  it("has no secret in any text, and its published words as they are", () => {
    const error = { code: "secret_code", action: "retry", message: "a secret", details: "secret", trace: "1" }
    expect(redactError({ ...error, status: 403 }, redact)).toEqual({
      code: "***_code",
      action: "retry",
      message: "a ***",
      details: "***",
      trace: "1",
      status: 403,
    })
    expect(redactError({ code: "invalid_parameter_mvpd" }, () => "***")).toEqual({
      code: "invalid_parameter_mvpd",
    })
  })

  it("has none in any value, nor in the name of any field", () => {
    const value = { "a secret": ["secret", 1, null, { deep: "secret" }], flag: true }
    expect(redactTexts(value, redact)).toEqual({ "a ***": ["***", 1, null, { deep: "***" }], flag: true })
    expect(redactTexts("secret", redact)).toBe("***")
  })

  it("names its first cause in a few words", () => {
    const cause = Object.assign(new Error("connect failed"), { code: "ECONNREFUSED" })
    expect(reasonOf(new Error("fetch failed", { cause }))).toBe("ECONNREFUSED: connect failed")
    expect(reasonOf(Object.assign(new Error("ECONNRESET on read"), { code: "ECONNRESET" }))).toBe(
      "ECONNRESET on read",
    )
    expect(reasonOf(new Error("fetch failed"))).toBe("fetch failed")
    expect([reasonOf(new Error("")), reasonOf("no error")]).toEqual([undefined, undefined])
  })
})
