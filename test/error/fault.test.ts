import { describe, expect, it } from "vitest"
import * as FastCheck from "effect/FastCheck"
import { fromFailure, publishedAction, publishedCode } from "../../src/error/codes.js"
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
  ["as a text with dashes", "Authenticated-Profile-Missing", { code }],
  ["in what only begins as JSON does", `[Error] ${code}`, { code }],
  ["after other words of its form", `error_code: ${code}`, { code }],
  ["under another name", { errorCode: code, errorMessage: told.message }, { code, message: told.message }],
  ["by its reason", { reason: code, message: told.message }, { code, message: told.message }],
  ["beside a code of something else", { code: 403, type: code }, { code }],
  ["wrapped twice", { response: { error: { code, ...told } } }, { code, ...told }],
  ["as a key", { [code]: { message: told.message } }, { code }],
  ["in a message", { message: `Sorry: ${code}.` }, { code, message: `Sorry: ${code}.` }],
  ["as JSON in a message", { message: JSON.stringify({ code, ...told }) }, { code, ...told }],
  ["as JSON in JSON", JSON.stringify({ code, ...told }), { code, ...told }],
  [
    "as XML",
    `<?xml version="1.0"?><e:error xmlns:e="x"><code> ${code}\n</code><message> No profile.\n</message></e:error>`,
    { code, message: "No profile." },
  ],
  ["in words", `Error: ${code}`, { code }],
  ["as a form", `error=${code}&error_description=no`, { code }],
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

  it("has a message, also where the service says nothing", () => {
    for (const message of ["", "  ", undefined]) {
      const error = message === undefined ? { code } : { code, message }
      expect(toFailure("RetrieveProfiles", error, 403).message).toBe(`RetrieveProfiles failed with ${code}`)
    }
  })

  it("is read wrapped without a code, by its words or its action", () => {
    const message = "The integration between A and B does not exist or is disabled."
    const error = { status: 400, message, action: "none" }
    for (const body of [{ errors: [error] }, { error: [error] }, { error: { error } }, [error]]) {
      expect(Fault.read(body)).toEqual({ error, author: "service" })
    }
  })

  it("has its action in whatever case", () => {
    for (const action of [
      "APPLICATION-REGISTRATION",
      "application_registration",
      " Application-Registration",
    ]) {
      expect(Fault.read({ action })).toEqual({
        error: { action: "application-registration" },
        author: "service",
      })
    }
  })

  it("has its code in whatever case, with blanks and dashes, and no longer than 100 letters", () => {
    const action = "application-registration"
    expect(publishedCode("Authenticated - profile  missing")).toBe(code)
    expect(publishedAction("Application _ registration")).toBe(action)
    expect([publishedCode(code.padStart(100)), publishedCode(code.padStart(101))]).toEqual([code, undefined])
    expect([publishedAction(action.padStart(100)), publishedAction(action.padStart(101))]).toEqual([
      action,
      undefined,
    ])
  })

  it("keeps a code of tomorrow, and not one of something else on the way", () => {
    expect(Fault.read({ code: "never_published", message: "no" }).error).toEqual({
      code: "never_published",
      message: "no",
    })
    for (const other of [
      403,
      "Forbidden",
      "EX-7",
      "a code_of words",
      "code_of more",
      "no code_of",
      "access_denied!",
    ]) {
      expect(Fault.read({ code: other, message: "no" }).error).toEqual({ message: "no" })
    }
  })

  it("is one in an answer with a status of success that has no items", () => {
    for (const body of [
      { profiles: {}, error: { code } },
      { profiles: null, errors: [{ code }] },
      { decisions: [], code },
      { status: 403, message: "x" },
      { error: { status: "500" } },
      { status: 400 },
      { decisions: [], resources: [], error: code },
    ]) {
      expect(Fault.isError(body)).toBe(true)
    }
    for (const body of [
      { profiles: {} },
      { profiles: {}, error: null, code: "Q7Z1" },
      { decisions: [{ resource: "news", authorized: true }], errors: [{ code }] },
      { actionName: "authenticate", code: "Q7Z1", status: 200 },
      { actionName: "authenticate", code },
      { decisions: [], resources: ["news"], error: code },
      { status: 399 },
      { status: null },
    ]) {
      expect(Fault.isError(body)).toBe(false)
    }
  })

  it("is looked for in long texts in little time", () => {
    const began = performance.now()
    for (const text of [
      "<a>" + " ".repeat(60_000),
      "a_".repeat(30_000),
      "<a ".repeat(20_000),
      "[".repeat(60_000),
    ]) {
      expect(Fault.read(text)).toEqual({ error: {}, author: "other" })
    }
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it("is read as deep as it may be wrapped, and no deeper", () => {
    const wrapped = (depth: number): unknown => (depth === 0 ? { code } : { inner: wrapped(depth - 1) })
    expect(Fault.read(wrapped(4)).error).toEqual({ code })
    expect(Fault.read(wrapped(5)).error).toEqual({})
    const quoted = (depth: number): string =>
      JSON.stringify(depth === 0 ? { code } : { inner: quoted(depth - 1) })
    expect([Fault.read(quoted(1)).error, Fault.read(quoted(2)).error]).toEqual([{ code }, {}])
  })

  it("is read in texts that are not too long", () => {
    const spoken = (length: number) => `Sorry: ${code} `.padEnd(length, ".")
    expect([Fault.read(spoken(500)).error, Fault.read(spoken(501)).error]).toEqual([{ code }, {}])
    const xml = (length: number) => `<error><code>${code}</code></error>`.padEnd(length)
    expect([Fault.read(xml(65_536)).error, Fault.read(xml(65_537)).error]).toEqual([{ code }, {}])
  })

  it("is in no page, whatever that begins with, and in no text of other words", () => {
    for (const body of [`<h2>${code}</h2>`, `<p>${code}</p>`, "one_word and_another", "never_published"]) {
      expect(Fault.read(body)).toEqual({ error: {}, author: "other" })
    }
    expect(Fault.read(`${code}: see <a href="/">this</a>`).error).toEqual({ code })
    expect(Fault.read(` \n<error><message>${code}</message></error>`).error).toEqual({ code, message: code })
  })

  it("is what stands on top, unless what is in it names a code", () => {
    const error = { code: "never_published", action: "none", message: "no" }
    expect(Fault.read({ ...error, error: { message: "in it" } }).error).toEqual(error)
    expect(Fault.read({ code, reason: { code: "authorization_denied_by_mvpd" } }).error).toEqual({ code })
    expect(Fault.read({ message: "no", error: { message: "in it" } }).error).toEqual({ message: "in it" })
    expect(Fault.read({ message: "no", error: 7 }).error).toEqual({ message: "no" })
    expect(Fault.read({ message: "no", reason: { message: "in it" } }).error).toEqual({ message: "no" })
  })

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

  it("has the names that its fields go by, and no other's", () => {
    expect(Fault.read({ detail: "a", error_message: "b" }).error).toEqual({ details: "a", message: "b" })
    expect(Fault.read({ details: "b", detail: "a", message: "Retry" }).error).toEqual({
      details: "b",
      message: "Retry",
    })
    expect(Fault.read({ helpErrorUrl: "a", idTrace: "b" }).error).toEqual({})
    expect([Fault.read({ [code]: true }).error, Fault.read({ [code]: false }).error]).toEqual([{ code }, {}])
  })

  it("has no text of what cannot be written", () => {
    const circular: Record<string, unknown> = {}
    circular["self"] = circular
    expect(Fault.read({ message: circular }).error).toEqual({ message: "" })
    expect(Fault.read([7]).error).toEqual({})
  })

  it("has texts of whatever was there, and a status that is a number", () => {
    expect(Fault.read({ details: 7, message: { en: "No" }, status: "403", trace: null }).error).toEqual({
      details: "7",
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
    [{ code: "never_published", action: "none" }, "service"],
    [{ code: "never_published", action: "wait", trace: "t-1" }, "service"],
    [{ code: "never_published", helpUrl: "https://experienceleague.adobe.com/en/docs/pass" }, "service"],
    [{ code: "never_published", helpUrl: "see https://experienceleague.adobe.com/en" }, "other"],
    [{ code: "never_published", helpUrl: "", trace: "t-1" }, "other"],
    [{ code: "never_published", helpUrl: "https://x.example", trace: "t-1" }, "service"],
    [{ code: "never_published_yet", trace: "t-1" }, "service"],
    [{ code: "never_published_yet" }, "other"],
    // gateways and firewalls have codes and identifiers, too
    [{ code: "never_published", action: "wait" }, "other"],
    [{ code: "access_denied", traceId: "t-1", message: "Forbidden" }, "other"],
    [{ code: "AccessDenied", trace_id: "t-1", message: "Forbidden" }, "other"],
    [{ code: 403, status: 403, message: "Forbidden", trace: "t-1" }, "other"],
    [{ code: "E403", action: "block", helpUrl: "https://firewall.example/help" }, "other"],
    [{ error: { code: 403, message: "no", errors: [{ domain: "global", reason: "forbidden" }] } }, "other"],
    [
      "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>1</RequestId></Error>",
      "other",
    ],
    [`<html><h1>Error</h1><p>${code}</p></html>`, "other"],
    [{ action: "retry" }, "service"],
    [{ message: "The integration between A and B is disabled." }, "service"],
  ] as const) {
    it(`in ${JSON.stringify(body)}: ${author}`, () => expect(Fault.read(body).author).toBe(author))
  }
})
