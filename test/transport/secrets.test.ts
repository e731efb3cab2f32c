import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import type { Device } from "../../src/domain/Device.js"
import { RetrieveAccessToken } from "../../src/endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../../src/endpoint/dcr/RetrieveClientCredentials.js"
import { InitiateAuthorization } from "../../src/endpoint/v1/InitiateAuthorization.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import { RetrievePartnerAuthenticationRequest } from "../../src/endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import { RetrieveProfileUsingPartnerAuthenticationResponse } from "../../src/endpoint/v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"
import * as Retry from "../../src/policy/Retry.js"
import { AccessTokens } from "../../src/transport/AccessTokens.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import { client } from "../support/client.js"
import { device, rows } from "../support/endpoints.js"
import type { Reply, Sent } from "../support/fake.js"
import { fake } from "../support/fake.js"

/** Writes down every span, with its attributes, events and end. */
const recorder = () => {
  const spans: Array<{
    readonly name: string
    readonly attributes: Map<string, unknown>
    exit?: Exit.Exit<unknown, unknown>
  }> = []
  const events: Array<unknown> = []
  const tracer = Tracer.make({
    span: (name, parent, context, links, startTime, kind, options) => {
      const attributes = new Map<string, unknown>(Object.entries(options?.attributes ?? {}))
      const one: (typeof spans)[number] = { name, attributes }
      spans.push(one)
      return {
        _tag: "Span",
        name,
        spanId: String(spans.length),
        traceId: "trace",
        parent,
        context,
        status: { _tag: "Started", startTime },
        attributes,
        links,
        sampled: true,
        kind,
        end: (_, exit) => {
          one.exit = exit
        },
        attribute: (key, value) => void attributes.set(key, value),
        event: (...event) => void events.push(event),
        addLinks: () => undefined,
      }
    },
    context: (f) => f(),
  })
  return { spans, events, tracer }
}

/** What this library tells; Effect adds the place in its code. */
const told = (attributes: ReadonlyMap<string, unknown>) =>
  Object.fromEntries([...attributes].filter(([name]) => name !== "code.stacktrace"))

describe("a span", () => {
  for (const row of rows) {
    it.effect(`AdobePass.${row.name} tells endpoint, status, code and trace`, () =>
      Effect.gen(function* () {
        const { spans, tracer } = recorder()
        const body = { code: "coined_next_year", status: 404, trace: "trace-7" }
        const replies: ReadonlyArray<Reply> = [
          { status: row.status ?? 200, body: row.answer },
          { status: 404, body },
        ]
        const http = fake((count) => replies[count - 1]!)
        const layer = client({ url: "https://adobe.example", device, client: http.layer })
        const context = yield* Layer.build(layer)
        yield* row.run.pipe(Effect.provide(context), Effect.withTracer(tracer))
        yield* Effect.flip(row.run).pipe(Effect.provide(context), Effect.withTracer(tracer))
        expect(spans.map(({ attributes, name }) => [name, told(attributes)])).toEqual([
          [`AdobePass.${row.name}`, { endpoint: row.name, requests: 1, status: row.status ?? 200 }],
          [
            `AdobePass.${row.name}`,
            {
              endpoint: row.name,
              requests: 1,
              status: 404,
              code: "coined_next_year",
              trace: "trace-7",
              error: "UnexpectedResponse",
            },
          ],
        ])
      }).pipe(Effect.scoped),
    )
  }

  it.effect("tells the endpoint of a call that was never sent", () =>
    Effect.gen(function* () {
      const { spans, tracer } = recorder()
      const http = fake(() => ({}))
      yield* Effect.flatMap(RetrieveAuthorizationDecisions, (f) => f({ mvpd: "..", resources: ["a"] })).pipe(
        Effect.flip,
        Effect.provide(client({ url: "https://adobe.example", client: http.layer })),
        Effect.withTracer(tracer),
      )
      expect(spans.map(({ attributes }) => told(attributes))).toEqual([
        { endpoint: "RetrieveAuthorizationDecisions", error: "InvalidRequest" },
      ])
    }),
  )
})

const base64 = (text: string) => Buffer.from(text).toString("base64")
const secret = FastCheck.string({
  unit: FastCheck.constantFrom(..."QXZJKW0123456789"),
  minLength: 8,
  maxLength: 60,
}).filter((text) => /[QXZJKW].*[QXZJKW]/.test(text))

const secrets = FastCheck.record({
  identifier: secret,
  accessToken: secret,
  serviceToken: secret,
  subjectToken: secret,
  softwareStatement: secret,
  clientSecret: secret,
  saml: secret,
  mediaToken: secret,
  samlRequest: secret,
})

/** A hostile or broken server, that sends back all it was told. */
const replies: ReadonlyArray<(sent: Sent, told: string) => Reply> = [
  (_, told) => ({ body: `<html><pre>${told}</pre></html>` }),
  (_, told) => ({ body: told }),
  (_, told) => ({ status: 400, body: `<html>${told}` }),
  (_, told) => ({ status: 401, body: told }),
  (_, told) => ({ status: 404, body: { headers: told } }),
  (_, told) => ({ status: 500, body: told }),
  (_, told) => ({ status: 429, body: told }),
  (_, told) => ({ status: 302, headers: { location: "https://e.example" }, body: told }),
  () => "broken",
]

it.effect("no secret is in any span, log, error or answer, however it is shown", () =>
  Effect.gen(function* () {
    for (const one of FastCheck.sample(secrets, { numRuns: 12, seed: 3 })) {
      const shown: Array<string> = []
      const show = (value: unknown) => {
        shown.push(inspect(value, { depth: 12 }), String(value), JSON.stringify(value) ?? "")
        if (value instanceof Error)
          shown.push(value.message, value.stack ?? "", inspect(value.cause, { depth: 9 }))
      }
      const good: Reply = {
        status: 201,
        body: {
          // one body for all
          access_token: one.accessToken,
          created_at: 1,
          expires_in: 1,
          client_id: "c",
          client_secret: one.clientSecret,
          profiles: {},
          decisions: [
            {
              resource: "a",
              authorized: true,
              token: { notBefore: 1, notAfter: 2, serializedToken: one.mediaToken },
            },
          ],
          actionName: "partner_profile",
          authenticationRequest: { request: one.samlRequest },
        },
      }
      let next = 0
      const http = fake((_, sent) => {
        const reply = replies[next % (replies.length + 1)]
        if (reply === undefined) return good
        const { body } = sent.request
        const text = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
        return reply(
          sent,
          JSON.stringify({ url: sent.url, ...sent.request.headers, body: text, parsed: text }),
        )
      })
      const options: Device.Options = {
        identifier: one.identifier,
        serviceToken: one.serviceToken,
        platformIdentity: { adobeSubjectToken: one.subjectToken },
      }
      const context = yield* Layer.build(
        client({
          url: "https://adobe.example",
          device: options,
          softwareStatement: one.softwareStatement,
          client: http.layer,
          tokens: Layer.succeed(AccessTokens, {
            get: Effect.sync(() => ({ clientId: "c", value: Redacted.make(one.accessToken) })),
            invalidate: () => Effect.void,
            rejectClient: () => Effect.void,
          }),
        }),
      )
      const { events, spans, tracer } = recorder()
      const calls: ReadonlyArray<Effect.Effect<unknown, unknown, Endpoint | Device>> = [
        Effect.flatMap(RetrieveClientCredentials, (f) => f()),
        Effect.flatMap(RetrieveAccessToken, (f) => f({ clientId: "c", clientSecret: one.clientSecret })),
        Effect.flatMap(RetrieveProfiles, (f) => f()),
        Effect.flatMap(RetrieveAuthorizationDecisions, (f) => f({ mvpd: "Kabel", resources: ["a"] })),
        Effect.flatMap(RetrievePartnerAuthenticationRequest, (f) => f({ partner: "Apple" })),
        Effect.flatMap(RetrieveProfileUsingPartnerAuthenticationResponse, (f) =>
          f({ partner: "Apple", samlResponse: one.saml }),
        ),
        Effect.flatMap(InitiateAuthorization, (f) => f({ resource: "a" })),
      ]
      for (next = 0; next <= replies.length; next++) {
        for (const call of calls) {
          const exit = yield* call.pipe(
            Retry.once,
            Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
            Effect.exit,
            Effect.provide(context),
            Effect.withTracer(tracer),
            Effect.provide(
              Logger.replace(
                Logger.defaultLogger,
                Logger.map(Logger.logfmtLogger, (line) => void shown.push(line)),
              ),
            ),
            Logger.withMinimumLogLevel(LogLevel.All),
          )
          show(exit)
          if (Exit.isFailure(exit)) {
            shown.push(Cause.pretty(exit.cause, { renderErrorCause: true }))
            Option.map(Cause.failureOption(exit.cause), show)
          } else show(exit.value)
        }
      }
      for (const span of spans) show({ ...span, attributes: Object.fromEntries(span.attributes) })
      show(events)
      expect(shown.length).toBeGreaterThan(200)
      const all = shown.join("\n")
      for (const [name, text] of Object.entries(one)) {
        for (const form of [text, base64(text), encodeURIComponent(base64(text))]) {
          expect({ name, at: all.indexOf(form), around: around(all, form) }).toEqual({
            name,
            at: -1,
            around: "",
          })
        }
      }
    }
  }).pipe(Effect.scoped),
)

const around = (all: string, form: string) => {
  const at = all.indexOf(form)
  return at < 0 ? "" : all.slice(Math.max(0, at - 200), at + form.length + 50)
}
