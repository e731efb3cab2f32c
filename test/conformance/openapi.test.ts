/** The conformance check must be able to fail: each rule is shown an exchange that breaks it. */
import { describe, expect, it } from "vitest"
import { deviations } from "./deviations.js"
import type { Document, Exchange } from "./openapi.js"
import { conformance } from "./openapi.js"
import type { Deviation, Recorded } from "./report.js"
import { judge } from "./report.js"

const library: Document = {
  openapi: "3.0.1",
  servers: [{ url: "https://library.example/v1" }],
  paths: {
    "/{shelf}/books": {
      post: {
        parameters: [
          { in: "path", name: "shelf", required: true, schema: { type: "string" } },
          { in: "header", name: "X-Reader", required: true, schema: { type: "string" } },
          { in: "query", name: "limit", schema: { type: "integer" } },
        ],
        requestBody: {
          required: true,
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Book" } },
            "application/x-www-form-urlencoded": { schema: { $ref: "#/components/schemas/Book" } },
          },
        },
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Books" } } } },
          400: {},
        },
      },
    },
    "/{shelf}/{book}": {
      get: { parameters: [{ in: "header", name: "X-Loan", schema: {} }], responses: { 302: {} } },
    },
    "/{shelf}/latest": { get: { responses: { 200: { content: { "text/plain": {} } } } } },
  },
  components: {
    schemas: {
      Book: {
        type: "object",
        properties: { title: { type: "string" }, pages: { type: "integer", format: "int64" } },
        required: ["title"],
      },
      Books: {
        type: "object",
        properties: {
          books: { type: "object", additionalProperties: { $ref: "#/components/schemas/Book" } },
        },
      },
    },
  },
}

const official = conformance([library])

const good: Exchange = {
  method: "POST",
  path: "/v1/sea/books?limit=3",
  requestHeaders: { "x-reader": "Ishmael", "content-type": "application/json; charset=utf-8" },
  requestBody: '{"title":"Moby-Dick","pages":635}',
  status: 200,
  responseHeaders: { "content-type": "application/json;charset=UTF-8" },
  responseBody: '{"books":{"first":{"title":"Moby-Dick"}}}',
}

const found = (changes: Partial<Exchange>): ReadonlyArray<string> =>
  official.violations({ ...good, ...changes }).map(({ at, message, rule }) => `${rule} ${at}: ${message}`)

describe("the conformance check", () => {
  it("finds nothing in an exchange that is as declared", () => {
    expect(found({})).toEqual([])
    expect(
      found({
        requestHeaders: { ...good.requestHeaders, "content-type": "application/x-www-form-urlencoded" },
        requestBody: "title=Moby-Dick&pages=635",
      }),
    ).toEqual([])
  })

  it("takes a path with a name of its own before one with a parameter", () => {
    expect(official.operation({ ...good, method: "GET", path: "/v1/sea/latest" })).toBe(
      "GET /v1/{shelf}/latest",
    )
  })

  const accepted = { path: "/v1/sea/atlas", status: 200 }
  it.each<readonly [title: string, changes: Partial<Exchange>, violation: string]>([
    [
      "a path that is not declared",
      { path: "/v1/sea" },
      "operation 200: is no answer to what is not declared",
    ],
    [
      "a method that is not declared",
      { ...accepted, method: "DELETE" },
      "operation 200: is no answer to what is not declared",
    ],
    [
      "a path whose dots are not resolved",
      { path: "/v1/x/../sea/books" },
      "operation 200: is no answer to what is not declared",
    ],
    [
      "a declared operation that is refused as if it were not",
      { status: 405, responseBody: "" },
      "operation 405: is no answer to what is declared",
    ],
    [
      "a header that is missing",
      { requestHeaders: { "content-type": "application/json" } },
      "parameter header X-Reader: is missing",
    ],
    ["a query of the wrong kind", { path: "/v1/sea/books?limit=all" }, "parameter query limit: must be"],
    [
      "a query that is not declared",
      { path: "/v1/sea/books?sort=up" },
      "parameter query sort: is not declared",
    ],
    [
      "a header that only other operations declare",
      { requestHeaders: { ...good.requestHeaders, "x-loan": "14 days" } },
      "parameter header x-loan: is not declared",
    ],
    [
      "a header of tracing",
      { requestHeaders: { ...good.requestHeaders, traceparent: "00-1" } },
      "parameter header traceparent: is not declared",
    ],
    [
      "a header of the other tracing",
      { requestHeaders: { ...good.requestHeaders, b3: "0" } },
      "parameter header b3: is not declared",
    ],
    ["a body that is missing", { requestBody: "" }, "request body : is missing"],
    [
      "a body that is not declared",
      { method: "GET", path: "/v1/sea/latest", requestBody: "?" },
      "request body : is not declared",
    ],
    [
      "another media type",
      { requestHeaders: { ...good.requestHeaders, "content-type": "text/plain" } },
      "request media type text/plain: must be application/json or",
    ],
    ["a body that is no JSON", { requestBody: "{" }, "request body : is no JSON"],
    ["a field that is missing", { requestBody: "{}" }, "request body /title: is missing"],
    [
      "a field that is not declared",
      { requestBody: '{"title":"","author":"Melville"}' },
      "request body /author: is not declared",
    ],
    [
      "a field twice in a form",
      {
        requestHeaders: { ...good.requestHeaders, "content-type": "application/x-www-form-urlencoded" },
        requestBody: "title=a&title=b",
      },
      "request body /title: must be string",
    ],
    ["a status that is not declared", { status: 403 }, "status 403: is not declared"],
    [
      "an answer of another media type",
      { responseHeaders: { "content-type": "text/html" } },
      "answer media type text/html: must be application/json",
    ],
    ["an answer that is no JSON", { responseBody: "<html>" }, "answer body : is no JSON"],
    ["an answer without its body", { responseBody: "" }, "answer body 200: is missing"],
    ["an answer whose body is not declared", { status: 400 }, "answer body 400: is not declared"],
    [
      "an answer with a value of the wrong kind",
      { responseBody: '{"books":{"first":{"title":"","pages":"635"}}}' },
      "answer body /books/first/pages: must be integer",
    ],
    [
      "an answer with null",
      { responseBody: '{"books":{"first":{"title":null}}}' },
      "answer body /books/first/title: must not be null",
    ],
    [
      "an answer with a field that is not declared, however deep",
      { responseBody: '{"books":{"first":{"title":"","author":""}}}' },
      "answer body /books/first/author: is not declared",
    ],
  ])("finds %s", (_, changes, violation) => {
    expect(found(changes).some((each) => each.startsWith(violation))).toBe(true)
  })

  it("does not hold against the service what a refused request lacks", () => {
    expect(found({ status: 400, requestHeaders: {}, requestBody: "{", responseBody: "" })).toEqual([])
  })
})

describe("the verdict of the conformance check", () => {
  const one = conformance([{ ...library, paths: { "/{shelf}/books": library.paths["/{shelf}/books"]! } }])
  const recorded: Recorded = { ...good, variant: {}, test: "some.test.ts" }
  const denied: Recorded = { ...recorded, status: 403 }
  const listed: Deviation = { name: "denials", reason: "They are many.", rule: "status", status: 403 }

  it("is good of exchanges without violations", () => {
    expect(judge(one, [], [recorded], true).failed).toBe(false)
  })

  it("is bad of a violation that is not listed, and tells where it was", () => {
    const { failed, text } = judge(one, [], [recorded, denied], true)
    expect(failed).toBe(true)
    expect(text).toContain("1 times POST /v1/{shelf}/books: status 403 is not declared")
    expect(text).toContain("some.test.ts")
  })

  it("is good of one that is", () => {
    expect(judge(one, [listed], [recorded, denied], true).failed).toBe(false)
  })

  it.each<readonly [string, Partial<Deviation>]>([
    ["rule", { rule: "answer body" }],
    ["operation", { operation: /GET/ }],
    ["place", { at: /404/ }],
    ["message", { message: "is missing" }],
    ["status", { status: 404 }],
    ["path", { path: /mountains/ }],
    ["header", { requestHeaders: { "x-reader": /Ahab/ } }],
    ["header that the request has not", { requestHeaders: { "x-loan": /days/ } }],
    ["request", { requestBody: /Typee/ }],
    ["kind of answer", { responseHeaders: { "content-type": /html/ } }],
    ["test", { test: /other/ }],
    ["fault", { fault: ["error"] }],
    ["variant", { variant: { trace: true } }],
  ])("is bad of one that is listed for another %s", (_, elsewhere) => {
    expect(judge(one, [{ ...listed, ...elsewhere }], [recorded, denied], false).failed).toBe(true)
  })

  it("holds an exchange to what its deviation says instead", () => {
    const asGood: Deviation = { ...listed, as: () => ({ status: 200 }) }
    expect(judge(one, [asGood], [recorded, denied], true).failed).toBe(false)
    const { failed, text } = judge(one, [asGood], [{ ...denied, responseBody: "[1]" }], false)
    expect(failed).toBe(true)
    expect(text).toContain("answer body  must be object")
    expect(text).toContain("403 application/json;charset=UTF-8 [1]")
    expect(judge(one, [{ ...listed, as: () => ({ status: 401 }) }], [denied], false).failed).toBe(true)
    expect(judge(one, [{ ...listed, as: () => ({}) }], [denied], false).failed).toBe(true)
  })

  it("is bad of a whole run without a listed deviation or a success of an operation", () => {
    expect(judge(one, [listed], [recorded], true).text).toContain("Listed as deliberate, but did not occur")
    expect(judge(one, [listed], [recorded], true).failed).toBe(true)
    expect(judge(one, [listed], [recorded], false).failed).toBe(false)
    expect(judge(official, [], [recorded], true).text).toContain("Operations that never succeeded")
    expect(judge(official, [], [recorded], true).failed).toBe(true)
  })

  it("is bad of a run in which nothing was recorded", () => {
    expect(judge(one, [], [], false).failed).toBe(true)
  })
})

const text = { type: "string" }
const header = (name: string, required = false) => ({ in: "header", name, required, schema: text })
const error = {
  "application/json": { schema: { type: "object", properties: { code: text, status: { type: "integer" } } } },
}
const profiles = {
  "application/json": {
    schema: {
      type: "object",
      properties: {
        profiles: {
          type: "object",
          additionalProperties: { type: "object", properties: { notAfter: { type: "integer" } } },
        },
      },
    },
  },
}
const device = [header("X-Device-Info", true), header("AP-TempPass-Identity")]

/** As much of the service as the deviations need to be put to the test. */
const service = conformance([
  {
    openapi: "3.0.1",
    servers: [{ url: "https://service.example/api/v2" }],
    paths: {
      "/{serviceProvider}/profiles": {
        get: { parameters: device, responses: { 200: { content: profiles }, 400: { content: error } } },
      },
      "/{serviceProvider}/profiles/code/{code}": { get: { responses: { 200: { content: profiles } } } },
      "/{serviceProvider}/profiles/sso/{partner}": {
        post: { responses: { 200: { content: profiles }, 400: { content: error } } },
      },
      "/authenticate/{serviceProvider}/{code}": {
        get: { responses: { 302: { content: error }, 400: { content: error } } },
      },
    },
  },
  {
    openapi: "3.0.1",
    servers: [{ url: "https://service.example/o" }],
    paths: {
      "/client/token": {
        post: {
          parameters: ["client_id", "client_secret", "grant_type"].map((name) => ({
            in: "query",
            name,
            required: true,
            schema: text,
          })),
          responses: { 201: { content: profiles } },
        },
      },
    },
  },
])

const json = { "content-type": "application/json" }
const html = { "content-type": "text/html;charset=UTF-8" }
const asked: Recorded = {
  method: "GET",
  path: "/api/v2/REF30/profiles",
  requestHeaders: { "x-device-info": "e30=" },
  requestBody: "",
  status: 200,
  responseHeaders: json,
  responseBody: '{"profiles":{}}',
  variant: {},
  test: "/test/flow/some.test.ts",
}
const partner = { method: "POST", path: "/api/v2/REF30/profiles/sso/Apple", requestHeaders: {}, status: 201 }
const authenticate = { path: "/api/v2/authenticate/REF30/ABC1234", status: 400, responseBody: "<p>" }
const token = {
  method: "POST",
  path: "/o/client/token",
  requestHeaders: { "content-type": "application/x-www-form-urlencoded" },
  status: 201,
}
const digits = (mvpd: string) => ({ responseBody: `{"profiles":{"${mvpd}":{"notAfter":"1"}}}` })
const unanswered = { responseHeaders: {}, responseBody: "" }
const page = { responseHeaders: html, responseBody: "<h1>" }

describe("the deviations", () => {
  it.each<readonly [title: string, is: Partial<Recorded>, not: ReadonlyArray<Partial<Recorded>>]>([
    [
      "403 with an error's body",
      { status: 403, responseBody: '{"code":"a"}' },
      [page, { responseBody: "[1]" }, { responseBody: "" }],
    ],
    ["429 as a page", { status: 429, ...page }, [{ responseHeaders: json, responseBody: "null" }]],
    ["201 with a profile", partner, [{ responseBody: '{"nonsense":[1]}' }]],
    ["digits in quotes of AdobePass_SMI", digits("AdobePass_SMI"), [digits("Cablevision")]],
    [
      "an error of any status that was ordered",
      { status: 418, fault: "error", responseBody: '{"code":"a"}' },
      [{ responseBody: "[]" }, page],
    ],
    [
      "a gateway's page that was ordered",
      { status: 503, fault: "status", ...page },
      [{ status: 599 }, { fault: "error" }, { responseHeaders: json }],
    ],
    [
      "a page of authenticate",
      { ...authenticate, responseHeaders: html },
      [{ responseHeaders: { "content-type": "text/plain" } }],
    ],
    [
      "a redirect",
      { ...authenticate, status: 302, ...unanswered, responseHeaders: { location: "/mvpd" } },
      [{ responseHeaders: {} }],
    ],
    ["V1", { path: "/api/v1/authorize" }, [{ status: 500 }]],
    ["the MVPD's login page", { path: "/mvpd/Cablevision/login", ...page }, [{ status: 500 }]],
    ["preflight", { method: "OPTIONS", status: 204, ...unanswered }, [{ status: 500 }, { status: 200 }]],
    [
      "slashes too many",
      { path: "//api/v2/REF30//profiles/" },
      [{ status: 500 }, { responseBody: "[1]" }, { path: "//x" }, { path: "/api/v2/whatever/" }],
    ],
    [
      "letters that are percent-encoded",
      { path: "//%61%70i/v2/REF30/profiles" },
      [
        { status: 500 },
        { responseBody: "[1]" },
        { path: "/%61pi/v2/whatever" },
        { path: "/api%2Fv2/REF30/profiles" },
      ],
    ],
    [
      "a page at registration that was ordered",
      {
        ...token,
        requestBody: "client_id=a&client_secret=b&grant_type=c",
        status: 200,
        fault: "html",
        ...page,
      },
      [{ responseHeaders: json, responseBody: "{}" }, { fault: "status" }],
    ],
    [
      "X-Device-Info left out by a browser",
      { requestHeaders: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" } },
      [{ requestHeaders: {} }, { requestHeaders: { "user-agent": "Roku/DVP" } }],
    ],
    [
      "the token's parameters in the form",
      { ...token, requestBody: "client_id=a&client_secret=b&grant_type=c" },
      [
        { requestBody: "" },
        { requestBody: "client_id=a&client_secret=b" },
        { requestBody: "client_id=a&client_secret=b&grant_type=c&more=d" },
        { requestHeaders: json },
      ],
    ],
    [
      "a call by a code without the device",
      { path: "/api/v2/REF30/profiles/code/ABC1234", requestHeaders: {} },
      [
        { requestHeaders: { "x-device-info": "e30=" } },
        { requestHeaders: { "ap-temppass-identity": "e30=" } },
        { requestHeaders: { traceparent: "00-1" }, test: "/test/sandbox/some.test.ts" },
      ],
    ],
  ])("let pass %s, and nothing like it", (_, is, not) => {
    const verdict = (exchange: Recorded) => judge(service, deviations, [exchange], false).failed
    expect(verdict({ ...asked, ...is })).toBe(false)
    for (const change of not)
      expect([change, verdict({ ...asked, ...is, ...change })]).toEqual([change, true])
  })
})
