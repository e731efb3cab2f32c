import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { X509Certificate } from "node:crypto"
import { rootCertificates } from "node:tls"
import { inspect } from "node:util"
import { vi } from "vitest"
import { publicKeyOf } from "../../src/verifier/certificate.js"
import type { MediaTokenRequest } from "../../src/verifier/index.js"
import { Once, verifyMediaToken } from "../../src/verifier/index.js"
import * as Signed from "./signed.js"

const { base64, signedText, token, xml } = Signed

const certificate = Signed.certificate()
const request = {
  certificate,
  serviceProvider: "REF30",
  resource: "newsline",
  now: Signed.issuedAt + 1000,
} as const

/** Some of a request, of whatever JavaScript may hand over. */
type Given = { readonly [Key in keyof MediaTokenRequest]?: unknown }

const verify = (given: Given) => verifyMediaToken({ ...request, ...given } as MediaTokenRequest)

const refused = (given: Given) => Effect.flip(verify(given))

/** The outcome, as Adobe's verifier calls it, of a token. */
const outcome = (given: Given) =>
  verify(given).pipe(
    Effect.map((verified) => verified.outcome),
    Effect.catchAll((error) => Effect.succeed("outcome" in error ? error.outcome : error._tag)),
  )

describe("a valid token", () => {
  it.effect("tells what it is for", () =>
    Effect.gen(function* () {
      expect(yield* verify({ token: token({ proxyMvpdId: "Behind" }) })).toEqual({
        outcome: "VALID_TOKEN",
        serviceProvider: "REF30",
        resource: "newsline",
        mvpd: "Cablevision",
        proxyMvpd: "Behind",
        sessionGuid: "71C69B91-F327",
        issuedAt: DateTime.unsafeMake(Signed.issuedAt),
        expiresAt: DateTime.unsafeMake(Signed.issuedAt + Signed.life),
      })
    }),
  )

  it.effect("may lack an MVPD and a session", () =>
    Effect.gen(function* () {
      const verified = yield* verify({ token: token({ mvpdId: "", sessionGUID: "" }) })
      expect(verified).toMatchObject({ mvpd: undefined, sessionGuid: undefined, proxyMvpd: undefined })
    }),
  )

  it.effect("may be given redacted", () =>
    Effect.gen(function* () {
      expect(yield* outcome({ token: Redacted.make(token()) })).toBe("VALID_TOKEN")
    }),
  )

  it.effect.each([
    ["broken into lines", token().replace(/.{76}/g, "$&\r\n")],
    ["of the element that Adobe's pages name", base64(signedText(xml({}, "shortAuthorizationToken")))],
    ["whose signature is closed with a slash", base64(signedText(xml(), Signed.adobe, "</signatureInfo>"))],
    ["with blanks between its elements", base64(signedText(xml().replaceAll("><", ">\n  <")))],
    ["with slashes in its date", token({ issueTime: "2017/03/16 16:39:48 GMT +0200" })],
    ["with a resource as CDATA", token({ resourceID: "<![CDATA[newsline]]>" })],
  ])("is read %s", ([, written]) =>
    Effect.gen(function* () {
      expect(yield* outcome({ token: written })).toBe("VALID_TOKEN")
    }),
  )

  it.effect("is for an MRSS document as well, escaped", () =>
    Effect.gen(function* () {
      const resource = `<rss version="2.0"><channel><title>Q&amp;A</title></channel></rss>`
      const written = resource.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")
      expect(yield* outcome({ token: token({ resourceID: written }), resource })).toBe("VALID_TOKEN")
    }),
  )

  it.effect("is for any resource where nobody asks", () =>
    Effect.gen(function* () {
      expect(yield* outcome({ token: token({ resourceID: "other" }), resource: undefined })).toBe(
        "VALID_TOKEN",
      )
    }),
  )
})

describe("the six outcomes", () => {
  it.effect.each([
    ["VALID_TOKEN", { token: token() }],
    ["INVALID_TOKEN_FORMAT", { token: "no token" }],
    ["INVALID_SIGNATURE", { token: base64(signedText(xml(), Signed.somebody)) }],
    ["TOKEN_EXPIRED", { token: token(), now: Signed.issuedAt + Signed.life }],
    ["INVALID_RESOURCE_ID", { token: token(), resource: "moviebox" }],
  ] as const)("%s", ([expected, given]) =>
    Effect.gen(function* () {
      expect(yield* outcome(given)).toBe(expected)
    }),
  )

  it.effect("ERROR_UNKNOWN, where there is no WebCrypto", () =>
    Effect.gen(function* () {
      // a certificate that was not read before
      const pem = `${certificate}\nwithout WebCrypto`
      yield* Effect.acquireUseRelease(
        Effect.sync(() => vi.stubGlobal("crypto", {})),
        () =>
          Effect.map(outcome({ token: token(), certificate: pem }), (one) =>
            expect(one).toBe("ERROR_UNKNOWN"),
          ),
        () => Effect.sync(() => vi.unstubAllGlobals()),
      )
    }),
  )
})

describe("a token that is refused", () => {
  it.effect("was issued for another service provider", () =>
    Effect.gen(function* () {
      const error = yield* refused({ token: token({ requestorID: "REF31" }) })
      expect(error).toMatchObject({ _tag: "InvalidServiceProvider", serviceProvider: "REF31" })
    }),
  )

  it.effect("says for what resource it was issued", () =>
    Effect.gen(function* () {
      const error = yield* refused({ token: token({ resourceID: "moviebox" }) })
      expect(error).toMatchObject({ _tag: "InvalidResourceId", resource: "moviebox" })
    }),
  )

  it.effect("lives as long as it says, counted from its issue in both directions", () =>
    Effect.gen(function* () {
      const at = (millis: number) => outcome({ token: token(), now: Signed.issuedAt + millis })
      expect(yield* at(Signed.life - 1)).toBe("VALID_TOKEN")
      expect(yield* at(Signed.life)).toBe("TOKEN_EXPIRED")
      expect(yield* at(1 - Signed.life)).toBe("VALID_TOKEN")
      expect(yield* at(-Signed.life)).toBe("TOKEN_EXPIRED")
    }),
  )

  it.effect("is judged by the clock unless a moment is given", () =>
    Effect.gen(function* () {
      expect(yield* outcome({ token: token(), now: undefined })).toBe("TOKEN_EXPIRED")
      yield* TestClock.setTime(Signed.issuedAt)
      expect(yield* outcome({ token: token(), now: undefined })).toBe("VALID_TOKEN")
    }),
  )

  it.effect.each([
    ["no text", 42],
    ["empty", ""],
    ["no base64", `${token()}*`],
    ["bytes that are no text", Buffer.from([0xff, 0xfe]).toString("base64")],
    ["without a signature", base64(xml())],
    ["with a signature that is no base64", base64(`<signatureInfo>***<signatureInfo>${xml()}`)],
    ["without anything signed", base64("<signatureInfo>AAAA<signatureInfo>")],
    ["too long", "A".repeat(70_000)],
    ["signed, but no XML", base64(signedText("<authToken>"))],
    ["signed, but of another kind", base64(signedText("<simpleAuthenticationToken/>"))],
    ["signed, with a life that is no number", token({ ttl: "long" })],
    ["signed, with a date that does not exist", token({ issueTime: "2017-13-16 07:39:48 -0700" })],
    [
      "signed, with an element that its resource slipped in",
      token({ resourceID: "newsline</resourceID><ttl>999999999999</ttl><resourceID>" }),
    ],
  ])("has another format: %s", ([, written]) =>
    Effect.gen(function* () {
      expect(yield* outcome({ token: written })).toBe("INVALID_TOKEN_FORMAT")
    }),
  )

  /** The signature and what is signed; the last digit of a signature in base64 has bits that mean nothing. */
  const parts = (bytes: Buffer) => {
    const [, signature = "", signed = ""] = bytes.toString().split("<signatureInfo>")
    return [Buffer.from(signature, "base64").toString("hex"), signed]
  }

  it.effect.prop(
    "was changed, whichever bit",
    { at: FastCheck.nat(), bit: FastCheck.nat(7) },
    ({ at, bit }) =>
      Effect.gen(function* () {
        const bytes = Buffer.from(token(), "base64")
        const [signature, signed] = parts(bytes)
        const index = at % bytes.length
        bytes[index] = bytes[index]! ^ (1 << bit)
        const changed = yield* outcome({ token: bytes.toString("base64") })
        const [signatureNow, signedNow] = parts(bytes)
        const isSame = signature === signatureNow && signed === signedNow
        expect(changed).toMatch(isSame ? /^VALID_TOKEN|FORMAT$/ : /SIGNATURE|FORMAT$/)
      }),
  )

  it.effect("is in no error", () =>
    Effect.gen(function* () {
      const written = base64(signedText(xml(), Signed.somebody))
      const error = yield* refused({ token: written })
      expect(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}${error.stack}`).not.toContain(
        written.slice(20, 60),
      )
    }),
  )
})

describe("a token that is good once", () => {
  it.effect("is refused the second time, however it is written", () =>
    Effect.gen(function* () {
      const once = yield* Once
      const written = token()
      expect(yield* outcome({ token: written, once })).toBe("VALID_TOKEN")
      expect(yield* refused({ token: written, once })).toMatchObject({ _tag: "TokenUsed" })
      const lines = written.replace(/.{76}/g, "$&\n")
      const closed = Buffer.from(written, "base64")
        .toString()
        .replace("<signatureInfo><", "</signatureInfo><")
      expect(yield* outcome({ token: lines, once })).toBe("TokenUsed")
      expect(yield* outcome({ token: base64(closed), once })).toBe("TokenUsed")
    }).pipe(Effect.provide(Once.memory)),
  )

  it.effect("is good for one of those who use it at once", () =>
    Effect.gen(function* () {
      const once = yield* Once
      const all = yield* Effect.all(
        Array.from({ length: 20 }, () => outcome({ token: token(), once })),
        { concurrency: "unbounded" },
      )
      expect(all.filter((one) => one === "VALID_TOKEN")).toHaveLength(1)
    }).pipe(Effect.provide(Once.memory)),
  )

  it.effect("is not used up by a use that was refused", () =>
    Effect.gen(function* () {
      const once = yield* Once
      expect(yield* outcome({ token: token(), once, resource: "moviebox" })).toBe("INVALID_RESOURCE_ID")
      expect(yield* outcome({ token: token(), once })).toBe("VALID_TOKEN")
    }).pipe(Effect.provide(Once.memory)),
  )

  it.effect("is remembered as long as a server whose clock is behind may take it, and no longer", () =>
    Effect.gen(function* () {
      const once = yield* Once
      yield* TestClock.setTime(Signed.issuedAt)
      yield* verify({ token: token(), once, now: Signed.issuedAt })
      yield* TestClock.setTime(Signed.issuedAt + 2 * Signed.life - 1)
      expect(yield* outcome({ token: token(), once })).toBe("TokenUsed")
      yield* TestClock.setTime(Signed.issuedAt + 2 * Signed.life)
      expect(yield* outcome({ token: token(), once })).toBe("VALID_TOKEN")
    }).pipe(Effect.provide(Once.memory)),
  )
})

describe("the certificate", () => {
  it.effect.each([
    ["of version 1", Signed.certificate(Signed.adobe, 1)],
    ["as its public key alone", Signed.publicKey()],
    ["among text, as keytool lists it", `Alias name: adobe\n\n${certificate}\n*****\n`],
    ["after another one", `${Signed.certificate(Signed.somebody)}${certificate}`],
    ["with line ends of Windows", certificate.replaceAll("\n", "\r\n")],
  ])("is read %s", ([, pem]) =>
    Effect.gen(function* () {
      expect(yield* outcome({ token: token(), certificate: pem })).toBe("VALID_TOKEN")
    }),
  )

  it("is one that Node reads as well", () => {
    expect(new X509Certificate(certificate).subject).toBe("CN=Adobe\\, played")
  })

  it.each(rootCertificates.map((pem) => [new X509Certificate(pem).subject.replaceAll("\n", ", "), pem]))(
    "gives the key that Node finds in %s",
    (_, pem) => {
      const { publicKey, raw } = new X509Certificate(pem)
      expect(Buffer.from(publicKeyOf(raw)!)).toEqual(publicKey.export({ type: "spki", format: "der" }))
    },
  )

  it.prop("is read from any bytes without a fault", [FastCheck.uint8Array({ maxLength: 64 })], ([bytes]) => {
    const raw = new X509Certificate(certificate).raw
    publicKeyOf(bytes)
    publicKeyOf(raw.subarray(0, bytes.length * 20))
    raw.set(bytes, bytes.length * 3)
    publicKeyOf(raw)
  })

  const otherKind = rootCertificates.find(
    (pem) => new X509Certificate(pem).publicKey.asymmetricKeyType === "ec",
  )
  it.effect.each([
    ["no text", undefined],
    ["no PEM", "certificate"],
    ["no base64", "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----"],
    ["no certificate", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"],
    ["no key", "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----"],
    ["a key of another kind", otherKind],
  ])("is refused by name: %s", ([, pem]) =>
    Effect.gen(function* () {
      const error = yield* refused({ token: token(), certificate: pem })
      expect(error).toMatchObject({ _tag: "InvalidRequest", parameter: "certificate" })
    }),
  )
})

describe("an argument that is not as it must be", () => {
  it.effect.each([
    ["serviceProvider", { serviceProvider: "" }, "a text that is not empty"],
    ["serviceProvider", { serviceProvider: undefined }, "a text that is not empty"],
    ["resource", { resource: "" }, "a text that is not empty"],
    ["resource", { resource: null }, "a text that is not empty"],
    ["now", { now: Number.NaN }, "a moment"],
  ] as const)("%s: %j", ([parameter, given, expected]) =>
    Effect.gen(function* () {
      const error = yield* refused({ token: token(), ...given })
      expect(error).toMatchObject({ _tag: "InvalidRequest", parameter })
      expect(error.message).toContain(`expected ${expected}`)
    }),
  )
})
