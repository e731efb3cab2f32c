import { afterEach, describe, expect, it } from "vitest"
import { LOGIN, useSandbox } from "./driver.js"

const { sandbox, device, signedIn } = useSandbox()

afterEach(() => sandbox().admin.restore())

const decisions = "/api/v2/REF30/decisions"
const resources = ["sportsplus", "no such channel"]

describe("degradation", () => {
  it("AuthNAll skips login: sessions, profiles and decisions say degraded", async () => {
    await sandbox().admin.degrade({ mvpd: "Cablevision", rule: "AuthNAll" })
    const tv = await device()
    expect((await tv.form("/api/v2/REF30/sessions", LOGIN)).body).toMatchObject({
      actionName: "authorize",
      reasonType: "degraded",
    })
    const { Cablevision } = (await tv.call("/api/v2/REF30/profiles/Cablevision")).body.profiles
    expect(Cablevision).toMatchObject({ issuer: "Adobe", type: "degraded" })
    expect(Cablevision.attributes.userID.value).toMatch(/^95cf93bcd183214a/)
    const { body } = await tv.json(`${decisions}/authorize/Cablevision`, { resources })
    expect(body.decisions).toEqual(
      resources.map((resource) =>
        expect.objectContaining({
          resource,
          authorized: true,
          source: "degradation",
          token: expect.anything(),
        }),
      ),
    )
    const logout = await tv.call("/api/v2/REF30/logout/Cablevision?redirectUrl=https%3A%2F%2Fexample.com")
    expect(logout.body.logouts["Cablevision"]).toMatchObject({ actionName: "complete", actionType: "none" })
  })

  it("a proxy's rule holds for the MVPDs behind it, unless they have one of their own", async () => {
    await sandbox().admin.degrade({ mvpd: "Regional_Proxy", rule: "AuthNAll" })
    const tv = await device()
    const session = (mvpd: string) => tv.form("/api/v2/REF30/sessions", { ...LOGIN, mvpd })
    expect((await session("NorthFork")).body).toMatchObject({
      actionName: "authorize",
      reasonType: "degraded",
    })
    expect((await session("Cablevision")).body.actionName).toBe("authenticate")
    const permit = await tv.json(`${decisions}/authorize/NorthFork`, { resources: ["newsline"] })
    expect(permit.body.decisions[0]).toMatchObject({ authorized: true, source: "degradation" })
    const token = Buffer.from(permit.body.decisions[0].token.serializedToken, "base64").toString()
    expect(token).toContain("Regional_Proxy")
    const v1 = `/api/v1/authorize?requestor=REF30&deviceId=${tv.id}&resource=newsline&mso_id=NorthFork`
    expect((await tv.call(v1)).body).toMatchObject({ mvpd: "NorthFork", proxyMvpd: "Regional_Proxy" })
    await sandbox().admin.degrade({ mvpd: "NorthFork", rule: "AuthZNone" })
    const denied = await tv.json(`${decisions}/authorize/NorthFork`, { resources: ["newsline"] })
    expect(denied.body.decisions[0]).toMatchObject({ authorized: false, source: "degradation" })
  })

  it("AuthZAll permits everything, without touching login", async () => {
    await sandbox().admin.degrade({ mvpd: "Cablevision", rule: "AuthZAll" })
    const tv = await signedIn("basic", "Spectrum")
    expect((await tv.form("/api/v2/REF30/sessions", LOGIN)).body.actionName).toBe("authenticate")
    const { body } = await tv.json(`${decisions}/preauthorize/Cablevision`, { resources })
    expect(body.decisions.map((each: { authorized: boolean }) => each.authorized)).toEqual([true, true])
    const other = await tv.json(`${decisions}/preauthorize/Spectrum`, { resources })
    expect(other.body.decisions[0]).toMatchObject({ source: "mvpd", authorized: false })
  })

  it("AuthZNone denies everything, with the rule's own details", async () => {
    await sandbox().admin.degrade({
      mvpd: "Cablevision",
      rule: "AuthZNone",
      details: "Back after the match.",
    })
    const tv = await signedIn("subscriber")
    const { body } = await tv.json(`${decisions}/authorize/Cablevision`, { resources: ["newsline"] })
    expect(body.decisions[0]).toMatchObject({
      authorized: false,
      source: "degradation",
      error: {
        code: "authorization_denied_by_degradation_rule",
        status: 403,
        details: "Back after the match.",
      },
    })
  })

  it("a rule may hold for one service provider and end by itself", async () => {
    await sandbox().admin.degrade({
      mvpd: "Cablevision",
      rule: "AuthNAll",
      serviceProvider: "REF40",
      for: "10 minutes",
    })
    const tv = await device()
    const actionFor = async (serviceProvider: string) =>
      (await tv.form(`/api/v2/${serviceProvider}/sessions`, { ...LOGIN, domainName: "localhost" })).body
        .actionName
    expect(await actionFor("REF30")).toBe("authenticate")
    expect(await actionFor("REF40")).toBe("authorize")
    await sandbox().admin.advance("10 minutes")
    expect(await actionFor("REF40")).toBe("authenticate")
  })
})
