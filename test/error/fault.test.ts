import { describe, expect, it } from "vitest"
import * as FastCheck from "effect/FastCheck"
import { fromFailure } from "../../src/error/codes.js"
import * as Fault from "../../src/error/fault.js"
import { fromDecision, toFailure } from "../../src/error/read.js"

const code = "authenticated_profile_missing"
const told = { message: "No profile.", helpUrl: "https://help.example", trace: "t-1", details: "Sorry." }

/** The forms that errors come in, each with what is to be read of it. */
const forms: ReadonlyArray<readonly [string, unknown, object]> = [
  ["as published", { code, ...told }, { code, ...told }],
  ["in capitals", { code: code.toUpperCase() }, { code }],
  ["in another case, with blanks around", { code: " Authenticated_Profile_Missing " }, { code }],
  ["with dashes", { code: "authenticated-profile-missing" }, { code }],
  ["wrapped in error", { error: { code, ...told } }, { code, ...told }],
  ["wrapped in error, the rest beside", { error: { code }, ...told }, { code, ...told }],
  ["as an error that is a text", { error: code, ...told }, { code, ...told }],
  ["in a list of errors", { errors: [{ code, ...told }] }, { code, ...told }],
  ["in a list of errors after another", { errors: [{ message: "x" }, { code, ...told }] }, { code, ...told }],
  ["in a list of texts", { errors: [code] }, { code }],
  ["in a list alone", [{ code, ...told }], { code, ...told }],
  ["as the text alone", code, { code }],
  ["under another name", { errorCode: code, errorMessage: told.message }, { code, message: told.message }],
  ["by its reason", { reason: code, message: told.message }, { code, message: told.message }],
  ["beside a code of something else", { code: 403, type: code }, { code }],
  ["wrapped twice", { response: { error: { code, ...told } } }, { code, ...told }],
  [
    "with names in other cases",
    { Code: code, helpURL: told.helpUrl, TRACE: "t-1" },
    { code, helpUrl: told.helpUrl, trace: "t-1" },
  ],
  [
    "with names in snake case",
    { error_code: code, help_url: told.helpUrl, trace_id: "t-1" },
    { code, helpUrl: told.helpUrl, trace: "t-1" },
  ],
]

describe("an error of the service", () => {
  for (const [form, body, error] of forms) {
    it(`is read ${form}`, () => {
      expect(Fault.read(body)).toEqual({ error, author: "service" })
      expect(fromFailure(toFailure("RetrieveProfiles", Fault.read(body).error, 403))).toMatchObject({
        _tag: "AuthenticationRequired",
        reason: "profileMissing",
      })
      expect(fromDecision("RetrieveAuthorizationDecisions", body)).toMatchObject({ code })
    })
  }

  it("is none that one decision has", () => {
    const body = { decisions: [{ resource: "news", authorized: false, error: { code } }] }
    expect(Fault.read(body)).toEqual({ error: {}, author: "other" })
  })

  it("prefers a field's own spelling to others, and a text to none", () => {
    expect(
      Fault.read({ detail: "a", details: "b", message: null, errorMessage: "c", action: "none" }).error,
    ).toEqual({
      details: "b",
      message: "c",
      action: "none",
    })
  })

  it("has texts of whatever was there, and a status that is a number", () => {
    expect(Fault.read({ code: 7, message: { en: "No" }, status: "403", trace: null }).error).toEqual({
      code: "7",
      message: '{"en":"No"}',
      status: 403,
    })
  })

  it("is read from anything, and never throws", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.oneof(
          FastCheck.jsonValue(),
          FastCheck.dictionary(
            FastCheck.constantFrom("code", "status", "message", "error", "errors", "__proto__", "toString"),
            FastCheck.jsonValue(),
          ),
        ),
        (body) => {
          const { error } = Fault.read(body)
          for (const text of [error.code, error.message])
            expect(["string", "undefined"]).toContain(typeof text)
          expect(["number", "undefined"]).toContain(typeof error.status)
        },
      ),
    )
  })
})

describe("who speaks", () => {
  for (const [body, author] of [
    ["", "unknown"],
    ["  \n", "unknown"],
    [null, "unknown"],
    [{}, "unknown"],
    [[], "unknown"],
    ["<html></html>", "other"],
    [7, "other"],
    [{ message: "Forbidden" }, "other"],
    [{ error: "forbidden" }, "other"],
    [{ code: "never_published", status: 403 }, "other"],
    [{ code: "never_published", action: "wait" }, "service"],
    [{ code: "never_published", helpUrl: "https://help.example" }, "service"],
    [{ action: "retry" }, "service"],
    [{ message: "The integration between A and B is disabled." }, "service"],
  ] as const) {
    it(`in ${JSON.stringify(body)}: ${author}`, () => expect(Fault.read(body).author).toBe(author))
  }
})
