/* oxlint-disable vitest/expect-expect -- `roundTrips` expects */
/** What this library writes, it reads again, through JSON and unchanged. */
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { Selection } from "../../src/cache/Remembered.js"
import { StoredAccessToken } from "../../src/domain/AccessToken.js"
import { ClientCredentials } from "../../src/domain/ClientCredentials.js"
import { DeviceInfo } from "../../src/domain/device/DeviceInfo.js"
import { PartnerStatus } from "../../src/domain/device/PartnerStatus.js"
import { TemporaryAccessIdentity } from "../../src/domain/TemporaryAccess.js"
import { Timestamp, TimestampString } from "../../src/domain/wire/Timestamp.js"
import * as Errors from "../../src/error/AdobePassError.js"
import { LoggedExchange } from "../../src/sandbox/server/requestLog.js"
import { Earned } from "../../src/token/refresh.js"
import { check } from "../support/runs.js"
import * as Wire from "./wire.js"

const { constantFrom, dictionary, integer, option, record, string } = FastCheck

/** Through the text of JSON, as a store and a socket have it. */
const throughJson = (value: unknown): unknown => {
  const text = JSON.stringify(value)
  return text === undefined ? undefined : JSON.parse(text)
}

/** A value as it can be compared: secrets open, moments and durations as numbers. */
const plain = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { secret: Redacted.value(value) }
  if (DateTime.isDateTime(value)) return { millis: DateTime.toEpochMillis(value) }
  if (Duration.isDuration(value)) return { duration: Duration.toMillis(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value
  const own = value instanceof Error ? { ...value, message: value.message } : value
  return Object.fromEntries(
    Object.entries(own)
      // what the platform says is told in words, which a platform may choose
      .filter(([name, one]) => one !== undefined && name !== "cause")
      .map(([name, one]) => [name, plain(one)]),
  )
}

/** JSON has no word for infinity, and Effect's records have no room for the key that sets a prototype. */
const isWritable = (value: unknown): boolean => {
  if (typeof value === "number") return Number.isFinite(value)
  if (Duration.isDuration(value)) return Duration.isFinite(value)
  return (
    typeof value !== "object" ||
    value === null ||
    (!Object.hasOwn(value, "__proto__") && Object.values(value).every(isWritable))
  )
}

const roundTrips = <A, I>(schema: Schema.Schema<A, I>, values: FastCheck.Arbitrary<A>, usual: number) => {
  const encode = Schema.encodeSync(schema)
  const decode = Schema.decodeUnknownSync(schema)
  return check(
    FastCheck.property(values.filter(isWritable), (value) => {
      expect(plain(decode(throughJson(encode(value))))).toEqual(plain(value))
    }),
    usual,
  )
}

const moment = integer({ min: -8.64e15, max: 8.64e15 }).map((millis) => DateTime.unsafeMake(millis))
/** As it is told in digits alone. */
const momentInDigits = integer({ min: 0, max: 8.64e15 }).map((millis) => DateTime.unsafeMake(millis))
const visible = string({ unit: constantFrom(..."aZ09-._~+/="), minLength: 1 }).map((text) =>
  Redacted.make(text),
)
const token = record({ value: visible, createdAt: moment, expiresAt: moment })
const someText = Wire.text.filter((text) => text !== "")

describe("what the store keeps", () => {
  it("a token", () => roundTrips(StoredAccessToken, token, 300))
  it("a token with its client", () => roundTrips(Earned, record({ clientId: Wire.text, token }), 300))
  it("credentials", () =>
    roundTrips(
      ClientCredentials,
      record({
        clientId: someText,
        clientSecret: someText.map((text) => Redacted.make(text)),
        grantTypes: FastCheck.array(Wire.text),
        scopes: FastCheck.array(Wire.text),
      }),
      300,
    ))
  it("the viewer's selection", () => {
    const attribute = record({ state: constantFrom("plain", "enc"), value: FastCheck.jsonValue() })
    const profile = record({
      mvpd: Wire.text,
      notAfter: moment,
      attributes: dictionary(Wire.text, attribute),
    })
    const mvpd = FastCheck.tuple(
      record({ id: Wire.text }),
      record({ displayName: Wire.text, logoUrl: Wire.text }, { requiredKeys: [] }),
    ).map(([id, more]) => ({ ...id, ...more }))
    const selection = FastCheck.tuple(mvpd, option(profile)).map(([mvpd, profile]): Selection =>
      profile === null ? { mvpd } : { mvpd, profile },
    )
    return roundTrips(Selection, selection, 300)
  })
})

describe("what headers are made of", () => {
  it("moments as numbers and as digits", async () => {
    await roundTrips(Timestamp, moment, 300)
    await roundTrips(TimestampString, momentInDigits, 300)
  })
  it("the device's info", () => roundTrips(DeviceInfo, Arbitrary.make(DeviceInfo), 200))
  it("an identity for TempPass", () =>
    roundTrips(TemporaryAccessIdentity, Arbitrary.make(TemporaryAccessIdentity), 200))
  it("a partner's status", () => {
    const error = record({ code: Wire.text, message: Wire.text })
    const status = record({
      frameworkPermissionInfo: FastCheck.tuple(
        constantFrom("granted" as const, "denied" as const, "restricted" as const, "notDetermined" as const),
        record({ error }, { requiredKeys: [] }),
      ).map(([accessStatus, more]) => ({ accessStatus, ...more })),
      frameworkProviderInfo: record(
        { id: Wire.text, expirationDate: momentInDigits, error },
        { requiredKeys: [] },
      ),
    })
    return roundTrips(PartnerStatus, status, 200)
  })
})

describe("every error", () => {
  it.each(Object.entries(Errors))("%s", (_name, schema) => {
    const failure = schema as unknown as Schema.Schema<Errors.AdobePassError, unknown>
    const values = Arbitrary.make(failure)
    return roundTrips(failure, values, 60)
  })
})

it("an exchange in the log of a sandbox", () =>
  roundTrips(LoggedExchange, Arbitrary.make(LoggedExchange), 100))

it("equal secrets are equal after the store", () => {
  const written = Schema.encodeSync(StoredAccessToken)({
    value: Redacted.make("a"),
    createdAt: DateTime.unsafeMake(1),
    expiresAt: DateTime.unsafeMake(2),
  })
  const read = Schema.decodeUnknownEither(StoredAccessToken)(throughJson(written))
  expect(Either.map(read, ({ value }) => Equal.equals(value, Redacted.make("a")))).toEqual(Either.right(true))
})
