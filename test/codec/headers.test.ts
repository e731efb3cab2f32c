/* oxlint-disable vitest/no-conditional-expect -- a property holds for what may be absent, too */
/** What builds headers and requests takes all that is valid, and refuses the rest with an error that names it. */
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import { expect, it } from "vitest"
import * as Device from "../../src/domain/Device.js"
import { InvalidRequest } from "../../src/domain/InvalidRequest.js"
import { identityHeader } from "../../src/domain/TemporaryAccess.js"
import { Integration } from "../../src/domain/Environment.js"
import * as Effect from "effect/Effect"
import type { Parts } from "../../src/transport/Request.js"
import { checkIdentity, toRequest } from "../../src/transport/Request.js"
import { check } from "../support/runs.js"
import * as Wire from "./wire.js"

const { anything, constantFrom, dictionary, integer, oneof, record, string } = FastCheck

const isWellFormed = (text: string) => !/\p{Cs}/u.test(text)
const wellFormed = Wire.text.filter((text) => text !== "" && isWellFormed(text))
const visible = string({ unit: constantFrom(..."aZ09-._~+/=! :;"), minLength: 1, maxLength: 60 }).filter(
  (text) => text.trim() === text,
)
const jsonOf = (base64: string): unknown => JSON.parse(Buffer.from(base64, "base64").toString("utf8"))
/** Nothing that could end a line of the head, or be read as another text by a proxy. */
const isHeader = (value: string) => /^[\x20-\x7e]+$/.test(value) && value.trim() === value

const osNames = ["Android", "Chrome OS", "Linux", "Roku", "tvOS", "webOS", "Windows"] as const
const size = oneof(integer({ min: 0, max: 10_000 }), wellFormed)
const info = record(
  {
    model: wellFormed,
    osName: constantFrom(...osNames),
    primaryHardwareType: constantFrom("TV" as const, "SetTopBox" as const, "Unknown" as const),
    version: wellFormed,
    vendor: wellFormed,
    displayWidth: size,
    connectionPort: size,
    connectionSecure: constantFrom(true, false, "true" as const, "WpaPsk" as const),
  },
  { requiredKeys: ["model", "osName"] },
)
const partnerStatus = record({
  frameworkPermissionInfo: record({ accessStatus: constantFrom("granted" as const, "denied" as const) }),
  frameworkProviderInfo: record(
    { id: oneof(wellFormed, FastCheck.constant(null)), expirationDate: integer({ min: 0, max: 8.64e15 }) },
    { requiredKeys: [] },
  ),
})
const options = record(
  {
    identifier: wellFormed,
    info: oneof(info, record({ raw: visible })),
    forwardedFor: visible,
    visitorIdentifier: visible,
    platformIdentity: oneof(record({ adobeSubjectToken: visible }), record({ rokuConnectToken: visible })),
    serviceToken: visible.map((text) => Redacted.make(text)),
    partnerStatus,
    userAgent: visible,
  },
  { requiredKeys: ["identifier"] },
)

const integration = Effect.runSync(
  Effect.provide(
    Integration,
    Integration.layer({
      environment: { baseUrl: "http://service.example" },
      serviceProvider: "ACME",
      softwareStatement: "a.b.c",
    }),
  ),
)
const target = { method: "POST", path: "/api/v2/{serviceProvider}/{mvpd}" } as const
const send = toRequest(
  "Any",
  {
    ...target,
    sends: ["identifier", "info", "platformIdentity", "serviceToken", "partnerStatus", "visitorIdentifier"],
  },
  integration,
)

it("a valid device becomes headers that say the same", () =>
  check(
    FastCheck.property(options, (given) => {
      const device = Either.getOrThrow(Device.make(given))
      const { headers } = Either.getOrThrow(
        send({ parameters: { serviceProvider: undefined, mvpd: "A" } }, "ACME", device),
      )
      expect(Object.values(headers).filter((value) => !isHeader(value))).toEqual([])
      const [scheme, identifier = ""] = (headers["ap-device-identifier"] ?? "").split(" ")
      expect([scheme, Buffer.from(identifier, "base64").toString("utf8")]).toEqual([
        "fingerprint",
        given.identifier,
      ])
      if (given.info !== undefined && !("raw" in given.info)) {
        expect(jsonOf(headers["x-device-info"] ?? "")).toEqual(JSON.parse(JSON.stringify(given.info)))
      }
      if (given.partnerStatus !== undefined) {
        const told = jsonOf(headers["ap-partner-framework-status"] ?? "")
        const { expirationDate } = given.partnerStatus.frameworkProviderInfo
        expect(told).toMatchObject({
          frameworkPermissionInfo: given.partnerStatus.frameworkPermissionInfo,
          frameworkProviderInfo:
            expirationDate === undefined ? {} : { expirationDate: String(expirationDate) },
        })
      }
    }),
    300,
  ))

/** What JavaScript may pass as anything: objects without a prototype, getters, dates, symbols, cycles. */
const cycle: Record<string, unknown> = {}
cycle["self"] = cycle
const odd = oneof(
  anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  Wire.text,
  constantFrom<unknown>(cycle, Symbol("x"), () => 1, new Proxy({}, {}), Number.NaN),
)

/** Ends in a value whose texts are fit for a head, or in an error that names what is wrong. */
const isSound = <A>(result: Either.Either<A, InvalidRequest>, use: (value: A) => boolean) =>
  Either.isRight(result)
    ? use(result.right)
    : result.left instanceof InvalidRequest && result.left.parameter !== "" && result.left.message !== ""

const isSent = (device: Device.Device.Service, parts: Parts) =>
  isSound(
    send(parts, parts.serviceProvider ?? "ACME", device),
    ({ headers, url }) => Object.values(headers).every(isHeader) && URL.canParse(url),
  )

it("whatever is given as a device is refused, or is sound", () =>
  check(
    FastCheck.property(odd, (given) => {
      const made = Device.make(given as Device.Device.Options)
      const parts = { parameters: { serviceProvider: "A", mvpd: "B" } }
      expect(isSound(made, (device) => isSent(device, parts))).toBe(true)
    }),
    300,
  ))

it("each option of a device may be anything, and is refused by its name", () =>
  check(
    FastCheck.property(
      constantFrom(
        "identifier",
        "info",
        "forwardedFor",
        "visitorIdentifier",
        "platformIdentity",
        "serviceToken",
        "partnerStatus",
        "userAgent",
      ),
      odd,
      (name, bad) => {
        const made = Device.make({ identifier: "x", [name]: bad } as Device.Device.Options)
        const parts = { parameters: { serviceProvider: "A", mvpd: "B" } }
        expect(isSound(made, (device) => isSent(device, parts))).toBe(true)
        if (Either.isLeft(made)) expect(made.left.parameter).toMatch(new RegExp(`^device\\.${name}`))
      },
    ),
    300,
  ))

it("whatever is asked is sent whole, or refused", () =>
  check(
    FastCheck.property(
      record({
        parameters: record({ serviceProvider: odd, mvpd: odd }),
        query: oneof(dictionary(wellFormed, odd, { maxKeys: 3 }), FastCheck.constant(undefined)),
        form: oneof(dictionary(wellFormed, odd, { maxKeys: 3 }), FastCheck.constant(undefined)),
        json: oneof(
          dictionary(wellFormed, oneof(odd, FastCheck.array(odd)), { maxKeys: 3 }),
          FastCheck.constant(undefined),
        ),
        temporaryAccessIdentity: odd,
      }),
      (parts) => {
        const device = { identifier: Redacted.make("x") }
        expect(isSent(device, parts as unknown as Parts)).toBe(true)
      },
    ),
    300,
  ))

it("an identity for TempPass is told as it is, or refused", () =>
  check(
    FastCheck.property(oneof(wellFormed, dictionary(wellFormed, wellFormed), odd), (given) => {
      const identity = given as string
      const checked = checkIdentity("Any", identity)
      expect(isSound(checked, (header) => header === undefined || isHeader(header))).toBe(true)
      if (Either.isRight(checked)) expect(checked.right).toBe(identityHeader(identity))
    }),
    300,
  ))
