/** Answers that a test makes up: as a fault, or by a function. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { layer, Sandbox } from "../../src/sandbox/index.js"
import { profiles, useFaults, useSandbox } from "./driver.js"

const { sandbox, call, device } = useSandbox()

const order = useFaults(sandbox)

describe("a fault of the kind answer", () => {
  it("answers with the given status, headers and body, once", async () => {
    const tv = await device()
    await order({
      kind: "answer",
      status: 418,
      headers: { "X-Teapot": "short", Date: "Thu, 01 Jan 1970 00:00:00 GMT", "Content-Type": "text/x-tea" },
      body: "and stout",
    })
    const odd = await tv.call(profiles)
    expect([odd.status, odd.text]).toEqual([418, "and stout"])
    expect(Object.fromEntries(odd.headers)).toMatchObject({
      "x-teapot": "short",
      date: "Thu, 01 Jan 1970 00:00:00 GMT",
      "content-type": "text/x-tea",
    })
    expect((await tv.call(profiles)).body).toEqual({ profiles: {} })
  })

  it("is JSON where the body is no text, and empty without one", async () => {
    await order({ kind: "answer", body: { profiles: { A: 1 } } })
    expect((await call(profiles)).body).toEqual({ profiles: { A: 1 } })
    await order({ kind: "answer", status: 304, body: "no 304 has a body" })
    expect(await call(profiles)).toMatchObject({ status: 304, text: "" })
    await order({ kind: "answer" })
    expect(await call(profiles)).toMatchObject({ status: 200, text: "" })
  })

  it("answers always, until it is taken back", async () => {
    const { id } = await order({ kind: "answer", status: 451, times: "always" })
    for (let count = 0; count < 5; count += 1) expect((await call(profiles)).status).toBe(451)
    expect(await sandbox().admin.faults()).toMatchObject([{ kind: "answer", times: "always" }])
    await sandbox().admin.clearFaults({ id })
    expect((await call(profiles)).status).toBe(401)
  })

  it.each([
    ["/api/v2/REF30/profiles", "/api/v2/REF30/profiles", true],
    ["/api/v2/REF30/profiles", "/api/v2/REF30/profiles?x=1", true],
    ["/api/v2/REF30/profiles?x=1", "/api/v2/REF30/profiles?x=1", true],
    ["/api/v2/REF30/profiles?x=1", "/api/v2/REF30/profiles?x=2", false],
    ["/api/v2/*/profiles", "/api/v2/REF30/profiles", true],
    ["/api/v2/*/profiles", "/api/v2/REF30/profiles/Cablevision", false],
    ["*", "/nowhere/at/all", true],
    ["/api/v2/REF3.", "/api/v2/REF30", false],
  ])("of the path %s, a call of %s is answered: %s", async (path, target, struck) => {
    await order({ kind: "answer", path, status: 299 })
    expect((await call(target)).status === 299).toBe(struck)
  })

  it.each([
    [{ status: 99 }, "status"],
    [{ headers: { "content-length": "7" } }, "headers.content-length: no header of this name can be set"],
    [{ headers: { "x\n": "7" } }, "no header of this name can be set"],
    [{ headers: { x: "a\r\nset-cookie: b" } }, "no header can have this value"],
    [{ path: "profiles" }, "path"],
    [{ times: "often" as "always" }, "times"],
  ])("is refused with %j", async (settings, why) => {
    await expect(order({ kind: "answer", ...settings })).rejects.toThrow(why)
  })
})

describe("an interceptor", () => {
  it("answers the calls of its endpoint that it wants to, until it is taken off", async () => {
    const tv = await device()
    const seen: Array<unknown> = []
    const off = sandbox().intercept("RetrieveProfileForMvpd", (request) => {
      const { endpoint, method, params, url } = request
      seen.push([endpoint, method, params, url.pathname])
      return params["mvpd"] === "Cablevision" ? { status: 202, body: { mine: true } } : undefined
    })
    expect(await tv.call(`${profiles}/Cablevision`)).toMatchObject({ status: 202, body: { mine: true } })
    expect((await tv.call(`${profiles}/Dish`)).body).toEqual({ profiles: {} })
    expect((await tv.call(profiles)).body).toEqual({ profiles: {} })
    expect(seen).toEqual([
      [
        "RetrieveProfileForMvpd",
        "GET",
        { serviceProvider: "REF30", mvpd: "Cablevision" },
        `${profiles}/Cablevision`,
      ],
      ["RetrieveProfileForMvpd", "GET", { serviceProvider: "REF30", mvpd: "Dish" }, `${profiles}/Dish`],
    ])
    off()
    off()
    expect((await tv.call(`${profiles}/Cablevision`)).body).toEqual({ profiles: {} })
    expect(seen).toHaveLength(2)
  })

  it("may take its time, and the newest goes first", async () => {
    sandbox().intercept("RetrieveProfiles", () => Promise.resolve({ body: "first" }))
    sandbox().intercept("RetrieveProfiles", async ({ headers }) => {
      await Promise.resolve()
      return headers["x-second"] === undefined ? undefined : { body: "second" }
    })
    expect((await call(profiles)).text).toBe("first")
    expect((await call(profiles, { headers: { "x-second": "yes" } })).text).toBe("second")
    const [last] = (await sandbox().admin.requests({ endpoint: "RetrieveProfiles" })).slice(-1)
    expect(last).toMatchObject({ status: 200, responseBody: "second" })
    await sandbox().admin.reset()
    expect((await call(profiles)).status).toBe(401)
  })

  it("comes after a fault, and one that throws or answers badly is a failure of the service", async () => {
    const off = sandbox().intercept("RetrieveProfiles", ({ headers }) => {
      if (headers["x-throw"] !== undefined) throw new Error("mine")
      return { headers: { "bad header": "" } }
    })
    await order({ kind: "status", status: 503 })
    expect((await call(profiles)).status).toBe(503)
    expect((await call(profiles)).body).toMatchObject({ status: 500, code: "internal_server_error" })
    expect((await call(profiles, { headers: { "x-throw": "1" } })).status).toBe(500)
    off()
  })

  it("is refused for a name that is no endpoint's", () => {
    expect(() => sandbox().intercept("Nowhere" as "Unknown", () => undefined)).toThrow(
      "no endpoint is called",
    )
  })

  it("of the Effect face answers with an effect, and goes with its scope", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { baseUrl, intercept } = yield* Sandbox
        const status = Effect.promise(async () => (await fetch(`${baseUrl}${profiles}`)).status)
        const within = yield* Effect.scoped(
          Effect.zipRight(
            intercept("RetrieveProfiles", () => Effect.succeed({ status: 207 })),
            status,
          ),
        )
        expect([within, yield* status]).toEqual([207, 401])
      }).pipe(Effect.provide(layer())),
    ))
})
