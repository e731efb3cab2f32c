import { describe, expect, it } from "@effect/vitest"
import type { Request } from "../../src/transport/Request.js"
import { redactor } from "../../src/transport/secrets.js"

const base64 = (text: string) => Buffer.from(text).toString("base64")

const requestOf = (of: Partial<Request>): Request => ({
  method: "POST",
  url: "https://sp.auth.adobe.com/api/v2/REF30/profiles",
  headers: {},
  ...of,
})
/** Strikes the one secret of a request out of a text. */
const without = (secret: string) => redactor(requestOf({ headers: { authorization: `Bearer ${secret}` } }))
const form = (text: string) => ({ text, type: "application/x-www-form-urlencoded" })
const json = (value: unknown) => ({ text: JSON.stringify(value), type: "application/json;charset=utf-8" })

describe("a secret of a request", () => {
  for (const [where, request, secrets] of [
    ["a header", { headers: { "ad-service-token": "service-token-1" } }, ["service-token-1"]],
    ["several words", { headers: { "ap-visitor-identifier": "Jane Doe" } }, ["Jane Doe"]],
    [
      "words with a scheme among them",
      { headers: { "ap-visitor-identifier": "a Bearer x" } },
      ["a Bearer x"],
    ],
    ["a bearer", { headers: { authorization: "Bearer access-token-1" } }, ["access-token-1"]],
    [
      "a device identifier",
      { headers: { "ap-device-identifier": `fingerprint ${base64("device-1234")}` } },
      ["device-1234", base64("device-1234")],
    ],
    [
      "an identity",
      {
        headers: {
          "ap-temppass-identity": base64(JSON.stringify({ email: "jane.doe", of: [{ id: "person-77" }] })),
        },
      },
      ["jane.doe", "person-77"],
    ],
    ["the query", { url: "https://a.example/?mvpd=Dish&token=query-token-1" }, ["query-token-1"]],
    [
      "JSON in the query",
      { url: `https://a.example/?x=${JSON.stringify([null, 1, "listed-one"])}` },
      ["listed-one"],
    ],
    ["base64 in the query", { url: `https://a.example/?x=${base64("device-1234")}` }, ["device-1234"]],
    [
      "a form",
      { body: form("client_id=c&client_secret=client-secret-1&x=%5B%22in+JSON%22%5D") },
      ["client-secret-1", "in JSON"],
    ],
    [
      "a JSON body",
      { body: json({ SAMLResponse: base64("<saml>1234</saml>"), n: 1 }) },
      ["<saml>1234</saml>"],
    ],
  ] as const satisfies ReadonlyArray<readonly [string, Partial<Request>, ReadonlyArray<string>]>) {
    it(`is found in ${where}`, () => {
      const redact = redactor(requestOf(request))
      for (const secret of secrets) expect(redact(`a "${secret}" b`)).toBe('a "***" b')
    })
  }

  it("is nothing that every answer may tell", () => {
    const harmless = "AcmeTV/7.1 application/json 203.0.113.7 a-device-info a-client-id a-resource an-mvpd"
    const [agent, accept, address, info, client, resource, mvpd] = harmless.split(" ")
    const redact = redactor(
      requestOf({
        url: `https://a.example/?${[
          "mvpd_id",
          "profile",
          "redirect_uri",
          "requestor",
          "requestor_id",
          "resource",
        ]
          .map((name) => `${name}=${resource}`)
          .join("&")}`,
        headers: {
          accept: accept!,
          "content-length": "203.0.113.7",
          "content-type": accept!,
          "user-agent": agent!,
          "x-device-info": info!,
          "x-forwarded-for": address!,
        },
        body: form(
          `client_id=${client}&deviceType=${agent}&domainName=${address}&grant_type=${info}&mvpd=${mvpd}&redirectUrl=${address}`,
        ),
      }),
    )
    expect(redact(harmless)).toBe(harmless)
    expect(redactor(requestOf({ body: json({ resources: "a-resource" }) }))("a-resource")).toBe("a-resource")
  })

  it("may be absent, and a body may be no object", () => {
    for (const body of [
      undefined,
      json(null),
      json("text"),
      { text: "{", type: "application/json" },
      form(""),
    ]) {
      expect(redactor(requestOf({ body }))("nothing to hide")).toBe("nothing to hide")
    }
  })

  it("is struck out however it is written", () => {
    const secret = "Q7/secret+Token=42 ü"
    const redact = without(secret)
    for (const one of [
      secret,
      secret.toUpperCase(),
      secret.replace("/", "_").replace("+", "-"),
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      secret.replace("ü", "\\u00fc"),
      secret.replace("ü", "&#252;"),
      Buffer.from(secret).toString("hex"),
    ]) {
      expect(redact(`<${one}>`)).toBe("<***>")
    }
    for (const before of ["", "a", "ab"]) {
      for (const after of ["", "z", "yz"]) {
        expect(redact(base64(before + secret + after))).toMatch(/^.{0,4}\*\*\*.{0,6}$/)
      }
    }
  })

  it("of few characters is struck out in base64, whatever stands around it", () => {
    const redact = without("secret-7")
    for (const before of ["", "a", "ab"]) {
      expect(redact(base64(`${before}secret-7`))).toContain("***")
      expect(redact(base64(`${before}secret-7yz`))).toContain("***")
    }
    // as short a piece of base64 may be a word
    expect(without("abcd")("FiY2")).toBe("FiY2")
  })

  it("is struck out where the service cut it, by 12 characters of its beginning or end", () => {
    const redact = without("abcdefghijklmnopqrstuvwxyz")
    expect(redact("<abcdefghijkl>")).toBe("<***>")
    expect(redact("<abcdefghijklmn1>")).toBe("<***1>")
    expect(redact("<opqrstuvwxyz>")).toBe("<***>")
    expect(redact("<1mnopqrstuvwxyz>")).toBe("<1***>")
    expect(redact(`${"1".repeat(30)}abcdefghijklmn1`)).toBe(`${"1".repeat(30)}***1`)
    expect(redact(`${"1".repeat(30)}mnopqrstuvwxyz1`)).toBe(`${"1".repeat(30)}***1`)
    expect(redact("<abcdefghijk>")).toBe("<abcdefghijk>")
    expect(redact("<pqrstuvwxyz>")).toBe("<pqrstuvwxyz>")
    expect(redact("<abcdefghijklmnopqrstuvwxyza>")).toBe("<***a>")
    expect(redact("<zabcdefghijklmnopqrstuvwxyz>")).toBe("<z***>")
  })

  it("is struck out everywhere, once where its pieces overlap", () => {
    const redact = without("abcdefghijklmnop")
    expect(redact("1abcdefghijklmnop2abcdefghijklmnop3")).toBe("1***2***3")
    expect(redact("abcdefghijklmnopabcdefghijklmnop")).toBe("******")
    expect(without("aaaaaaaaaaaaaaaa")(`b${"a".repeat(40)}b`)).toBe("b***b")
  })

  it("of up to 7 characters is struck out where it stands alone", () => {
    const redact = without("pin-123")
    expect(redact("pin-123")).toBe("***")
    expect(redact('"pin-123", (pin-123)')).toBe('"***", (***)')
    for (const text of ["pin-1234", "spin-123", "0pin-123", "pin-123/x", "pin_123"])
      expect(redact(text)).toBe(text)
  })

  it("of 8 characters and more is struck out within others, too", () => {
    expect(without("pin-1234")("spin-1234x")).toBe("s***x")
    expect(without("pin-12345678")("spin-12345678x")).toBe("s***x")
    expect(without("pin-123456789")("spin-123456789x")).toBe("s***x")
  })

  it("of less than 4 characters is left as it is, in any form", () => {
    expect(without("abc")(`abc ${base64("abc")} 616263`)).toBe(`abc ${base64("abc")} 616263`)
    expect(without("abcd")("abcd")).toBe("***")
  })

  it("is looked for in as much of a text as can be told: its first 65,536 characters", () => {
    const redact = without("access-token-1")
    expect(redact("x".repeat(65_536) + "access-token-1")).toBe("x".repeat(65_536))
    expect(redact("x".repeat(65_522) + "access-token-1")).toBe(`${"x".repeat(65_522)}***`)
  })
})
