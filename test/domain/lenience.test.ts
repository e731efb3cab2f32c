/**
 * What a caller can go on without: each field of each answer is taken out, set to null and to another type, in turn. The
 * tables say what then becomes of the answer; everything else in it must stay as it was.
 */
import { describe, expect, it } from "vitest"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import { AccessTokenResponse } from "../../src/domain/AccessToken.js"
import { ClientCredentials } from "../../src/domain/ClientCredentials.js"
import { ConfigurationResponse } from "../../src/domain/Configuration.js"
import { DecisionsResponse } from "../../src/domain/Decision.js"
import { LogoutResponse } from "../../src/domain/Logout.js"
import { ProfilesResponse } from "../../src/domain/Profile.js"
import { reason } from "../../src/domain/wire/Reason.js"
import { SessionResponse } from "../../src/domain/Session.js"
import { SessionInformation } from "../../src/domain/SessionInformation.js"
import { V1Authorization } from "../../src/domain/v1/V1Authorization.js"

/** What becomes of an answer one of whose fields cannot be read. */
type Outcome =
  /** The field is left out, or has its default. */
  | "kept"
  /** An answer that says that there is nothing. */
  | "nothing"
  /** No answer, and an error that names the field. */
  | "error"
  /** The item at this path is left out, its neighbours stay. */
  | { readonly without: string }

interface Case {
  readonly answer: string
  readonly schema: Schema.Schema<never, unknown>
  /** As the service sends it, with nothing in it that is the default. */
  readonly sample: object
  /** By path; each field that is not listed is "kept". Where it matters, apart for a field that is absent and one that is odd. */
  readonly outcomes: Readonly<
    Record<string, Outcome | { readonly absent: Outcome; readonly null?: Outcome; readonly odd: Outcome }>
  >
  /** Where a field of the wire stands in the answer, if elsewhere. */
  readonly places?: ReadonlyArray<readonly [wire: string, answer: string]>
  /** What may be of any type. */
  readonly anything?: RegExp
}

const notBefore = 1800000000123
const notAfter = 1800001800456
const profile = (issuer: string) => ({
  notBefore,
  notAfter,
  issuer,
  type: "temporary",
  attributes: { userID: { value: "u-1", state: "enc" }, zip: { value: ["1"], state: "enc" } },
  sessionId: "s-1",
  newer: { a: 1 },
})
const about = { serviceProvider: "ACME", mvpd: "Kabel" }
const permit = {
  resource: "news",
  ...about,
  source: "temppass",
  authorized: true,
  token: { issuedAt: notBefore, notBefore, notAfter, serializedToken: "PHNpZz4=" },
  notBefore,
  notAfter,
}
const deny = {
  resource: "film",
  ...about,
  source: "temppass",
  authorized: false,
  error: { code: "authorization_denied_by_mvpd", status: 403 },
}
const mvpd = (id: string) => ({
  id,
  displayName: "Kabel Süd",
  logoUrl: "https://logo.example/k.png",
  isTempPass: true,
  isProxy: true,
  boardingStatus: "SUPPORTED",
  platformMappingId: "kabel-map",
  enablePlatformServices: true,
  displayInPlatformPicker: true,
  enforcePlatformPermissions: true,
  newer: [1],
})
const session = {
  actionType: "interactive",
  reasonType: "degraded",
  sessionId: "s-1",
  ...about,
  code: "Q7Z1",
  notBefore: String(notBefore),
  notAfter: String(notAfter),
}
const requestor = { id: "ACME", name: "Acme" }
const domains = [{ name: "a.example", mvpdInitiated: true }]
const version = { major: 15, minor: 2, patch: 1, profile: "p" }
const hardware = { name: "n", vendor: "v", manufacturer: "m", version }

/** No tool of TypeScript's says "of any type", and none is asked for here. */
const untyped = (schema: unknown) => schema as Schema.Schema<never, unknown>

const cases: ReadonlyArray<Case> = [
  {
    answer: "profiles of which one is broken",
    schema: untyped(ProfilesResponse),
    sample: { profiles: { Kabel: profile("Kabel"), AlticeOne: profile("Adobe") } },
    places: [["profiles.", ""]],
    outcomes: {
      profiles: { absent: "nothing", odd: "error" },
      "profiles.Kabel": { without: "Kabel" },
      "profiles.Kabel.notAfter": { without: "Kabel" },
      "profiles.AlticeOne": { without: "AlticeOne" },
      "profiles.AlticeOne.notAfter": { without: "AlticeOne" },
    },
    anything: /newer|\.value/,
  },
  {
    answer: "a lone profile",
    schema: untyped(ProfilesResponse),
    sample: { profiles: { AlticeOne: profile("AlticeOne") } },
    places: [["profiles.", ""]],
    outcomes: {
      profiles: { absent: "nothing", odd: "error" },
      "profiles.AlticeOne": { absent: "nothing", odd: "error" },
      "profiles.AlticeOne.notAfter": "error",
    },
    anything: /newer|\.value/,
  },
  {
    answer: "decisions of which one is broken",
    schema: untyped(DecisionsResponse),
    sample: { decisions: [deny, permit] },
    outcomes: {
      decisions: "error",
      "decisions.1": { without: "decisions.1" },
      "decisions.1.resource": { without: "decisions.1" },
      "decisions.1.authorized": { without: "decisions.1" },
      "decisions.1.token.serializedToken": { without: "decisions.1.token" },
      // what stands behind an item that is left out moves up
      "decisions.0": { without: "decisions" },
      "decisions.0.resource": { without: "decisions" },
    },
    anything: /newer|error|issuedAt/,
  },
  {
    answer: "a lone decision",
    schema: untyped(DecisionsResponse),
    sample: { decisions: [permit] },
    outcomes: {
      decisions: "error",
      "decisions.0": { absent: { without: "decisions" }, odd: "error" },
      "decisions.0.resource": "error",
      "decisions.0.authorized": "error",
      "decisions.0.token.serializedToken": { without: "decisions.0.token" },
    },
    anything: /issuedAt/,
  },
  {
    answer: "follow-ups of a logout of which one is broken",
    schema: untyped(LogoutResponse),
    sample: {
      logouts: {
        Funk: { actionName: "complete", actionType: "none", mvpd: "Funk" },
        Kabel: { actionName: "logout", actionType: "interactive", mvpd: "Kabel", url: "/bye" },
      },
    },
    places: [["logouts.", ""]],
    outcomes: {
      logouts: { absent: "error", null: "nothing", odd: "error" },
      "logouts.Funk": { without: "Funk" },
      "logouts.Funk.actionName": { without: "Funk" },
      "logouts.Kabel": { without: "Kabel" },
      "logouts.Kabel.actionName": { without: "Kabel" },
      "logouts.Kabel.url": { without: "Kabel" },
    },
    anything: /actionType|mvpd/,
  },
  {
    answer: "a lone follow-up of a logout",
    schema: untyped(LogoutResponse),
    sample: { logouts: { Kabel: { actionName: "logout", mvpd: "Kabel", url: "/bye" } } },
    places: [["logouts.", ""]],
    outcomes: {
      logouts: { absent: "error", null: "nothing", odd: "error" },
      "logouts.Kabel": { absent: "nothing", odd: "error" },
      "logouts.Kabel.actionName": "error",
      "logouts.Kabel.url": "error",
    },
    anything: /mvpd/,
  },
  {
    answer: "a configuration with its MVPDs inside",
    schema: untyped(ConfigurationResponse),
    sample: { requestor: { ...requestor, domains, mvpds: [mvpd("Funk"), mvpd("Kabel")] } },
    places: [["requestor.", ""]],
    outcomes: {
      requestor: "error",
      "requestor.mvpds": { absent: "kept", odd: "error" },
      "requestor.mvpds.0": { without: "mvpds" },
      "requestor.mvpds.0.id": { without: "mvpds" },
      "requestor.mvpds.1": { without: "mvpds.1" },
      "requestor.mvpds.1.id": { without: "mvpds.1" },
      "requestor.domains.0.name": { without: "domains" },
    },
    anything: /newer/,
  },
  {
    answer: "a configuration with its MVPDs beside",
    schema: untyped(ConfigurationResponse),
    sample: { requestor: { ...requestor, domains }, mvpds: [mvpd("Kabel")] },
    places: [["requestor.", ""]],
    outcomes: {
      requestor: "error",
      mvpds: { absent: "kept", odd: "error" },
      "mvpds.0": { absent: { without: "mvpds" }, odd: "error" },
      "mvpds.0.id": "error",
      "requestor.domains.0.name": { without: "domains" },
    },
    anything: /newer/,
  },
  {
    answer: "a configuration without MVPDs",
    schema: untyped(ConfigurationResponse),
    sample: { requestor },
    places: [["requestor.", ""]],
    outcomes: { requestor: "error", "requestor.id": "error" },
  },
  {
    answer: "a session to authenticate",
    schema: untyped(SessionResponse),
    sample: { ...session, actionName: "authenticate", url: "/login" },
    places: [["reasonType", "reason"]],
    outcomes: { actionName: "error", url: "error", code: "error", notAfter: "error" },
    anything: /actionType/,
  },
  {
    answer: "a session to resume",
    schema: untyped(SessionResponse),
    sample: { ...session, actionName: "resume", missingParameters: ["mvpd", "redirectUrl"] },
    places: [["reasonType", "reason"]],
    outcomes: {
      actionName: "error",
      code: "error",
      notAfter: "error",
      "missingParameters.0": { without: "missingParameters" },
      "missingParameters.1": { without: "missingParameters" },
    },
    anything: /actionType/,
  },
  {
    answer: "a session to go on with",
    schema: untyped(SessionResponse),
    sample: { ...session, actionName: "authorize", missingParameters: [] },
    places: [["reasonType", "reason"]],
    outcomes: { actionName: "error" },
    anything: /actionType|code|notBefore|notAfter|missingParameters/,
  },
  {
    answer: "a session that asks the partner",
    schema: untyped(SessionResponse),
    sample: {
      ...session,
      actionName: "partner_profile",
      authenticationRequest: { type: "saml2", request: "PHNhbWw+", attributesNames: ["uid"] },
    },
    places: [["reasonType", "reason"]],
    outcomes: {
      actionName: "error",
      authenticationRequest: "error",
      "authenticationRequest.request": "error",
      "authenticationRequest.attributesNames.0": { without: "authenticationRequest.attributesNames" },
    },
    anything: /actionType|code|notBefore|notAfter/,
  },
  {
    answer: "a session with an action of next year",
    schema: untyped(SessionResponse),
    sample: { ...session, actionName: "beam" },
    places: [["reasonType", "reason"]],
    outcomes: { actionName: "error" },
    anything: /./,
  },
  {
    answer: "what a code stands for",
    schema: untyped(SessionInformation),
    sample: {
      existingParameters: { ...about, domain: "acme.example", redirectUrl: "acme://tv" },
      missingParameters: ["mvpd"],
      device: {
        type: "TV",
        model: "M",
        version,
        hardware,
        operatingSystem: { name: "AcmeOS", family: "Linux", vendor: "Acme", version },
        browser: { name: "Chrome" },
        applicationId: "app",
        connection: { ipAddress: "198.51.100.7", port: "55161", secure: true, type: "WiFi" },
      },
      notBefore: String(notBefore),
      notAfter: String(notAfter),
    },
    places: [["existingParameters.domain", "existingParameters.domainName"]],
    outcomes: { "missingParameters.0": { without: "missingParameters" } },
    anything: /browser/,
  },
  {
    answer: "credentials",
    schema: untyped(ClientCredentials),
    sample: {
      client_id: "c-7",
      client_secret: "hush",
      grant_types: ["a_grant"],
      scopes: ["api:client:v2"],
      redirect_uris: ["acme://tv"],
      client_id_issued_at: 18,
    },
    places: [["grant_types", "grantTypes"]],
    outcomes: { client_id: "error", client_secret: "error" },
    anything: /redirect_uris|issued_at/,
  },
  {
    answer: "an access token",
    schema: untyped(AccessTokenResponse),
    sample: { access_token: "abc", created_at: notBefore, expires_in: 21600, token_type: "bearer", id: "i" },
    outcomes: {
      access_token: "error",
      created_at: { without: "" },
      expires_in: { without: "expiresAt" },
    },
    anything: /token_type|id/,
  },
  {
    answer: "V1's permit",
    schema: untyped(V1Authorization),
    sample: {
      resource: "news",
      requestor: "ACME",
      mvpd: "Kabel",
      proxyMvpd: "Mast",
      expires: String(notAfter),
    },
    outcomes: { resource: "error" },
  },
]

describe("spelled otherwise", () => {
  const read = <A>(schema: Schema.Schema<A, unknown>, input: unknown) =>
    Either.getOrThrow(ParseResult.decodeUnknownEither(schema)(input))

  it("a moment is read as ISO 8601 has it, and with blanks around", () => {
    for (const [spelled, millis] of [
      ["2030-01-01T00:00:00Z", 1893456000000],
      ["2030-01-01T00:00:00.250Z", 1893456000250],
      ["2030-01-01T01:00:00+01:00", 1893456000000],
      [" 1893456000000\n", 1893456000000],
    ] as const) {
      const { Kabel } = read(ProfilesResponse, { profiles: { Kabel: { notAfter: spelled } } })
      expect(Kabel?.notAfter.epochMillis).toBe(millis)
    }
  })

  it("a moment that no date can be is the last one, and no other is guessed", () => {
    for (const spelled of ["9223372036854775807", 9e18, Infinity]) {
      const { Kabel } = read(ProfilesResponse, { profiles: { Kabel: { notAfter: spelled } } })
      expect(Kabel?.notAfter.epochMillis).toBe(8.64e15)
    }
    for (const spelled of [
      "",
      " ",
      "soon",
      "tomorrow",

      "2030-01-01",
      "01/01/2030",
      "-1",
      "1e3",
      "1.5",
      {},
      true,
    ]) {
      const found = ParseResult.decodeUnknownEither(ProfilesResponse)({
        profiles: { Kabel: { notAfter: spelled } },
      })
      expect({ spelled, found: Either.isRight(found) }).toEqual({ spelled, found: false })
    }
  })

  it("an action is read in any case, and its word stays as it came", () => {
    for (const [word, tag] of [
      ["AUTHENTICATE", "Authenticate"],
      ["Resume", "Resume"],
      ["Retry", "Retry"],
      ["AUTHORIZE", "Authorize"],
    ] as const) {
      expect(read(SessionResponse, { ...session, actionName: word, url: "/login" })).toMatchObject({
        _tag: tag,
      })
    }
    expect(read(SessionResponse, { ...session, actionName: "Beam" })).toMatchObject({ actionName: "Beam" })
    expect(read(LogoutResponse, { logouts: { Kabel: { actionName: "COMPLETE" } } })).toMatchObject({
      Kabel: { _tag: "Complete", actionName: "COMPLETE" },
    })
  })

  it("an identifier of digits may be a number, and a flag in capitals", () => {
    expect(read(SessionResponse, { ...session, actionName: "resume", code: 1234567 })).toMatchObject({
      code: "1234567",
    })
    expect(read(DecisionsResponse, { decisions: [{ resource: 7, authorized: "TRUE" }] })).toMatchObject({
      decisions: [{ resource: "7", authorized: true }],
    })
    expect(
      read(ConfigurationResponse, { requestor: { id: "ACME", mvpds: [{ id: 7, isTempPass: "True" }] } }),
    ).toMatchObject({
      mvpds: [{ id: "7", isTempPass: true }],
    })
  })

  it("MVPDs beside an empty list are those of the configuration", () => {
    expect(
      read(ConfigurationResponse, { requestor: { id: "ACME", mvpds: [] }, mvpds: [{ id: "Kabel" }] }),
    ).toMatchObject({ id: "ACME", mvpds: [{ id: "Kabel" }] })
  })

  it("a code whose session has no parameters yet is known by those that are missing", () => {
    expect(read(SessionInformation, { missingParameters: ["mvpd", "domain"] })).toEqual({
      existingParameters: {},
      missingParameters: ["mvpd", "domainName"],
    })
    for (const input of [{}, { device: {} }, { existingParameters: [] }, []]) {
      expect(Either.isLeft(ParseResult.decodeUnknownEither(SessionInformation)(input))).toBe(true)
    }
  })
})

type Path = ReadonlyArray<string | number>

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null
const pathsOf = (value: object): ReadonlyArray<Path> =>
  Object.entries(value).flatMap(([key, inner]) => {
    const name = Array.isArray(value) ? Number(key) : key
    return [[name], ...(isBranch(inner) ? pathsOf(inner).map((path) => [name, ...path]) : [])]
  })

/** A copy in which what stands at a path is changed; undefined takes it out. */
const change = (value: unknown, [name, ...path]: Path, f: (value: unknown) => unknown): unknown => {
  if (name === undefined) return f(value)
  const inner = change(Reflect.get(value as object, name), path, f)
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      index !== name ? [item] : inner === undefined ? [] : [inner],
    )
  }
  const { [name]: _, ...others } = value as Record<string, unknown>
  return inner === undefined ? others : { ...others, [name]: inner }
}

/** A value of another type, and no nearer spelling of the right one. */
const odd = (value: unknown) =>
  typeof value === "string" ? { odd: true } : typeof value === "number" ? "soon" : "perhaps"

const leaves = (value: unknown, path = ""): ReadonlyArray<readonly [string, unknown]> =>
  isBranch(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`))
    : [[path, value]]

/** Where two answers differ. */
const differences = (one: unknown, other: unknown): ReadonlyArray<string> => {
  const [before, after] = [one, other].map((value) => new Map(leaves(JSON.parse(JSON.stringify(value)))))
  // an unknown action has the whole answer once more, as `raw`
  return [...new Set([...before!.keys(), ...after!.keys()])]
    .filter((path) => !path.startsWith("raw"))
    .filter((path) => JSON.stringify(before!.get(path)) !== JSON.stringify(after!.get(path)))
}

const within = (place: string) => (path: string) =>
  place === "" || path === place || path.startsWith(`${place}.`) || place.startsWith(`${path}.`)

for (const { answer, anything, outcomes, places = [], sample, schema } of cases) {
  describe(`of ${answer}`, () => {
    const read = ParseResult.decodeUnknownEither(schema)
    const whole = Either.getOrThrow(read(sample))

    it("is read with all that the tables speak of", () => {
      const paths = pathsOf(sample).map((path) => path.join("."))
      expect(Object.keys(outcomes).filter((path) => !paths.includes(path))).toEqual([])
    })

    for (const path of pathsOf(sample)) {
      const field = path.join(".")
      const [wire, moved] = places.find(([wire]) => field.startsWith(wire)) ?? ["", ""]
      const place = moved + field.slice(wire.length)
      const listed = outcomes[field] ?? "kept"
      const [absent, empty, strange] =
        typeof listed === "object" && "absent" in listed
          ? [listed.absent, listed.null ?? listed.absent, listed.odd]
          : [listed, listed, listed]

      /** The outcome that an answer shows, in the words of the table. */
      const shown = (changed: unknown, outcome: Outcome): Outcome => {
        const result = read(changed)
        if (Either.isLeft(result)) {
          return within(reason(result.left).path.join("."))(field) ? "error" : { without: "any reason" }
        }
        if (Object.keys(result.right).length === 0) return "nothing"
        const lost = typeof outcome === "string" ? place : outcome.without
        const differ = differences(whole, result.right)
        const astray = differ.filter((path) => !within(lost)(path))
        if (astray.length > 0) return { without: astray.join(", ") }
        return typeof outcome === "string" || differ.length === 0 ? "kept" : outcome
      }
      const becomes = (what: string, f: (value: unknown) => unknown, outcome: Outcome) => {
        const words = typeof outcome === "string" ? outcome : `without ${outcome.without}`
        it(`with ${field} ${what}: ${words}`, () => {
          expect(shown(change(sample, path, f), outcome)).toEqual(outcome)
        })
      }

      becomes("missing", () => undefined, absent)
      becomes("null", () => null, empty)
      if (anything?.test(field) !== true) becomes("of another type", odd, strange)
    }
  })
}
