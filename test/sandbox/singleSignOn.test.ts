import { privateDecrypt } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { Device } from "./driver.js"
import { base64, LOGIN, REDIRECT, useSandbox } from "./driver.js"

const { sandbox, device, signedIn } = useSandbox()

const partnerSession = (
  tv: Device,
  status: string | undefined,
  form: Record<string, string> = LOGIN_PARTNER,
) => tv.form("/api/v2/REF30/sessions/sso/Apple", form, status === undefined ? {} : { [PFS]: status })
const partnerProfile = (tv: Device, status: string | undefined, SAMLResponse: string) =>
  tv.form("/api/v2/REF30/profiles/sso/Apple", { SAMLResponse }, status === undefined ? {} : { [PFS]: status })
const PFS = "ap-partner-framework-status"
const LOGIN_PARTNER = { domainName: "example.com", redirectUrl: REDIRECT }

const answerFor = async (mvpd: string, username?: string) => {
  const tv = await device()
  const status = await sandbox().admin.partnerFrameworkStatus({ mvpd })
  const { body } = await partnerSession(tv, status)
  return sandbox().admin.partnerAuthenticationResponse({
    request: body.authenticationRequest.request,
    ...(username === undefined ? {} : { username }),
  })
}

describe("partner single sign-on", () => {
  it("signs in at an MVPD whose name must be escaped in XML", async () => {
    const mvpd = `A&B's "<TV>"`
    const { admin } = sandbox()
    const platform = {
      platformMappingId: "a_and_b",
      boardingStatus: "SUPPORTED",
      enablePlatformServices: true,
      displayInPlatformPicker: true,
    } as const
    await admin.putMvpd({ id: mvpd, displayName: mvpd, logoutEndpoint: false, platform })
    await admin.putServiceProvider({ id: "REF30", name: "All", domains: ["example.com"] })
    const status = await admin.partnerFrameworkStatus({ mvpd })
    const created = await partnerProfile(await device(), status, await answerFor(mvpd))
    expect([created.status, Object.keys(created.body.profiles ?? {})]).toEqual([201, [mvpd]])
    await admin.reset()
  })

  it("goes from the framework's status by a SAML request and response to a profile", async () => {
    const tv = await device()
    const status = await sandbox().admin.partnerFrameworkStatus({ mvpd: "Cablevision" })
    const { body } = await partnerSession(tv, status)
    expect(body).toMatchObject({
      actionName: "partner_profile",
      actionType: "direct",
      reasonType: "none",
      url: "/api/v2/REF30/profiles/sso/Apple",
      mvpd: "Cablevision",
      authenticationRequest: { type: "saml", attributesNames: ["uid", "NameID", "uniqueId"] },
    })
    expect(body).not.toHaveProperty("code")
    expect(body.authenticationRequest.request).toMatch(/^PD94bWwgdmVyc2lvbj0iMS4wIiBlbmNvZGluZz0iVVRG/)
    const response = await sandbox().admin.partnerAuthenticationResponse({
      request: body.authenticationRequest.request,
    })
    const created = await partnerProfile(tv, status, response)
    expect(created.status).toBe(201)
    expect(created.body.profiles["Cablevision"]).toMatchObject({ issuer: "Apple", type: "appleSSO" })

    const withStatus = { headers: { [PFS]: status } }
    expect((await tv.call("/api/v2/REF30/profiles", withStatus)).body.profiles["Cablevision"].type).toBe(
      "appleSSO",
    )
    expect((await tv.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
    expect((await partnerSession(tv, status)).body).toMatchObject({
      actionName: "authorize",
      reasonType: "authenticatedSSO",
    })
    const decision = await tv.json(
      "/api/v2/REF30/decisions/authorize/Cablevision",
      { resources: ["newsline"] },
      { [PFS]: status },
    )
    expect(decision.body.decisions[0].authorized).toBe(true)
    const logout = await tv.call("/api/v2/REF30/logout/Cablevision?redirectUrl=https%3A%2F%2Fexample.com")
    expect(logout.body.logouts["Cablevision"]).toEqual({
      actionName: "partner_logout",
      actionType: "partner_interactive",
      mvpd: "Cablevision",
    })
  })

  it("falls back to the basic flow when status, configuration or parameters do not fit", async () => {
    const tv = await device()
    const { admin } = sandbox()
    const expired = await admin.partnerFrameworkStatus({ mvpd: "Cablevision", expiresIn: 0 })
    expect((await partnerSession(tv, expired)).body).toMatchObject({
      actionName: "authenticate",
      reasonType: "pfs_fallback",
      mvpd: "Cablevision",
      code: expect.any(String),
    })
    expect((await partnerSession(tv, undefined)).body).toMatchObject({
      actionName: "resume",
      reasonType: "pfs_fallback",
      missingParameters: ["mvpd"],
    })
    const picker = await admin.partnerFrameworkStatus({ mvpd: "Picker_Cable" })
    expect((await partnerSession(tv, picker)).body).toMatchObject({
      actionName: "authenticate",
      reasonType: "configuration_fallback",
    })
    const fine = await admin.partnerFrameworkStatus({ mvpd: "Cablevision" })
    expect((await partnerSession(tv, fine, { domainName: "example.com" })).body).toMatchObject({
      actionName: "resume",
      reasonType: "missing_parameters_fallback",
      missingParameters: ["redirectUrl"],
      mvpd: "Cablevision",
    })
  })

  it("degradation comes before the partner: 200 instead of 201", async () => {
    const tv = await device()
    const status = await sandbox().admin.partnerFrameworkStatus({ mvpd: "Spectrum" })
    const response = await answerFor("Spectrum")
    await sandbox().admin.degrade({ mvpd: "Spectrum", rule: "AuthNAll" })
    expect((await partnerSession(tv, status)).body.reasonType).toBe("degraded")
    const answer = await partnerProfile(tv, status, response)
    expect([answer.status, answer.body.profiles["Spectrum"].type]).toEqual([200, "degraded"])
    await sandbox().admin.restore()
  })

  it("every way in which the status can be wrong has its code", async () => {
    const tv = await device()
    const { admin } = sandbox()
    const response = await answerFor("Cablevision")
    const codeFor = async (status: string | undefined) =>
      (await partnerProfile(tv, status, response)).body.code
    expect(await codeFor(undefined)).toBe("invalid_header_pfs_permission_access_not_present")
    expect(await codeFor(base64('{"frameworkPermissionInfo":{}}'))).toBe(
      "invalid_header_pfs_permission_access_not_present",
    )
    expect(
      await codeFor(
        await admin.partnerFrameworkStatus({ mvpd: "Cablevision", accessStatus: "notDetermined" }),
      ),
    ).toBe("invalid_header_pfs_permission_access_not_determined")
    expect(
      await codeFor(await admin.partnerFrameworkStatus({ mvpd: "Cablevision", accessStatus: "denied" })),
    ).toBe("invalid_header_pfs_permission_access_not_granted")
    expect(await codeFor(await admin.partnerFrameworkStatus({ mvpd: "unknown_mapping" }))).toBe(
      "invalid_header_pfs_provider_id_not_determined",
    )
    expect(await codeFor(await admin.partnerFrameworkStatus({ mvpd: "Spectrum" }))).toBe(
      "invalid_header_pfs_provider_id_mismatch",
    )
    expect(await codeFor(await admin.partnerFrameworkStatus({ mvpd: "Cablevision", expiresIn: 0 }))).toBe(
      "invalid_header_pfs_provider_info_expired",
    )
  })

  it("a missing, forged or stale SAML response is refused, and so is another partner", async () => {
    const tv = await device()
    const status = await sandbox().admin.partnerFrameworkStatus({ mvpd: "Cablevision", expiresIn: "1 day" })
    const genuine = await answerFor("Cablevision", "basic")
    const forged = base64(Buffer.from(genuine, "base64").toString().replace(">basic<", ">subscriber<"))
    const refusal = { status: 400, code: "invalid_parameter_saml_response" }
    expect((await partnerProfile(tv, status, "")).body).toMatchObject(refusal)
    expect((await partnerProfile(tv, status, forged)).body).toMatchObject(refusal)
    await sandbox().admin.advance("5 minutes")
    expect((await partnerProfile(tv, status, genuine)).body).toMatchObject(refusal)
    const other = await tv.form("/api/v2/REF30/sessions/sso/Google", LOGIN_PARTNER)
    expect(other.body.code).toBe("invalid_parameter_partner")
  })
})

describe.each([
  ["platform identity", "adobe-subject-token", "platformSSO", "platformToken"],
  ["platform identity of Roku", "x-roku-reserved-roku-connect-token", "platformSSO", "platformToken"],
  ["service token", "ad-service-token", "serviceTokenSSO", "serviceToken"],
] as const)("single sign-on by %s", (name, header, type, mint) => {
  it("a login on one device is found from another application, device and service provider", async () => {
    const token = await sandbox().admin[mint]({ subject: `jane ${name}` })
    const headers = { [header]: token }
    const first = await signedIn("subscriber", "AdobeShibboleth", { headers })
    expect((await first.call("/api/v2/REF30/profiles")).body.profiles["AdobeShibboleth"].type).toBe("regular")

    const second = await device({
      headers: { [header]: await sandbox().admin[mint]({ subject: `jane ${name}` }) },
    })
    expect((await second.call("/api/v2/REF40/profiles")).body.profiles["AdobeShibboleth"].type).toBe(type)
    expect(
      (await second.form("/api/v2/REF30/sessions", { ...LOGIN, mvpd: "AdobeShibboleth" })).body,
    ).toMatchObject({
      actionName: "authorize",
      reasonType: "authenticatedSSO",
    })
    const decision = await second.json("/api/v2/REF30/decisions/authorize/AdobeShibboleth", {
      resources: ["newsline"],
    })
    expect(decision.body.decisions[0].authorized).toBe(true)
    expect((await second.call("/api/v2/REF30/profiles", { headers: { [header]: undefined } })).body).toEqual({
      profiles: {},
    })
    const stranger = await device({
      headers: { [header]: await sandbox().admin[mint]({ subject: "somebody else" }) },
    })
    expect((await stranger.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
  })

  it("single logout from the second device signs the first out", async () => {
    const headers = { [header]: await sandbox().admin[mint]({ subject: `joe ${name}` }) }
    const first = await signedIn("subscriber", "AdobeShibboleth", { headers })
    const second = await device({ headers })
    const { body } = await second.call(
      "/api/v2/REF30/logout/AdobeShibboleth?redirectUrl=https%3A%2F%2Fexample.com",
    )
    expect(body.logouts["AdobeShibboleth"]).toMatchObject({
      actionName: "logout",
      url: expect.stringMatching(/^\/adobe-services\/logout\?/),
    })
    expect((await first.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
  })

  it("an expired or malformed token counts as none", async () => {
    const headers = { [header]: await sandbox().admin[mint]({ subject: `ann ${name}` }) }
    await signedIn("subscriber", "AdobeShibboleth", { headers })
    const profilesWith = async (token: string) =>
      (await (await device({ headers: { [header]: token } })).call("/api/v2/REF30/profiles")).body.profiles
    expect(Object.keys(await profilesWith(headers[header] ?? ""))).toEqual(["AdobeShibboleth"])
    const expired = await sandbox().admin[mint]({ subject: `ann ${name}`, expiresIn: 0 })
    expect(await profilesWith(expired)).toEqual({})
    expect(await profilesWith("not a token")).toEqual({})
  })
})

it("a service token counts only if the trusted identity service signed it", async () => {
  const token = await sandbox().admin.serviceToken({ subject: "eve" })
  await signedIn("subscriber", "AdobeShibboleth", { headers: { "ad-service-token": token } })
  const [header, claims] = token.split(".")
  const forged = await device({ headers: { "ad-service-token": `${header}.${claims}.${"A".repeat(342)}` } })
  expect((await forged.call("/api/v2/REF30/profiles")).body).toEqual({ profiles: {} })
})

it("the programmer's key decrypts metadata", async () => {
  const tv = await signedIn("subscriber")
  const { zip } = (await tv.call("/api/v2/REF30/profiles")).body.profiles["Cablevision"].attributes
  const { privateKey } = await sandbox().admin.programmerKeys()
  expect(privateDecrypt(privateKey, Buffer.from(zip.value, "base64")).toString()).toBe("10001")
})
