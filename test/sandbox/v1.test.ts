import { afterEach, describe, expect, it } from "vitest"
import type { Device } from "./driver.js"
import { base64, useSandbox } from "./driver.js"

const { sandbox, call, device, signedIn } = useSandbox()

afterEach(() => sandbox().admin.setVariant({ v1Errors: "plain", v1Format: "accept", v1Status: "number" }))

const authorize = (
  tv: Device,
  parameters: Record<string, string> = {},
  headers: Record<string, string> = {},
) => {
  const query = new URLSearchParams({
    requestor: "REF30",
    deviceId: tv.id,
    resource: "newsline",
    ...parameters,
  })
  return tv.call(`/api/v1/authorize?${query}`, { headers: { "ap-device-identifier": undefined, ...headers } })
}
const XML = { accept: "application/xml" }

describe("V1 authorize", () => {
  it("a permit says until when, in a string", async () => {
    const tv = await signedIn("subscriber")
    const { status, body } = await authorize(tv)
    expect(status).toBe(200)
    expect(body).toEqual({
      resource: "newsline",
      mvpd: "Cablevision",
      requestor: "REF30",
      expires: expect.stringMatching(/^\d{13}$/),
    })
    expect((await authorize(tv, { deviceId: base64(tv.id) })).status).toBe(200)
  })

  it("answers in XML when that is asked for", async () => {
    const tv = await signedIn("subscriber")
    const { headers, text } = await authorize(tv, { resource: "newsline" }, XML)
    expect(headers.get("content-type")).toBe("application/xml;charset=UTF-8")
    expect(text).toMatch(
      /^<\?xml .*\?><authorization><expires>\d+<\/expires><mvpd>Cablevision<\/mvpd><requestor>REF30<\/requestor><resource>newsline<\/resource><\/authorization>$/,
    )
  })

  it("an MVPD behind a proxy is told as well", async () => {
    const tv = await signedIn("subscriber", "NorthFork")
    expect((await authorize(tv)).body).toMatchObject({ mvpd: "NorthFork", proxyMvpd: "Regional_Proxy" })
  })

  it("a denial carries the MVPD's own words, in both formats", async () => {
    const tv = await signedIn("basic")
    const denied = await authorize(tv, { resource: "cinema1" })
    expect([denied.status, denied.body]).toEqual([
      403,
      { status: 403, message: "User not authorized", details: expect.stringContaining("movies package") },
    ])
    const xml = await authorize(tv, { resource: "cinema1" }, XML)
    expect(xml.text).toMatch(
      /<error><status>403<\/status><message>User not authorized<\/message><details>.*&quot;Cinema One&quot;.*<\/details><\/error>$/,
    )
    await sandbox().admin.setVariant({ v1Status: "string", v1Format: "json" })
    expect((await authorize(tv, { resource: "cinema1" }, XML)).body.status).toBe("403")
  })

  it("nobody signed in is no denial", async () => {
    const tv = await device()
    const { status, body } = await authorize(tv)
    expect([status, body]).toEqual([403, { status: 403, message: "User not Authenticated" }])
  })

  it("with enhanced errors switched on, each failure has its code", async () => {
    await sandbox().admin.setVariant({ v1Errors: "enhanced" })
    const tv = await signedIn("basic")
    const errorOf = async (parameters: Record<string, string>) => {
      const { status, body } = await authorize(tv, parameters)
      return [status, body.code]
    }
    expect(await errorOf({ resource: "cinema1" })).toEqual([403, "authorization_denied_by_mvpd"])
    expect(await errorOf({ requestor: "NOBODY" })).toEqual([400, "invalid_requestor"])
    expect(await errorOf({ deviceId: "" })).toEqual([400, "invalid_device_id"])
    expect(await errorOf({ resource: "" })).toEqual([400, "missing_resource"])
    expect(await errorOf({ device_info: "???" })).toEqual([400, "invalid_device_info"])
    expect(await errorOf({ mso_id: "Elsewhere" })).toEqual([400, "unknown_integration"])
    expect(await errorOf({ deviceId: "nobody's" })).toEqual([403, "authentication_session_missing"])
    const xml = await authorize(tv, { resource: "" }, XML)
    expect(xml.text).toContain(
      "<error><action>none</action><status>400</status><code>missing_resource</code>",
    )
    const brief = await signedIn("brief")
    await sandbox().admin.advance("1 minute")
    expect((await authorize(brief)).body.code).toBe("authentication_session_expired")
  })

  it("generic_data is the identity of a promotional TempPass", async () => {
    const tv = await device()
    const generic_data = JSON.stringify({ email: "v1@example.com" })
    expect((await authorize(tv, { generic_data })).body).toMatchObject({ mvpd: "flexibleTempPass" })
  })

  it("an access token is needed", async () => {
    const tv = await device()
    const query = new URLSearchParams({ requestor: "REF30", deviceId: tv.id, resource: "newsline" })
    expect((await call(`/api/v1/authorize?${query}`)).status).toBe(401)
  })
})
