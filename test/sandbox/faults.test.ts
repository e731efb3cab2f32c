import { describe, expect, it } from "vitest"
import { EndpointName } from "../../src/sandbox/world/endpointNames.js"
import { endpoints } from "../../src/sandbox/service/index.js"
import { FaultKind, startSandbox } from "../../src/sandbox/index.js"
import { LOGIN, profiles, useFaults, useSandbox } from "./driver.js"

const { sandbox, call, client, device, signedIn } = useSandbox()

const order = useFaults(sandbox)

describe("faults", () => {
  it("a fault strikes its endpoint so many times, and is told in the log", async () => {
    const tv = await device()
    await order({ kind: "status", endpoint: "RetrieveProfiles", status: 500, times: 2 })
    expect((await tv.call("/api/v2/REF30/configuration")).status).toBe(200)
    const statuses = [await tv.call(profiles), await tv.call(profiles), await tv.call(profiles)].map(
      ({ status }) => status,
    )
    expect(statuses).toEqual([500, 500, 200])
    expect(await sandbox().admin.faults()).toEqual([])
    const struck = (await sandbox().admin.requests({ endpoint: "RetrieveProfiles" })).slice(-3)
    expect(struck.map(({ fault }) => fault)).toEqual(["status", "status", undefined])
  })

  it("a fault with a probability is drawn from the seed", async () => {
    const drawn = async (seed: number) => {
      await using other = await startSandbox({ seed })
      await other.admin.addFault({ kind: "status", status: 503, probability: 0.5 })
      const statuses = []
      for (let index = 0; index < 20; index += 1) {
        statuses.push((await fetch(`${other.baseUrl}${profiles}`)).status)
      }
      return statuses
    }
    const [one, again, other] = [await drawn(1), await drawn(1), await drawn(2)]
    expect(one).toEqual(again)
    expect(one).not.toEqual(other)
    expect(new Set(one)).toEqual(new Set([503, 401]))
  })

  it("a reset before leaves nothing behind, a reset after has taken effect", async () => {
    const tv = await device()
    const count = async () => (await sandbox().admin.state()).sessions.length
    const before = await count()
    await order({ kind: "reset-before", endpoint: "CreateSession" })
    await expect(tv.form("/api/v2/REF30/sessions", LOGIN)).rejects.toThrow("fetch failed")
    expect(await count()).toBe(before)
    await order({ kind: "reset-after", endpoint: "CreateSession" })
    await expect(tv.form("/api/v2/REF30/sessions", LOGIN)).rejects.toThrow("fetch failed")
    expect(await count()).toBe(before + 1)
  })

  it("a body is cut, slow, truncated or malformed", async () => {
    const tv = await device()
    await order({ kind: "cut-body" })
    await expect(tv.call(profiles)).rejects.toThrow("terminated")
    await order({ kind: "truncated-json" })
    await expect(tv.call(profiles)).rejects.toThrow(SyntaxError)
    await order({ kind: "malformed-json" })
    await expect(tv.call(profiles)).rejects.toThrow(SyntaxError)
    await order({ kind: "slow-body", delay: 200 })
    const started = performance.now()
    expect((await tv.call(profiles)).body).toEqual({ profiles: {} })
    // all of the delay, though the body is too short for as many pieces as usual
    expect(performance.now() - started).toBeGreaterThan(190)
    await order({ kind: "delay", delay: 150 })
    const waited = performance.now()
    await tv.call(profiles)
    expect(performance.now() - waited).toBeGreaterThan(140)
  })

  it("an answer without a body is late where bodies are slow, and does not come where they are cut", async () => {
    const { token, call: own } = await device()
    const reset = "/reset-tempass/v3/reset?requestor_id=REF30&mvpd_id=TempPass_TEST44"
    const init = { method: "DELETE", headers: { authorization: `Bearer ${token}` } }
    const inProcess = () => sandbox().fetch(new Request(sandbox().baseUrl + reset, init))
    const off = sandbox().intercept("RetrieveProfiles", () => ({ status: 200 }))
    for (const [ask, expected] of [
      [() => call(reset, init), 204],
      [inProcess, 204],
      [() => own(profiles), 200],
    ] as const) {
      await order({ kind: "slow-body", delay: 100 })
      const started = performance.now()
      expect((await ask()).status).toBe(expected)
      expect(performance.now() - started).toBeGreaterThan(90)
      await order({ kind: "cut-body" })
      await expect(ask()).rejects.toThrow(new TypeError("fetch failed"))
    }
    off()
  })

  it("answers come as pages, from gateways, under other media types, or as 429", async () => {
    const tv = await device()
    await order({ kind: "html" })
    const portal = await tv.call(profiles)
    expect([portal.status, portal.text]).toEqual([200, "<html><head></head><body></body></html>"])
    await order({ kind: "status", status: 502 })
    const gateway = await tv.call(profiles)
    expect([gateway.status, gateway.headers.get("content-type")]).toEqual([502, "text/html;charset=UTF-8"])
    await order({ kind: "status", status: 503, retryAfter: 4 })
    const later = await tv.call(profiles)
    expect([later.status, later.headers.get("retry-after")]).toEqual([503, "4"])
    await order({ kind: "content-type" })
    const odd = await tv.call(profiles)
    expect([odd.headers.get("content-type"), odd.text]).toEqual(["text/plain", '{"profiles":{}}'])
    await order({ kind: "throttled", retryAfter: 2 })
    const throttled = await tv.call(profiles)
    expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([429, "2"])
  })

  it("a token is revoked early, once", async () => {
    const tv = await device()
    await order({ kind: "revoke-token" })
    expect((await tv.call(profiles)).status).toBe(401)
    expect((await tv.call(profiles)).status).toBe(401)
    expect((await (await device()).call(profiles)).status).toBe(200)
  })

  it("errors of any code come at the top or inside decisions", async () => {
    const tv = await signedIn("subscriber")
    const ask = () => tv.json("/api/v2/REF30/decisions/authorize/Cablevision", { resources: ["newsline"] })
    await order({ kind: "error", code: "maximum_execution_time_exceeded" })
    const known = await ask()
    expect([known.status, known.body]).toEqual([403, expect.objectContaining({ action: "retry" })])
    await order({ kind: "error", code: "never_heard", action: "dance", status: 418 })
    expect((await ask()).body).toMatchObject({ code: "never_heard", action: "dance", status: 418 })
    await order({ kind: "item-error", code: "authenticated_profile_expired" })
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(body.decisions[0]).toMatchObject({
      resource: "newsline",
      authorized: false,
      error: { code: "authenticated_profile_expired", action: "authentication" },
    })
    expect(body.decisions[0]).not.toHaveProperty("token")
  })

  it("a fault names one of the endpoints, and is of one of the kinds", async () => {
    const { admin } = sandbox()
    expect(
      endpoints.flatMap(({ methods }) => Object.values(methods).map(({ name }) => name)).toSorted(),
    ).toEqual(EndpointName.literals.filter((name) => name !== "Unknown").toSorted())
    const orders = [
      [
        { kind: "status", endpoint: "authorize" },
        `endpoint: no endpoint is called "authorize"; the endpoints are RetrieveClientCr`,
      ],
      [{ kind: "nope" }, `kind: no fault is of the kind "nope"; the kinds are delay, slow-body,`],
      [{ kind: "html", retryAfter: 1 }, 'retryAfter: is no setting of the kind "html", which takes status'],
      [{ kind: "status", times: 0 }, 'times: Expected a positive number or "always", actual 0'],
      [{ kind: "delay", delay: "2s" }, 'delay: Expected milliseconds, a number from 0 on, actual "2s"'],
      [{ kind: "delay", delay: -1 }, "delay: Expected milliseconds, a number from 0 on, actual -1"],
    ] as const
    for (const [fault, message] of orders) {
      // @ts-expect-error what nobody checks who writes JavaScript
      await expect(order(fault)).rejects.toThrow(message)
      const { status, body } = await call("/sandbox/faults", {
        method: "POST",
        body: JSON.stringify(fault),
        headers: { "content-type": "application/json" },
      })
      expect([status, body.message]).toEqual([400, expect.stringContaining(message.split(": ")[1] ?? "")])
    }
    expect(await admin.faults()).toEqual([])
    await order({ kind: "status", endpoint: "Unknown" })
    expect((await call("/nowhere")).status).toBe(500)
  })

  it.each(FaultKind.literals)(
    "the log masks tokens and secrets whatever %s does to the answer",
    async (kind) => {
      const { admin } = sandbox()
      const tv = await signedIn("subscriber")
      await admin.clearRequests()
      const broken = () => undefined
      await order({ kind, endpoint: "RetrieveClientCredentials", delay: 1 })
      await client().catch(broken)
      await order({ kind, endpoint: "RetrieveAccessToken", delay: 1 })
      await client().catch(broken)
      await order({ kind, endpoint: "RetrieveAuthorizationDecisions", delay: 1 })
      await tv
        .json("/api/v2/REF30/decisions/authorize/Cablevision", { resources: ["newsline"] })
        .catch(broken)
      const bodies = async (secrets: boolean) =>
        (await admin.requests({ secrets }))
          .flatMap((entry) => [entry.requestBody, entry.responseBody])
          .join("\n")
      const [raw, masked] = [await bodies(true), await bodies(false)]
      // JWTs, media tokens, and clients' secrets or what the fault left of them
      expect(masked).not.toMatch(/eyJ|PHNpZ25hdHVyZUluZm8/)
      for (const [, secret = "none"] of raw.matchAll(/"client_secret":"([^"]*)/g)) {
        expect(masked).not.toContain(secret)
      }
    },
  )

  it("values and fields that nobody knows appear in answers", async () => {
    const tv = await device()
    await order({ kind: "unknown-values" })
    const session = (await tv.form("/api/v2/REF30/sessions", LOGIN)).body
    expect(session).toMatchObject({
      actionName: "unheard_of",
      actionType: "unheard_of",
      reasonType: "unheard_of",
    })
    expect(session.code).toMatch(/^[A-Z0-9]{7}$/)
    const signed = await signedIn("subscriber")
    await order({ kind: "unknown-fields" })
    const { body } = await signed.call(profiles)
    expect(Object.keys(body.profiles)).toEqual(["Cablevision"])
    expect(body.profiles["Cablevision"]).toHaveProperty("somethingNew")
    await order({ kind: "unknown-fields" })
    // no profile of an MVPD that nobody knows
    expect((await tv.call(profiles)).body).toEqual({ profiles: {}, somethingNew: expect.anything() })
  })
})

describe("CORS", () => {
  it("a browser may call every endpoint with the headers that the reference lists", async () => {
    const preflight = await call(profiles, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example.com",
        "access-control-request-method": "GET",
        "access-control-request-headers": "ap-device-identifier,authorization,x-device-info",
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://app.example.com")
    expect(preflight.headers.get("access-control-allow-methods")).toBe("POST,GET,OPTIONS,DELETE")
    const allowed = preflight.headers.get("access-control-allow-headers")?.toLowerCase().split(",")
    for (const name of [
      "authorization",
      "content-type",
      "ap-device-identifier",
      "x-device-info",
      "ad-service-token",
    ]) {
      expect(allowed).toContain(name)
    }
    const refused = await call(profiles, { headers: { origin: "https://app.example.com" } })
    expect(refused.headers.get("access-control-allow-origin")).toBe("https://app.example.com")
  })
})
