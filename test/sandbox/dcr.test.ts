import { describe, expect, it } from "vitest"
import { useSandbox } from "./driver.js"

const { sandbox, call, register, askForToken, device } = useSandbox()

const json = { "content-type": "application/json" }

describe("registration", () => {
  it("a software statement earns client credentials", async () => {
    const { status, body, headers } = await register()
    expect(status).toBe(201)
    expect(headers.get("content-type")).toBe("application/json;charset=UTF-8")
    expect(body).toMatchObject({
      grant_types: ["client_credentials"],
      scopes: ["api:client:v2", "temporary:passes:owner"],
      redirect_uris: [],
    })
    expect(String(body.client_id_issued_at)).toMatch(/^\d{10}$/)
  })

  it("the redirect URI of the request is the client's", async () => {
    const body = { software_statement: sandbox().softwareStatement, redirect_uri: "adobepass://com.example" }
    const answer = await call("/o/client/register", {
      method: "POST",
      headers: json,
      body: JSON.stringify(body),
    })
    expect(answer.body.redirect_uris).toEqual(["adobepass://com.example"])
  })

  it.each([
    ["no body", json, undefined, "invalid_request"],
    ["no statement", json, "{}", "invalid_request"],
    ["malformed JSON", json, '{"software_statement"', "invalid_request"],
    ["another media type", { "content-type": "text/plain" }, '{"software_statement":"x"}', "invalid_request"],
    ["something that is no statement", json, '{"software_statement":"x"}', "invalid_software_statement"],
    [
      "a malformed redirect URI",
      json,
      '{"software_statement":"x","redirect_uri":"::"}',
      "invalid_redirect_uri",
    ],
  ])("%s is refused", async (_, headers, body, error) => {
    const answer = await call("/o/client/register", {
      method: "POST",
      headers,
      ...(body === undefined ? {} : { body }),
    })
    expect([answer.status, answer.body]).toEqual([400, { error }])
  })

  it("a statement that somebody else signed is refused", async () => {
    const [header, claims] = sandbox().softwareStatement.split(".")
    const { status, body } = await register(`${header}.${claims}.${"A".repeat(342)}`)
    expect([status, body]).toEqual([400, { error: "invalid_software_statement" }])
  })

  it("a statement that is no longer approved is refused", async () => {
    const statement = await sandbox().admin.softwareStatement({
      serviceProviders: ["REF30"],
      softwareId: "old app",
    })
    await sandbox().admin.disapproveSoftware("old app")
    expect((await register(statement)).body).toEqual({ error: "unapproved_software_statement" })
  })
})

describe("access tokens", () => {
  const grant_type = "client_credentials"

  it("client credentials earn an access token: issued in milliseconds, good for seconds", async () => {
    const { body } = await register()
    const { client_id, client_secret } = body
    const token = await askForToken({ client_id, client_secret, grant_type })
    expect(token.status).toBe(201)
    expect(token.body).toMatchObject({ expires_in: 21_600, token_type: "bearer" })
    expect(Math.abs(token.body.created_at - (await sandbox().admin.now()))).toBeLessThan(10_000)
  })

  it("the parameters may come in the query, as the OpenAPI document has it", async () => {
    const { client_id, client_secret } = (await register()).body
    const query = new URLSearchParams({ client_id, client_secret, grant_type })
    expect((await call(`/o/client/token?${query}`, { method: "POST" })).status).toBe(201)
  })

  it("what the token endpoint cannot accept, it names", async () => {
    const { client_id, client_secret } = (await register()).body
    const errorOf = async (parameters: Record<string, string>) => {
      const { status, body } = await askForToken(parameters)
      return [status, body.error]
    }
    expect(await errorOf({ client_id, grant_type })).toEqual([400, "invalid_request"])
    expect(await errorOf({ client_id, client_secret: "wrong", grant_type })).toEqual([400, "invalid_client"])
    expect(await errorOf({ client_id: "nobody", client_secret, grant_type })).toEqual([400, "invalid_client"])
    expect(await errorOf({ client_id, client_secret, grant_type: "password" })).toEqual([
      400,
      "unsupported_grant_type",
    ])
    const repeated = new URLSearchParams({ client_id, client_secret, grant_type })
    repeated.append("client_id", client_id)
    expect((await call("/o/client/token", { method: "POST", body: repeated })).body.error).toBe(
      "invalid_request",
    )
  })

  it("a revoked client gets no token, and its tokens are refused", async () => {
    const tv = await device()
    await sandbox().admin.revokeClients({ clientId: tv.clientId })
    const again = await askForToken({ client_id: tv.clientId, client_secret: tv.clientSecret, grant_type })
    expect([again.status, again.body.error]).toEqual([400, "invalid_client"])
    expect((await tv.call("/api/v2/REF30/configuration")).status).toBe(401)
  })

  it("a token is refused once it expired or was revoked, and a token of nobody always", async () => {
    const tv = await device()
    const refusal = {
      status: 401,
      code: "invalid_access_token_client_application",
      action: "application-registration",
    }
    expect((await tv.call("/api/v2/REF30/profiles")).status).toBe(200)
    await sandbox().admin.advance("6 hours")
    expect((await tv.call("/api/v2/REF30/profiles")).body).toMatchObject(refusal)

    const other = await device()
    await sandbox().admin.revokeTokens({ clientId: other.clientId })
    expect((await other.call("/api/v2/REF30/profiles")).body).toMatchObject(refusal)

    const foreign = { headers: { authorization: "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln" } }
    expect((await other.call("/api/v2/REF30/profiles", foreign)).body).toMatchObject(refusal)
    const none = { headers: { authorization: undefined } }
    expect((await other.call("/api/v2/REF30/profiles", none)).body).toMatchObject(refusal)
  })

  it("a token of another service provider's application is refused as such", async () => {
    const softwareStatement = await sandbox().admin.softwareStatement({ serviceProviders: ["REF40"] })
    const tv = await device({ softwareStatement })
    expect((await tv.call("/api/v2/REF40/profiles")).status).toBe(200)
    const { status, body } = await tv.call("/api/v2/REF30/profiles")
    expect(status).toBe(401)
    expect(body).toMatchObject({
      status: 401,
      code: "invalid_access_token_service_provider",
      action: "application-registration",
    })
  })
})
