import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AuthenticationRequired, AuthorizationDenied } from "../../src/error/AdobePassError.js"
import type { Reading } from "../../src/transport/Answer.js"
import { toAnswer } from "../../src/transport/Answer.js"

const endpoint = "RetrieveProfiles"
const request = {
  method: "GET",
  url: "https://sp.auth.adobe.com/api/v2/REF30/profiles",
  headers: { authorization: "Bearer a-secret-token" },
} as const

/** Reads one answer of an endpoint that tells a name, and may deny. */
const read = (
  status: number,
  body: unknown,
  {
    isElsewhere,
    ...reading
  }: Partial<Reading<typeof AuthenticationRequired | typeof AuthorizationDenied>> & {
    readonly isElsewhere?: true
  } = {},
) =>
  toAnswer(endpoint, Schema.Struct({ name: Schema.String }), {
    failures: [AuthenticationRequired, AuthorizationDenied],
    ...reading,
  })({
    request,
    status,
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(isElsewhere && { isElsewhere }),
  }).pipe(Effect.either, Effect.runSync)

/** What a failure tells; the message of an Error is not enumerable. */
const failure = (...args: Parameters<typeof read>) =>
  Either.match(read(...args), {
    onLeft: (error) => ({ ...error, message: error.message }),
    onRight: () => expect.fail("it is a success"),
  })

const named = { name: "a" }
const denial = { code: "authorization_denied_by_mvpd", message: "not in the package" }
const unexpected = { _tag: "UnexpectedResponse", endpoint, retryable: false }

describe("an answer", () => {
  it("succeeds with a status from 200 to 299", () => {
    for (const status of [200, 204, 299]) expect(read(status, named)).toEqual(Either.right(named))
    for (const status of [199, 400, 404])
      expect(failure(status, named)).toMatchObject({ ...unexpected, status })
  })

  it("that redirects is a failure, whatever it says", () => {
    for (const status of [0, 300, 304, 399]) {
      expect(failure(status, denial)).toMatchObject({ ...unexpected, status })
      expect(failure(status, named)).toEqual({
        ...unexpected,
        status,
        message: "RetrieveProfiles: an answer that redirects",
        excerpt: JSON.stringify(named),
      })
    }
  })

  it("of another address is a failure, and its status is not told", () => {
    for (const [status, body] of [
      [200, named],
      [401, { message: "no" }],
    ] as const) {
      expect(failure(status, body, { isElsewhere: true })).toEqual({
        ...unexpected,
        message: "RetrieveProfiles: an answer that redirects",
        excerpt: JSON.stringify(body),
      })
    }
  })

  it("that is no JSON, or lacks what is needed, is an UnexpectedResponse that says so", () => {
    expect(failure(200, "<html>sign in to the hotel</html>")).toEqual({
      ...unexpected,
      status: 200,
      message: "RetrieveProfiles: cannot understand the answer",
      excerpt: "<html>sign in to the hotel</html>",
    })
    expect(failure(200, {})).toMatchObject({ ...unexpected, status: 200, field: "name", excerpt: "{}" })
    expect(failure(200, "")).toMatchObject({ ...unexpected, status: 200, excerpt: "" })
  })

  it("without a body is parsed as nothing", () => {
    const answer = toAnswer(endpoint, Schema.Undefined, { failures: [] })({ request, status: 200, body: "" })
    expect(Effect.runSync(Effect.either(answer))).toEqual(Either.right(undefined))
  })

  it("may be other than JSON, where its endpoint reads that", () => {
    const parse = Effect.succeed((name: string) => (name === "" ? Option.none() : Option.some({ name })))
    expect(read(200, "a name", { parse })).toEqual(Either.right({ name: "a name" }))
    expect(failure(200, "", { parse })).toMatchObject(unexpected)
  })

  it("is no answer where it is nested deeper than any of the service", () => {
    const nested = (depth: number, inside = "") => `${"[".repeat(depth)}${inside}${"]".repeat(depth)}`
    const objects = `${'{"a":'.repeat(101)}1${"}".repeat(101)}`
    const deep = "RetrieveProfiles: an answer that is nested too deeply"
    for (const body of [nested(101), nested(101, '"\\""'), objects]) {
      expect(failure(200, body).message).toBe(deep)
    }
    for (const body of [
      nested(100),
      `[${nested(99)},${nested(99)}]`,
      `[${'{"a":1},'.repeat(101)}1]`,
      nested(50, JSON.stringify("[{".repeat(99))),
      nested(50, JSON.stringify(`"${"[".repeat(99)}`)),
      nested(50, `"\\\\",${JSON.stringify("[".repeat(99))}`),
      nested(50, `"]","}",${nested(50)}`),
    ]) {
      expect(failure(200, body).message).not.toBe(deep)
    }
    // what closes in a text closes nothing
    expect(failure(200, nested(60, `"${"]".repeat(60)}",${nested(60)}`)).message).toBe(deep)
  })
})

describe("an answer that refuses", () => {
  it("fails with what it says, where its endpoint declares that or any call may", () => {
    expect(failure(403, denial)).toMatchObject({
      _tag: "AuthorizationDenied",
      endpoint,
      ...denial,
      status: 403,
    })
    expect(failure(403, denial.code)).toMatchObject({ _tag: "AuthorizationDenied", code: denial.code })
    expect(failure(500, {})).toMatchObject({ _tag: "ServerFault", status: 500 })
    expect(failure(403, { code: "too_many_resources", message: "no more than 5" })).toMatchObject({
      ...unexpected,
      status: 403,
      code: "too_many_resources",
      message: "no more than 5",
      excerpt: '{"code":"too_many_resources","message":"no more than 5"}',
    })
    expect(failure(404, "not here")).toMatchObject({ ...unexpected, status: 404, excerpt: "not here" })
  })

  it("refuses with a status of success, too", () => {
    const denied = { _tag: "AuthorizationDenied", ...denial }
    expect(failure(200, denial)).toMatchObject({ ...denied, status: 200 })
    expect(failure(200, { ...denial, status: 403 })).toMatchObject({ ...denied, status: 403 })
    expect(failure(200, { ...named, error: { ...denial, status: 403 } })).toMatchObject(denied)
    // what is no JSON is no word of the service's
    expect(failure(200, "authorization_denied_by_mvpd")).toMatchObject(unexpected)
  })

  it("has the status that its body tells, unless it came with 401", () => {
    expect(failure(401, { ...denial, status: 403 })).toMatchObject({
      _tag: "AuthorizationDenied",
      status: 401,
    })
    expect(failure(403, { ...denial, status: 400 })).toMatchObject({
      _tag: "AuthorizationDenied",
      status: 400,
    })
    expect(failure(401, "<html>sign in</html>")).toMatchObject({ _tag: "AccessTokenRejected", status: 401 })
  })

  it("is read by its endpoint first", () => {
    const bodies: Array<unknown> = []
    const refuse: Reading<typeof AuthorizationDenied>["failure"] = (given, body) => {
      bodies.push(body)
      return given.status === 404
        ? undefined
        : new AuthorizationDenied({ ...given, message: "its own", reason: "other" })
    }
    const body = { said: "no to a-secret-token" }
    for (const status of [200, 400]) {
      expect(failure(status, body, { failure: refuse })).toMatchObject({
        _tag: "AuthorizationDenied",
        status,
        message: "its own",
      })
    }
    expect(failure(404, body, { failure: refuse })).toMatchObject(unexpected)
    for (const one of bodies) expect(one).toEqual({ said: "no to ***" })
  })

  it("tells no secret of the request", () => {
    for (const told of [
      failure(404, "a page for a-secret-token"),
      failure(403, { ...denial, message: "not for a-secret-token" }),
      failure(302, "to a-secret-token"),
    ]) {
      expect(JSON.stringify(told)).not.toContain("a-secret-token")
    }
  })
})
