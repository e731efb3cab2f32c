import * as FastCheck from "effect/FastCheck"
import { describe, expect, it } from "vitest"
import { inspect } from "node:util"
import { runInNewContext } from "node:vm"
import { cause, excerpt } from "../../src/error/read.js"

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
const text = (alphabet: string, minLength: number, maxLength: number) =>
  FastCheck.string({ unit: FastCheck.constantFrom(...alphabet), minLength, maxLength })

const jwt = FastCheck.tuple(text(base64url, 10, 80), text(base64url, 10, 200), text(base64url, 10, 80)).map(
  ([header, payload, signature]) => `eyJ${header}.eyJ${payload}.${signature}`,
)
const long = FastCheck.oneof(
  jwt,
  FastCheck.uuid(),
  text("0123456789abcdef", 32, 64),
  text(`${base64url}+/=`, 24, 300),
)
/** Too short to be known by its look: only its place tells. No run of it stands in the texts around. */
const short = text("QXZ0123456789!$*#@", 6, 19).filter((secret) => /[QXZ]/.test(secret))

const prose = FastCheck.string({ unit: FastCheck.constantFrom(..."abc ?.,:;\n<>{}[]()'"), maxLength: 60 })
const names = FastCheck.constantFrom(
  "token",
  "access_token",
  "accessToken",
  "serializedToken",
  "client_secret",
  "SAMLResponse",
  "SAMLRequest",
  "request",
  "identifier",
  "device_identifier",
  "software_statement",
  "userID",
  "upstreamUserID",
  "value",
  "AP-Device-Identifier",
)

/** Whether an excerpt has the secret, or a piece of it that would do. */
const tells = (secret: string, body: string) => {
  const told = excerpt(body)
  return (
    told.length > 200 || told.includes(secret) || (secret.length >= 12 && told.includes(secret.slice(0, 10)))
  )
}

describe("an excerpt", () => {
  it("never has a token, a JWT or an identifier, wherever it stands", () => {
    FastCheck.assert(
      FastCheck.property(long, prose, prose, (secret, before, after) => {
        for (const around of [" ", "\n", '"', "'", ">", "(", ": "])
          expect(tells(secret, before + around + secret + around + after)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it("never has the value of a field that is named like a secret, in JSON", () => {
    FastCheck.assert(
      FastCheck.property(names, FastCheck.oneof(long, short), prose, (name, secret, after) => {
        expect(tells(secret, JSON.stringify({ [name]: secret, after }))).toBe(false)
        expect(tells(secret, JSON.stringify({ a: 1, b: { [name]: secret } }, undefined, 2))).toBe(false)
        expect(tells(secret, JSON.stringify({ [name]: [after, secret] }))).toBe(false)
        expect(tells(secret, JSON.stringify({ [name]: { some: { more: after }, text: secret } }))).toBe(false)
        expect(tells(secret, JSON.stringify({ [name]: `with "quotes" and \\ ${secret}` }))).toBe(false)
        expect(tells(secret, JSON.stringify({ [name]: secret }).slice(0, -3))).toBe(false)
        expect(tells(secret, JSON.stringify({ told: JSON.stringify({ a: after, [name]: secret }) }))).toBe(
          false,
        )
        expect(tells(secret, JSON.stringify({ [name]: secret }).replaceAll('"', "&quot;"))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it("never has the value of a field named like a secret, in a form, a header or XML", () => {
    FastCheck.assert(
      FastCheck.property(names, FastCheck.oneof(long, short), (name, secret) => {
        expect(tells(secret, `<html>${name}=${encodeURIComponent(secret)}&x=1`)).toBe(false)
        expect(tells(secret, `<pre>${name}: ${secret}\r\n`)).toBe(false)
        expect(tells(secret, `<${name}>${secret}</${name}>`)).toBe(false)
        expect(tells(secret, `<ns:${name} a="1">${secret}</ns:${name}>`)).toBe(false)
        expect(tells(secret, `Authorization: Bearer ${secret} \n`)).toBe(false)
        expect(tells(secret, `sent fingerprint ${secret}`)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it("never has a number that is named like a secret", () => {
    expect(tells("4711815", '{"userID": 4711815, "x": 1}')).toBe(false)
    expect(tells("4711815", '{"value":4711815}')).toBe(false)
  })

  it("never has the start of a secret that the end of the excerpt cuts", () => {
    FastCheck.assert(
      FastCheck.property(long, FastCheck.integer({ min: 1900, max: 2000 }), (secret, before) => {
        expect(tells(secret, `${"x".repeat(before)} ${secret}`)).toBe(false)
        expect(tells(secret, `${"x y ".repeat(before / 4)}${secret}`)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it("tells what a developer needs", () => {
    expect(excerpt("<html><head></head><body></body></html>")).toBe("<html><head></head><body></body></html>")
    expect(excerpt('{"error":"invalid_client"}')).toBe('{"error":"invalid_client"}')
    expect(excerpt('{"requestor":{"id":"ACME"},"profiles":[]}')).toBe(
      '{"requestor":{"id":"ACME"},"profiles":[]}',
    )
  })

  it("says where something was struck out", () => {
    for (const [body, told] of [
      ["Bearer abc is refused, as is basic  def", "Bearer *** is refused, as is basic  ***"],
      ['{"access_token":"abc","a":1}', '{"access_token":"***","a":1}'],
      ["<ns:token a='1'>abc</ns:token> <b>no</b>", "<ns:token a='1'>***</ns:token> <b>no</b>"],
      ["GET /x?deviceId=1 was refused", "GET /x?*** was refused"],
      ["see ABCDEFGHIJKLMNOPQRST for more", "see *** for more"],
      ["see ABCDEFGHIJKLMNOPQRS for more", "see ABCDEFGHIJKLMNOPQRS for more"],
    ] as const) {
      expect(excerpt(body)).toBe(told)
    }
  })

  it("drops a word that the end of what is read cuts, and no other", () => {
    // what is struck out makes room for the end
    const long = `Bearer ${"x".repeat(1985)} `
    expect(excerpt(`${long}no more`)).toBe("Bearer *** no more")
    expect(excerpt(`${long}no more than that`)).toBe("Bearer *** no ")
  })

  it("takes no time over a hostile body", () => {
    const started = performance.now()
    for (const body of [
      "token".repeat(100_000),
      '"token'.repeat(100_000),
      '"token":"\\'.repeat(100_000),
      "<token ".repeat(100_000),
      "token=".repeat(100_000),
      "bearer ".repeat(100_000),
      "a".repeat(1_000_000),
      '"'.repeat(1_000_000),
      "\\".repeat(1_000_000),
    ]) {
      excerpt(body)
    }
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe("the cause of a request that failed", () => {
  const circular = new Error("x")
  circular.cause = circular

  it("keeps name, code and message, also of what caused it, without what URLs tell", () => {
    const given = Object.assign(
      new TypeError("request to https://me:p@p?w@a.example/x?deviceId=secret failed", {
        cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
      }),
      { config: "secret" },
    )
    const told = cause(given)
    expect(told).toMatchObject({
      name: "TypeError",
      message: "request to https://***@a.example/x?*** failed",
      cause: { message: "refused", code: "ECONNREFUSED" },
    })
    expect(inspect(told)).not.toMatch(/secret|pw/)
  })

  it.each([
    ["of another realm", runInNewContext('new TypeError("x")'), "x"],
    ["without a message", Object.assign(new Error("x"), { message: undefined }), "undefined"],
    ["that is its own cause", circular, "x"],
  ])("is told of one %s", (_, given, message) => {
    expect(cause(given)).toMatchObject({ message })
  })

  it("has the code of what caused it where it has none, and no cause where there was none", () => {
    const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" })
    expect(cause(new Error("fetch failed", { cause: refused }))).toMatchObject({ code: "ECONNREFUSED" })
    expect(cause(refused)).not.toHaveProperty("cause")
    expect(cause(new Error("x"))).not.toHaveProperty("code")
  })

  it("is nothing where nothing of an error was thrown", () => {
    for (const given of [undefined, null, "secret", 5, {}]) expect(cause(given)).toBeUndefined()
  })
})
