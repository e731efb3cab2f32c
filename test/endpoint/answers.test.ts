import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Device } from "../../src/domain/Device.js"
import type { NextAction } from "../../src/domain/Session.js"
import { RetrieveAccessToken } from "../../src/endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../../src/endpoint/dcr/RetrieveClientCredentials.js"
import { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import { InitiateLogout } from "../../src/endpoint/v2/InitiateLogout.js"
import { ResumeSession } from "../../src/endpoint/v2/ResumeSession.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import { RetrieveConfiguration } from "../../src/endpoint/v2/RetrieveConfiguration.js"
import { RetrievePartnerAuthenticationRequest } from "../../src/endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { RetrievePreauthorizationDecisions } from "../../src/endpoint/v2/RetrievePreauthorizationDecisions.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import { RetrieveProfileUsingPartnerAuthenticationResponse } from "../../src/endpoint/v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"
import { RetrieveSession } from "../../src/endpoint/v2/RetrieveSession.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import { client } from "../support/client.js"
import { rows } from "../support/endpoints.js"
import { serve } from "../support/server.js"

const at = (millis: number) => DateTime.unsafeMake(millis)

/** What a call makes of an answer. */
const answered =
  (body: unknown, status = 200) =>
  <A, E, R>(run: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const server = yield* serve(() => ({ status, body }))
      return { url: server.url, answer: yield* Effect.provide(run, client({ url: server.url })) }
    })

describe("what comes back", () => {
  it.scopedLive("credentials", () =>
    Effect.gen(function* () {
      const { answer } = yield* Effect.flatMap(RetrieveClientCredentials, (f) => f()).pipe(
        answered(
          {
            client_id: "client-7",
            client_secret: "hush",
            redirect_uris: ["acme://tv"],
            grant_types: ["client_credentials"],
            scopes: ["api:client:v2"],
            client_id_issued_at: 1800000000,
          },
          201,
        ),
      )
      expect({ ...answer, clientSecret: Redacted.value(answer.clientSecret) }).toEqual({
        clientId: "client-7",
        clientSecret: "hush",
        grantTypes: ["client_credentials"],
        scopes: ["api:client:v2"],
      })
    }),
  )

  it.scopedLive("an access token, with the moment it ends", () =>
    Effect.gen(function* () {
      const { answer } = yield* Effect.flatMap(RetrieveAccessToken, (f) =>
        f({ clientId: "c", clientSecret: "s" }),
      ).pipe(
        answered(
          { id: "i", access_token: "abc", created_at: 1800000000000, expires_in: 60, token_type: "bearer" },
          201,
        ),
      )
      expect(Redacted.value(answer.value)).toBe("abc")
      expect([answer.createdAt, answer.expiresAt]).toEqual([at(1800000000000), at(1800000060000)])
    }),
  )

  it.scopedLive("a configuration", () =>
    Effect.gen(function* () {
      const { answer } = yield* Effect.flatMap(RetrieveConfiguration, (f) => f()).pipe(
        answered({ requestor: { id: "ACME", mvpds: [{ id: "Kabel", displayName: "Kabel Süd" }] } }),
      )
      expect(answer.mvpds.map(({ id }) => id)).toEqual(["Kabel"])
    }),
  )

  const sessions: ReadonlyArray<
    readonly [string, Effect.Effect<NextAction, AdobePassError, Endpoint | Device>]
  > = [
    ["CreateSession", Effect.flatMap(CreateSession, (f) => f())],
    ["ResumeSession", Effect.flatMap(ResumeSession, (f) => f({ code: "Q7Z1" }))],
    [
      "RetrievePartnerAuthenticationRequest",
      Effect.flatMap(RetrievePartnerAuthenticationRequest, (f) => f({ partner: "Apple" })),
    ],
  ]
  for (const [name, run] of sessions) {
    it.scopedLive(`${name} makes a relative url absolute`, () =>
      Effect.gen(function* () {
        const { answer, url } = yield* run.pipe(
          answered({
            actionName: "authenticate",
            url: "/api/v2/authenticate/ACME/Q7Z1",
            code: "Q7Z1",
            notAfter: "1800000000000",
          }),
        )
        expect(answer).toMatchObject({ _tag: "Authenticate", url: `${url}/api/v2/authenticate/ACME/Q7Z1` })
      }),
    )

    it.scopedLive(`${name} leaves an absolute url as it is`, () =>
      Effect.gen(function* () {
        const { answer } = yield* run.pipe(
          answered({
            actionName: "authenticate",
            url: "https://kabel.example/x",
            code: "Q",
            notAfter: 1800000000000,
          }),
        )
        expect(answer).toMatchObject({ url: "https://kabel.example/x" })
      }),
    )
  }

  it.scopedLive("a session that carries a status of its own is no failure", () =>
    Effect.gen(function* () {
      for (const status of [200, "200", "pending", null]) {
        const { answer } = yield* Effect.flatMap(CreateSession, (f) => f()).pipe(
          answered({ actionName: "resume", code: "Q7Z1", notAfter: "1800000000000", status }),
        )
        expect(answer).toMatchObject({ _tag: "Resume", code: "Q7Z1" })
      }
    }),
  )

  it.scopedLive("what a code stands for", () =>
    Effect.gen(function* () {
      const { answer } = yield* Effect.flatMap(RetrieveSession, (f) => f({ code: "Q7Z1" })).pipe(
        answered({
          existingParameters: { serviceProvider: "ACME", domain: "acme.example" },
          missingParameters: ["mvpd"],
        }),
      )
      expect(answer).toMatchObject({
        existingParameters: { serviceProvider: "ACME", domainName: "acme.example" },
        missingParameters: ["mvpd"],
      })
    }),
  )

  it.scopedLive("profiles, none or some", () =>
    Effect.gen(function* () {
      const none = yield* Effect.flatMap(RetrieveProfileForCode, (f) => f({ code: "Q" })).pipe(
        answered({ profiles: {} }),
      )
      expect(none.answer).toEqual({})
      const some = yield* Effect.flatMap(RetrieveProfiles, (f) => f()).pipe(
        answered({
          profiles: {
            Kabel: { notBefore: 1, notAfter: "2", issuer: "Kabel", type: "regular", attributes: {} },
          },
        }),
      )
      expect(some.answer).toEqual({
        Kabel: {
          mvpd: "Kabel",
          notBefore: at(1),
          notAfter: at(2),
          issuer: "Kabel",
          type: "regular",
          attributes: {},
        },
      })
    }),
  )

  it.scopedLive("a partner's profile, created or found", () =>
    Effect.gen(function* () {
      for (const status of [201, 200]) {
        const { answer } = yield* Effect.flatMap(RetrieveProfileUsingPartnerAuthenticationResponse, (f) =>
          f({ partner: "Apple", samlResponse: "PHg+" }),
        ).pipe(
          answered(
            { profiles: { Kabel: { notBefore: 1, notAfter: 2, issuer: "Apple", type: "appleSSO" } } },
            status,
          ),
        )
        expect(answer).toMatchObject({ Kabel: { type: "appleSSO" } })
      }
    }),
  )

  it.scopedLive("a preauthorization, by resource", () =>
    Effect.gen(function* () {
      const { answer } = yield* Effect.flatMap(RetrievePreauthorizationDecisions, (f) =>
        f({ mvpd: "Kabel", resources: ["news", "film"] }),
      ).pipe(
        answered({
          decisions: [
            { resource: "news ", authorized: true, source: "mvpd", token: null },
            {
              resource: "film",
              authorized: false,
              source: "mvpd",
              error: {
                code: "preauthorization_denied_by_mvpd",
                status: "403",
                details: "Not in your package",
              },
            },
          ],
        }),
      )
      expect(answer).toMatchObject([
        { _tag: "Permit", resource: "news " },
        {
          _tag: "Deny",
          resource: "film",
          error: {
            _tag: "AuthorizationDenied",
            reason: "mvpd",
            status: 403,
            details: "Not in your package",
            endpoint: "RetrievePreauthorizationDecisions",
          },
        },
      ])
    }),
  )

  it.scopedLive("an authorization with its token; a permit without one is a denial", () =>
    Effect.gen(function* () {
      const { answer } = yield* Effect.flatMap(RetrieveAuthorizationDecisions, (f) =>
        f({ mvpd: "Kabel", resources: ["news", "film", "kids"] }),
      ).pipe(
        answered({
          decisions: [
            {
              resource: "news",
              authorized: true,
              source: "degradation",
              token: { notBefore: 1, notAfter: 2, serializedToken: "PHNpZz4=" },
            },
            { resource: "film", authorized: true },
            { resource: "kids", authorized: false },
          ],
        }),
      )
      const [news, film, kids] = answer
      expect(news).toMatchObject({ _tag: "Permit", source: "degradation" })
      expect(news?._tag === "Permit" && Redacted.value(news.token.serializedToken)).toBe("PHNpZz4=")
      expect(film).toMatchObject({ _tag: "Deny", error: { _tag: "UnexpectedResponse" } })
      expect(kids).toMatchObject({
        _tag: "Deny",
        error: { _tag: "AuthorizationDenied", reason: "other", status: 403 },
      })
    }),
  )

  it.scopedLive("denials whose error is spelled in other ways", () =>
    Effect.gen(function* () {
      const code = "authorization_denied_by_parental_controls"
      const { answer } = yield* Effect.flatMap(RetrievePreauthorizationDecisions, (f) =>
        f({ mvpd: "Kabel", resources: ["a", "b", "c", "d"] }),
      ).pipe(
        answered({
          decisions: [
            { resource: "a", authorized: false, errors: [{ code, details: "Too young" }] },
            { resource: "b", authorized: false, code, details: "Too young", token: null },
            { resource: "c", code, details: "Too young" },
            { resource: "d", authorized: "false", error: [code] },
          ],
        }),
      )
      expect(answer.map((one) => one._tag === "Deny" && one.error)).toMatchObject(
        Array.from("abcd", (resource) => ({
          _tag: "AuthorizationDenied",
          reason: "parentalControls",
          code,
          ...(resource !== "d" && { details: "Too young" }),
        })),
      )
    }),
  )

  it.scopedLive("follow-ups of a logout, with absolute urls", () =>
    Effect.gen(function* () {
      const { answer, url } = yield* Effect.flatMap(InitiateLogout, (f) =>
        f({ mvpd: "Kabel", redirectUrl: "acme://bye" }),
      ).pipe(
        answered({
          logouts: {
            Kabel: {
              actionName: "logout",
              actionType: "interactive",
              mvpd: "Kabel",
              url: "/adobe-services/logout?x=1",
            },
            Funk: { actionName: "partner_logout", actionType: "partner_interactive", mvpd: "Funk" },
          },
        }),
      )
      expect(answer).toEqual({
        Kabel: {
          _tag: "Logout",
          mvpd: "Kabel",
          actionName: "logout",
          url: `${url}/adobe-services/logout?x=1`,
        },
        Funk: { _tag: "PartnerLogout", mvpd: "Funk", actionName: "partner_logout" },
      })
    }),
  )
})

const brokenBodies: ReadonlyArray<unknown> = [
  "",
  "null",
  "[]",
  '"ok"',
  "<html><head></head><body></body></html>",
  "{",
  '{"profiles": {"Kabel": {"attributes": "userID": {}}}}',
  '{"decisions": {}, "logouts": [], "profiles": [], "requestor": [], "existingParameters": []}',
]

for (const row of rows) {
  it.scopedLive(`${row.name} reads the least it needs`, () =>
    Effect.gen(function* () {
      yield* row.run.pipe(answered(row.answer, row.status))
      const { answer } = yield* row.run.pipe(answered(row.answer, 200))
      expect(answer !== undefined).toBe(row.answer !== undefined)
    }),
  )

  it.scopedLive(`${row.name} takes an answer it cannot understand for what it is`, () =>
    Effect.gen(function* () {
      for (const body of brokenBodies) {
        // all that the answer of some has to be
        if (body === "" && row.answer === undefined) continue
        const { answer } = yield* Effect.flip(row.run).pipe(answered(body))
        expect({ body, answer }).toMatchObject({
          answer: { _tag: "UnexpectedResponse", endpoint: row.name, status: 200, retryable: false },
        })
      }
    }),
  )
}
