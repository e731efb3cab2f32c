/** What Adobe sends, by the shapes of its reference and of its servers, and what becomes of it. */
import { describe, expect, it } from "vitest"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { AccessTokenResponse, StoredAccessToken } from "../../src/domain/AccessToken.js"
import { ClientCredentials } from "../../src/domain/ClientCredentials.js"
import { ConfigurationResponse } from "../../src/domain/Configuration.js"
import { DecisionsResponse } from "../../src/domain/Decision.js"
import { LogoutResponse } from "../../src/domain/Logout.js"
import { MediaToken } from "../../src/domain/MediaToken.js"
import { ProfilesResponse } from "../../src/domain/Profile.js"
import { V1Authorization } from "../../src/domain/v1/V1Authorization.js"
import { SessionResponse } from "../../src/domain/Session.js"
import { SessionInformation } from "../../src/domain/SessionInformation.js"

const at = (millis: number) => DateTime.unsafeMake(millis)
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const reading = <A, I>(schema: Schema.Schema<A, I>, wire: unknown): { readonly read: A } => ({
  read: Schema.decodeUnknownSync(schema)(wire),
})

/** Reads, writes and reads again; the second reading must give the first. */
const through = <A, I>(
  schema: Schema.Schema<A, I>,
  wire: unknown,
): { readonly read: A; readonly written: unknown } => {
  const read = Schema.decodeUnknownSync(schema)(wire)
  const written = plain(Schema.encodeSync(schema)(read))
  expect(Schema.decodeUnknownSync(schema)(written)).toEqual(read)
  return { read, written }
}
const isRejected = <A, I>(schema: Schema.Schema<A, I>, wire: unknown) =>
  Either.isLeft(Schema.decodeUnknownEither(schema)(wire))

const notBefore = 1800000000123
const notAfter = 1800001800456

describe("a configuration", () => {
  const kabel = {
    id: "Kabel",
    displayName: "Kabel Süd",
    logoUrl: "https://logo.example/k.png",
    isTempPass: false,
    isProxy: true,
    boardingStatus: "SUPPORTED",
    platformMappingId: "kabel-map",
    enablePlatformServices: true,
    displayInPlatformPicker: true,
    enforcePlatformPermissions: false,
  }
  const domains = [{ name: "acme.example", mvpdInitiated: true }]
  const read = { id: "ACME", name: "Acme", domains, mvpds: [kabel] }

  it("has its MVPDs inside the requestor, as sampled", () => {
    const wire = { device: "tv", clientType: "html5", os: "x", requestor: { ...read } }
    expect(reading(ConfigurationResponse, wire)).toEqual({ read })
  })

  it("has its MVPDs beside the requestor, as tabled", () => {
    const { mvpds, ...requestor } = read
    expect(reading(ConfigurationResponse, { requestor, mvpds, time: 1 }).read).toEqual(read)
  })

  it("keeps the channels of the OpenAPI and whatever else is new", () => {
    const wire = {
      platform: "p",
      requestor: {
        ...read,
        channels: "a,b",
        newer: [1],
        mvpds: [{ ...kabel, authPerAggregator: true, newer: {} }],
      },
    }
    expect(reading(ConfigurationResponse, wire).read).toEqual(wire.requestor)
  })

  it("has domains by name alone, flags as text, and little else", () => {
    expect(
      reading(ConfigurationResponse, {
        requestor: {
          id: "ACME",
          name: null,
          domains: ["acme.example", { name: "b.example", mvpdInitiated: "true" }],
          mvpds: [{ id: "Temp", isTempPass: "true", isProxy: null, boardingStatus: "A_NEW_WORD" }],
        },
      }).read,
    ).toEqual({
      id: "ACME",
      domains: [
        { name: "acme.example", mvpdInitiated: false },
        { name: "b.example", mvpdInitiated: true },
      ],
      mvpds: [{ id: "Temp", isTempPass: true, isProxy: false, boardingStatus: "A_NEW_WORD" }],
    })
    expect(reading(ConfigurationResponse, { requestor: { id: "ACME" } }).read).toEqual({
      id: "ACME",
      domains: [],
      mvpds: [],
    })
  })

  it("without a requestor, or with an MVPD without an id, is none", () => {
    for (const wire of [
      {},
      { requestor: {} },
      { requestor: { id: "A", mvpds: [{}] } },
      { requestor: { id: "A", mvpds: {} } },
    ]) {
      expect(isRejected(ConfigurationResponse, wire)).toBe(true)
    }
  })
})

describe("a session", () => {
  const about = { sessionId: "0af1-77", serviceProvider: "ACME", mvpd: "Kabel" }
  const times = { notBefore: String(notBefore), notAfter: String(notAfter) }
  const readTimes = { notBefore: at(notBefore), notAfter: at(notAfter) }

  it("asks to authenticate", () => {
    const wire = {
      actionName: "authenticate",
      actionType: "interactive",
      reasonType: "none",
      url: "/api/v2/authenticate/ACME/Q7Z1XYW",
      code: "Q7Z1XYW",
      ...about,
      ...times,
    }
    expect(reading(SessionResponse, wire)).toEqual({
      read: { _tag: "Authenticate", reason: "none", url: wire.url, code: wire.code, ...about, ...readTimes },
    })
  })

  for (const [actionName, _tag] of [
    ["resume", "Resume"],
    ["retry", "Retry"],
  ] as const) {
    it(`asks to ${actionName}, by either name of the domain`, () => {
      const { mvpd, ...rest } = about
      const wire = {
        actionName,
        actionType: "direct",
        reasonType: "none",
        url: "/api/v2/ACME/sessions/Q7Z1XYW",
        missingParameters: [mvpd, "domain", "domainName", "redirectUrl", "a-new-one"],
        code: "Q7Z1XYW",
        ...rest,
        ...times,
      }
      expect(reading(SessionResponse, wire).read).toEqual({
        _tag,
        reason: "none",
        code: "Q7Z1XYW",
        missingParameters: [mvpd, "domainName", "domainName", "redirectUrl", "a-new-one"],
        ...rest,
        ...readTimes,
      })
    })
  }

  for (const reason of [
    "authenticated",
    "temporary",
    "degraded",
    "authenticatedSSO",
    "a_reason_of_next_year",
  ]) {
    it(`goes on to decisions: ${reason}`, () => {
      const wire = { actionName: "authorize", actionType: "direct", reasonType: reason, url: "/x", ...about }
      expect(reading(SessionResponse, wire).read).toEqual({ _tag: "Authorize", reason, ...about })
    })
  }

  it("asks the partner", () => {
    const wire = {
      actionName: "partner_profile",
      actionType: "direct",
      reasonType: "none",
      url: "/api/v2/ACME/profiles/sso/Apple",
      ...about,
      authenticationRequest: { type: "saml", request: "PHNhbWw+", attributesNames: ["uid", "name"] },
    }
    const { read } = reading(SessionResponse, wire)
    expect(read).toMatchObject({
      _tag: "PartnerProfile",
      reason: "none",
      ...about,
      authenticationRequest: { type: "saml", attributesNames: ["uid", "name"] },
    })
    expect(read._tag === "PartnerProfile" && Redacted.value(read.authenticationRequest.request)).toBe(
      "PHNhbWw+",
    )
    expect(JSON.stringify(read)).not.toContain("PHNhbWw+")
  })

  for (const reason of ["pfs_fallback", "configuration_fallback", "missing_parameters_fallback"]) {
    it(`falls back to the basic flow: ${reason}`, () => {
      const common = { reasonType: reason, code: "SB7", ...about, ...times }
      const authenticate = { actionName: "authenticate", url: "/api/v2/authenticate/ACME/SB7", ...common }
      expect(reading(SessionResponse, authenticate).read).toMatchObject({ _tag: "Authenticate", reason })
      const resume = { actionName: "resume", missingParameters: ["redirectUrl"], ...common }
      expect(reading(SessionResponse, resume).read).toMatchObject({ _tag: "Resume", reason })
    })
  }

  it("keeps an action of next year whole", () => {
    const wire = {
      actionName: "beam",
      actionType: "telepathic",
      reasonType: "why_not",
      extra: { a: 1 },
      ...about,
      ...times,
    }
    const { read } = reading(SessionResponse, wire)
    expect(read).toMatchObject({
      _tag: "Unknown",
      actionName: "beam",
      reason: "why_not",
      raw: { extra: { a: 1 } },
      ...about,
    })
  })

  it("may leave out what it does not need, or say null", () => {
    expect(
      reading(SessionResponse, {
        actionName: "resume",
        code: "Q",
        notAfter,
        mvpd: null,
        notBefore: null,
        url: null,
      }).read,
    ).toEqual({
      _tag: "Resume",
      reason: "none",
      code: "Q",
      missingParameters: [],
      sessionId: "",
      serviceProvider: "",
      notAfter: at(notAfter),
    })
  })

  it("without what its action needs is none", () => {
    const good = { actionName: "authenticate", url: "/x", code: "Q", notAfter }
    for (const name of Object.keys(good))
      expect(isRejected(SessionResponse, { ...good, [name]: null })).toBe(true)
    for (const actionName of ["resume", "retry"]) {
      expect(isRejected(SessionResponse, { actionName, notAfter })).toBe(true)
      expect(isRejected(SessionResponse, { actionName, code: "Q" })).toBe(true)
      expect(isRejected(SessionResponse, { actionName, code: "Q", notAfter: "tomorrow" })).toBe(true)
    }
    expect(isRejected(SessionResponse, { actionName: "partner_profile" })).toBe(true)
    expect(isRejected(SessionResponse, { actionName: "partner_profile", authenticationRequest: {} })).toBe(
      true,
    )
  })
})

describe("what a code stands for", () => {
  const version = { major: 15, minor: 2, patch: 0, profile: "" }
  const device = {
    type: "TV",
    model: null,
    version,
    hardware: { name: null, vendor: "Acme", version, manufacturer: "Acme" },
    operatingSystem: { name: "AcmeOS", family: "Linux", vendor: "Acme", version },
    browser: { name: "Chrome", vendor: "Google", version, userAgent: "U", originalUserAgent: "U" },
    display: {
      width: 0,
      height: 0,
      ppi: 0,
      name: "DISPLAY",
      vendor: null,
      version: null,
      diagonalSize: null,
    },
    applicationId: null,
    connection: { ipAddress: "198.51.100.7", port: "55161", secure: false, type: null },
  }
  const wire = {
    existingParameters: {
      mvpd: "Kabel",
      domain: "acme.example",
      redirectUrl: "acme://tv",
      serviceProvider: "ACME",
    },
    device,
    notBefore: String(notBefore),
    notAfter: String(notAfter),
  }

  it("is read with its nulls left out and its unknown fields kept", () => {
    const { read } = reading(SessionInformation, wire)
    expect(read).toEqual({
      existingParameters: {
        mvpd: "Kabel",
        domainName: "acme.example",
        redirectUrl: "acme://tv",
        serviceProvider: "ACME",
      },
      missingParameters: [],
      notBefore: at(notBefore),
      notAfter: at(notAfter),
      device: {
        type: "TV",
        version,
        hardware: { vendor: "Acme", version, manufacturer: "Acme" },
        operatingSystem: device.operatingSystem,
        browser: device.browser,
        display: device.display,
        connection: { ipAddress: "198.51.100.7", port: "55161", secure: false },
      },
    })
  })

  it("has the domain under either name, and new parameters", () => {
    const read = (existingParameters: object) =>
      reading(SessionInformation, { existingParameters }).read.existingParameters
    expect(read({ domainName: "a.example" })).toEqual({ domainName: "a.example" })
    expect(read({ domain: "b.example", domainName: "a.example" })).toEqual({ domainName: "a.example" })
    expect(read({ domain: null, newer: "x" })).toEqual({ newer: "x" })
  })

  it("has an address as text or as a Java object", () => {
    const address = (ipAddress: unknown) =>
      reading(SessionInformation, { existingParameters: {}, device: { connection: { ipAddress } } }).read
        .device?.connection
    expect(
      address({ hostAddress: "198.51.100.8", hostName: "tv", address: ["AQ=="], loopbackAddress: false }),
    ).toEqual({
      ipAddress: "198.51.100.8",
    })
    expect(address({ hostName: "tv" })).toEqual({ ipAddress: "" })
    expect(address({ hostAddress: { toString: 1, valueOf: 1 } })).toEqual({ ipAddress: "" })
    expect(address(null)).toEqual({})
  })

  it("names what is missing", () => {
    expect(
      reading(SessionInformation, { ...wire, missingParameters: ["mvpd", "domain"] }).read.missingParameters,
    ).toEqual(["mvpd", "domainName"])
  })

  it("without parameters is none", () => expect(isRejected(SessionInformation, { device })).toBe(true))
})

describe("profiles", () => {
  const profile = (type: string, issuer: string, attributes: object = {}) => ({
    notBefore,
    notAfter,
    issuer,
    type,
    attributes: { userID: { value: "dXNlcg==", state: "plain" }, ...attributes },
  })

  it("are of every type, with the MVPD's name", () => {
    const profiles = {
      Kabel: profile("regular", "Kabel"),
      Funk: profile("appleSSO", "Apple"),
      Draht: profile("platformSSO", "Draht"),
      Mast: profile("serviceTokenSSO", "Mast"),
      Notfall: profile("degraded", "Adobe"),
      Gast: profile("temporary", "Adobe"),
      "Ganz & Neu": profile("a_type_of_next_year", "Somebody"),
    }
    const { read } = reading(ProfilesResponse, { profiles })
    for (const [mvpd, one] of Object.entries(profiles)) {
      expect(read[mvpd]).toEqual({ ...one, mvpd, notBefore: at(notBefore), notAfter: at(notAfter) })
    }
  })

  it("have attributes that are text, number, flag, list, map or nothing, plain or encrypted", () => {
    const attributes = {
      zip: { value: "ZW5jcnlwdGVk", state: "enc" },
      expiration_date: { value: notAfter, state: "plain" },
      remaining_resources: { value: 3, state: "plain" },
      used_assets: { value: ["a", "b"], state: "plain" },
      maxRating: { value: { MPAA: "PG", VCHIP: "TV-14", nested: { a: [1] } }, state: "plain" },
      hba_status: { value: true, state: "plain" },
      onNet: { value: null, state: "plain" },
      future: { value: "x", state: "quantum", error: "invalid_configuration_user_metadata_certificate" },
    }
    const { read } = reading(ProfilesResponse, {
      profiles: { Kabel: profile("regular", "Kabel", attributes) },
    })
    expect(read["Kabel"]?.attributes).toMatchObject(attributes)
    const stateless = {
      profiles: { Kabel: { ...profile("regular", "K"), attributes: { zip: { value: "1" } } } },
    }
    expect(reading(ProfilesResponse, stateless).read["Kabel"]?.attributes["zip"]).toEqual({
      value: "1",
      state: "plain",
    })
  })

  it("have times as digits, a session, unknown fields, or little else", () => {
    const wire = {
      Kabel: { notBefore: String(notBefore), notAfter: String(notAfter), sessionId: "s", newer: { a: 1 } },
    }
    expect(reading(ProfilesResponse, { profiles: wire }).read).toEqual({
      Kabel: {
        mvpd: "Kabel",
        notBefore: at(notBefore),
        notAfter: at(notAfter),
        issuer: "",
        type: "regular",
        attributes: {},
        sessionId: "s",
        newer: { a: 1 },
      },
    })
  })

  it("may be none", () => {
    for (const wire of [{ profiles: {} }, { profiles: null }, {}])
      expect(reading(ProfilesResponse, wire).read).toEqual({})
  })

  it("go on without attributes and without a beginning, and not without an end", () => {
    for (const attributes of ["userID", 5, ["userID"], true]) {
      const wire = { profiles: { Kabel: { notBefore, notAfter, attributes } } }
      expect(reading(ProfilesResponse, wire).read["Kabel"]).toMatchObject({
        attributes: {},
        notAfter: at(notAfter),
      })
    }
    const { read } = reading(ProfilesResponse, { profiles: { AlticeOne: { notAfter } } })
    expect(read["AlticeOne"]).toEqual({
      mvpd: "AlticeOne",
      notAfter: at(notAfter),
      issuer: "",
      type: "regular",
      attributes: {},
    })
    expect(isRejected(ProfilesResponse, { profiles: { Kabel: { notBefore } } })).toBe(true)
    expect(isRejected(ProfilesResponse, { profiles: [] })).toBe(true)
    expect(isRejected(ProfilesResponse, { portal: "sign in first" })).toBe(true)
  })

  it("take a state of another type for no plain one", () => {
    const wire = { profiles: { Kabel: { notAfter, attributes: { zip: { value: "MTIz", state: 5 } } } } }
    expect(reading(ProfilesResponse, wire).read["Kabel"]?.attributes).toEqual({
      zip: { value: "MTIz", state: "enc" },
    })
  })
})

describe("decisions", () => {
  const token = { notBefore, notAfter, serializedToken: "PHNpZ25lZD4=" }
  const about = { serviceProvider: "ACME", mvpd: "Kabel", source: "mvpd" }

  it("permit with a token, which nobody sees by accident", () => {
    const wire = { decisions: [{ resource: "news", ...about, authorized: true, token, notBefore, notAfter }] }
    const { read } = reading(DecisionsResponse, wire)
    const [permit] = read.decisions
    expect(Redacted.value(permit!.token!.serializedToken)).toBe("PHNpZ25lZD4=")
    expect(JSON.stringify(read)).not.toContain("PHNpZ25lZD4=")
    expect(permit?.notAfter).toEqual(at(notAfter))
  })

  it("permit without a token, echo blanks, and come from any source", () => {
    for (const source of ["mvpd", "degradation", "temppass", "dummy", "oracle"]) {
      const wire = {
        decisions: [{ resource: "news  ", serviceProvider: "A", mvpd: "K", source, authorized: true }],
      }
      expect(reading(DecisionsResponse, wire).read).toEqual(wire)
    }
    expect(reading(DecisionsResponse, { decisions: [{ resource: "", authorized: false }] }).read).toEqual({
      decisions: [{ resource: "", authorized: false, source: "mvpd" }],
    })
  })

  it("deny with an error, complete or in parts", () => {
    const error = {
      action: "none",
      status: 403,
      code: "authorization_denied_by_mvpd",
      message: 'The provider said "no"',
      details: 'Your package lacks "Live"',
      helpUrl: "https://help.example",
      trace: "t-1",
    }
    for (const one of [error, { code: error.code }, {}]) {
      const wire = {
        decisions: [{ resource: "news", ...about, authorized: false, error: one }],
      }
      expect(reading(DecisionsResponse, wire).read).toEqual(wire)
    }
    expect(
      reading(DecisionsResponse, {
        decisions: [{ resource: "x", authorized: false, error: null, token: null }],
      }).read,
    ).toEqual({ decisions: [{ resource: "x", authorized: false, source: "mvpd" }] })
  })

  it("keep the fields nobody knows", () => {
    const wire = { decisions: [{ resource: "news", ...about, authorized: true, ratings: ["PG"] }] }
    expect(reading(DecisionsResponse, wire).read).toEqual(wire)
  })

  it("without an answer are rejected, and go on without half a token", () => {
    expect(isRejected(DecisionsResponse, { decisions: [{ resource: "news" }] })).toBe(true)
    expect(isRejected(DecisionsResponse, { decisions: [{ authorized: true }] })).toBe(true)
    const half = { decisions: [{ resource: "news", authorized: true, token: { notAfter } }] }
    expect(reading(DecisionsResponse, half).read.decisions[0]).not.toHaveProperty("token")
    expect(reading(DecisionsResponse, { decisions: [{ resource: "news", error: {} }] }).read).toMatchObject({
      decisions: [{ authorized: false }],
    })
    expect(isRejected(DecisionsResponse, {})).toBe(true)
    expect(isRejected(MediaToken, { ...token, serializedToken: 5 })).toBe(true)
  })
})

describe("logouts", () => {
  const wire = (actionName: string, actionType: string, url?: string) => ({
    logouts: { Kabel: { actionName, actionType, mvpd: "Kabel", ...(url !== undefined && { url }) } },
  })
  for (const [actionName, actionType, _tag, url] of [
    ["logout", "interactive", "Logout", "/adobe-services/logout?x=1"],
    ["logout", "interactive", "Logout", "https://kabel.example/bye"],
    ["partner_logout", "partner_interactive", "PartnerLogout", undefined],
    ["complete", "none", "Complete", undefined],
    ["invalid", "none", "Invalid", undefined],
  ] as const) {
    it(`${actionName}${url === undefined ? "" : ` at ${url}`}`, () => {
      expect(reading(LogoutResponse, wire(actionName, actionType, url))).toEqual({
        read: { Kabel: { _tag, mvpd: "Kabel", actionName, ...(url !== undefined && { url }) } },
      })
    })
  }

  it("an action of next year, with or without a url", () => {
    expect(reading(LogoutResponse, wire("beam_out", "none")).read).toEqual({
      Kabel: { _tag: "Unknown", mvpd: "Kabel", actionName: "beam_out" },
    })
    expect(reading(LogoutResponse, wire("beam_out", "none", "/x")).read).toEqual({
      Kabel: { _tag: "Unknown", mvpd: "Kabel", actionName: "beam_out", url: "/x" },
    })
  })

  it("belong to the MVPD they stand under", () => {
    const odd = {
      logouts: { Kabel: { actionName: "complete", mvpd: "$someone" }, Funk: { actionName: "invalid" } },
    }
    expect(reading(LogoutResponse, odd).read).toMatchObject({
      Kabel: { mvpd: "Kabel" },
      Funk: { mvpd: "Funk" },
    })
  })

  it("may be none, but not malformed", () => {
    expect(reading(LogoutResponse, { logouts: {} }).read).toEqual({})
    expect(isRejected(LogoutResponse, {})).toBe(true)
    expect(isRejected(LogoutResponse, wire("logout", "interactive"))).toBe(true)
    expect(isRejected(LogoutResponse, { logouts: { Kabel: {} } })).toBe(true)
  })
})

describe("registration", () => {
  it("gives credentials, whose secret nobody sees by accident", () => {
    const wire = {
      client_id: "c-7",
      client_secret: "hush",
      grant_types: ["client_credentials"],
      scopes: ["api:client:v2"],
    }
    const { read, written } = through(ClientCredentials, {
      ...wire,
      redirect_uris: ["acme://tv"],
      client_id_issued_at: 18,
    })
    expect(written).toEqual(wire)
    expect(Redacted.value(read.clientSecret)).toBe("hush")
    expect(JSON.stringify(read)).not.toContain("hush")
    expect(
      through(ClientCredentials, { client_id: "c", client_secret: "s", scopes: null }).read,
    ).toMatchObject({
      grantTypes: ["client_credentials"],
      scopes: [],
    })
    expect(isRejected(ClientCredentials, { client_id: "c" })).toBe(true)
    expect(isRejected(ClientCredentials, { client_secret: "s" })).toBe(true)
  })

  it("gives an access token, whose life is in milliseconds and seconds", () => {
    const wire = { access_token: "abc.def", created_at: notBefore, expires_in: 21600 }
    const { read } = reading(AccessTokenResponse, {
      ...wire,
      id: "i",
      token_type: "bearer",
      refresh_token: "r",
    })
    expect(Schema.is(StoredAccessToken)(read)).toBe(true)
    const stored = { value: "abc.def", createdAt: notBefore, expiresAt: notBefore + 21_600_000 }
    expect(through(StoredAccessToken, stored)).toEqual({ read, written: stored })
    expect(read.expiresAt).toEqual(at(notBefore + 21_600_000))
    expect(JSON.stringify(read)).not.toContain("abc.def")
    const digits = { access_token: "a", created_at: String(notBefore), expires_in: "60", token_type: null }
    expect(reading(AccessTokenResponse, digits).read.expiresAt).toEqual(at(notBefore + 60_000))
  })

  it("an access token that could not stand in a header is none", () => {
    for (const access_token of ["", "a\nb", "a\r\nX-Evil: 1", "ü", " a", "a\u0000"]) {
      expect(isRejected(AccessTokenResponse, { access_token, created_at: notBefore, expires_in: 60 })).toBe(
        true,
      )
    }
    for (const expires_in of ["soon", null, {}, -1]) {
      const { read } = reading(AccessTokenResponse, { access_token: "a", created_at: 1, expires_in })
      expect({ ...read, value: Redacted.value(read.value) }).toEqual({ value: "a", createdAt: at(1) })
    }
  })
})

describe("laws", () => {
  const schemas = (
    [
      ["ConfigurationResponse", ConfigurationResponse],
      ["SessionResponse", SessionResponse],
      ["SessionInformation", SessionInformation],
      ["ProfilesResponse", ProfilesResponse],
      ["DecisionsResponse", DecisionsResponse],
      ["LogoutResponse", LogoutResponse],
      ["V1Authorization", V1Authorization],
      ["AccessTokenResponse", AccessTokenResponse],
      ["ClientCredentials", ClientCredentials, "stored"],
      ["StoredAccessToken", StoredAccessToken, "stored"],
    ] as ReadonlyArray<readonly [string, unknown, "stored"?]>
  ).map(([name, schema, stored]) => [name, schema as Schema.Schema<never, never>, stored] as const)

  /** JSON that knows the reference's words, so that it gets past the first field. */
  const words = FastCheck.constantFrom(
    ..."actionName authenticate resume authorize partner_profile logout code notAfter notBefore url profiles decisions logouts requestor mvpds id domains name attributes value state existingParameters missingParameters device connection ipAddress hostAddress version error status message authorized resource token serializedToken access_token created_at expires_in client_id client_secret toString valueOf constructor".split(
      " ",
    ),
  )
  const { json } = FastCheck.letrec<{ json: unknown }>((tie) => ({
    json: FastCheck.oneof(
      { maxDepth: 5, withCrossShrink: true },
      FastCheck.oneof(
        words,
        FastCheck.string(),
        FastCheck.integer(),
        FastCheck.double(),
        FastCheck.boolean(),
        FastCheck.constant(null),
      ),
      FastCheck.array(tie("json"), { maxLength: 3 }),
      FastCheck.dictionary(
        FastCheck.oneof({ weight: 9, arbitrary: words }, { weight: 1, arbitrary: FastCheck.string() }),
        tie("json"),
        {
          maxKeys: 6,
        },
      ),
    ),
  }))

  for (const [name, schema, stored] of schemas) {
    it(`${name} never throws, whatever the JSON`, () => {
      FastCheck.assert(
        FastCheck.property(json.map(plain), (value) => {
          const read = Schema.decodeUnknownEither(schema)(value)
          if (Either.isLeft(read) || stored === undefined) return
          // and what is stored can be written and read again
          const written = plain(Schema.encodeSync(schema)(read.right))
          expect(written).toEqual(plain(Schema.encodeSync(schema)(Schema.decodeUnknownSync(schema)(written))))
        }),
        { numRuns: 1000 },
      )
    })
  }
})
