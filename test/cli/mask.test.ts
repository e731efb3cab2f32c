import { describe, expect, it } from "vitest"
import { maskBody, maskHeaders, maskUrl } from "../../src/cli/http/mask.js"

const secret = "a-secret-that-nobody-may-read"

describe("what is shown of an exchange", () => {
  it("has no secret of a header, and says what kind it was", () => {
    expect(
      maskHeaders({
        authorization: `Bearer ${secret}`,
        "AP-Device-Identifier": `fingerprint ${secret}`,
        "ad-service-token": secret,
        "x-device-info": "e30=",
        location: `https://example.com/?token=${secret}&mvpd=A`,
      }),
    ).toEqual({
      authorization: "Bearer ***",
      "AP-Device-Identifier": "fingerprint ***",
      "ad-service-token": "***",
      "x-device-info": "e30=",
      location: "https://example.com/?token=***&mvpd=A",
    })
  })
  it("has no secret of a body, be it JSON, a form, XML or a page", () => {
    const bodies = [
      JSON.stringify({ software_statement: secret, redirect_uri: "https://example.com/" }),
      JSON.stringify({ access_token: secret, expires_in: 60 }),
      JSON.stringify({ decisions: [{ token: { serializedToken: secret, notAfter: 1 } }] }),
      JSON.stringify({ token: secret }),
      JSON.stringify({ profiles: { A: { attributes: { userID: { value: secret, state: "plain" } } } } }),
      JSON.stringify({ url: `https://example.com/?access_token=${secret}` }),
      `grant_type=client_credentials&client_id=id&client_secret=${secret}`,
      `SAMLResponse=${secret}`,
      `<a><serializedToken>${secret}</serializedToken></a>`,
      "<p>eyJhbGciOiJSUzI1NiJ9.a-secret-that-nobody-may-read.c2lnbmF0dXJl</p>",
    ]
    for (const body of bodies) expect(maskBody(body)).not.toContain(secret)
    expect(maskBody(bodies[1] ?? "")).toBe('{"access_token":"***","expires_in":60}')
    expect(maskBody(bodies[6] ?? "")).toBe("grant_type=client_credentials&client_id=id&client_secret=***")
  })
  it("has no secret of a query, and the rest as it was", () => {
    expect(maskUrl(`https://example.com/api/v1/authorize?deviceId=${secret}&resource=a%20b`)).toBe(
      "https://example.com/api/v1/authorize?deviceId=***&resource=a%20b",
    )
    expect(maskUrl("is it? yes=no")).toBe("is it? yes=no")
  })
})
