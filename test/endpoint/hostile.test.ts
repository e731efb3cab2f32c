import { expect, it } from "@effect/vitest"
import type { Device } from "../../src/domain/Device.js"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import { AuthenticateInUserAgent } from "../../src/endpoint/v2/AuthenticateInUserAgent.js"
import { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import { InitiateLogout } from "../../src/endpoint/v2/InitiateLogout.js"
import { ResumeSession } from "../../src/endpoint/v2/ResumeSession.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import { RetrieveConfiguration } from "../../src/endpoint/v2/RetrieveConfiguration.js"
import { RetrievePartnerAuthenticationRequest } from "../../src/endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { RetrievePreauthorizationDecisions } from "../../src/endpoint/v2/RetrievePreauthorizationDecisions.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import { RetrieveProfileForMvpd } from "../../src/endpoint/v2/RetrieveProfileForMvpd.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import { RetrieveProfileUsingPartnerAuthenticationResponse } from "../../src/endpoint/v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"
import { RetrieveSession } from "../../src/endpoint/v2/RetrieveSession.js"
import { RetrieveAccessToken } from "../../src/endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../../src/endpoint/dcr/RetrieveClientCredentials.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import { client } from "../support/client.js"
import { serve } from "../support/server.js"

type Call = (text: string) => Effect.Effect<unknown, AdobePassError, Endpoint | Device>

/** Each parameter that becomes part of a path, by the name that the error must tell. */
const segments: ReadonlyArray<readonly [string, string, Call]> = [
  [
    "RetrieveConfiguration",
    "serviceProvider",
    (serviceProvider) => Effect.flatMap(RetrieveConfiguration, (f) => f({ serviceProvider })),
  ],
  [
    "CreateSession",
    "serviceProvider",
    (serviceProvider) => Effect.flatMap(CreateSession, (f) => f({ serviceProvider })),
  ],
  [
    "RetrieveProfiles",
    "serviceProvider",
    (serviceProvider) => Effect.flatMap(RetrieveProfiles, (f) => f({ serviceProvider })),
  ],
  ["ResumeSession", "code", (code) => Effect.flatMap(ResumeSession, (f) => f({ code }))],
  ["RetrieveSession", "code", (code) => Effect.flatMap(RetrieveSession, (f) => f({ code }))],
  ["AuthenticateInUserAgent", "code", (code) => Effect.flatMap(AuthenticateInUserAgent, (f) => f({ code }))],
  ["RetrieveProfileForCode", "code", (code) => Effect.flatMap(RetrieveProfileForCode, (f) => f({ code }))],
  ["RetrieveProfileForMvpd", "mvpd", (mvpd) => Effect.flatMap(RetrieveProfileForMvpd, (f) => f({ mvpd }))],
  [
    "RetrievePreauthorizationDecisions",
    "mvpd",
    (mvpd) => Effect.flatMap(RetrievePreauthorizationDecisions, (f) => f({ mvpd, resources: ["a"] })),
  ],
  [
    "RetrieveAuthorizationDecisions",
    "mvpd",
    (mvpd) => Effect.flatMap(RetrieveAuthorizationDecisions, (f) => f({ mvpd, resources: ["a"] })),
  ],
  [
    "InitiateLogout",
    "mvpd",
    (mvpd) => Effect.flatMap(InitiateLogout, (f) => f({ mvpd, redirectUrl: "acme://x" })),
  ],
  [
    "RetrievePartnerAuthenticationRequest",
    "partner",
    (partner) => Effect.flatMap(RetrievePartnerAuthenticationRequest, (f) => f({ partner })),
  ],
  [
    "RetrieveProfileUsingPartnerAuthenticationResponse",
    "partner",
    (partner) =>
      Effect.flatMap(RetrieveProfileUsingPartnerAuthenticationResponse, (f) =>
        f({ partner, samlResponse: "PHNhbWw+" }),
      ),
  ],
]

/** Each other parameter. */
const texts: ReadonlyArray<readonly [string, string, Call]> = [
  [
    "RetrieveConfiguration",
    "profile",
    (profile) => Effect.flatMap(RetrieveConfiguration, (f) => f({ profile })),
  ],
  ["CreateSession", "mvpd", (mvpd) => Effect.flatMap(CreateSession, (f) => f({ mvpd }))],
  ["CreateSession", "domainName", (domainName) => Effect.flatMap(CreateSession, (f) => f({ domainName }))],
  ["CreateSession", "redirectUrl", (redirectUrl) => Effect.flatMap(CreateSession, (f) => f({ redirectUrl }))],
  ["ResumeSession", "mvpd", (mvpd) => Effect.flatMap(ResumeSession, (f) => f({ code: "A", mvpd }))],
  [
    "InitiateLogout",
    "redirectUrl",
    (redirectUrl) => Effect.flatMap(InitiateLogout, (f) => f({ mvpd: "A", redirectUrl })),
  ],
  [
    "RetrievePreauthorizationDecisions",
    "resources",
    (text) =>
      Effect.flatMap(RetrievePreauthorizationDecisions, (f) => f({ mvpd: "A", resources: ["a", text] })),
  ],
  [
    "RetrieveAuthorizationDecisions",
    "resources",
    (text) => Effect.flatMap(RetrieveAuthorizationDecisions, (f) => f({ mvpd: "A", resources: [text] })),
  ],
  [
    "RetrievePartnerAuthenticationRequest",
    "domainName",
    (domainName) =>
      Effect.flatMap(RetrievePartnerAuthenticationRequest, (f) => f({ partner: "A", domainName })),
  ],
  [
    "RetrieveProfileUsingPartnerAuthenticationResponse",
    "SAMLResponse",
    (samlResponse) =>
      Effect.flatMap(RetrieveProfileUsingPartnerAuthenticationResponse, (f) =>
        f({ partner: "A", samlResponse }),
      ),
  ],
  [
    "RetrieveAccessToken",
    "client_id",
    (clientId) => Effect.flatMap(RetrieveAccessToken, (f) => f({ clientId, clientSecret: "s" })),
  ],
  [
    "RetrieveAccessToken",
    "client_secret",
    (clientSecret) => Effect.flatMap(RetrieveAccessToken, (f) => f({ clientId: "c", clientSecret })),
  ],
  [
    "RetrieveClientCredentials",
    "software_statement",
    (softwareStatement) => Effect.flatMap(RetrieveClientCredentials, (f) => f({ softwareStatement })),
  ],
  [
    "RetrieveClientCredentials",
    "redirect_uri",
    (redirectUri) => Effect.flatMap(RetrieveClientCredentials, (f) => f({ redirectUri })),
  ],
]

const emptyOrIllFormed = ["", "\ud800", "a\udc00b", "a\ud83d"]
const refusedInPaths = [...emptyOrIllFormed, ".", "..", "a\nb", "a\r\nb", "\u0000", "a\u007f", "\t"]

const refuses = (endpoint: string, parameter: string, call: Call, values: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const server = yield* serve()
    for (const value of values) {
      const error = yield* Effect.flip(call(value)).pipe(Effect.provide(client({ url: server.url })))
      expect({ value, error }).toMatchObject({
        value,
        error: { _tag: "InvalidRequest", parameter, endpoint },
      })
      expect(error.status).toBeUndefined()
      if (value === "") expect(error.message).toBe(`${parameter}: expected a text that is not empty`)
    }
    expect(server.seen).toEqual([])
  })

for (const [endpoint, parameter, call] of segments) {
  it.scopedLive(`${endpoint} refuses a ${parameter} that could leave its place in the path`, () =>
    refuses(endpoint, parameter, call, [...refusedInPaths, "x".repeat(70_000)]),
  )
}

for (const [endpoint, parameter, call] of texts) {
  it.scopedLive(`${endpoint} refuses a ${parameter} that is empty, ill-formed or endless`, () =>
    refuses(endpoint, parameter, call, [...emptyOrIllFormed, "x".repeat(1_000_000)]),
  )
}

it.scopedLive("a request without resources is refused", () =>
  Effect.gen(function* () {
    const server = yield* serve()
    const error = yield* Effect.flatMap(RetrieveAuthorizationDecisions, (f) =>
      f({ mvpd: "A", resources: [] }),
    ).pipe(Effect.flip, Effect.provide(client({ url: server.url })))
    expect(error).toMatchObject({ _tag: "InvalidRequest", parameter: "resources" })
    expect(server.seen).toEqual([])
  }),
)

it.scopedLive("an identity for promotional TempPass that is empty or ill-formed is refused", () =>
  Effect.gen(function* () {
    const server = yield* serve()
    for (const temporaryAccessIdentity of [
      ...emptyOrIllFormed,
      ...emptyOrIllFormed.map((email) => ({ id: "viewer", email })),
      { "\udc00": "viewer" },
    ]) {
      const error = yield* Effect.flatMap(RetrieveProfileForMvpd, (f) =>
        f({ mvpd: "A", temporaryAccessIdentity }),
      ).pipe(Effect.flip, Effect.provide(client({ url: server.url })))
      expect(error).toMatchObject({ _tag: "InvalidRequest", parameter: "temporaryAccessIdentity" })
    }
    expect(server.seen).toEqual([])
  }),
)

it.scopedLive("values from callers without types are refused, not thrown on", () =>
  Effect.gen(function* () {
    const server = yield* serve()
    for (const mvpd of [undefined, null, 5, {}, ["a"]] as unknown as ReadonlyArray<never>) {
      const error = yield* Effect.flatMap(InitiateLogout, (f) => f({ mvpd, redirectUrl: "acme://x" })).pipe(
        Effect.flip,
        Effect.provide(client({ url: server.url })),
      )
      expect(error).toMatchObject({ _tag: "InvalidRequest", parameter: "mvpd" })
    }
    expect(server.seen).toEqual([])
  }),
)

it.scopedLive("any identifier arrives as one segment of the path, and as it was", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ body: { profiles: {} } }))
    const hard = [
      "../..",
      "%2e%2e",
      "a/b",
      "a?b=c#d",
      "{mvpd}",
      "$&",
      "$1",
      "ä 𝔘",
      "...",
      "a\\b",
      ";x=1",
      "a+b",
    ]
    const samples = FastCheck.sample(
      FastCheck.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter(
        (text) => !/^\.{1,2}$/.test(text) && !/\p{Cc}|\p{Cs}/u.test(text),
      ),
      { numRuns: 60, seed: 7 },
    )
    const context = yield* Layer.build(client({ url: server.url }))
    for (const mvpd of [...hard, ...samples]) {
      yield* Effect.provide(
        Effect.flatMap(RetrieveProfileForMvpd, (f) => f({ mvpd })),
        context,
      )
      const { target } = server.seen.at(-1)!
      const parts = target.split("/")
      expect(parts.slice(0, -1)).toEqual(["", "api", "v2", "ACME", "profiles"])
      expect(decodeURIComponent(parts.at(-1)!)).toBe(mvpd)
    }
  }),
)
