/** What Adobe mended lately, as clients met it before. */
import { constants, privateDecrypt } from "node:crypto"
import { describe, expect, it } from "vitest"
import { base64, useSandbox } from "./driver.js"

const preauthorize = "/api/v2/REF30/decisions/preauthorize/Cablevision"
const profiles = "/api/v2/REF30/profiles"

const inRussian = {
  serviceProvider: "REF30",
  mvpd: "Cablevision",
  rule: "AuthZNone",
  details: "Пауза",
} as const

describe("the service as it is", () => {
  const { device, sandbox, signedIn } = useSandbox()

  it("takes identifiers and tells denials in any script", async () => {
    const tv = await device({ id: "телевизор" })
    expect((await tv.call(profiles)).status).toBe(200)
    await sandbox().admin.degrade(inRussian)
    const { body } = await tv.json("/api/v2/REF30/decisions/authorize/Cablevision", {
      resources: ["newsline"],
    })
    await sandbox().admin.restore({})
    expect(body.decisions[0].error.details).toBe("Пауза")
  })

  it("answers too many resources and expired tokens with the published errors", async () => {
    const tv = await signedIn("subscriber")
    const many = await tv.json(preauthorize, { resources: ["1", "2", "3", "4", "5", "6"] })
    expect(many.body.code).toBe("too_many_resources")
    await sandbox().admin.advance("7 hours")
    expect((await tv.call(profiles)).body.code).toBe("invalid_access_token_client_application")
  })
})

describe("the service as it was", () => {
  const { device, sandbox, signedIn } = useSandbox({
    variant: {
      headerTexts: "fault",
      expiredToken: "oauth",
      tooManyResources: "empty",
      metadataPadding: "pkcs1",
    },
  })

  it("failed over an identifier that no header can hold", async () => {
    const tv = await device()
    const { status, body } = await tv.call(profiles, {
      headers: { "ap-device-identifier": `fingerprint ${base64("телевизор")}` },
    })
    expect([status, body.code]).toEqual([500, "internal_server_error"])
  })

  it("failed over a denial that no header can hold", async () => {
    const tv = await signedIn("subscriber")
    await sandbox().admin.degrade(inRussian)
    const { status } = await tv.json("/api/v2/REF30/decisions/authorize/Cablevision", {
      resources: ["newsline"],
    })
    await sandbox().admin.restore({})
    expect(status).toBe(500)
  })

  it("decided nothing where too much was asked", async () => {
    const tv = await signedIn("subscriber")
    const { status, body } = await tv.json(preauthorize, { resources: ["1", "2", "3", "4", "5", "6"] })
    expect([status, body]).toEqual([200, { decisions: [] }])
  })

  it("encrypted metadata with the padding that Java uses unless told", async () => {
    const tv = await signedIn("subscriber")
    const { zip } = (await tv.call(profiles)).body.profiles.Cablevision.attributes
    const { privateKey } = await sandbox().admin.programmerKeys()
    // Node no longer takes the padding off by itself
    const padding = constants.RSA_NO_PADDING
    const padded = privateDecrypt({ key: privateKey, padding }, Buffer.from(zip.value, "base64"))
    expect([...padded.subarray(0, 2)]).toEqual([0, 2])
    expect(padded.subarray(padded.lastIndexOf(0) + 1).toString()).toMatch(/^\d{5}$/)
  })

  it("answered an expired token as OAuth does, a revoked one with the published error", async () => {
    const tv = await signedIn("subscriber")
    await sandbox().admin.revokeTokens({ clientId: tv.clientId })
    expect((await tv.call(profiles)).body.code).toBe("invalid_access_token_client_application")
    await sandbox().admin.advance("7 hours")
    const { status, body } = await tv.call(profiles)
    expect([status, body.error]).toEqual([401, "invalid_token"])
  })
})
