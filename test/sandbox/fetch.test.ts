/** The service as one function of a request, without a port. */
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { describe, expect, it } from "vitest"
import { makeAdobePass } from "../../src/promise.js"
import { layer, Sandbox, startSandbox } from "../../src/sandbox/index.js"

const configuration = "https://sp.auth.adobe.com/api/v2/REF30/configuration"
const inProcess = () => startSandbox({ listen: false })

describe("sandbox.fetch", () => {
  it("answers as over a port: status, headers, body and log", async () => {
    await using listening = await startSandbox()
    await using sandbox = await inProcess()
    const [here, there] = await Promise.all([
      sandbox.fetch(new Request(configuration)),
      fetch(`${listening.baseUrl}/api/v2/REF30/configuration`),
    ])
    const shown = async (response: Response) => ({
      status: response.status,
      headers: [...response.headers.keys()].filter((name) => !["connection", "keep-alive"].includes(name)),
      body: (await response.json()) as unknown,
    })
    expect(await shown(here)).toEqual(await shown(there))
    expect(await sandbox.admin.requests()).toMatchObject([
      { endpoint: "RetrieveConfiguration", path: "/api/v2/REF30/configuration", address: "127.0.0.1" },
    ])
  })

  it("opens no port, and is there beside one too", async () => {
    await using sandbox = await inProcess()
    expect(sandbox.baseUrl).toBe("http://sandbox.invalid")
    await using listening = await startSandbox()
    expect((await listening.fetch(new Request(configuration))).status).toBe(401)
  })

  it("is all that a client needs, from registration to logout", async () => {
    await using sandbox = await inProcess()
    const real = globalThis.fetch
    globalThis.fetch = (input, init) => sandbox.fetch(new Request(input, init))
    try {
      await using pass = makeAdobePass({
        environment: "staging",
        serviceProvider: "REF30",
        softwareStatement: sandbox.softwareStatement,
        device: { identifier: "in-process" },
        policies: { throttle: false },
      })
      const profile = await pass.authenticate({
        mvpd: "Cablevision",
        domainName: "example.com",
        redirectUrl: "https://app.example.com/",
        onCode: ({ code, url }) => {
          expect(new URL(url ?? "").host).toBe("sp.auth-staging.adobe.com")
          void sandbox.admin.completeLogin({ code })
        },
      })
      expect(profile.mvpd).toBe("Cablevision")
      expect(await pass.authorize({ mvpd: "Cablevision", resource: "newsline" })).toMatchObject({
        _tag: "Permit",
      })
      expect(
        await pass.logout({ mvpd: "Cablevision", redirectUrl: "https://app.example.com/" }),
      ).toHaveLength(1)
    } finally {
      globalThis.fetch = real
    }
  })

  it("serves the login page, the pages and the admin", async () => {
    await using sandbox = await inProcess()
    const get = (path: string) => sandbox.fetch(new Request(`http://localhost:3000${path}`))
    expect(await (await get("/mvpd/Cablevision/login?SAMLRequest=x")).text()).toContain("<html")
    expect(await (await get("/")).text()).toContain("<html")
    expect(await (await get("/sandbox/clock")).json()).toEqual({ now: expect.any(Number) })
    const added = await sandbox.fetch(
      new Request("http://localhost:3000/sandbox/faults", {
        method: "POST",
        body: '{"kind":"status","status":503}',
      }),
    )
    expect(added.status).toBe(200)
    expect((await get("/api/v2/REF30/configuration")).status).toBe(503)
  })

  it("rejects as fetch does where a fault ends the connection, and breaks off a body", async () => {
    await using sandbox = await inProcess()
    const ask = () => sandbox.fetch(new Request(configuration))
    for (const kind of ["reset-before", "reset-after"] as const) {
      await sandbox.admin.addFault({ kind })
      await expect(ask()).rejects.toThrow(new TypeError("fetch failed"))
    }
    await sandbox.admin.addFault({ kind: "cut-body" })
    await expect(ask().then((response) => response.text())).rejects.toThrow("fetch failed")
    await sandbox.admin.addFault({ kind: "slow-body", delay: 30 })
    expect(await (await ask()).json()).toMatchObject({ status: 401 })
  })

  it("stops when its request is aborted", async () => {
    await using sandbox = await inProcess()
    await sandbox.admin.addFault({ kind: "delay", delay: 600_000 })
    const controller = new AbortController()
    const pending = sandbox.fetch(new Request(configuration, { signal: controller.signal }))
    controller.abort(new Error("no longer wanted"))
    await expect(pending).rejects.toThrow("no longer wanted")
  })

  it("answers a HEAD without a body, and a redirect as it is", async () => {
    await using sandbox = await inProcess()
    const head = await sandbox.fetch(new Request("http://localhost/", { method: "HEAD" }))
    expect(await head.text()).toBe("")
    const login = await sandbox.fetch(new Request("http://localhost/adobe-services/logout?mso_id=A"))
    expect([login.status, login.headers.get("location")]).toEqual([302, "/mvpd/A/logout?RelayState="])
  })

  it("of the Effect face runs on the clock of its caller", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2031, 0, 1))
        const sandbox = yield* Sandbox
        const { headers } = yield* sandbox.fetch(new Request(configuration))
        expect(headers.get("date")).toBe("Wed, 01 Jan 2031 00:00:00 GMT")
      }).pipe(Effect.provide(layer({ listen: false })), Effect.provide(TestContext.TestContext)),
    ))
})
