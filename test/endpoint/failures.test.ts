import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import * as Retry from "../../src/policy/Retry.js"
import { codes } from "../error/codes.js"
import { client } from "../support/client.js"
import { device, rows, serviceProvider } from "../support/endpoints.js"
import { ofAnyCall } from "../support/ofAnyCall.js"
import type { Answer } from "../support/server.js"
import { serve } from "../support/server.js"

/** A server and a way to fail against it, one request at a time. */
const failing = (row: (typeof rows)[number]) =>
  Effect.gen(function* () {
    const server = yield* serve()
    const context = yield* Layer.build(client({ url: server.url, device, serviceProvider }))
    const failure = (answer: Answer) => {
      server.respond = () => answer
      return Retry.once(Effect.flip(row.run)).pipe(Effect.provide(context))
    }
    return { server, failure }
  })

for (const row of rows) {
  it.scopedLive(
    `${row.name} fails with each published error: typed where declared, else unexpected with its code`,
    () =>
      Effect.gen(function* () {
        const { failure } = yield* failing(row)
        for (const { action, code, error: published, statuses } of codes) {
          for (const status of statuses) {
            const body = {
              code,
              status,
              message: `about ${code}`,
              helpUrl: "https://help.example/7",
              trace: "trace-7",
              details: "Ask your provider.",
              ...(action !== undefined && { action }),
            }
            const error = yield* failure({ status, body })
            const declares = [...ofAnyCall, ...row.declares].includes(published._tag)
            // a client refused for its registration, a new one too
            const rejected =
              status === 401 && "authorization" in row.headers && action === "application-registration"
            expect({ ...error, message: error.message }).toMatchObject({
              ...body,
              ...(declares ? published : { _tag: "UnexpectedResponse" }),
              ...(rejected && {
                _tag: "RegistrationRejected",
                error: code,
                message: `the newly registered client was refused: about ${code}`,
              }),
              endpoint: row.name,
            })
          }
        }
      }),
  )

  it.scopedLive(`${row.name} fails by status where there is no code`, () =>
    Effect.gen(function* () {
      const { failure } = yield* failing(row)
      for (const [status, _tag] of [
        [400, "InvalidRequest"],
        [401, "AccessTokenRejected"],
        // only what the service said is a denial
        [403, row.forbidden ?? "UnexpectedResponse"],
        [404, "UnexpectedResponse"],
        [405, "UnexpectedResponse"],
        [418, "UnexpectedResponse"],
        [429, "Throttled"],
        [500, "ServerFault"],
        [503, "ServerFault"],
      ] as const) {
        for (const body of ["", "{}", "[]", "null"]) {
          const error = yield* failure({ status, body })
          expect({ ...error, body }).toMatchObject({ _tag, status, body, endpoint: row.name })
        }
      }
    }),
  )

  it.scopedLive(`${row.name} takes a page that is not the service's for no answer of it`, () =>
    Effect.gen(function* () {
      const { failure } = yield* failing(row)
      for (const status of [400, 403, 404, 451]) {
        const error = yield* failure({ status, body: "<html>sign in to the hotel first</html>" })
        expect({ ...error }).toMatchObject({ _tag: "UnexpectedResponse", status, endpoint: row.name })
        expect(error).not.toHaveProperty("code")
      }
    }),
  )

  it.scopedLive(`${row.name} follows no redirect`, () =>
    Effect.gen(function* () {
      const { failure, server } = yield* failing(row)
      for (const status of [301, 302, 303, 307, 308]) {
        const error = yield* failure({
          status,
          headers: { location: `${server.url}/elsewhere` },
          body: row.answer,
        })
        expect(error).toMatchObject({ _tag: "UnexpectedResponse", status, retryable: false })
      }
      expect(server.seen.map(({ target }) => target)).not.toContain("/elsewhere")
    }),
  )

  it.scopedLive(`${row.name} shows a page that is no answer without what may be a secret`, () =>
    Effect.gen(function* () {
      const { failure } = yield* failing(row)
      const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ2aWV3ZXIifQ.c2lnbmF0dXJlLW9mLW91cnM"
      const error = yield* failure({
        headers: { "content-type": "text/html" },
        body: `<html><p>Welcome to the hotel</p><i>Bearer a-token</i><b>${jwt}</b> token=short</html>`,
      })
      expect(error._tag).toBe("UnexpectedResponse")
      const { excerpt } = error as Extract<AdobePassError, { _tag: "UnexpectedResponse" }>
      expect(excerpt).toContain("Welcome to the hotel")
      for (const secret of ["a-token", jwt, "short"]) expect(excerpt).not.toContain(secret)
    }),
  )

  it.scopedLive(`${row.name} tells when nobody answers`, () =>
    Effect.gen(function* () {
      const { failure } = yield* failing(row)
      expect(yield* failure({ instead: "reset" })).toMatchObject({
        _tag: "Unreachable",
        reason: "connection",
        retryable: true,
        endpoint: row.name,
      })
    }),
  )
}

for (const row of rows.filter(({ target }) => target.startsWith("/o/"))) {
  it.scopedLive(`${row.name} is refused with the OAuth error`, () =>
    Effect.gen(function* () {
      const { failure } = yield* failing(row)
      for (const error of [
        "invalid_request",
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_redirect_uri",
        "invalid_software_statement",
        "unapproved_software_statement",
        "a_newer_one",
      ]) {
        for (const status of [200, 400, 401, 403]) {
          expect(yield* failure({ status, body: { error } })).toMatchObject({
            _tag: "RegistrationRejected",
            error,
            status,
            retryable: false,
          })
        }
      }
      for (const body of [
        { error: "INVALID_CLIENT" },
        { code: "invalid_client" },
        { error: { error: "invalid_client" } },
        { error: { code: "invalid_client", message: "no" } },
      ]) {
        expect(yield* failure({ status: 400, body })).toMatchObject({
          _tag: "RegistrationRejected",
          error: "invalid_client",
        })
      }
      for (const body of [{ error: "Forbidden" }, { code: "access_denied" }, { error: { code: 403 } }]) {
        expect(yield* failure({ status: 403, body })).toMatchObject({ _tag: "UnexpectedResponse" })
      }
      const described = yield* failure({
        status: 400,
        body: { error: "invalid_client", error_description: "Unknown." },
      })
      expect(described.message).toBe("Unknown.")
      expect(yield* failure({ status: 503, body: { error: "server_error" } })).toMatchObject({
        _tag: "ServerFault",
        retryable: true,
      })
    }),
  )
}

it.scopedLive("an error answered with a status of success is an error all the same", () =>
  Effect.gen(function* () {
    const { failure } = yield* failing(rows.find(({ name }) => name === "RetrieveProfiles")!)
    for (const status of [400, "400"]) {
      expect(yield* failure({ body: { code: "invalid_header_device_info", status } })).toMatchObject({
        _tag: "InvalidRequest",
        parameter: "X-Device-Info",
        status: 400,
      })
    }
  }),
)

it.scopedLive("an error may come wrapped in `error`", () =>
  Effect.gen(function* () {
    const { failure } = yield* failing(rows.find(({ name }) => name === "RetrieveAuthorizationDecisions")!)
    expect(
      yield* failure({ status: 403, body: { error: { code: "authenticated_profile_expired", trace: "t" } } }),
    ).toMatchObject({ _tag: "AuthenticationRequired", reason: "profileExpired", status: 403, trace: "t" })
  }),
)

it.scopedLive("a body nested without end is survived", () =>
  Effect.gen(function* () {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`
    const { failure } = yield* failing(rows.find(({ name }) => name === "RetrieveSession")!)
    for (const body of [deep, `{"code":${deep}}`, `{"error":{"message":${deep},"status":${deep}}}`]) {
      expect(yield* failure({ status: 500, body })).toMatchObject({ _tag: "ServerFault", status: 500 })
      expect(yield* failure({ status: 200, body })).toMatchObject({ _tag: "UnexpectedResponse", status: 200 })
    }
  }),
)

it.scopedLive("every failure can be written and read again", () =>
  Effect.gen(function* () {
    const { failure } = yield* failing(rows.find(({ name }) => name === "RetrieveAuthorizationDecisions")!)
    const error = yield* failure({
      status: 403,
      body: { code: "authorization_denied_by_mvpd", details: "Nein" },
    })
    const schema = error.constructor as unknown as Schema.Schema<AdobePassError, unknown>
    const written = JSON.parse(JSON.stringify(yield* Schema.encode(schema)(error))) as unknown
    expect(yield* Schema.decodeUnknown(schema)(written)).toEqual(error)
  }),
)

for (const row of rows.filter(({ target }) => target.startsWith("/api/v2/"))) {
  if (row.name === "RetrieveConfiguration") continue
  it.scopedLive(`${row.name} takes a profile that is missing for a reason to sign in`, () =>
    Effect.gen(function* () {
      const { failure } = yield* failing(row)
      const body = { status: 403, code: "authenticated_profile_missing", action: "authentication" }
      for (const answer of [
        body,
        { error: body },
        { errors: [{ ...body, code: body.code.toUpperCase() }] },
      ]) {
        expect(yield* failure({ status: 403, body: answer })).toMatchObject({
          _tag: "AuthenticationRequired",
          reason: "profileMissing",
          code: body.code,
          endpoint: row.name,
        })
      }
    }),
  )
}
