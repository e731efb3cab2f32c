import { describe, expect, it } from "vitest"
import { base64, LOGIN, REDIRECT, useSandbox } from "./driver.js"

const { sandbox, call, device, signInAt, signedIn } = useSandbox()

const sessions = "/api/v2/REF30/sessions"

describe("requests that break the reference", () => {
  it("every error of V2 tells its action, status, code, message, help and trace", async () => {
    const tv = await device()
    const { status, headers, body } = await tv.call("/api/v2/NOBODY/configuration")
    expect(status).toBe(400)
    expect(headers.get("content-type")).toBe("application/json;charset=UTF-8")
    expect(body).toEqual({
      action: "none",
      status: 400,
      code: "invalid_parameter_service_provider",
      message: expect.any(String),
      helpUrl: expect.stringMatching(/^https:\/\/experienceleague\.adobe\.com\//),
      trace: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    })
  })

  it.each([undefined, "fingerprint", "fingerprint %%%", `device ${base64("x")}`, base64("x")])(
    "the device identifier %s is refused",
    async (identifier) => {
      const tv = await device()
      const answer = await tv.call(sessions, {
        method: "POST",
        headers: { "ap-device-identifier": identifier },
      })
      expect(answer.body.code).toBe("invalid_header_device_identifier")
    },
  )

  it("device information may be left out or be pairs, but must be base64 of something", async () => {
    const tv = await device()
    const codeWith = async (info: string | undefined) =>
      (await tv.call("/api/v2/REF30/profiles", { headers: { "x-device-info": info } })).body.code
    expect(await codeWith(undefined)).toBeUndefined()
    expect(await codeWith(base64("platform=Windows;mobile=false;"))).toBeUndefined()
    expect(await codeWith("{}")).toBe("invalid_header_device_info")
    expect(await codeWith(base64("hello"))).toBe("invalid_header_device_info")
  })

  it("an mvpd that nobody knows and one without integration are told apart", async () => {
    const tv = await device()
    const codeOf = async (mvpd: string) => (await tv.form(sessions, { ...LOGIN, mvpd })).body.code
    expect(await codeOf("Nowhere")).toBe("invalid_parameter_mvpd")
    expect(await codeOf("Elsewhere")).toBe("invalid_integration")
  })

  it("a redirectUrl that is no URL, or that would run in the browser, is refused", async () => {
    const tv = await device()
    const codeOf = async (redirectUrl: string) =>
      (await tv.form(sessions, { ...LOGIN, redirectUrl })).body.code
    expect(await codeOf("somewhere")).toBe("invalid_parameter_redirect_url")
    expect(await codeOf("javascript:alert(1)")).toBe("invalid_parameter_redirect_url")
  })

  it("a wrong method is answered 405 with the methods that are allowed", async () => {
    const tv = await device()
    const { status, headers, body } = await tv.call(sessions, { method: "DELETE" })
    expect([status, headers.get("allow"), body.status]).toEqual([405, "POST, OPTIONS", 405])
    expect((await tv.call("/o/client/token")).status).toBe(405)
  })

  it("a session's parameters in another media type than a form are refused", async () => {
    const tv = await device()
    expect((await tv.json(sessions, LOGIN)).status).toBe(400)
  })
})

describe("the basic login", () => {
  it("a session has a code of seven characters that is good for thirty minutes", async () => {
    const tv = await device()
    const { status, body } = await tv.form(sessions, LOGIN)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      actionName: "authenticate",
      actionType: "interactive",
      reasonType: "none",
      mvpd: "Cablevision",
      serviceProvider: "REF30",
      url: `/api/v2/authenticate/REF30/${body.code}`,
    })
    expect(body.code).toMatch(/^[A-Z0-9]{7}$/)
    expect(body.notAfter).toMatch(/^\d+$/)
    expect(Number(body.notAfter) - Number(body.notBefore)).toBe(30 * 60_000)
  })

  it("redirects lead to a login page, and its form back to the redirectUrl", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, LOGIN)
    const poll = () => tv.call(`/api/v2/REF30/profiles/code/${body.code}`)
    expect((await poll()).body).toEqual({ profiles: {} })
    const { seen, landed } = await signInAt(body.url, { username: "subscriber", password: "password" })
    expect(seen).toEqual([302, 302, 200])
    expect(landed).toBe(REDIRECT)
    expect((await poll()).body.profiles["Cablevision"]).toMatchObject({
      issuer: "Cablevision",
      type: "regular",
    })
  })

  it("one MVPD shows its login page without a redirect", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, { ...LOGIN, mvpd: "ATTOTT" })
    const { seen, landed } = await signInAt(body.url, { account: "basic" })
    expect([seen, landed]).toEqual([[200], REDIRECT])
  })

  it("a wrong password, a locked account and Cancel make no profile", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, LOGIN)
    const poll = () => tv.call(`/api/v2/REF30/profiles/code/${body.code}`)
    const wrong = await signInAt(body.url, { username: "subscriber", password: "guess" })
    expect(wrong.page.text).toContain('role="alert"')
    expect(wrong.page.text).toContain('value="subscriber"')
    const locked = await signInAt(body.url, { username: "locked", password: "password" })
    expect(locked.page.text).toContain("This account is locked")
    const cancelled = await signInAt(body.url, { action: "cancel" })
    expect(cancelled.landed).toBe(REDIRECT)
    expect((await poll()).body).toEqual({ profiles: {} })
  })

  it("an assertion counts once, and only with the code that it was made for", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, LOGIN)
    await call(`/adobe-services/assertion?RelayState=${body.code}&assertion=made-up`)
    expect((await tv.call(`/api/v2/REF30/profiles/code/${body.code}`)).body).toEqual({ profiles: {} })
  })

  it("the profile belongs to the device and the application that asked for the code", async () => {
    const tv = await signedIn("subscriber")
    const mvpdsOf = async (answer: Promise<{ body: { profiles: object } }>) =>
      Object.keys((await answer).body.profiles)
    expect(await mvpdsOf(tv.call("/api/v2/REF30/profiles"))).toEqual(["Cablevision"])
    const sameDeviceOtherClient = await device({ id: tv.id })
    expect(await mvpdsOf(sameDeviceOtherClient.call("/api/v2/REF30/profiles"))).toEqual([])
    const otherDevice = { headers: { "ap-device-identifier": `fingerprint ${base64("another")}` } }
    expect(await mvpdsOf(tv.call("/api/v2/REF30/profiles", otherDevice))).toEqual([])
    expect(await mvpdsOf(tv.call("/api/v2/REF40/profiles"))).toEqual([])
  })

  it("an MVPD that knows the viewer by the home signs in without a page (hba_status)", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, { ...LOGIN, mvpd: "HomeFibre" })
    let answer = await call(body.url)
    const seen = []
    while (answer.status === 302) {
      const location = answer.headers.get("location") ?? ""
      seen.push(location.split(/[?#]/)[0]?.replace(sandbox().baseUrl, ""))
      if (location === REDIRECT) break
      answer = await call(location)
    }
    expect(seen).toEqual([
      "/adobe-services/authenticate/saml",
      "/mvpd/HomeFibre/login",
      "/adobe-services/assertion",
      REDIRECT,
    ])
    const { profiles } = (await tv.call(`/api/v2/REF30/profiles/code/${body.code}`)).body
    expect(profiles["HomeFibre"].attributes.hba_status).toEqual({ value: true, state: "plain" })
    const elsewhere = await signedIn("subscriber", "Cablevision")
    const other = (await elsewhere.call("/api/v2/REF30/profiles")).body.profiles["Cablevision"]
    expect(other.attributes.hba_status).toEqual({ value: false, state: "plain" })
  })

  it("away from home the same MVPD shows its login page", async () => {
    const { mvpds, putMvpd } = sandbox().admin
    const fibre = (await mvpds()).find(({ id }) => id === "HomeFibre")
    if (fibre === undefined) throw new Error("HomeFibre is gone")
    await putMvpd({ ...fibre, homeBased: "somebody who has no account" })
    const tv = await device()
    const { body } = await tv.form(sessions, { ...LOGIN, mvpd: "HomeFibre" })
    expect((await signInAt(body.url, { account: "basic" })).landed).toBe(REDIRECT)
    await putMvpd(fibre)
  })

  it("an MVPD whose login page is down shows a page, and the login goes on", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, { ...LOGIN, mvpd: "Outage_TV" })
    const { page, landed } = await signInAt(body.url, {})
    expect([page.status, landed]).toEqual([500, undefined])
    expect(page.text).toContain("We cannot sign you in at the moment")
    const poll = () => tv.call(`/api/v2/REF30/profiles/code/${body.code}`)
    expect((await poll()).body).toEqual({ profiles: {} })
    await sandbox().admin.advance("31 minutes")
    expect((await poll()).body.code).toBe("invalid_authentication_session")
  })

  it("a session that expires while its login page is open takes no login", async () => {
    const tv = await device()
    const { body } = await tv.form(sessions, LOGIN)
    const open = await call(`/mvpd/Cablevision/login?RelayState=${body.code}`)
    expect(open.text).toContain("Sign in to")
    await sandbox().admin.advance("31 minutes")
    const submitted = await call("/mvpd/Cablevision/login", {
      method: "POST",
      body: new URLSearchParams({ RelayState: body.code, username: "subscriber", password: "password" }),
    })
    expect(submitted.text).toContain("This code has expired")
    expect((await tv.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
    expect((await tv.call(`/api/v2/REF30/profiles/code/${body.code}`)).body.code).toBe(
      "invalid_authentication_session",
    )
  })

  it("an expired code is told on the page and to the app; a finished login's answers on", async () => {
    const tv = await device()
    const pending = (await tv.form(sessions, LOGIN)).body
    const finished = (await tv.form(sessions, { ...LOGIN, mvpd: "Spectrum" })).body
    await sandbox().admin.completeLogin({ code: finished.code })
    await sandbox().admin.advance("30 minutes")
    const page = await call(pending.url)
    expect([page.status, page.headers.get("content-type")]).toEqual([400, "text/html;charset=UTF-8"])
    expect(page.text).toContain("This code has expired")
    expect((await tv.call(`/api/v2/REF30/profiles/code/${pending.code}`)).body).toMatchObject({
      status: 400,
      code: "invalid_authentication_session",
    })
    expect(
      Object.keys((await tv.call(`/api/v2/REF30/profiles/code/${finished.code}`)).body.profiles),
    ).toEqual(["Spectrum"])
  })

  it("a code that nobody was given is no session; what cannot be a code is told as such", async () => {
    const tv = await device()
    const codeOf = async (path: string) => (await tv.call(path)).body.code
    expect(await codeOf(`${sessions}/ZZZZZZZ`)).toBe("invalid_authentication_session")
    expect(await codeOf(`${sessions}/nonsense!`)).toBe("invalid_parameter_code")
    expect(await codeOf("/api/v2/REF30/profiles/code/ZZZZZZZ")).toBe("invalid_authentication_session")
  })

  it("who is signed in already goes straight to decisions", async () => {
    const tv = await signedIn("subscriber")
    const { body } = await tv.form(sessions, LOGIN)
    expect(body).toMatchObject({ actionName: "authorize", actionType: "direct", reasonType: "authenticated" })
    expect(body.url).toBe("/api/v2/REF30/decisions/authorize/Cablevision")
    expect(body).not.toHaveProperty("code")
  })
})

describe("profiles", () => {
  it("attributes are simple, lists or maps, plain or encrypted", async () => {
    const tv = await signedIn("family")
    const { attributes } = (await tv.call("/api/v2/REF30/profiles/Cablevision")).body.profiles["Cablevision"]
    expect(attributes.userID).toEqual({ value: expect.any(String), state: "plain" })
    expect(attributes.channelID.value).toContain("newsline")
    expect(attributes.maxRating).toEqual({ value: { VCHIP: "TV-PG" }, state: "plain" })
    expect(attributes.zip.state).toBe("enc")
  })

  it("a profile ends at its notAfter, and decisions then say so", async () => {
    const tv = await signedIn("brief")
    const { notBefore, notAfter } = (await tv.call("/api/v2/REF30/profiles")).body.profiles["Cablevision"]
    expect(notAfter - notBefore).toBe(60_000)
    await sandbox().admin.advance("1 minute")
    expect((await tv.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
    const decision = await tv.json("/api/v2/REF30/decisions/authorize/Cablevision", {
      resources: ["newsline"],
    })
    expect([decision.status, decision.body.code]).toEqual([403, "authenticated_profile_expired"])
  })

  it("one MVPD gives its numbers as strings", async () => {
    const tv = await signedIn("subscriber", "AdobePass_SMI")
    const profile = (await tv.call("/api/v2/REF30/profiles")).body.profiles["AdobePass_SMI"]
    expect(profile.notAfter).toMatch(/^\d+$/)
    expect(profile.attributes.is_hoh.value).toBe("1")
  })
})
