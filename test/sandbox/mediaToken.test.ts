import { createPublicKey, X509Certificate } from "node:crypto"
import { describe, expect, it } from "vitest"
import { useSandbox } from "./driver.js"

const authorize = "/api/v2/REF30/decisions/authorize/Cablevision"

describe("the media token", () => {
  const { call, sandbox, signedIn } = useSandbox()
  const tokenOf = async (resource = "newsline"): Promise<string> => {
    const tv = await signedIn("subscriber")
    const { body } = await tv.json(authorize, { resources: [resource] })
    return body.decisions[0].token.serializedToken
  }
  const verify = async (given: Record<string, unknown>) =>
    (
      await call("/sandbox/media-token/verify", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ serviceProvider: "REF30", ...given }),
      })
    ).body

  it("has a certificate that signed itself", async () => {
    const { headers, text } = await call("/sandbox/media-token/certificate")
    expect(headers.get("content-type")).toContain("pem")
    const certificate = new X509Certificate(text)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.checkIssued(certificate)).toBe(true)
    expect(createPublicKey(text).asymmetricKeyType).toBe("rsa")
    expect(await sandbox().admin.mediaTokenCertificate()).toBe(text)
  })

  it("is valid for its resource, and tells what the verifier tells", async () => {
    const told = await verify({ token: await tokenOf(), resource: "newsline" })
    expect(told).toEqual({
      status: "VALID_TOKEN",
      resourceId: "newsline",
      issuedAt: expect.any(Number),
      timeToLive: 300_000,
      userSessionGuid: expect.any(String),
      mvpd: "Cablevision",
    })
    expect(told.issuedAt % 1000).toBe(0)
  })

  it("is not valid for another resource, nor for another service provider", async () => {
    const token = await tokenOf()
    expect((await verify({ token, resource: "cinema1" })).status).toBe("INVALID_RESOURCE_ID")
    expect((await verify({ token, serviceProvider: "REF40" })).status).toBe("INVALID_RESOURCE_ID")
    expect((await verify({ token, serviceProvider: "NOBODY" })).status).toBe("ERROR_UNKNOWN")
  })

  it("is not valid when it was changed", async () => {
    const changed = Buffer.from(await tokenOf(), "base64")
      .toString()
      .replace("newsline", "cinema1")
    const token = Buffer.from(changed).toString("base64")
    expect((await verify({ token, resource: "cinema1" })).status).toBe("INVALID_SIGNATURE")
  })

  it.each([
    "",
    "nothing",
    Buffer.from("<signatureInfo>c2ln<signatureInfo><authToken></authToken>").toString("base64"),
  ])("is none when it reads %j", async (token) => {
    expect(await verify({ token })).toEqual({ status: "INVALID_TOKEN_FORMAT" })
  })

  it("expires by the sandbox's clock", async () => {
    const token = await tokenOf()
    await sandbox().admin.advance("6 minutes")
    expect((await verify({ token })).status).toBe("TOKEN_EXPIRED")
  })

  it("is asked about by the names that the command takes, and no others", async () => {
    expect((await verify({ tokn: "x" })).message).toMatch(/tokn/)
  })
})

describe("the media token as the SDKs' pages call it", () => {
  const { sandbox, signedIn } = useSandbox({ variant: { mediaToken: "shortAuthorizationToken" } })

  it("is verified alike", async () => {
    const tv = await signedIn("subscriber")
    const { body } = await tv.json(authorize, { resources: ["newsline"] })
    const token = body.decisions[0].token.serializedToken
    expect(Buffer.from(token, "base64").toString()).toMatch(
      /^<signatureInfo>[^<]+<signatureInfo><shortAuthorizationToken>.*<\/shortAuthorizationToken>$/s,
    )
    expect((await sandbox().admin.verifyMediaToken({ token, serviceProvider: "REF30" })).status).toBe(
      "VALID_TOKEN",
    )
  })
})
