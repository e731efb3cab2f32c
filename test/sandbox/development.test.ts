/** The same at every start: keys, statement, client ids, codes; and fresh ones where they are asked for. */
import { X509Certificate } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { RunningSandbox, SandboxOptions } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"

const register = async ({ baseUrl }: RunningSandbox, software_statement: string) => {
  const response = await fetch(`${baseUrl}/o/client/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ software_statement }),
  })
  const body: { client_id: string; client_secret: string } = await response.json()
  return { status: response.status, body }
}

const firstCalls = async (sandbox: RunningSandbox) => {
  const { body: client } = await register(sandbox, sandbox.softwareStatement)
  const { client_id, client_secret } = client
  const token = await fetch(`${sandbox.baseUrl}/o/client/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }),
  })
  const { access_token, id }: { access_token: string; id: string } = await token.json()
  const device = { model: "TV", osName: "Linux" }
  const session = await fetch(`${sandbox.baseUrl}/api/v2/REF30/sessions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${access_token}`,
      "ap-device-identifier": `fingerprint ${btoa("my-device")}`,
      "x-device-info": btoa(JSON.stringify(device)),
    },
    body: new URLSearchParams({
      mvpd: "Cablevision",
      domainName: "adobe.com",
      redirectUrl: "https://a.example/",
    }),
  })
  const { code, sessionId }: { code: string; sessionId: string } = await session.json()
  return { statement: sandbox.softwareStatement, client_id, client_secret, id, code, sessionId }
}

const seen = async (options: SandboxOptions) => {
  await using sandbox = await startSandbox(options)
  return { calls: await firstCalls(sandbox), keys: await sandbox.admin.programmerKeys() }
}

describe("a sandbox", () => {
  it("gives the same statement, keys, client ids and codes at every start", async () => {
    const first = await seen({})
    expect(await seen({})).toEqual(first)
    expect(first.calls.code).toMatch(/^[A-Z0-9]{7}$/)
  })

  it("gives the same code after a call that was refused", async () => {
    const { calls } = await seen({})
    await using sandbox = await startSandbox()
    expect((await fetch(`${sandbox.baseUrl}/api/v2/REF30/configuration`)).status).toBe(401)
    await sandbox.admin.addFault({ kind: "status", endpoint: "RetrieveAccessToken", probability: 0.0001 })
    expect(await firstCalls(sandbox)).toEqual(calls)
  })

  it("says of its keys wherever they stand that they are for development", async () => {
    await using sandbox = await startSandbox()
    const [header = "", claims = ""] = sandbox.softwareStatement.split(".")
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString())
    expect(read(header)).toMatchObject({ kid: "adobe-pass-sandbox-development-key" })
    expect(read(claims)).toMatchObject({ note: expect.stringContaining("public development key") })
    const certificate = new X509Certificate(await sandbox.admin.mediaTokenCertificate())
    expect(certificate.subject).toBe("CN=adobe-pass-sandbox-development-key")
  })

  it("shares nothing with another one if it is fresh", async () => {
    const usual = await seen({})
    const [one, other] = [await seen({ fresh: true }), await seen({ fresh: true })]
    for (const name of ["statement", "client_id", "client_secret", "id", "code", "sessionId"] as const) {
      expect(new Set([usual, one, other].map(({ calls }) => calls[name])).size).toBe(3)
    }
    expect(new Set([usual, one, other].map(({ keys }) => keys.privateKey)).size).toBe(3)
  })

  it("has the codes of a seed also if it is fresh", async () => {
    const [one, other] = [await seen({ fresh: true, seed: 4 }), await seen({ fresh: true, seed: 4 })]
    expect(one.calls.code).toBe(other.calls.code)
    expect(one.calls.statement).not.toBe(other.calls.statement)
  })

  it("refuses a statement of another sandbox, and says that it is", async () => {
    await using usual = await startSandbox()
    await using fresh = await startSandbox({ fresh: true })
    await using other = await startSandbox({ fresh: true })
    for (const [sandbox, statement] of [
      [usual, fresh.softwareStatement],
      [fresh, usual.softwareStatement],
      [fresh, other.softwareStatement],
    ] as const) {
      const { body, status } = await register(sandbox, statement)
      expect(status).toBe(400)
      expect(body).toEqual({
        error: "invalid_software_statement",
        error_description: expect.stringContaining("The software statement is of another sandbox"),
      })
    }
  })
})
