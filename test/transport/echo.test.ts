/** A service that sends back what it was told, in whatever form: no error tells a secret of the request. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import type { Device } from "../../src/domain/Device.js"
import * as Endpoints from "../../src/endpoint/index.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import * as Retry from "../../src/policy/Retry.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import { client } from "../support/client.js"
import type { Reply } from "../support/fake.js"
import { fake } from "../support/fake.js"

const secrets = {
  identifier: 'living/room+7 "ü"=&<x>',
  token: 'bear/er+1"=&%20<y>',
  subject: 'subj/ect+2"=&%<z>',
  service: 'serv/ice+3"=&%<w>',
  email: "me+tv/x@example.org",
  statement: "state/ment+4.five=.six",
  clientSecret: 'hush & "more"/+=',
  saml: "PHNhbWw+Zm9v/w==SAML",
}
type Secret = keyof typeof secrets

const device: Device.Options = {
  identifier: secrets.identifier,
  serviceToken: secrets.service,
  platformIdentity: { adobeSubjectToken: secrets.subject },
}
const temporaryAccessIdentity = { email: secrets.email }

const calls: ReadonlyArray<
  readonly [string, ReadonlyArray<Secret>, Effect.Effect<unknown, unknown, Endpoint | Device>]
> = [
  [
    "RetrieveClientCredentials",
    ["statement"],
    Effect.flatMap(Endpoints.RetrieveClientCredentials, (f) => f({ softwareStatement: secrets.statement })),
  ],
  [
    "RetrieveAccessToken",
    ["clientSecret"],
    Effect.flatMap(Endpoints.RetrieveAccessToken, (f) =>
      f({ clientId: "c", clientSecret: secrets.clientSecret }),
    ),
  ],
  [
    "RetrieveProfileForMvpd",
    ["identifier", "token", "subject", "service", "email"],
    Effect.flatMap(Endpoints.RetrieveProfileForMvpd, (f) => f({ mvpd: "Kabel", temporaryAccessIdentity })),
  ],
  [
    "RetrieveAuthorizationDecisions",
    ["identifier", "token", "subject", "service", "email"],
    Effect.flatMap(Endpoints.RetrieveAuthorizationDecisions, (f) =>
      f({ mvpd: "Kabel", resources: ["news"], temporaryAccessIdentity }),
    ),
  ],
  [
    "RetrieveProfileUsingPartnerAuthenticationResponse",
    ["identifier", "token", "saml"],
    Effect.flatMap(Endpoints.RetrieveProfileUsingPartnerAuthenticationResponse, (f) =>
      f({ partner: "Apple", samlResponse: secrets.saml }),
    ),
  ],
  [
    "InitiateAuthorization",
    ["identifier", "token", "email"],
    Effect.flatMap(Endpoints.InitiateAuthorization, (f) =>
      f({ resource: "news", genericData: temporaryAccessIdentity }),
    ),
  ],
  [
    "ResetTemporaryPass",
    ["identifier", "token"],
    Effect.flatMap(Endpoints.ResetTemporaryPass, (f) => f({ mvpd: "TempPass" })),
  ],
  [
    "ResetPromotionalTemporaryPass",
    ["email", "token"],
    Effect.flatMap(Endpoints.ResetPromotionalTemporaryPass, (f) => f({ mvpd: "Promo", key: secrets.email })),
  ],
]

const hex = (code: number, length: number) => code.toString(16).padStart(length, "0")

/** A text whose characters but for letters and digits are written otherwise. */
const escaped = (text: string, write: (code: number) => string) =>
  text.replace(/[^a-z\d]/gi, (char) => write(char.charCodeAt(0)))

const base64 = (text: string) => Buffer.from(text).toString("base64")

/** How others write a secret. */
const forms: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "URL-encoded": encodeURIComponent,
  "URL-encoded in lower case": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase()),
  "form-encoded": (secret) => new URLSearchParams([["", secret]]).toString().slice(1),
  base64,
  "base64 for URLs": (secret) => Buffer.from(secret).toString("base64url"),
  "base64 in a URL": (secret) => encodeURIComponent(base64(secret)),
  "JSON text": (secret) => JSON.stringify(secret).slice(1, -1),
  "JSON text with slashes escaped": (secret) => JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
  HTML: (secret) =>
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
}

/** How some write it; tried where most is told. */
const oddForms: typeof forms = {
  "JSON text in capitals of hex": (secret) => escaped(secret, (code) => `\\u${hex(code, 4).toUpperCase()}`),
  "JSON text of nothing but escapes": (secret) =>
    secret
      .split("")
      .map((char) => `\\u${hex(char.charCodeAt(0), 4)}`)
      .join(""),
  "JSON text in JSON text": (secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  "URL-encoded twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "URL-encoded as a whole": (secret) => [...Buffer.from(secret)].map((byte) => `%${hex(byte, 2)}`).join(""),
  "URL-encoded as little as possible": encodeURI,
  "base64 in lines": (secret) => base64(secret).replace(/.{8}/g, "$&\n"),
  "base64 with something around": (secret) => base64(`id:${secret}:x`),
  hex: (secret) => Buffer.from(secret).toString("hex"),
  "hex in capitals": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  capitals: (secret) => secret.toUpperCase(),
  "its beginning": (secret) => secret.slice(0, 16),
  "its end": (secret) => secret.slice(-16),
  "the beginning of base64": (secret) => base64(secret).slice(0, 16),
  "HTML with decimal numbers": (secret) => escaped(secret, (code) => `&#${code};`),
  "HTML with hex": (secret) => escaped(secret, (code) => `&#x${hex(code, 2).toUpperCase()};`),
  "HTML with quotes alone": (secret) => secret.replaceAll('"', "&quot;"),
}

/** Where a service may say it. */
const places: Readonly<Record<string, (told: string) => Reply>> = {
  "the message of an error": (told) => ({
    status: 400,
    body: { code: "invalid_parameter_mvpd", message: `We got ${told}.`, details: `Details: ${told}.` },
  }),
  "other fields of an error": (told) => ({
    status: 404,
    body: {
      code: `a code ${told}`,
      action: told,
      message: "no",
      helpUrl: `https://h.example/?${told}`,
      trace: told,
    },
  }),
  "an error of OAuth": (told) => ({
    status: 400,
    body: { error: "invalid_request", error_description: `invalid: ${told}` },
  }),
  "an error that is wrapped": (told) => ({
    status: 500,
    body: { errors: [{ error: { message: told, details: { deep: [told] } } }] },
  }),
  "a page": (told) => ({ status: 403, body: `<html><p>You sent ${told} here.</p></html>` }),
  "a page with a status of success": (told) => ({ body: `<html><p>You sent ${told} here.</p></html>` }),
  "a page that is cut there": (told) => ({ status: 403, body: `${"We know. ".repeat(19)}${told}` }),
  "a long page that is cut there": (told) => ({ status: 403, body: `${"We know. ".repeat(221)}${told}` }),
  "the name of a field": (told) => ({ body: { profiles: { [told]: { notAfter: "never" } } } }),
  "the error of a decision": (told) => ({
    body: {
      decisions: [
        {
          resource: "news",
          authorized: false,
          error: { code: "authorization_denied_by_mvpd", message: told, details: told },
        },
      ],
    },
  }),
}

const mostTold: ReadonlySet<string> = new Set(["the message of an error", "an error of OAuth", "a page"])

const shown = (value: unknown) =>
  [
    inspect(value, { depth: 12, showHidden: true }),
    JSON.stringify(value),
    ...(value instanceof Error ? [value.message, String(value.stack)] : []),
  ].join("\n")

describe("what a service sends back of a request", () => {
  for (const [name, carried, call] of calls) {
    it.scoped(`is told by no error of ${name}`, () =>
      Effect.gen(function* () {
        let reply: Reply = {}
        const http = fake(() => reply)
        const context = yield* Layer.build(
          client({
            url: "https://adobe.example",
            device,
            client: http.layer,
            tokens: Layer.succeed(AccessTokens, {
              get: Effect.succeed({ clientId: "c", value: Redacted.make(secrets.token) }),
              invalidate: () => Effect.void,
              rejectClient: () => Effect.void,
            }),
          }),
        )
        for (const secret of carried) {
          for (const [form, write] of Object.entries({ ...forms, ...oddForms })) {
            const written = write(secrets[secret])
            for (const [place, answer] of Object.entries(places)) {
              if (form in oddForms && !mostTold.has(place)) continue
              reply = answer(written)
              const outcome = yield* call.pipe(Retry.once, Effect.merge, Effect.provide(context))
              const text = shown(outcome)
              const told = [written, JSON.stringify(written).slice(1, -1), secrets[secret]].filter((one) =>
                text.includes(one),
              )
              expect({ secret, form, place, told }).toEqual({ secret, form, place, told: [] })
            }
          }
        }
        expect(http.sent.length).toBeGreaterThanOrEqual(carried.length * 90)
      }),
    )
  }

  it.effect("is understood whatever word of the service's the device is called", () =>
    Effect.gen(function* () {
      for (const identifier of ["code", "device", "header", "invalid", "none", "status", "message"]) {
        const http = fake(() => ({
          status: 400,
          body: { status: 400, code: "invalid_header_device_identifier", action: "none", message: "No." },
        }))
        const error = yield* Effect.flatMap(Endpoints.RetrieveProfiles, (f) => f()).pipe(
          Effect.flip,
          Effect.provide(
            client({ url: "https://adobe.example", device: { identifier }, client: http.layer }),
          ),
        )
        expect({ ...error, message: error.message }).toMatchObject({
          _tag: "InvalidRequest",
          parameter: "AP-Device-Identifier",
          code: "invalid_header_device_identifier",
          action: "none",
          message: "No.",
        })
      }
    }),
  )

  it.effect("is told but for the secrets", () =>
    Effect.gen(function* () {
      const http = fake(() => ({
        status: 403,
        body: {
          code: "authorization_denied_by_mvpd",
          message: `Kabel does not let ${secrets.identifier} see news.`,
          details: "Ask Kabel for news.",
        },
      }))
      const denied = yield* Effect.flatMap(Endpoints.RetrieveAuthorizationDecisions, (f) =>
        f({ mvpd: "Kabel", resources: ["news"] }),
      ).pipe(
        Effect.flip,
        Effect.provide(client({ url: "https://adobe.example", device, client: http.layer })),
      )
      expect(denied).toMatchObject({
        _tag: "AuthorizationDenied",
        message: "Kabel does not let *** see news.",
        details: "Ask Kabel for news.",
      })
    }),
  )
})
