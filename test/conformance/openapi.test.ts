/** The conformance check must be able to fail: each rule is shown an exchange that breaks it. */
import { describe, expect, it } from "vitest"
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
    "/{shelf}/{book}": { get: { responses: { 302: {} } } },
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
    ["fault", { fault: ["error"] }],
    ["variant", { variant: { trace: true } }],
  ])("is bad of one that is listed for another %s", (_, elsewhere) => {
    expect(judge(one, [{ ...listed, ...elsewhere }], [recorded, denied], false).failed).toBe(true)
  })

  it("is bad of a whole run in which a listed deviation or a success of an operation never occurred", () => {
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
