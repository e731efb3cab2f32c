import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { describe, expect, it } from "vitest"
import { commands } from "../../src/sandbox/admin/commands/index.js"
import type { PromisedAdmin } from "../../src/sandbox/index.js"
import { AdminError } from "../../src/sandbox/index.js"
import { LOGIN, useSandbox } from "./driver.js"

const { sandbox, call, device } = useSandbox()

const admin = (path: string, method = "GET", body?: unknown) =>
  call(`/sandbox${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  })

describe("the admin over HTTP", () => {
  it("its OpenAPI document describes every path, with what goes in and comes out", async () => {
    const { body } = await admin("/openapi.json")
    expect(body.openapi).toBe("3.1.0")
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        "/sandbox/state",
        "/sandbox/reset",
        "/sandbox/clock",
        "/sandbox/accounts",
        "/sandbox/degradations",
        "/sandbox/temp-pass/{mvpd}",
        "/sandbox/logins",
        "/sandbox/faults",
        "/sandbox/throttle",
        "/sandbox/requests",
        "/sandbox/requests/stream",
      ]),
    )
    for (const operations of Object.values<Record<string, { summary?: string }>>(body.paths)) {
      for (const operation of Object.values(operations)) expect(operation.summary).toMatch(/\w/)
    }
    expect(body.components.schemas.Account.required).toEqual([
      "username",
      "password",
      "name",
      "about",
      "packages",
    ])
  })

  it("gives the statement to register with, and completes a login without a browser", async () => {
    const { body } = await admin("/software-statement")
    const tv = await device({ softwareStatement: body.softwareStatement })
    const session = await tv.form("/api/v2/REF30/sessions", LOGIN)
    expect((await admin("/logins", "POST", { code: session.body.code, username: "basic" })).status).toBe(204)
    const state = (await admin("/state")).body
    expect(state.profiles).toContainEqual(
      expect.objectContaining({ mvpd: "Cablevision", username: "basic", device: tv.id }),
    )
    expect(state.sessions).toContainEqual(
      expect.objectContaining({ code: session.body.code, login: "complete" }),
    )
    const unknown = await admin("/logins", "POST", { code: "NOTHING" })
    expect([unknown.status, unknown.body]).toEqual([
      400,
      { _tag: "AdminError", message: "No session has the code NOTHING now." },
    ])
    const nobody = await admin("/logins", "POST", { code: session.body.code, username: "nobody" })
    expect(nobody.body.message).toMatch(/^No account is called nobody\. There is .*subscriber, basic, .*\.$/)
    const near = await admin("/logins", "POST", { code: session.body.code, username: "subscribr" })
    expect(near.body.message).toContain("No account is called subscribr. Did you mean subscriber? ")
  })

  it("signs nobody in whom the login page would not", async () => {
    const tv = await device()
    const { code } = (await tv.form("/api/v2/REF30/sessions", {})).body
    const refused = async (login: { username?: string; mvpd?: string }) =>
      (await admin("/logins", "POST", { code, ...login })).body.message
    expect(await refused({})).toBe(`The session of ${code} has no mvpd yet.`)
    expect(await refused({ mvpd: "Nowhere" })).toMatch(
      /^No MVPD is called Nowhere\. There is .*Cablevision, /,
    )
    expect(await refused({ mvpd: "Cablevision", username: "locked" })).toBe(
      "locked cannot sign in: This account is locked. Please call customer service.",
    )
    expect((await tv.call("/api/v2/REF30/profiles")).body.profiles).toEqual({})
    // a refusal leaves the session as it was
    expect(await refused({})).toBe(`The session of ${code} has no mvpd yet.`)
  })

  it("moves and sets the clock, in milliseconds or words", async () => {
    const before = (await admin("/clock")).body.now
    const { now } = (await admin("/clock/advance", "POST", { by: "31 minutes" })).body
    expect(now - before).toBeGreaterThanOrEqual(31 * 60_000)
    expect((await admin("/clock/advance", "POST", { by: 1000 })).body.now).toBeGreaterThan(now)
    const future = Date.UTC(2031, 5, 1)
    expect((await admin("/clock", "PUT", { now: future })).body.now).toBe(future)
    expect((await admin("/clock/advance", "POST", { by: "31 moons" })).status).toBe(400)
  })

  it("refuses to set the clock to what is no date, in this process as well", async () => {
    const before = (await admin("/clock")).body.now
    for (const now of [-1, 8e15 + 1, 1e17]) {
      const { status, body } = await admin("/clock", "PUT", { now })
      expect([status, body.message]).toEqual([
        400,
        `The clock goes from 0 to 8e15 milliseconds, not to ${now}.`,
      ])
    }
    expect((await admin("/clock/advance", "POST", { by: 8e15 })).body._tag).toBe("AdminError")
    expect((await admin("/clock/advance", "POST", { by: "Infinity" })).status).toBe(400)
    await expect(sandbox().admin.setNow(Number.NaN)).rejects.toThrow("not to NaN")
    await expect(sandbox().admin.advance(Number.POSITIVE_INFINITY)).rejects.toThrow("not to Infinity")
    expect((await admin("/clock")).body.now - before).toBeLessThan(60_000)
    expect((await admin("/clock", "PUT", { now: 8e15 })).status).toBe(200)
    await device()
    expect((await call("/tv")).status).toBe(200)
    await admin("/reset", "POST")
  })

  it("says which span of time is none, and what one looks like", async () => {
    const told = `"31 minuts" is no span of time, as 1000 (milliseconds) and "31 minutes" are.`
    const { status, body } = await admin("/clock/advance", "POST", { by: "31 minuts" })
    expect([status, body.message]).toEqual([400, expect.stringContaining(told)])
    // @ts-expect-error what nobody checks who writes JavaScript
    await expect(sandbox().admin.advance("31 minuts")).rejects.toThrow(told)
    const before = await sandbox().admin.now()
    for (const back of ["-5 minutes", -300_000] as const) {
      expect((await admin("/clock/advance", "POST", { by: back })).status).toBe(400)
      await expect(sandbox().admin.advance(back)).rejects.toThrow("no span of time")
    }
    expect(await sandbox().admin.now()).toBeGreaterThanOrEqual(before)
  })

  it("adds accounts, MVPDs and channels of any kind", async () => {
    const account = { username: "mine", password: "x", name: "Me", about: "mine", packages: ["own"] }
    expect((await admin("/accounts", "PUT", account)).status).toBe(204)
    expect((await admin("/accounts")).body).toContainEqual(account)
    await admin("/channels", "PUT", { id: "own", name: "My Own", package: "own" })
    await admin("/mvpds", "PUT", { id: "Dish", displayName: "Dish", logoutEndpoint: true, maxAuthorize: 3 })
    const tv = await device()
    const session = await tv.form("/api/v2/REF30/sessions", { ...LOGIN, mvpd: "Dish" })
    await admin("/logins", "POST", { code: session.body.code, username: "mine" })
    const { body } = await tv.json("/api/v2/REF30/decisions/authorize/Dish", {
      resources: ["own", "newsline"],
    })
    expect(body.decisions.map((each: { authorized: boolean }) => each.authorized)).toEqual([true, false])
    expect((await admin("/accounts/mine", "DELETE")).status).toBe(204)
    expect((await admin("/accounts")).body).not.toContainEqual(account)
    expect((await admin("/accounts", "PUT", { username: "half" })).status).toBe(400)
  })

  it("applies and ends degradation, sets TempPass limits and gives fresh trials", async () => {
    await admin("/degradations", "POST", { mvpd: "Spectrum", rule: "AuthNAll", for: "1 hour" })
    expect((await admin("/degradations")).body).toEqual([
      { mvpd: "Spectrum", rule: "AuthNAll", until: expect.any(Number) },
    ])
    await admin("/degradations?mvpd=Spectrum", "DELETE")
    expect((await admin("/degradations")).body).toEqual([])
    expect((await admin("/temp-pass/flexibleTempPass", "PATCH", { resources: 9 })).status).toBe(204)
    expect((await admin("/mvpds")).body).toContainEqual(
      expect.objectContaining({ tempPass: { kind: "promotional", ttl: 86_400_000, resources: 9 } }),
    )
    expect((await admin("/temp-pass/Spectrum", "PATCH", { resources: 9 })).status).toBe(400)
    const tv = await device()
    await tv.json("/api/v2/REF30/decisions/authorize/TempPass_TEST40", { resources: ["newsline"] })
    expect((await admin("/state")).body.trials).toHaveLength(1)
    await admin("/temp-pass/reset", "POST", { mvpd: "TempPass_TEST40" })
    expect((await admin("/state")).body.trials).toEqual([])
  })

  it("orders and takes back faults, and steers throttling and variants", async () => {
    const { body } = await admin("/faults", "POST", { kind: "status", status: 503, times: 5 })
    expect(body).toMatchObject({ kind: "status", left: 5, id: expect.any(Number) })
    expect((await call("/api/v2/REF30/profiles")).status).toBe(503)
    expect((await admin("/faults")).body).toEqual([expect.objectContaining({ left: 4 })])
    await admin(`/faults/${body.id}`, "DELETE")
    expect((await admin("/faults")).body).toEqual([])
    expect((await admin("/faults", "POST", { kind: "earthquake" })).status).toBe(400)

    expect((await admin("/throttle")).body).toBeNull()
    const throttle = { requestsPerSecond: 1, burst: 0, refill: true }
    expect((await admin("/throttle", "PUT", { enabled: true, burst: 0 })).body).toEqual(throttle)
    await call("/api/v2/REF30/profiles")
    expect((await call("/api/v2/REF30/profiles")).status).toBe(429)
    expect((await admin("/buckets")).body).toEqual([
      { address: "127.0.0.1", left: 0, limit: 1, burst: 0, refused: 1 },
    ])
    expect((await admin("/throttle", "PUT", { enabled: false })).body).toBeNull()

    expect((await admin("/variant", "PATCH", { domain: "domainName" })).body.domain).toBe("domainName")
    await admin("/variant", "PATCH", { domain: "domain" })
  })

  it("mints what other services would hand out", async () => {
    const statement = await admin("/software-statements", "POST", { serviceProviders: ["REF40"] })
    const tv = await device({ softwareStatement: statement.body.softwareStatement })
    expect((await tv.call("/api/v2/REF30/profiles")).body.code).toBe("invalid_access_token_service_provider")
    const { token } = (await admin("/tokens/service", "POST", { subject: "jane", expiresIn: "1 hour" })).body
    expect(token.split(".")).toHaveLength(3)
    const { status } = (await admin("/partner/status", "POST", { mvpd: "Cablevision" })).body
    expect(JSON.parse(Buffer.from(status, "base64").toString())).toMatchObject({
      frameworkPermissionInfo: { accessStatus: "granted" },
      frameworkProviderInfo: { id: "Cablevision_apple", expirationDate: expect.stringMatching(/^\d+$/) },
    })
    expect((await admin("/partner/response", "POST", { request: "nonsense" })).status).toBe(400)
    await admin("/clients/revoke", "POST", { clientId: tv.clientId })
    expect((await tv.call("/api/v2/REF40/profiles")).status).toBe(401)
  })

  it("keeps a log of the service's requests alone, with secrets masked unless asked for", async () => {
    await admin("/requests", "DELETE")
    const tv = await device()
    await tv.form("/api/v2/REF30/sessions", LOGIN)
    const { text, body } = await admin("/requests")
    expect(body.map((each: { endpoint: string }) => each.endpoint)).toEqual([
      "RetrieveClientCredentials",
      "RetrieveAccessToken",
      "CreateSession",
    ])
    for (const secret of [tv.token, tv.clientSecret, sandbox().softwareStatement]) {
      expect(text).not.toContain(secret)
    }
    expect((await admin("/requests?secrets=true&endpoint=CreateSession")).body).toEqual([
      expect.objectContaining({
        requestHeaders: expect.objectContaining({ authorization: `Bearer ${tv.token}` }),
      }),
    ])
  })

  it("streams exchanges as server-sent events", async () => {
    const controller = new AbortController()
    const response = await fetch(`${sandbox().baseUrl}/sandbox/requests/stream`, {
      signal: controller.signal,
    })
    expect(response.headers.get("content-type")).toBe("text/event-stream")
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ""
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await reader?.read())?.value ?? ""
    }
    await readUntil(": open")
    await call("/api/v2/REF30/configuration")
    await readUntil('"endpoint":"RetrieveConfiguration"')
    expect(text).toMatch(/id: \d+\nevent: exchange\ndata: \{/)
    controller.abort()
  })

  it("has no cross-origin headers: only the service is for other origins", async () => {
    const answer = await call("/sandbox/state", { headers: { origin: "https://elsewhere.example" } })
    expect(answer.headers.get("access-control-allow-origin")).toBeNull()
  })

  it("a reset forgets everything", async () => {
    const tv = await device()
    expect((await admin("/reset", "POST")).status).toBe(204)
    expect((await admin("/state")).body).toMatchObject({ clients: [], sessions: [], profiles: [] })
    expect((await tv.call("/api/v2/REF30/profiles")).status).toBe(401)
  })
})

describe("what the admin is told is checked, whoever calls it", () => {
  const noSpan = (given: unknown) =>
    `"${String(given)}" is no span of time, as 1000 (milliseconds) and "31 minutes" are.`

  /** As JavaScript calls it: with anything, which no compiler checks. */
  const tell = async (method: keyof PromisedAdmin, nonsense: unknown): Promise<unknown> =>
    Reflect.apply(sandbox().admin[method], undefined, [nonsense])

  const remembered = async () => {
    const { admin } = sandbox()
    const { now: _now, ...state } = await admin.state()
    return [
      state,
      await admin.accounts(),
      await admin.mvpds(),
      await admin.channels(),
      await admin.degradations(),
      await admin.faults(),
      await admin.throttle(),
      await admin.variant(),
    ]
  }

  it.each<{
    method: keyof PromisedAdmin
    told: unknown
    http: readonly [verb: string, path: string]
    /** What HTTP is told, if not the same. */
    body?: unknown
    words: string
  }>([
    {
      method: "advance",
      told: "soon",
      http: ["POST", "/clock/advance"],
      body: { by: "soon" },
      words: `by: ${noSpan("soon")}`,
    },
    {
      method: "advance",
      told: { toString: 1 },
      http: ["POST", "/clock/advance"],
      body: { by: { toString: 1 } },
      words: `by: ${noSpan('{"toString":1}')}`,
    },
    {
      method: "setNow",
      told: "5",
      http: ["PUT", "/clock"],
      body: { now: "5" },
      words: 'now: Expected number, actual "5"',
    },
    {
      method: "putAccount",
      told: { username: "half" },
      http: ["PUT", "/accounts"],
      words: "password: is missing",
    },
    { method: "putMvpd", told: {}, http: ["PUT", "/mvpds"], words: "id: is missing" },
    { method: "putChannel", told: {}, http: ["PUT", "/channels"], words: "id: is missing" },
    {
      method: "degrade",
      told: { rule: "Whatever" },
      http: ["POST", "/degradations"],
      words: 'rule: Expected "AuthNAll" or "AuthZAll" or "AuthZNone", actual "Whatever"',
    },
    {
      method: "degrade",
      told: { mvpd: "Cablevision", rule: "AuthNAll", for: "soon" },
      http: ["POST", "/degradations"],
      words: `for: ${noSpan("soon")}`,
    },
    {
      method: "setTempPass",
      told: { mvpd: "TempPass_TEST40", ttl: "soon" },
      http: ["PATCH", "/temp-pass/TempPass_TEST40"],
      words: 'ttl: Expected number, actual "soon"',
    },
    {
      method: "resetTempPass",
      told: { device: 5 },
      http: ["POST", "/temp-pass/reset"],
      words: "device: Expected string, actual 5",
    },
    {
      method: "addFault",
      told: { kind: "status", times: 0 },
      http: ["POST", "/faults"],
      words: 'times: Expected a positive number or "always", actual 0',
    },
    {
      method: "setThrottle",
      told: { requestsPerSecond: -3 },
      http: ["PUT", "/throttle"],
      body: { enabled: true, requestsPerSecond: -3 },
      words: "requestsPerSecond: Expected a non-negative number, actual -3",
    },
    {
      method: "setVariant",
      told: { url: "banana" },
      http: ["PATCH", "/variant"],
      words: 'url: Expected "relative" or "absolute", actual "banana"',
    },
    { method: "completeLogin", told: {}, http: ["POST", "/logins"], words: "code: is missing" },
    {
      method: "revokeTokens",
      told: { clientId: 5 },
      http: ["POST", "/tokens/revoke"],
      words: "clientId: Expected string, actual 5",
    },
    {
      method: "revokeClients",
      told: { clientId: 5 },
      http: ["POST", "/clients/revoke"],
      words: "clientId: Expected string, actual 5",
    },
    {
      method: "invalidateProfiles",
      told: { mvpd: 5 },
      http: ["POST", "/profiles/invalidate"],
      words: "mvpd: Expected string, actual 5",
    },
    {
      method: "softwareStatement",
      told: { serviceProviders: "REF30" },
      http: ["POST", "/software-statements"],
      words: 'serviceProviders: Expected ReadonlyArray<string>, actual "REF30"',
    },
    {
      method: "serviceToken",
      told: { subject: "jane", expiresIn: "soon" },
      http: ["POST", "/tokens/service"],
      words: `expiresIn: ${noSpan("soon")}`,
    },
    {
      method: "platformToken",
      told: { subject: "jane", expiresIn: -5 },
      http: ["POST", "/tokens/platform"],
      words: `expiresIn: ${noSpan(-5)}`,
    },
    {
      method: "partnerFrameworkStatus",
      told: { expiresIn: "soon" },
      http: ["POST", "/partner/status"],
      words: `expiresIn: ${noSpan("soon")}`,
    },
    {
      method: "partnerAuthenticationResponse",
      told: {},
      http: ["POST", "/partner/response"],
      words: "request: is missing",
    },
  ])("$method $told: $words", async ({ method, told, http: [verb, path], body = told, words }) => {
    const before = await remembered()
    await expect(tell(method, told)).rejects.toMatchObject({ _tag: "AdminError", message: words })
    const answer = await admin(path, verb, body)
    const issues: ReadonlyArray<{ path: ReadonlyArray<string>; message: string }> = answer.body.issues
    expect([
      answer.status,
      issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
    ]).toEqual([400, words])
    expect(await remembered()).toEqual(before)
  })

  it.each([
    ["degrade", null, "Expected {"],
    ["restore", { mvpd: 5 }, "mvpd: Expected string, actual 5"],
    ["clearFaults", { id: "1" }, 'id: Expected number, actual "1"'],
    ["setThrottle", "off", 'actual "off"'],
    ["setThrottle", undefined, "actual undefined"],
    ["advance", Number.NaN, `by: ${noSpan(Number.NaN)}`],
    ["advance", -5n, `by: ${noSpan(-5n)}`],
    ["setTempPass", { ttl: 5 }, "mvpd: is missing"],
  ] as const)("%s %o, which HTTP has no words for: %s", async (method, told, words) => {
    const before = await remembered()
    await expect(tell(method, told)).rejects.toThrow(words)
    await expect(tell(method, told)).rejects.toBeInstanceOf(AdminError)
    expect(await remembered()).toEqual(before)
  })

  it("what is undefined counts as left out, and a span may be any that Effect has", async () => {
    const before = await sandbox().admin.variant()
    expect(await tell("setVariant", { url: undefined })).toEqual(before)
    await tell("degrade", { mvpd: "Dish", rule: "AuthNAll", for: Duration.hours(1), details: undefined })
    expect(await sandbox().admin.degradations()).toEqual([
      { mvpd: "Dish", rule: "AuthNAll", until: expect.any(Number) },
    ])
    await sandbox().admin.restore()
  })
})

describe("names that the admin does not know", () => {
  it("are refused by every command over HTTP, which stays undone", async () => {
    const { paths } = (await admin("/openapi.json")).body
    const before = (await admin("/state")).body.clients
    const tv = await device()
    for (const [path, operations] of Object.entries<Record<string, unknown>>(paths)) {
      for (const verb of Object.keys(operations)) {
        const url = `${path.replace("/sandbox", "").replaceAll(/\{\w+\}/g, "1")}?nonsense=1`
        const { body, status } = await admin(url, verb.toUpperCase())
        expect([url, status, body?.message]).toEqual([
          url,
          400,
          expect.stringMatching(/^nonsense: is unexpected, expected: /),
        ])
      }
    }
    expect((await tv.call("/api/v2/REF30/profiles")).status).toBe(200)
    expect((await admin("/state")).body.clients).toHaveLength(before.length + 1)
  })

  it("are refused by every method that takes an object", async () => {
    for (const [name, { call, remote }] of Object.entries(commands)) {
      const fields = remote.fieldsOf({ nonsense: 1 })
      // the others take one value alone
      if (Effect.isEffect(call) || !Predicate.isRecord(fields) || !("nonsense" in fields)) continue
      const outcome: Promise<unknown> | AsyncIterable<unknown> = Reflect.apply(
        Reflect.get(sandbox().admin, name),
        undefined,
        [{ nonsense: 1 }],
      )
      const first = Symbol.asyncIterator in outcome ? outcome[Symbol.asyncIterator]().next() : outcome
      const failure = await first.catch((error: unknown) => error)
      expect([name, failure]).toMatchObject([
        name,
        { _tag: "AdminError", message: expect.stringMatching(/^nonsense: is unexpected, expected: /) },
      ])
    }
  })

  it("are told with those that it knows", async () => {
    const words =
      'stauts: is unexpected, expected: "kind" | "endpoint" | "path" | "times" | "probability" | "delay" | "status" | "headers" | "body" | "retryAfter" | "code" | "action" | "details"; did you mean "status"?'
    const { body, status } = await admin("/faults", "POST", { kind: "status", stauts: 500 })
    expect([status, body.message]).toEqual([400, words])
    // @ts-expect-error a name that a compiler would not let pass
    await expect(sandbox().admin.addFault({ kind: "status", stauts: 500 })).rejects.toThrow(words)
    expect((await admin("/faults")).body).toEqual([])
    const inside = await admin("/mvpds", "PUT", {
      id: "Mine",
      displayName: "Mine",
      logoutEndpoint: true,
      tempPass: { kind: "basic", ttl: 5, resource: 3 },
    })
    expect([inside.status, inside.body.message]).toEqual([
      400,
      'tempPass.resource: is unexpected, expected: "kind" | "ttl" | "resources" | "misconfigured"; did you mean "resources"?',
    ])
    const query = await admin("/degradations?mvdp=Dish", "DELETE")
    expect([query.status, query.body.message]).toEqual([
      400,
      'mvdp: is unexpected, expected: "mvpd" | "serviceProvider"; did you mean "mvpd"?',
    ])
    expect((await admin("/requests?endpoint=CreateSesion")).body.message).toContain(
      'no endpoint is called "CreateSesion"; the endpoints are RetrieveClientCredentials, ',
    )
  })

  it("are asked back for where they are in the path", async () => {
    const told = async (path: string, method?: string) => {
      const { body, status } = await admin(path, method)
      return [status, body.message]
    }
    const list = "/sandbox/openapi.json lists what there is."
    expect(await told("/fualts?x=1")).toEqual([
      404,
      `There is no /sandbox/fualts. Did you mean /sandbox/faults? ${list}`,
    ])
    expect(await told("/mvpd/Cablevision", "DELETE")).toEqual([
      404,
      `There is no /sandbox/mvpd/Cablevision. Did you mean /sandbox/mvpds/Cablevision? ${list}`,
    ])
    expect(await told("/nothing/like/this")).toEqual([404, `There is no /sandbox/nothing/like/this. ${list}`])
    expect(await told("/reset", "PUT")).toEqual([404, `/sandbox/reset takes POST, not PUT. ${list}`])
  })

  it("a body that is no JSON is refused", async () => {
    const answer = await call("/sandbox/faults", {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    })
    expect([answer.status, answer.body._tag]).toEqual([400, "HttpApiDecodeError"])
  })
})

describe("what the admin takes", () => {
  it("spans as people write them", async () => {
    for (const [span, millis] of [
      ["31 min", 31 * 60_000],
      ["90s", 90_000],
      ["1.5h", 5_400_000],
      ["250 ms", 250],
      ["2 d", 172_800_000],
      ["1 minute", 60_000],
    ] as const) {
      const before = await sandbox().admin.now()
      for (const after of [
        await sandbox().admin.advance(span),
        (await admin("/clock/advance", "POST", { by: span })).body.now - millis,
        (await admin("/clock/advance", "POST", span)).body.now - 2 * millis,
      ]) {
        expect(after - before).toBeGreaterThanOrEqual(millis)
        expect(after - before).toBeLessThan(millis + 10_000)
      }
    }
    await admin("/reset", "POST")
  })

  it("over HTTP, throttling in whatever form the method takes it", async () => {
    const published = { requestsPerSecond: 1, burst: 10, refill: true }
    for (const [told, limits] of [
      [true, published],
      [{ burst: 2 }, { ...published, burst: 2 }],
      [{}, published],
    ] as const) {
      expect((await admin("/throttle", "PUT", told)).body).toEqual(limits)
      expect(await sandbox().admin.setThrottle(told)).toEqual(limits)
    }
    expect((await admin("/throttle", "PUT", false)).body).toBeNull()
    expect(await sandbox().admin.setThrottle(false)).toBeUndefined()
    const wrong = await admin("/throttle", "PUT", "off")
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringContaining('actual "off"')])
  })

  it("of faults one to take back, by its id", async () => {
    const [first, second] = [
      await sandbox().admin.addFault({ kind: "html" }),
      await sandbox().admin.addFault({ kind: "delay", delay: 1 }),
    ]
    await sandbox().admin.clearFault(first.id)
    expect((await admin("/faults")).body).toEqual([second])
    expect((await admin(`/faults?id=${second.id}`, "DELETE")).status).toBe(204)
    expect((await admin("/faults")).body).toEqual([])
  })
})
