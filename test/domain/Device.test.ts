import { describe, expect, it } from "vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import * as Device from "../../src/domain/Device.js"
import { identityHeader } from "../../src/domain/TemporaryAccess.js"

const info = { model: "T-800", osName: "webOS" } as const
const make = (options: unknown) => Device.make(options as Device.Device.Options)
const good = (options: Device.Device.Options) => Either.getOrThrow(Device.make(options))
const bad = (options: unknown) => {
  const error = Either.getOrThrow(Either.flip(make(options)))
  expect(error._tag).toBe("InvalidRequest")
  expect(error.status).toBeUndefined()
  expect(error.message.startsWith(`${error.parameter}: `)).toBe(true)
  return { parameter: error.parameter, message: error.message.slice(error.parameter.length + 2) }
}
const decoded = (header: string) => Buffer.from(header, "base64").toString("utf8")

describe("a device", () => {
  it("needs an identifier and nothing else", () => {
    expect(Redacted.value(good({ identifier: "x" }).identifier)).toBe("x")
    expect(bad({})).toEqual({ parameter: "device.identifier", message: "is missing" })
    expect(bad({ identifier: "" })).toEqual({
      parameter: "device.identifier",
      message: "expected a text that is not empty",
    })
    expect(bad({ identifier: 5 }).message).toBe("expected a text that is not empty | Redacted(<redacted>)")
    expect(bad({ identifier: "x", forwardFor: "203.0.113.7" })).toEqual({
      parameter: "device.forwardFor",
      message: "is not expected",
    })
    for (const options of [null, undefined, "x", 5])
      expect(bad(options)).toEqual({ parameter: "device", message: "expected an object with identifier" })
  })

  it("takes secrets plain or redacted, and checks both", () => {
    for (const wrap of [(text: string) => text, Redacted.make<string>]) {
      const device = good({
        identifier: wrap("id"),
        serviceToken: wrap("a.b.c"),
        platformIdentity: { adobeSubjectToken: wrap("d.e.f") },
      })
      expect(Redacted.value(device.serviceToken!)).toBe("a.b.c")
      expect(bad({ identifier: wrap("") })).toMatchObject({ parameter: "device.identifier" })
      expect(bad({ identifier: "x", serviceToken: wrap("a\nb") })).toEqual({
        parameter: "device.serviceToken",
        message: "expected visible ASCII",
      })
    }
  })

  it("needs model and osName once it has info, and names what lacks", () => {
    expect(bad({ identifier: "x", info: {} })).toEqual({
      parameter: "device.info.model",
      message: "is missing",
    })
    expect(bad({ identifier: "x", info: { model: "m" } })).toEqual({
      parameter: "device.info.osName",
      message: "is missing",
    })
    expect(bad({ identifier: "x", info: "raw" })).toEqual({
      parameter: "device.info",
      message: "expected an object with model, osName | an object with raw",
    })
  })

  for (const [key, value] of [
    ["osName", "Plan 9"],
    ["primaryHardwareType", "Toaster"],
    ["osFamily", "Plan"],
    ["osVendor", "Bell"],
    ["browserName", "Mosaic"],
    ["browserVendor", "NCSA"],
    ["connectionSecure", "maybe"],
  ] as const) {
    it(`restricts ${key} to the reference's words`, () => {
      const { message, parameter } = bad({ identifier: "x", info: { ...info, [key]: value } })
      expect(parameter).toBe(`device.info.${key}`)
      expect(message).toMatch(/^expected /)
      expect(message).not.toContain(value)
    })
  }

  it("tells all the words there are", () => {
    expect(bad({ identifier: "x", info: { ...info, osName: "" } }).message).toBe(
      'expected "Android" | "Chrome OS" | "Linux" | "Mac OS" | "OS X" | "OpenBSD" | "Roku" | "Roku OS" | "WINDOWS" | "Windows" | "iOS" | "iPadOS" | "tvOS" | "webOS"',
    )
  })

  it("has texts that are not empty and well-formed, and sizes that are numbers", () => {
    expect(bad({ identifier: "x", info: { ...info, vendor: "" } }).parameter).toBe("device.info.vendor")
    expect(bad({ identifier: "x", info: { ...info, model: "a\ud800" } })).toEqual({
      parameter: "device.info.model",
      message: "expected well-formed text",
    })
    for (const displayWidth of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(bad({ identifier: "x", info: { ...info, displayWidth } }).parameter).toBe(
        "device.info.displayWidth",
      )
    }
    expect(
      good({
        identifier: "x",
        info: { ...info, displayWidth: 3840, displayHeight: "2160", connectionSecure: true },
      }).info,
    ).toMatchObject({ displayWidth: 3840, displayHeight: "2160", connectionSecure: true })
  })

  it("has a partner's status with one of four words and an expiry in milliseconds", () => {
    const status = (permission: unknown, provider: unknown) => ({
      identifier: "x",
      partnerStatus: { frameworkPermissionInfo: permission, frameworkProviderInfo: provider },
    })
    for (const [options, parameter] of [
      [status({ accessStatus: "pending" }, {}), "frameworkPermissionInfo.accessStatus"],
      [
        status({ accessStatus: "granted" }, { expirationDate: "soon" }),
        "frameworkProviderInfo.expirationDate",
      ],
      [status({ accessStatus: "granted" }, undefined), "frameworkProviderInfo"],
      [{ identifier: "x", partnerStatus: "granted" }, undefined],
    ] as const) {
      const { partnerStatus } = Either.getOrThrow(make(options))
      const name = ["device.partnerStatus", parameter].filter((one) => one !== undefined).join(".")
      expect(partnerStatus).toMatchObject({ _tag: "InvalidRequest", parameter: name })
      expect(Device.partnerStatusHeader(partnerStatus!)).toBeUndefined()
    }
  })

  it("with a partner's status that is wrong has all else checked as ever", () => {
    const partnerStatus = { frameworkPermissionInfo: { accessStatus: "pending" }, frameworkProviderInfo: {} }
    expect(Either.getOrThrow(make({ identifier: "x", info, partnerStatus })).info).toEqual(info)
    expect(bad({ identifier: "", partnerStatus }).parameter).toBe("device.identifier")
    expect(bad({ identifier: "x", userAgent: "\n", partnerStatus }).parameter).toBe("device.userAgent")
    expect(bad({ identifier: "x", forwardFor: "1", partnerStatus }).parameter).toBe("device.forwardFor")
  })

  it("takes null for what a partner's framework does not tell", () => {
    const partnerStatus = {
      frameworkPermissionInfo: { accessStatus: "denied", error: null },
      frameworkProviderInfo: { id: null, expirationDate: null, error: null },
    }
    const device = Either.getOrThrow(make({ identifier: "x", partnerStatus }))
    expect(JSON.parse(decoded(Device.partnerStatusHeader(device.partnerStatus!)!))).toEqual({
      frameworkPermissionInfo: { accessStatus: "denied" },
      frameworkProviderInfo: {},
    })
  })

  it("takes values that pages for single platforms prescribe against the reference's list", () => {
    for (const osName of ["Roku", "iPadOS", "WINDOWS"]) {
      expect(Either.getOrThrow(make({ identifier: "x", info: { model: "m", osName } })).info).toEqual({
        model: "m",
        osName,
      })
    }
    const xbox = { model: "m", osName: "WINDOWS", connectionSecure: "Wpa" }
    expect(Either.getOrThrow(make({ identifier: "x", info: xbox })).info).toEqual(xbox)
  })

  it("is built once for good as a layer, or fails to", async () => {
    const identifier = Effect.map(Device.Device, (device) => Redacted.value(device.identifier))
    expect(
      await Effect.runPromise(Effect.provide(identifier, Device.Device.layer({ identifier: "x" }))),
    ).toBe("x")
    const failed = Effect.flip(Effect.provide(identifier, Device.Device.layer({ identifier: "" })))
    expect(await Effect.runPromise(failed)).toMatchObject({
      _tag: "InvalidRequest",
      parameter: "device.identifier",
    })
  })
})

/** Each option whose text goes into a header as it is. */
const headerBound: ReadonlyArray<readonly [string, (text: string) => unknown]> = [
  ["device.forwardedFor", (forwardedFor) => ({ identifier: "x", forwardedFor })],
  ["device.visitorIdentifier", (visitorIdentifier) => ({ identifier: "x", visitorIdentifier })],
  ["device.userAgent", (userAgent) => ({ identifier: "x", userAgent })],
  ["device.serviceToken", (serviceToken) => ({ identifier: "x", serviceToken })],
  [
    "device.platformIdentity.adobeSubjectToken",
    (adobeSubjectToken) => ({ identifier: "x", platformIdentity: { adobeSubjectToken } }),
  ],
  [
    "device.platformIdentity.rokuConnectToken",
    (rokuConnectToken) => ({ identifier: "x", platformIdentity: { rokuConnectToken } }),
  ],
  ["device.info.raw", (raw) => ({ identifier: "x", info: { raw } })],
]

describe("a header", () => {
  for (const [parameter, options] of headerBound) {
    it(`cannot be broken out of by ${parameter}`, () => {
      expect(bad(options(""))).toEqual({ parameter, message: "expected a text that is not empty" })
      for (const text of [
        " ",
        "a\nb",
        "a\r\nX-Evil: 1",
        "a\u0000",
        "a\tb",
        "\ud800",
        "ü",
        "a ",
        " a",
        "\u007f",
      ]) {
        expect({ text, ...bad(options(text)) }).toEqual({
          text,
          parameter,
          message: "expected visible ASCII",
        })
      }
      expect(Either.isRight(make(options("visible ASCII; with=marks,")))).toBe(true)
    })
  }

  it("holds exactly what is visible ASCII, for any text", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "binary" }), (text) => {
        const fit = /^[ -~]+$/.test(text) && text.trim() === text
        for (const [, options] of headerBound) expect(Either.isRight(make(options(text)))).toBe(fit)
      }),
    )
  })

  it("of the identifier is a fingerprint in Base64 of UTF-8, for any text", () => {
    expect(Device.identifierHeader(good({ identifier: "tv-0815" }))).toBe("fingerprint dHYtMDgxNQ==")
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "grapheme", minLength: 1 }), (identifier) => {
        const header = Device.identifierHeader(good({ identifier }))
        expect(header).toMatch(/^fingerprint [A-Za-z0-9+/]+={0,2}$/)
        expect(decoded(header.slice(12))).toBe(identifier)
      }),
    )
    expect(bad({ identifier: "a\udfff" }).message).toBe("expected well-formed text")
  })

  it("of the info is Base64 that reads back to it, whatever the language", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.string({ unit: "grapheme", minLength: 1 }),
        FastCheck.dictionary(
          FastCheck.stringMatching(/^x[a-z]{1,8}$/),
          FastCheck.string({ unit: "grapheme", minLength: 1 }),
        ),
        FastCheck.integer(),
        (model, others, displayPpi) => {
          const all = { ...others, ...info, model, displayPpi }
          const device = good({ identifier: "x", info: all })
          const header = Device.infoHeader(device.info!)
          expect(header).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
          expect(JSON.parse(decoded(header))).toEqual(all)
        },
      ),
    )
  })

  it("of raw info is the raw info", () => {
    expect(Device.infoHeader(good({ identifier: "x", info: { raw: "YT1i" } }).info!)).toBe("YT1i")
  })

  it("of the partner's status has its expiry as a text of milliseconds", () => {
    for (const expirationDate of [1893456000000, "1893456000000"]) {
      const { partnerStatus } = good({
        identifier: "x",
        partnerStatus: {
          frameworkPermissionInfo: { accessStatus: "granted", error: { code: "7", message: "Größe" } },
          frameworkProviderInfo: { id: "kabel-map", expirationDate },
        },
      })
      expect(partnerStatus).toMatchObject({
        frameworkProviderInfo: { expirationDate: DateTime.unsafeMake(1893456000000) },
      })
      expect(JSON.parse(decoded(Device.partnerStatusHeader(partnerStatus!)!))).toEqual({
        frameworkPermissionInfo: { accessStatus: "granted", error: { code: "7", message: "Größe" } },
        frameworkProviderInfo: { id: "kabel-map", expirationDate: "1893456000000" },
      })
    }
  })

  it("of a partner that knows no provider leaves it out", () => {
    for (const accessStatus of ["denied", "restricted", "notDetermined"] as const) {
      const status = { frameworkPermissionInfo: { accessStatus }, frameworkProviderInfo: {} }
      const { partnerStatus } = good({ identifier: "x", partnerStatus: status })
      expect(JSON.parse(decoded(Device.partnerStatusHeader(partnerStatus!)!))).toEqual(status)
    }
  })

  it("of promotional TempPass is Base64 of the object's JSON or of the text", () => {
    expect(identityHeader(undefined)).toBeUndefined()
    expect(decoded(identityHeader({ email: "größe@example.org" })!)).toBe('{"email":"größe@example.org"}')
    expect(decoded(identityHeader("email=größe@example.org")!)).toBe("email=größe@example.org")
  })
})

describe("a secret", () => {
  it("is never told, neither by the device nor by the error that refuses it", () => {
    const secret = FastCheck.string({
      unit: FastCheck.constantFrom(..."QXZ789"),
      minLength: 6,
      maxLength: 30,
    })
    FastCheck.assert(
      FastCheck.property(secret, FastCheck.constantFrom("", "\n", "ü", "\ud800"), (text, flaw) => {
        for (const options of [
          { identifier: text + flaw },
          { identifier: Redacted.make(text + flaw) },
          { identifier: text, serviceToken: text + flaw },
          { identifier: text, platformIdentity: { adobeSubjectToken: text + flaw } },
          { identifier: text, platformIdentity: { rokuConnectToken: Redacted.make(text + flaw) } },
          { identifier: text, info: { ...info, osName: "None" } },
          { identifier: text, info: 5, serviceToken: text },
        ]) {
          const device = Either.merge(make(options))
          for (const told of [JSON.stringify(device), inspect(device, { depth: 9 }), String(device)]) {
            expect(told).not.toContain(text)
          }
        }
      }),
    )
  })
})
