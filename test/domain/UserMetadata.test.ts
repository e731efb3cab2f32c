import { assert, describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { ProfilesResponse } from "../../src/domain/Profile.js"
import * as UserMetadata from "../../src/domain/UserMetadata.js"

const decode = Schema.decodeUnknownSync(ProfilesResponse)

/** A profile as an answer brings it. */
const profileWith = (attributes: object) =>
  decode({ profiles: { Cable1: { notBefore: 1, notAfter: 2, attributes } } })["Cable1"]!

const plain = (value: unknown) => ({ value, state: "plain" })
const enc = (value: unknown) => ({ value, state: "enc" })

const viewer = profileWith({
  userID: plain("u-17"),
  upstreamUserID: plain("u-17-up"),
  householdID: plain(4711),
  primaryOID: plain("o-1"),
  typeID: plain("Primary"),
  is_hoh: plain("1"),
  hba_status: plain("true"),
  allowMirroring: plain(false),
  zip: enc("c2VhbGVk"),
  encryptedZip: plain("Y29tY2FzdA=="),
  channelID: plain(["ch-1", "ch-2"]),
  maxRating: plain({ MPAA: "PG-13", VCHIP: "TV-14", BBFC: "15" }),
  language: plain("English"),
  onNet: plain(true),
  inHome: plain("false"),
  favouriteTeam: plain({ name: "Bears" }),
  loyaltyNumber: enc("bG95YWw="),
})

describe("user metadata", () => {
  it("has the published attributes with their types", () => {
    const { zip, favouriteTeam, loyaltyNumber, ...metadata } = UserMetadata.read(viewer)
    expect(metadata).toEqual({
      userID: "u-17",
      upstreamUserID: "u-17-up",
      householdID: "4711",
      primaryOID: "o-1",
      typeID: "Primary",
      is_hoh: "1",
      hba_status: true,
      allowMirroring: false,
      encryptedZip: "Y29tY2FzdA==",
      channelID: ["ch-1", "ch-2"],
      maxRating: { MPAA: "PG-13", VCHIP: "TV-14", BBFC: "15" },
      language: "English",
      onNet: true,
      inHome: false,
    })
  })

  it("has what TempPass tells about the rest of the time and the resources", () => {
    const metadata = UserMetadata.read(
      profileWith({
        expiration_date: plain(1_760_000_000_000),
        remaining_resources: plain(2),
        used_assets: plain(["ep-1"]),
      }),
    )
    expect(metadata).toEqual({
      expiration_date: DateTime.unsafeMake(1_760_000_000_000),
      remaining_resources: 2,
      used_assets: ["ep-1"],
    })
  })

  it("keeps what is encrypted apart from what is plain", () => {
    expect(UserMetadata.get(viewer, "zip")).toEqual({ _tag: "Encrypted", value: "c2VhbGVk", state: "enc" })
    expect(UserMetadata.get(viewer, "loyaltyNumber")).toEqual({
      _tag: "Encrypted",
      value: "bG95YWw=",
      state: "enc",
    })
  })

  it("takes a state that nobody published for an encrypted one", () => {
    const sealed = profileWith({
      userID: { value: "x", state: "enc2" },
      other: { value: [1], state: "enc2" },
    })
    expect(UserMetadata.read(sealed)).toEqual({ userID: { _tag: "Encrypted", value: "x", state: "enc2" } })
  })

  it("keeps unknown keys as they came", () => {
    expect(UserMetadata.get(viewer, "favouriteTeam")).toEqual({ name: "Bears" })
  })

  it("takes a lone value for a list of one", () => {
    expect(UserMetadata.get(profileWith({ zip: plain("77754") }), "zip")).toEqual(["77754"])
  })

  it("takes an attribute without a state for plain", () => {
    expect(UserMetadata.get(profileWith({ language: { value: "fr" } }), "language")).toBe("fr")
  })

  it("leaves out a value of another type than published, and keeps it in the profile", () => {
    const odd = profileWith({
      maxRating: plain(["PG"]),
      userID: plain({ id: 1 }),
      hba_status: plain("perhaps"),
    })
    expect(UserMetadata.read(odd)).toEqual({})
    expect(odd.attributes["maxRating"]).toEqual(plain(["PG"]))
  })

  it("has no attribute that the profile has not", () => {
    expect(UserMetadata.get(viewer, "constructor")).toBeUndefined()
    expect(UserMetadata.get(viewer, "toString")).toBeUndefined()
    expect(UserMetadata.get(profileWith({}), "userID")).toBeUndefined()
    expect(UserMetadata.read(profileWith({}))).toEqual({})
  })

  it("reads whatever JSON is in an attribute, and shows nothing encrypted as plain", () => {
    const key = FastCheck.oneof(
      FastCheck.constantFrom(
        "userID",
        "zip",
        "maxRating",
        "hba_status",
        "expiration_date",
        "remaining_resources",
      ),
      FastCheck.string(),
    )
    const attribute = FastCheck.record({
      value: FastCheck.jsonValue(),
      state: FastCheck.constantFrom("plain", "enc"),
    })
    FastCheck.assert(
      FastCheck.property(FastCheck.dictionary(key, attribute), (attributes) => {
        const profile = profileWith(attributes)
        const shown = Object.entries(UserMetadata.read(profile))
        const sealed = shown.filter(([key]) => profile.attributes[key]?.state === "enc")
        expect(sealed.map(([, value]) => value)).toEqual(
          sealed.map(([key]) => ({ _tag: "Encrypted", state: "enc", value: profile.attributes[key]?.value })),
        )
      }),
    )
  })
})

describe("decryption", () => {
  const opened: Record<string, string> = { zip: '["77754","12345"]', loyaltyNumber: "L-1" }

  it.effect("hands encrypted values alone, with their keys, to the programmer's own code", () =>
    Effect.gen(function* () {
      const handed: Array<string> = []
      const profile = yield* UserMetadata.decrypt(viewer, (value, key) =>
        Effect.sync(() => {
          handed.push(`${key}=${value}`)
          return opened[key] ?? ""
        }),
      )
      assert.deepStrictEqual(handed.toSorted(), ["loyaltyNumber=bG95YWw=", "zip=c2VhbGVk"])
      assert.deepStrictEqual(UserMetadata.get(profile, "zip"), ["77754", "12345"])
      assert.strictEqual(UserMetadata.get(profile, "loyaltyNumber"), "L-1")
      assert.strictEqual(UserMetadata.get(profile, "userID"), "u-17")
      assert.strictEqual(profile.mvpd, "Cable1")
    }),
  )

  it.effect("leaves the profile it was given sealed", () =>
    Effect.gen(function* () {
      yield* UserMetadata.decrypt(viewer, () => Effect.succeed("77754"))
      assert.propertyVal(UserMetadata.get(viewer, "zip"), "_tag", "Encrypted")
    }),
  )

  it.effect("fails with the programmer's own error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(UserMetadata.decrypt(viewer, () => Effect.fail("no key" as const)))
      assert.strictEqual(error, "no key")
    }),
  )
})
