import { describe, expect, it } from "vitest"
import { base64, LOGIN, REDIRECT, useSandbox } from "./driver.js"

const { sandbox, device, signInAt, signedIn } = useSandbox()

const sessions = "/api/v2/REF30/sessions"

describe("second screen", () => {
  it("a session without parameters is resumed from another device", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, {})
    expect(body).toMatchObject({
      actionName: "resume",
      actionType: "direct",
      missingParameters: ["mvpd", "domain", "redirectUrl"],
      url: `${sessions}/${body.code}`,
    })

    const phone = await device()
    const seen = await phone.call(`${sessions}/${body.code}`)
    expect(seen.body).toMatchObject({
      existingParameters: { serviceProvider: "REF30" },
      missingParameters: ["mvpd", "domain", "redirectUrl"],
      device: { type: "SetTopBox", model: "Box", operatingSystem: { name: "Linux" } },
    })

    const partly = await phone.form(`${sessions}/${body.code}`, {
      mvpd: "Spectrum",
      domainName: "example.com",
    })
    expect(partly.body).toMatchObject({
      actionName: "retry",
      missingParameters: ["redirectUrl"],
      code: body.code,
    })
    const fully = await phone.form(`${sessions}/${body.code}`, { redirectUrl: REDIRECT })
    expect(fully.body).toMatchObject({ actionName: "authenticate", mvpd: "Spectrum" })
    expect((await phone.call(`${sessions}/${body.code}`)).body).not.toHaveProperty("missingParameters")

    await signInAt(fully.body.url, { account: "subscriber" })
    expect(Object.keys((await tv.call(`/api/v2/REF30/profiles/code/${body.code}`)).body.profiles)).toEqual([
      "Spectrum",
    ])
    expect((await phone.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
  })

  it.each([
    [{ primaryHardwareType: "Tablet" }, "Tablet"],
    [{ primaryHardwareType: "Toaster" }, "Unknown"],
    [{ type: "xbox" }, "Unknown"],
    [{}, "Unknown"],
  ])("a device that says %o is of a type that the reference lists: %s", async (info, type) => {
    const headers = { "x-device-info": base64(JSON.stringify({ model: "Box", ...info })) }
    const tv = await device({ headers })
    const { body } = await tv.form(sessions, {})
    expect((await tv.call(`${sessions}/${body.code}`)).body.device.type).toBe(type)
  })

  it("a code that is not ready yet says so in the browser", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, {})
    const { page } = await signInAt(`/api/v2/authenticate/REF30/${body.code}`, {})
    expect([page.status, page.text.includes("A TV provider must be chosen")]).toEqual([400, true])
  })

  it("a session of another service provider is none of this one's", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, LOGIN)
    expect((await tv.call(`/api/v2/REF40/sessions/${body.code}`)).body.code).toBe(
      "invalid_authentication_session",
    )
  })

  it("resuming for an MVPD that the device is signed in with goes on to decisions", async () => {
    const tv = await signedIn("subscriber")
    const { body } = await tv.form(sessions, {})
    const phone = await device()
    const resumed = await phone.form(`${sessions}/${body.code}`, LOGIN)
    expect(resumed.body).toMatchObject({
      actionName: "authorize",
      reasonType: "authenticated",
      mvpd: "Cablevision",
    })
  })

  it("variants serve the other spellings and shapes of the reference", async () => {
    const tv = await device()
    await sandbox().admin.setVariant({
      domain: "domainName",
      url: "absolute",
      ipAddress: "object",
      timestamps: "numbers",
    })
    const { body } = await tv.form(sessions, {})
    expect(body.missingParameters).toEqual(["mvpd", "domainName", "redirectUrl"])
    expect(body.url).toBe(`${sandbox().baseUrl}${sessions}/${body.code}`)
    expect(typeof body.notAfter).toBe("number")
    const seen = await tv.call(`${sessions}/${body.code}`)
    expect(seen.body.device.connection.ipAddress).toMatchObject({ hostAddress: "127.0.0.1" })
    await sandbox().admin.setVariant({
      domain: "domain",
      url: "relative",
      ipAddress: "string",
      timestamps: "strings",
    })
    const signed = await signedIn("subscriber")
    const { profiles } = (await signed.call("/api/v2/REF30/profiles")).body
    expect(profiles["Cablevision"].notAfter).toMatch(/^\d+$/)
    await sandbox().admin.setVariant({ timestamps: "sample" })
  })

  it.each([
    ["sample", ["device", "clientType", "os", "requestor"]],
    ["table", ["device", "clientType", "errorReporting", "requestor", "mvpds", "time"]],
    ["openapi", ["platform", "platformCategory", "os", "sdkType", "requestor"]],
  ] as const)("the configuration comes in the shape of the reference's %s", async (configuration, keys) => {
    const tv = await device()
    await sandbox().admin.setVariant({ configuration })
    const { body } = await tv.call("/api/v2/REF30/configuration")
    expect(Object.keys(body)).toEqual(keys)
    const mvpds = body.mvpds ?? body.requestor.mvpds
    expect(mvpds.map((mvpd: { id: string }) => mvpd.id)).not.toContain("Elsewhere")
    expect(mvpds).toContainEqual(expect.objectContaining({ id: "TempPass_TEST40", isTempPass: true }))
    expect(mvpds).toContainEqual(
      expect.objectContaining({
        id: "Cablevision",
        boardingStatus: "SUPPORTED",
        platformMappingId: "Cablevision_apple",
        enablePlatformServices: true,
      }),
    )
  })
})
