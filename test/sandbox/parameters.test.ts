import { describe, expect, it } from "vitest"
import { base64, LOGIN, useSandbox } from "./driver.js"

const sessions = "/api/v2/REF30/sessions"

describe("what a session is told", () => {
  const { sandbox, device } = useSandbox()

  it.each([
    "example.com",
    "EXAMPLE.com",
    "https://example.com",
    "https://example.com:8443/watch?now",
    "localhost",
  ])("the domainName %s is one of the service provider's", async (domainName) => {
    const { status } = await (await device()).form(sessions, { ...LOGIN, domainName })
    expect(status).toBe(200)
  })

  it.each([
    "evil.example.org",
    "example.com.evil.org",
    "https://evil.org/example.com",
    "https://",
    "evil.org#example.com",
  ])("the domainName %s is not, and is refused wherever it is given", async (domainName) => {
    const tv = await device()
    const created = await tv.form(sessions, { ...LOGIN, domainName })
    expect(created).toMatchObject({
      status: 400,
      body: { status: 400, message: expect.stringContaining(domainName) },
    })
    const { code } = (await tv.form(sessions, {})).body
    expect((await tv.form(`${sessions}/${code}`, { ...LOGIN, domainName })).status).toBe(400)
    const headers = {
      "ap-partner-framework-status": await sandbox().admin.partnerFrameworkStatus({ mvpd: "Cablevision" }),
    }
    expect((await tv.form(`${sessions}/sso/Apple`, { ...LOGIN, domainName }, headers)).status).toBe(400)
  })

  it.each([
    "example.com/done",
    "localhost:3000/done",
    "http:example.com",
    "mailto:a@example.com",
    "file:///etc",
    "://",
  ])("the redirectUrl %s is none, and is refused", async (redirectUrl) => {
    const { body } = await (await device()).form(sessions, { ...LOGIN, redirectUrl })
    expect(body.code).toBe("invalid_parameter_redirect_url")
  })

  it("an app's own scheme is a redirectUrl", async () => {
    const { status } = await (await device()).form(sessions, { ...LOGIN, redirectUrl: "my-app://signed-in" })
    expect(status).toBe(200)
  })

  it("nobody is signed in for a session without a redirectUrl, as no login page opens", async () => {
    const { redirectUrl: _, ...rest } = LOGIN
    const { code } = (await (await device()).form(sessions, rest)).body
    await expect(sandbox().admin.completeLogin({ code })).rejects.toThrow(/lacks redirectUrl/)
  })

  it("a second screen gives a session all that it lacks, and so does an admin", async () => {
    const tv = await device()
    const { code } = (await tv.form(sessions, {})).body
    await sandbox().admin.completeLogin({ code, mvpd: "Cablevision" })
    expect((await tv.call("/api/v2/REF30/profiles/Cablevision")).body.profiles).toHaveProperty("Cablevision")
  })
})

describe("what a session was told before 2026", () => {
  const { sandbox, device } = useSandbox({ variant: { parameters: "lenient" } })

  it("was any domainName and redirectUrl, or none", async () => {
    const tv = await device()
    const { status } = await tv.form(sessions, {
      ...LOGIN,
      domainName: "evil.example.org",
      redirectUrl: "localhost:3000/",
    })
    expect(status).toBe(200)
    const { code } = (await tv.form(sessions, { mvpd: "Cablevision" })).body
    await sandbox().admin.completeLogin({ code })
    expect((await tv.call("/api/v2/REF30/profiles/Cablevision")).body.profiles).toHaveProperty("Cablevision")
  })
})

describe("device information in pairs", () => {
  const { device } = useSandbox()
  const deviceOf = async (info: string) => {
    const tv = await device()
    const headers = { "x-device-info": base64(info) }
    const { body } = await tv.form(sessions, {}, headers)
    return (await tv.call(`${sessions}/${body.code}`)).body.device
  }

  it("keeps a value that holds semicolons and equals signs", async () => {
    const device = await deviceOf("brands=Not)A;Brand/8|Chromium/138;model=Fire=TV;osName=Linux;")
    expect(device.model).toBe("Fire=TV")
  })
})
