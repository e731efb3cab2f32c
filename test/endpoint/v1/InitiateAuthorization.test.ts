import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import type { Device } from "../../../src/domain/Device.js"
import * as DeviceRoom from "../../../src/domain/Device.js"
import { Integration } from "../../../src/domain/Environment.js"
import { mrss } from "../../../src/domain/Resource.js"
import type { Request } from "../../../src/endpoint/v1/InitiateAuthorization.js"
import { InitiateAuthorization } from "../../../src/endpoint/v1/InitiateAuthorization.js"
import { once } from "../../../src/policy/Retry.js"
import { ServerClock } from "../../../src/policy/ServerClock.js"
import { Authorized } from "../../../src/transport/Authorized.js"
import { Throttle } from "../../../src/transport/Throttle.js"
import * as OverHttpClient from "../../../src/transport/send/overHttpClient.js"
import { Transport } from "../../../src/transport/Transport.js"
import { someToken } from "../../support/client.js"
import type { Answer } from "../../support/server.js"
import { serve } from "../../support/server.js"

const identifier = "bedroom-set-42"

const layer = (v1BaseUrl: string, device: Device.Options = { identifier }) =>
  InitiateAuthorization.layer.pipe(
    Layer.provide(Authorized.layer),
    Layer.provide(Transport.layer),
    Layer.provide(OverHttpClient.layer),
    Layer.provide(ServerClock.layer),
    Layer.provide(Throttle.none),
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(someToken),
    Layer.provide(
      Integration.layer({
        // nobody listens there
        environment: { baseUrl: "http://127.0.0.1:9", v1BaseUrl },
        serviceProvider: "ACME",
        softwareStatement: Redacted.make("a.software.statement"),
      }),
    ),
    Layer.merge(Layer.orDie(DeviceRoom.Device.layer(device))),
  )

/** Asks once, of a server with one answer for everything. */
const ask = (answer: Answer, request: Request = { resource: "news" }, device?: Device.Options) =>
  Effect.gen(function* () {
    const server = yield* serve(() => answer)
    const result = yield* Effect.flatMap(InitiateAuthorization, (authorize) => authorize(request)).pipe(
      once,
      Effect.provide(layer(server.url, device)),
      Effect.either,
    )
    return { result, seen: server.seen }
  })

const permitted = (answer: Answer) => Effect.map(ask(answer), ({ result }) => Either.getOrThrow(result))
const failed = (answer: Answer) =>
  Effect.map(ask(answer), ({ result }) => Either.getOrThrow(Either.flip(result)))

const xml = (body: string, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`,
})

const permit = { mvpd: "Cable1", resource: "news", requestor: "ACME", expires: "1893456000000" }
const expires = DateTime.unsafeMake(1893456000000)

it.scopedLive("asks V1's own host for the client's service provider and device", () =>
  Effect.gen(function* () {
    const { seen } = yield* ask({ body: permit })
    expect(seen.map(({ method, target }) => [method, target])).toEqual([
      ["GET", "/api/v1/authorize?requestor=ACME&deviceId=bedroom-set-42&resource=news"],
    ])
    expect(seen[0]?.headers).toMatchObject({ accept: "application/json", authorization: "Bearer a-token" })
    expect(seen[0]?.headers).not.toHaveProperty("ap-device-identifier")
    expect(seen[0]?.headers).not.toHaveProperty("traceparent")
  }),
)

it.scopedLive("sends every parameter, and the device's info and address as headers", () =>
  Effect.gen(function* () {
    const resource = Either.getOrThrow(
      mrss({ title: 'Télé & "Ciné"', ratings: [{ scheme: "urn:v-chip", value: "TV-14" }] }),
    )
    const { seen } = yield* ask(
      { body: permit },
      {
        requestor: "OTHER",
        deviceId: "set top/7",
        resource,
        deviceType: "Roku",
        genericData: { email: "viewer@example.org" },
        format: "xml",
      },
      { identifier, info: { model: "M1", osName: "Roku OS" }, forwardedFor: "203.0.113.7" },
    )
    const { pathname, searchParams } = new URL(seen[0]?.target ?? "", "http://any")
    expect(pathname).toBe("/api/v1/authorize")
    expect(Object.fromEntries(searchParams)).toEqual({
      requestor: "OTHER",
      deviceId: "set top/7",
      resource,
      deviceType: "Roku",
      generic_data: '{"email":"viewer@example.org"}',
    })
    expect(seen[0]?.headers).toMatchObject({
      accept: "application/xml",
      "x-forwarded-for": "203.0.113.7",
      "x-device-info": Buffer.from('{"model":"M1","osName":"Roku OS"}').toString("base64"),
    })
  }),
)

for (const [name, request, parameter] of [
  ["without a resource", { resource: "" }, "resource"],
  ["for 1 MB of a resource", { resource: "<".repeat(1_000_000) }, "resource"],
  ["for a resource that is not well-formed", { resource: "\uD800" }, "resource"],
  ["without a device", { resource: "news", deviceId: "" }, "deviceId"],
] as const) {
  it.scopedLive(`asks nobody ${name}`, () =>
    Effect.gen(function* () {
      const { result, seen } = yield* ask({ body: permit }, request)
      expect(Either.getOrThrow(Either.flip(result))).toMatchObject({ _tag: "InvalidRequest", parameter })
      expect(seen).toEqual([])
    }),
  )
}

for (const [name, answer] of [
  ["in JSON", { body: permit }],
  ["in JSON that is called XML", { headers: { "content-type": "application/xml" }, body: permit }],
  ["in JSON whose moment is a number", { body: { ...permit, expires: 1893456000000 } }],
  ["in JSON with fields unheard of", { body: { ...permit, proxyMvpd: null, quality: "4K" } }],
  [
    "in XML",
    xml(
      "<authorization>\n<expires>1893456000000</expires><mvpd>Cable1</mvpd><requestor>ACME</requestor><resource>news</resource></authorization>",
    ),
  ],
  [
    "in XML that is called JSON",
    {
      body: "\n<authorization><!-- so it is --><expires> 1893456000000 </expires><mvpd>\r\nCable1\r\n</mvpd><requestor>ACME</requestor><proxyMvpd/><new><deep/></new><resource>news</resource></authorization>",
    },
  ],
] satisfies ReadonlyArray<[string, Answer]>) {
  it.scopedLive(`understands a permit ${name}`, () =>
    Effect.gen(function* () {
      expect(yield* permitted(answer)).toEqual({ ...permit, expires })
    }),
  )
}

for (const [name, answer] of [
  ["in JSON", { body: { ...permit, proxyMvpd: "Small1" } }],
  [
    "in XML",
    xml(
      "<authorization><expires>1893456000000</expires><mvpd>Cable1</mvpd><requestor>ACME</requestor><resource>news</resource><proxyMvpd>Small1</proxyMvpd></authorization>",
    ),
  ],
] satisfies ReadonlyArray<[string, Answer]>) {
  it.scopedLive(`tells the MVPD behind a proxy ${name}`, () =>
    Effect.gen(function* () {
      expect(yield* permitted(answer)).toEqual({ ...permit, expires, proxyMvpd: "Small1" })
    }),
  )
}

const asked = '<rss version="2.0"><channel><title>A &amp; B</title></channel></rss> '
const escaped = asked.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
for (const [name, text] of [
  ["escaped", escaped],
  ["in CDATA", `<![CDATA[${asked}]]>`],
] as const) {
  it.scopedLive(`reads an MRSS resource ${name} to the letter`, () =>
    Effect.gen(function* () {
      const { resource } = yield* permitted(
        xml(
          `<authorization><expires>1893456000000</expires><mvpd>Cable1</mvpd><requestor>ACME</requestor><resource>${text}</resource></authorization>`,
        ),
      )
      expect(resource).toBe(asked)
    }),
  )
}

/** The MVPD's words, with all that a sloppy reader would lose. */
const details = '  Your package has no "Ciné & Séries".\nCall 0800 <24h>.  '
const detailsXml = details.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
const denial = { status: 403, message: "User not authorized", details }
const denialXml = `<error>\n  <status> 403 </status>\n  <message>User not authorized</message>\n  <details>${detailsXml}</details>\n</error>`
const enhanced = {
  action: "none",
  status: 403,
  code: "authorization_denied_by_mvpd",
  message: "No.",
  details,
  helpUrl: "https://help.example/denied",
  trace: "t-1",
}
const enhancedXml = `<error><action>none</action><status>403</status><code>\nauthorization_denied_by_mvpd\n</code><message>No.</message><details>${detailsXml}</details><helpUrl>https://help.example/denied</helpUrl><trace>t-1</trace></error>`

for (const [name, answer] of [
  ["as JSON", { status: 403, body: denial }],
  ["as JSON with its status in a string", { status: 403, body: { ...denial, status: "403" } }],
  ["as JSON with a status of success", { body: denial }],
  ["as JSON with another status of failure", { status: 400, body: denial }],
  ["as XML", xml(denialXml, 403)],
  ["as XML with a status of success", xml(denialXml)],
  ["as XML that is called JSON", { status: 403, body: denialXml }],
] satisfies ReadonlyArray<[string, Answer]>) {
  it.scopedLive(`a denial ${name} keeps the MVPD's words to the letter`, () =>
    Effect.gen(function* () {
      expect(yield* failed(answer)).toMatchObject({
        _tag: "AuthorizationDenied",
        endpoint: "InitiateAuthorization",
        status: 403,
        message: "User not authorized",
        details,
        retryable: false,
      })
    }),
  )
}

for (const [name, answer] of [
  ["in JSON", { status: 403, body: enhanced }],
  ["in JSON with a status of success", { body: enhanced }],
  ["in JSON, wrapped", { status: 403, body: { error: enhanced } }],
  ["in XML", xml(enhancedXml, 403)],
  ["in XML with a status of success", xml(enhancedXml)],
] satisfies ReadonlyArray<[string, Answer]>) {
  it.scopedLive(`an enhanced error ${name} arrives whole`, () =>
    Effect.gen(function* () {
      const { message, ...error } = yield* failed(answer)
      expect({ ...error, message }).toEqual({
        ...enhanced,
        _tag: "AuthorizationDenied",
        reason: "mvpd",
        endpoint: "InitiateAuthorization",
        retryable: false,
      })
    }),
  )
}

const words = '0033: Your package has no "Live" channel.'
const inWords = [
  ["an element, details beside", `<error><notAuthorized/><details>${words}</details></error>`],
  ["an element, details inside", `<error><notAuthorized><details>${words}</details></notAuthorized></error>`],
  ["an element, details as its text", `<error><notAuthorized>${words}</notAuthorized></error>`],
  ["an element, details after the error", `<error><notAuthorized/></error><details>${words}</details>`],
  ["an element, all wrapped", `<result><error><notAuthorized/></error><details>${words}</details></result>`],
  ["an element in another case", `<error><NotAuthorized/><details>${words}</details></error>`],
  ["a key", JSON.stringify({ error: { notAuthorized: "" }, details: words })],
  ["a key beside its details", JSON.stringify({ error: { notAuthorized: null, details: words } })],
  ["a key with its details inside", JSON.stringify({ error: { notAuthorized: { details: words } } })],
  ["a key in a list", JSON.stringify({ errors: [{ notAuthorized: {}, details: words }] })],
  ["an error", JSON.stringify({ error: "notAuthorized", details: words })],
  ["an error with dashes", JSON.stringify({ error: "not-authorized", details: words })],
  ["an error in a list", JSON.stringify({ error: ["notAuthorized"], details: words })],
  ["a code", JSON.stringify({ error: { code: "notAuthorized", details: words } })],
  ["an attribute", `<error code="notAuthorized"><details>${words}</details></error>`],
  ["an element's text", `<error><code>notAuthorized</code><details>${words}</details></error>`],
  ["an element with a dash", `<error><not-authorized/><details>${words}</details></error>`],
  [
    "an element of a namespace",
    `<a:error xmlns:a="urn:a"><a:notAuthorized/><a:details>${words}</a:details></a:error>`,
  ],
  ["elements in capitals", `<ERROR><NOTAUTHORIZED/><DETAILS>${words}</DETAILS></ERROR>`],
  ["a message", `<error><message>User not authorized</message><details>${words}</details></error>`],
] as const
for (const [name, body] of inWords) {
  for (const status of [200, 400, 403]) {
    it.scopedLive(`a denial that is told by ${name} with status ${status} is one, with its details`, () =>
      Effect.gen(function* () {
        for (const answer of body.startsWith("<")
          ? [{ status, body }, xml(body, status)]
          : [{ status, body }]) {
          expect(yield* failed(answer)).toMatchObject({ _tag: "AuthorizationDenied", details: words })
        }
      }),
    )

    it.scopedLive(`nobody signed in, told by ${name} with status ${status}, must sign in`, () =>
      Effect.gen(function* () {
        const other = body.replace(/(not[ -]?)authorized/gi, "$1Authenticated")
        expect(yield* failed({ status, body: other })).toMatchObject({
          _tag: "AuthenticationRequired",
          reason: "profileMissing",
        })
      }),
    )
  }
}

for (const [name, body] of [
  ["an element", "<error><notAuthorized/></error>"],
  ["an element with no words", "<error><notAuthorized/><details/></error>"],
  ["a text", "<error>notAuthorized</error>"],
  ["a key", '{"error":{"notAuthorized":null}}'],
  ["an error", '{"error":"notAuthorized"}'],
] as const) {
  it.scopedLive(`a denial that is told by ${name} alone is one, without details`, () =>
    Effect.gen(function* () {
      for (const status of [200, 400, 403]) {
        const error = yield* failed({ status, body })
        expect(error).toMatchObject({ _tag: "AuthorizationDenied", message: "User not authorized" })
        expect(error).not.toHaveProperty("details")
      }
    }),
  )
}

it.scopedLive("reads details with an ampersand that is not escaped", () =>
  Effect.gen(function* () {
    const body = "<error><notAuthorized/><details>Ask AT&T & Co.</details></error>"
    expect(yield* failed({ status: 403, body })).toMatchObject({ details: "Ask AT&T & Co." })
  }),
)

it.scopedLive("a permit is one that says of itself that it is no refusal", () =>
  Effect.gen(function* () {
    for (const body of [
      { ...permit, notAuthorized: false },
      { ...permit, notAuthenticated: null, error: null },
      "<authorization><resource>news</resource><notAuthorized>false</notAuthorized></authorization>",
    ]) {
      expect(yield* permitted({ body })).toMatchObject({ resource: "news" })
    }
  }),
)

it.scopedLive("a resource that speaks of such an element is still permitted", () =>
  Effect.gen(function* () {
    const resource = "<rss><notAuthorized/></rss>"
    const body = `<authorization><resource><![CDATA[${resource}]]></resource></authorization>`
    expect((yield* permitted(xml(body))).resource).toBe(resource)
  }),
)

it.scopedLive("a gateway denies nothing, whatever form it has", () =>
  Effect.gen(function* () {
    for (const body of [
      { message: "Forbidden" },
      { error: "forbidden" },
      { status: 403, message: "Forbidden" },
      { status: 403, message: "Access denied by policy 7" },
      { status: 403, message: "Request blocked", details: "" },
      { code: "access_denied", traceId: "t-1", message: "Forbidden" },
      { status: 403, error: "Forbidden", message: "Access Denied", path: "/api/v1/authorize" },
      "<error><message>Forbidden</message></error>",
    ]) {
      expect(yield* failed({ status: 403, body })).toMatchObject({ _tag: "UnexpectedResponse", status: 403 })
    }
  }),
)

for (const [name, answer] of [
  ["in JSON", { status: 403, body: { status: 403, message: "User not Authenticated" } }],
  ["in JSON with a status of success", { body: { status: "403", message: "User not Authenticated" } }],
  [
    "in JSON without details",
    { status: 412, body: { status: 412, message: "user not authenticated", details: null } },
  ],
  ["in XML", xml("<error><status>412</status><message>User Not Authenticated</message></error>", 412)],
] satisfies ReadonlyArray<[string, Answer]>) {
  it.scopedLive(`nobody signed in is no denial, told ${name}`, () =>
    Effect.gen(function* () {
      const error = yield* failed(answer)
      expect(error).toMatchObject({ _tag: "AuthenticationRequired", reason: "profileMissing" })
      expect(error).not.toHaveProperty("details")
    }),
  )
}

for (const [code, status, expected] of [
  ["invalid_requestor", 400, { _tag: "InvalidRequest", parameter: "requestor" }],
  ["invalid_device_id", 400, { _tag: "InvalidRequest", parameter: "deviceId" }],
  ["missing_resource", 412, { _tag: "InvalidRequest", parameter: "resource" }],
  ["malformed_authz_request", 412, { _tag: "InvalidRequest", parameter: "unknown" }],
  ["unknown_integration", 412, { _tag: "IntegrationUnavailable" }],
  ["too_many_resources", 403, { _tag: "TooManyResources" }],
  ["authentication_session_missing", 412, { _tag: "AuthenticationRequired", reason: "profileMissing" }],
  ["authentication_session_expired", 403, { _tag: "AuthenticationRequired", reason: "profileExpired" }],
  [
    "authorization_denied_by_parental_controls",
    403,
    { _tag: "AuthorizationDenied", reason: "parentalControls" },
  ],
  ["authorization_expired", 410, { _tag: "AuthorizationDenied", reason: "authorizationMissing" }],
  [
    "temporary_access_resources_limit_exceeded",
    403,
    { _tag: "TemporaryAccessExhausted", limit: "resources" },
  ],
  ["invalid_configuration_temporary_access", 500, { _tag: "ConfigurationInvalid" }],
  ["network_connection_timeout", 403, { _tag: "PartnerUnavailable", retryable: true }],
  ["internal_error", 500, { _tag: "ServerFault", retryable: true }],
] as const) {
  for (const [format, answer] of [
    ["JSON", { status, body: { status, code, message: "m" } }],
    ["JSON with a status of success", { body: { status, code, message: "m" } }],
    ["XML", xml(`<error><status>${status}</status><code>${code}</code><message>m</message></error>`, status)],
  ] satisfies ReadonlyArray<[string, Answer]>) {
    it.scopedLive(`${code} in ${format} is a ${expected._tag}`, () =>
      Effect.gen(function* () {
        expect(yield* failed(answer)).toMatchObject({ ...expected, code, status, message: "m" })
      }),
    )
  }
}

const bomb = `<!DOCTYPE error [<!ENTITY a "aaaaaaaaaa">${[..."bcdefghi"]
  .map((name, at) => `<!ENTITY ${name} "${`&${"abcdefgh"[at]};`.repeat(10)}">`)
  .join("")}]>`
const strange: ReadonlyArray<readonly [string, string]> = [
  ["nothing", ""],
  ["a page of a captive portal", "<html><head></head><body></body></html>"],
  ["a page that is no XML", "<!doctype html><html><br><p>Sign in"],
  ["XML cut in two", "<error><status>403</status><message>User not"],
  ["XML with an unknown root", "<result><status>403</status></result>"],
  ["XML with a DTD", "<!DOCTYPE error><error><status>403</status><message>m</message></error>"],
  [
    "XML with an external entity",
    '<!DOCTYPE error [<!ENTITY x SYSTEM "file:///etc/passwd">]><error><message>&x;</message></error>',
  ],
  ["an entity bomb", `${bomb}<error><status>403</status><message>&i;</message></error>`],
  ["an unknown entity", "<error><status>403</status><message>&nbsp;</message></error>"],
  ["a lone surrogate", "<error><status>403</status><message>&#xD800;</message></error>"],
  ["a control character", "<error><status>403</status><message>\u0000</message></error>"],
  ["1 MB of text", `<error><status>403</status><message>${"a".repeat(1_000_000)}</message></error>`],
  ["1 MB of line ends", `<error><status>403</status><message>${"\r".repeat(1_000_000)}</message></error>`],
  ["XML nested 100,000 deep", "<error>".repeat(100_000) + "</error>".repeat(100_000)],
  ["many elements", `<error>${"<a/>".repeat(5_000)}</error>`],
  ["two documents", "<error/><error/>"],
  ["JSON cut in two", '{"status":403,"message":"User'],
]

for (const [name, body] of strange) {
  for (const status of [200, 403]) {
    it.scopedLive(`${name} with status ${status} is an UnexpectedResponse, and at once`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.timeout(failed({ status, body }), "5 seconds")
        expect(error).toMatchObject({ _tag: "UnexpectedResponse", status })
        expect("excerpt" in error && error.excerpt?.length).toBeLessThanOrEqual(200)
      }),
    )
  }
}

for (const body of [
  `{"message":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
  "[".repeat(1_000_000),
  "null",
  "[]",
  "7",
]) {
  it.scopedLive(`JSON that begins with ${body.slice(0, 15)} is no answer`, () =>
    Effect.gen(function* () {
      expect(yield* failed({ body })).toMatchObject({ _tag: "UnexpectedResponse", status: 200 })
    }),
  )
}

it.scopedLive("a page of a server at fault is a ServerFault that may pass", () =>
  Effect.gen(function* () {
    const error = yield* failed({ status: 503, body: "<html>away</html>" })
    expect(error).toMatchObject({ _tag: "ServerFault", retryable: true })
  }),
)

for (const [name, answer] of [
  [
    "in a page",
    { status: 403, body: `<p>No /api/v1/authorize?deviceId=${identifier}&generic_data=me%40example.org` },
  ],
  [
    "in a page with a status of success",
    { body: `<a href="/login?deviceId=${identifier}">for ${identifier}</a>` },
  ],
  [
    "in a message",
    { status: 403, body: { status: 403, message: `${identifier} denied`, details: `No ${identifier}` } },
  ],
  ["in XML", xml(`<error><status>400</status><message>no ${identifier}</message></error>`, 400)],
  [
    "in an answer without a meaning",
    { status: 404, body: { device: identifier, query: `?deviceId=${identifier}` } },
  ],
  ["in no answer at all", { instead: "reset" }],
] satisfies ReadonlyArray<[string, Answer]>) {
  it.scopedLive(`neither error, span nor log tells the device, even if the service does ${name}`, () =>
    Effect.gen(function* () {
      const told: Array<unknown> = []
      const native = yield* Effect.tracer
      const spies = Layer.mergeAll(
        Layer.setTracer(
          Tracer.make({
            context: native.context,
            span: (...args) => {
              const span = native.span(...args)
              told.push(span)
              return span
            },
          }),
        ),
        Logger.replace(
          Logger.defaultLogger,
          Logger.make((entry) => void told.push(entry.message, entry.cause, [...entry.annotations])),
        ),
        Logger.minimumLogLevel(LogLevel.All),
      )
      const error = yield* failed(answer).pipe(Effect.tapError(Effect.logError), Effect.provide(spies))
      const everything = [...told, error, error.message, error.stack, JSON.stringify(error)]
        .map((one) => inspect(one, { depth: 20, showHidden: true, getters: true }))
        .join("\n")
      expect(everything).toContain("InitiateAuthorization")
      expect(everything).not.toContain(identifier)
      expect(everything).not.toContain("example.org")
    }),
  )
}
