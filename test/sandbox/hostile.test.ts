import { connect } from "node:net"
import { describe, expect, it } from "vitest"
import { base64, LOGIN, useSandbox } from "./driver.js"

const { sandbox, call, device, signedIn, signInAt } = useSandbox()

/** What fetch would not send: a request line as it is. */
const raw = (requestLine: string) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(sandbox().baseUrl)
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${requestLine}\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`)
    })
    let text = ""
    socket.on("data", (data) => (text += String(data)))
    socket.on("end", () => resolve(text))
    socket.on("error", reject)
  })

describe("hostile input", () => {
  it.each([
    "GET /api/v2/REF30/profiles/%ZZ HTTP/1.1",
    "GET /api/v2/%2e%2e/profiles HTTP/1.1",
    "GET //api/v2/REF30/profiles HTTP/1.1",
    "GET /mvpd/%00/login?RelayState=%ff HTTP/1.1",
    "GET /api/v2/REF30/sessions/../../../etc/passwd HTTP/1.1",
    "GET http://elsewhere.example/api/v2/REF30/profiles HTTP/1.1",
  ])("%s is answered with a client error", async (requestLine) => {
    expect(await raw(requestLine)).toMatch(/^HTTP\/1\.1 4\d\d /)
  })

  it("a doubled slash leads to no other host", async () => {
    expect(await raw("GET //evil.example/tv HTTP/1.1")).toMatch(/^HTTP\/1\.1 404 /)
    const tv = await device()
    const { body } = await tv.form("/api/v2/REF30/sessions", LOGIN)
    const { status, headers } = await call(`/${body.url}`)
    expect(status).toBe(302)
    expect(new URL(headers.get("location") ?? "").origin).toBe(sandbox().baseUrl)
  })

  it("the log has the target of a request as it was sent", async () => {
    for (const target of ["/api/v2/%2e%2e/profiles?a=%20b", "//api/v2/REF30/profiles"]) {
      await raw(`GET ${target} HTTP/1.1`)
      const logged = await sandbox().admin.requests()
      expect(logged.at(-1)?.path).toBe(target)
    }
  })

  it.each([
    ["with a quote in it", String.raw`{"password":"a\"unguarded"}`],
    ["with a backslash before the end", String.raw`{"password":"unguarded\\`],
    ["that breaks off", `{"password":"unguarded`],
    [
      "where the log cuts the body",
      `{"pad":"${"x".repeat(65_500)}","password":"unguarded${"!".repeat(99)}"}`,
    ],
  ])("the log masks a secret %s", async (_name, body) => {
    await call("/o/client/register", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    })
    expect((await sandbox().admin.requests()).at(-1)?.requestBody).toMatch(
      /^\{("pad":"x+",)?"password":"•••"/,
    )
    expect(JSON.stringify(await sandbox().admin.requests())).not.toContain("unguarded")
  })

  it("a redirectUrl cannot smuggle a header, and one with other letters still leads home", async () => {
    const tv = await device()
    const smuggled = await tv.form("/api/v2/REF30/sessions", {
      ...LOGIN,
      redirectUrl: "https://a.example/\r\nX-Evil: 1",
    })
    expect(smuggled.body.code).toBe("invalid_parameter_redirect_url")
    const { body } = await tv.form("/api/v2/REF30/sessions", {
      ...LOGIN,
      redirectUrl: "https://éa.example/fertig/ü",
    })
    const { landed } = await signInAt(body.url, { account: "subscriber" })
    expect(landed).toBe("https://xn--a-9fa.example/fertig/%C3%BC")
  })

  it("markup in what a caller chose is text on the pages", async () => {
    const tv = await device()
    const { body } = await tv.form("/api/v2/REF30/sessions", LOGIN)
    const { page } = await signInAt(body.url, { username: '"><script>alert(1)</script>', password: "x" })
    expect(page.text).not.toContain("<script")
    expect(page.text).toContain("&quot;&gt;&lt;script&gt;")
  })

  it("resources with quotes, entities, blanks and lone surrogates are echoed as they came", async () => {
    const tv = await signedIn("subscriber", "AdobeShibboleth")
    const resources = [
      `"quoted" & <tagged>`,
      "  blanks  ",
      "ünïcödé 📺",
      "lone \ud800 surrogate",
      "&amp; &#38;",
    ]
    const { body } = await tv.json("/api/v2/REF30/decisions/preauthorize/AdobeShibboleth", { resources })
    expect(body.decisions.map((each: { resource: string }) => each.resource)).toEqual(resources)
  })

  it("huge, unclosed and nested documents are decided at once", async () => {
    const tv = await signedIn("subscriber", "AdobeShibboleth")
    const resources = [
      `<rss version="2.0"><channel><title>newsline</title>${"<item> ".repeat(100_000)}</channel></rss>`,
      `<rss>${"<title ".repeat(100_000)}`,
      `<rss>${"<title><![CDATA[".repeat(50_000)}`,
      "[".repeat(500_000),
    ]
    const started = performance.now()
    const { status, body } = await tv.json("/api/v2/REF30/decisions/preauthorize/AdobeShibboleth", {
      resources,
    })
    expect(status).toBe(200)
    expect(body.decisions.map((each: { authorized: boolean }) => each.authorized)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it.each([
    ["padded without end", `${"=".repeat(300_000)}A`],
    ["of unclosed assertions", base64("<saml:Assertion ".repeat(60_000))],
    [
      "of unclosed signatures",
      base64(`${"<ds:SignatureValue".repeat(60_000)}<saml:Assertion ></saml:Assertion>`),
    ],
  ])("a SAML response %s is refused at once", async (_name, SAMLResponse) => {
    const tv = await device()
    const status = await sandbox().admin.partnerFrameworkStatus({ mvpd: "Cablevision" })
    const started = performance.now()
    const { body } = await tv.form(
      "/api/v2/REF30/profiles/sso/Apple",
      { SAMLResponse },
      { "ap-partner-framework-status": status },
    )
    expect(body.code).toBe("invalid_parameter_saml_response")
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it("a body of more than 10 MiB is answered 413, whether its length is told or not", async () => {
    const tv = await device()
    const before = (await sandbox().admin.state()).sessions.length
    const long = new URLSearchParams({ ...LOGIN, pad: "x".repeat(11 * 1024 * 1024) }).toString()
    const told = await tv.call("/api/v2/REF30/sessions", {
      method: "POST",
      body: long,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect([told.status, told.body]).toEqual([
      413,
      expect.objectContaining({ status: 413, message: "The body must not be longer than 10485760 bytes." }),
    ])
    // fetch wants to be told duplex, which its types do not know
    const streamed = { method: "POST", body: new Blob([long]).stream(), duplex: "half" }
    const untold = await fetch(`${sandbox().baseUrl}/api/v2/REF30/sessions`, streamed)
    expect(untold.status).toBe(413)
    expect((await sandbox().admin.state()).sessions).toHaveLength(before)
    expect((await sandbox().admin.requests()).at(-1)).toMatchObject({ status: 413, requestBody: "" })
    expect((await tv.form("/api/v2/REF30/sessions", LOGIN)).status).toBe(200)
  })

  it.each([
    ["is a text without end", "x".repeat(300_000)],
    ["cannot be made a text", { toString: 1, valueOf: 1 }],
  ])("a fault whose kind or endpoint %s is refused at once", async (_name, word) => {
    const started = performance.now()
    for (const fault of [{ kind: word }, { kind: "delay", endpoint: word }]) {
      const { status } = await call("/sandbox/faults", {
        method: "POST",
        body: JSON.stringify(fault),
        headers: { "content-type": "application/json" },
      })
      expect(status).toBe(400)
    }
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it("deep JSON is refused like any other that is not a list of resources", async () => {
    const tv = await signedIn("subscriber")
    const deep = `{"resources":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
    const answer = await tv.call("/api/v2/REF30/decisions/authorize/Cablevision", {
      method: "POST",
      body: deep,
      headers: { "content-type": "application/json" },
    })
    expect(answer.body.code).toBe("invalid_parameter_resources")
  })

  it("the service is still there after all of it", async () => {
    expect((await call("/api/v2/REF30/configuration")).status).toBe(401)
  })
})
