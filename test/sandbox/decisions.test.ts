import { describe, expect, it } from "vitest"
import { useSandbox } from "./driver.js"
import type { Device } from "./driver.js"

const { sandbox, call, device, signedIn } = useSandbox()

const ask = (
  tv: Device,
  kind: "preauthorize" | "authorize",
  resources: ReadonlyArray<string>,
  mvpd = "Cablevision",
) => tv.json(`/api/v2/REF30/decisions/${kind}/${mvpd}`, { resources })

const decisionOf = async (tv: Device, resource: string, mvpd?: string) =>
  (await ask(tv, "authorize", [resource], mvpd)).body.decisions[0]

const mrss = (title: string, rating: string) =>
  `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${title}</title><item><title>Tonight &amp; tomorrow</title><media:rating scheme="urn:v-chip">${rating}</media:rating></item></channel></rss>`

describe("preauthorization", () => {
  it("what the package includes is permitted, the rest denied, what is not gated left out", async () => {
    const tv = await signedIn("basic")
    const { status, body } = await ask(tv, "preauthorize", ["newsline", "sportsplus", "preview"])
    expect(status).toBe(200)
    expect(body.decisions).toEqual([
      {
        resource: "newsline",
        serviceProvider: "REF30",
        mvpd: "Cablevision",
        source: "mvpd",
        authorized: true,
      },
      {
        resource: "sportsplus",
        serviceProvider: "REF30",
        mvpd: "Cablevision",
        source: "mvpd",
        authorized: false,
        error: expect.objectContaining({
          status: 403,
          code: "preauthorization_denied_by_mvpd",
          action: "none",
          details: expect.stringContaining("sports package"),
        }),
      },
    ])
  })

  it("more resources than the integration allows are refused as a whole", async () => {
    const tv = await signedIn("subscriber")
    const { status, body } = await ask(tv, "preauthorize", ["1", "2", "3", "4", "5", "6"])
    expect([status, body.code, body.action]).toEqual([403, "too_many_resources", "configuration"])
    expect((await ask(tv, "authorize", ["newsline", "weather"])).body.code).toBe("too_many_resources")
  })

  it("one MVPD echoes resources with a trailing blank", async () => {
    const tv = await signedIn("subscriber", "Dish")
    const { body } = await ask(tv, "preauthorize", ["newsline"], "Dish")
    expect(body.decisions[0].resource).toBe("newsline ")
  })
})

describe("authorization", () => {
  it("a permit carries a media token that is good for five minutes", async () => {
    const tv = await signedIn("subscriber")
    const { token, ...decision } = await decisionOf(tv, "newsline")
    expect(decision).toMatchObject({ resource: "newsline", source: "mvpd", authorized: true })
    expect(token.notAfter - token.notBefore).toBe(300_000)
    const xml = Buffer.from(token.serializedToken, "base64").toString()
    expect(xml).toMatch(/^<signatureInfo>[^<]+<signatureInfo><authToken>/)
    expect(xml).toContain("<resourceID>newsline</resourceID>")
  })

  it("a permit lasts no longer than the profile", async () => {
    const tv = await signedIn("brief")
    const { notAfter } = (await tv.call("/api/v2/REF30/profiles")).body.profiles["Cablevision"]
    expect((await decisionOf(tv, "newsline")).notAfter).toBe(notAfter)
  })

  it("an MRSS document is decided by its channel and its rating", async () => {
    const tv = await signedIn("family")
    expect((await decisionOf(tv, mrss("Cinema One", "TV-PG"))).authorized).toBe(true)
    const denied = await decisionOf(tv, mrss("Cinema One", "TV-MA"))
    expect(denied.error).toMatchObject({
      code: "authorization_denied_by_parental_controls",
      details: expect.stringContaining("Tonight & tomorrow"),
    })
    expect(denied.resource).toBe(mrss("Cinema One", "TV-MA"))
    const singleQuotes = "<rss version='2.0'><channel><title>newsline</title></channel></rss>"
    expect((await decisionOf(tv, singleQuotes)).authorized).toBe(true)
  })

  it.each([
    ["basic", "cinema1", "authorization_denied_by_mvpd", "none"],
    ["subscriber", "no such channel", "authorization_denied_by_mvpd", "none"],
    ["family", "cinemalate", "authorization_denied_by_parental_controls", "none"],
    ["away", "newsline", "authorization_denied_by_hba_policies", "authentication"],
    ["ended", "newsline", "authorization_denied_by_session_invalidated", "authentication"],
    ["stranger", "newsline", "identity_not_recognized_by_mvpd", "authentication"],
    ["offline", "newsline", "network_connection_timeout", "retry"],
  ])("%s is denied %s with %s", async (username, resource, code, action) => {
    const tv = await signedIn(username)
    expect((await decisionOf(tv, resource)).error).toMatchObject({ code, action, status: 403 })
  })

  it("a provider whose line drops answers the second time", async () => {
    const tv = await signedIn("flaky")
    expect((await decisionOf(tv, "newsline")).error).toMatchObject({
      code: "network_received_error",
      action: "retry",
    })
    expect((await decisionOf(tv, "newsline")).authorized).toBe(true)
  })

  it("nobody signed in and an invalidated profile are told apart", async () => {
    const tv = await device()
    const missing = await ask(tv, "authorize", ["newsline"])
    expect([missing.status, missing.body.code]).toEqual([403, "authenticated_profile_missing"])
    const signed = await signedIn("subscriber")
    await sandbox().admin.invalidateProfiles({ device: signed.id })
    expect((await ask(signed, "authorize", ["newsline"])).body.code).toBe("authenticated_profile_invalidated")
  })

  it.each([{}, { resources: [] }, { resources: "newsline" }, { resources: [1] }, { resources: [" "] }])(
    "the body %j is refused",
    async (body) => {
      const tv = await signedIn("subscriber")
      const answer = await tv.json("/api/v2/REF30/decisions/authorize/Cablevision", body)
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameter_resources"])
    },
  )
})

describe("logout", () => {
  const redirectUrl = encodeURIComponent("https://app.example.com/bye")
  const logout = (tv: Device, mvpd: string) =>
    tv.call(`/api/v2/REF30/logout/${mvpd}?redirectUrl=${redirectUrl}`)

  it("an MVPD with a logout endpoint is visited in a browser; the profile is gone at once", async () => {
    const tv = await signedIn("subscriber")
    const { body } = await logout(tv, "Cablevision")
    expect(body.logouts["Cablevision"]).toMatchObject({
      actionName: "logout",
      actionType: "interactive",
      mvpd: "Cablevision",
    })
    expect((await tv.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
    const toMvpd = await call(body.logouts["Cablevision"].url)
    const back = await call(toMvpd.headers.get("location") ?? "")
    expect([toMvpd.status, back.status, back.headers.get("location")]).toEqual([
      302,
      302,
      "https://app.example.com/bye",
    ])
  })

  it("an MVPD without one is complete, a logout without a profile invalid", async () => {
    const tv = await signedIn("subscriber", "Dish")
    const complete = { actionName: "complete", actionType: "none", mvpd: "Dish" }
    expect((await logout(tv, "Dish")).body).toEqual({ logouts: { Dish: complete } })
    expect((await logout(tv, "Dish")).body).toEqual({
      logouts: { Dish: { ...complete, actionName: "invalid" } },
    })
  })

  it("the redirectUrl is required", async () => {
    const tv = await signedIn("subscriber")
    expect((await tv.call("/api/v2/REF30/logout/Cablevision")).body.code).toBe(
      "invalid_parameter_redirect_url",
    )
  })
})
