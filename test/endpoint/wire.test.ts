import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Endpoints from "../../src/endpoint/index.js"
import { AuthenticateInUserAgent } from "../../src/endpoint/v2/AuthenticateInUserAgent.js"
import { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import { RetrieveClientCredentials } from "../../src/endpoint/dcr/RetrieveClientCredentials.js"
import { RetrieveConfiguration } from "../../src/endpoint/v2/RetrieveConfiguration.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import type { Device } from "../../src/domain/Device.js"
import { client } from "../support/client.js"
import { device, everywhere, rows } from "../support/endpoints.js"
import { serve } from "../support/server.js"

/** The headers that Node's fetch sends by itself, whoever calls. */
const ofFetch = Effect.gen(function* () {
  const server = yield* serve()
  yield* Effect.promise(() => fetch(server.url, { method: "POST", body: new Uint8Array([1]) }))
  return new Set(Object.keys(server.seen[0]!.headers))
})

const ours = (headers: Readonly<Record<string, string>>, runtime: ReadonlySet<string>) =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !runtime.has(name) || name === "accept" || (name === "user-agent" && headers[name] !== "node"),
    ),
  )

it("every endpoint that is sent and answers in JSON alone is among these", () => {
  const others = ["AuthenticateInUserAgent", "InitiateAuthorization"]
  const names = Object.values(Endpoints).map(({ declared }) => declared.name)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    names.filter((name) => !others.includes(name)).toSorted(),
  )
})

for (const row of rows) {
  it.scopedLive(`${row.name} sends what the reference lists, and no header more`, () =>
    Effect.gen(function* () {
      const server = yield* serve(() => ({ status: row.status ?? 200, body: row.answer }))
      yield* row.run.pipe(Effect.provide(client({ url: server.url, device })))
      expect(server.seen).toHaveLength(1)
      const [{ body, headers, method, target }] = server.seen as [(typeof server.seen)[number]]
      expect({ method, target, body }).toEqual({ method: row.method, target: row.target, body: row.body })
      expect(ours(headers, yield* ofFetch)).toEqual({ ...everywhere, ...row.headers })
    }),
  )

  it.scopedLive(`${row.name} sends nothing of a device that has nothing to tell`, () =>
    Effect.gen(function* () {
      const server = yield* serve(() => ({ status: row.status ?? 200, body: row.answer }))
      yield* row.run.pipe(Effect.provide(client({ url: server.url })))
      const { headers } = server.seen[0]!
      const optional = Object.keys({ ...everywhere, ...row.headers }).filter(
        (name) =>
          ![
            "accept",
            "authorization",
            "content-type",
            "ap-device-identifier",
            "ap-temppass-identity",
          ].includes(name),
      )
      for (const name of optional) if (name !== "user-agent") expect(headers).not.toHaveProperty([name])
      expect(headers["traceparent"]).toBeUndefined()
      expect(headers["b3"]).toBeUndefined()
    }),
  )
}

it.scopedLive("a call inside an application's own span carries no trace of it", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ body: { profiles: {} } }))
    yield* Effect.flatMap(RetrieveProfiles, (retrieve) => retrieve()).pipe(
      Effect.withSpan("application"),
      Effect.provide(client({ url: server.url })),
    )
    const names = Object.keys(server.seen[0]!.headers)
    expect(names.filter((name) => /^(traceparent|tracestate|b3|x-b3-.*)$/.test(name))).toEqual([])
  }),
)

it.scopedLive("Roku's identity goes in Roku's header", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ body: { profiles: {} } }))
    yield* Effect.flatMap(RetrieveProfiles, (retrieve) => retrieve()).pipe(
      Effect.provide(
        client({
          url: server.url,
          device: { identifier: "x", platformIdentity: { rokuConnectToken: "roku.jwe" } },
        }),
      ),
    )
    expect(server.seen[0]!.headers["x-roku-reserved-roku-connect-token"]).toBe("roku.jwe")
    expect(server.seen[0]!.headers).not.toHaveProperty(["adobe-subject-token"])
  }),
)

it.scopedLive("the raw device information is sent as it is", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ body: { profiles: {} } }))
    yield* Effect.flatMap(RetrieveProfiles, (retrieve) => retrieve()).pipe(
      Effect.provide(
        client({ url: server.url, device: { identifier: "x", info: { raw: "cGxhdGZvcm09VFY=" } } }),
      ),
    )
    expect(server.seen[0]!.headers["x-device-info"]).toBe("cGxhdGZvcm09VFY=")
  }),
)

it.scopedLive("what is not given is not sent, and the service provider is the client's", () =>
  Effect.gen(function* () {
    const server = yield* serve(({ method }) =>
      method === "GET"
        ? { body: { requestor: { id: "ACME", mvpds: [] } } }
        : { body: { actionName: "authorize" } },
    )
    yield* Effect.gen(function* () {
      yield* Effect.flatMap(RetrieveConfiguration, (retrieve) => retrieve())
      yield* Effect.flatMap(CreateSession, (create) => create())
      yield* Effect.flatMap(CreateSession, (create) => create({ domainName: "https://acme.example" }))
    }).pipe(Effect.provide(client({ url: server.url })))
    expect(server.seen.map(({ body, target }) => [target, body])).toEqual([
      ["/api/v2/ACME/configuration", ""],
      ["/api/v2/ACME/sessions", ""],
      ["/api/v2/ACME/sessions", "domainName=https%3A%2F%2Facme.example"],
    ])
    expect(server.seen[1]!.headers["content-type"]).toBe("application/x-www-form-urlencoded")
  }),
)

it.scopedLive("registration uses the client's own software statement and redirect URI", () =>
  Effect.gen(function* () {
    const server = yield* serve(() => ({ status: 201, body: { client_id: "c", client_secret: "s" } }))
    const register = Effect.flatMap(RetrieveClientCredentials, (retrieve) => retrieve())
    yield* Effect.provide(register, client({ url: server.url, softwareStatement: "x.y.z" }))
    yield* Effect.provide(
      register,
      client({ url: server.url, softwareStatement: "x.y.z", redirectUri: "acme://r" }),
    )
    expect(server.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { software_statement: "x.y.z" },
      { software_statement: "x.y.z", redirect_uri: "acme://r" },
    ])
  }),
)

it.scopedLive("the URL for a browser is made without a request", () =>
  Effect.gen(function* () {
    const server = yield* serve()
    const authenticate = yield* AuthenticateInUserAgent.pipe(
      Effect.provide(client({ url: `${server.url}/` })),
    )
    expect(yield* authenticate({ code: "Q7 Z/1" })).toBe(`${server.url}/api/v2/authenticate/ACME/Q7%20Z%2F1`)
    expect(yield* authenticate({ code: "Q7Z1", serviceProvider: "Other&Co" })).toBe(
      `${server.url}/api/v2/authenticate/Other%26Co/Q7Z1`,
    )
    expect(server.seen).toEqual([])
  }),
)

/** What Adobe's page said before 2026 of a viewer who has not decided yet. */
const undecided = {
  frameworkPermissionInfo: { accessStatus: "pending" },
  frameworkProviderInfo: {},
} as unknown as NonNullable<Device.Options["partnerStatus"]>

for (const row of rows) {
  const isOfPartner = row.target.includes("/sso/")

  it.scopedLive(
    `${row.name} ${isOfPartner ? "is refused with" : "is made without"} a partner's status that is wrong`,
    () =>
      Effect.gen(function* () {
        const server = yield* serve(() => ({ status: row.status ?? 200, body: row.answer }))
        const result = yield* row.run.pipe(
          Effect.provide(client({ url: server.url, device: { ...device, partnerStatus: undecided } })),
          Effect.either,
        )
        const headers = server.seen.map((one) => one.headers["ap-partner-framework-status"])
        expect({ result, headers }).toMatchObject(
          isOfPartner
            ? {
                result: {
                  left: {
                    _tag: "InvalidRequest",
                    endpoint: row.name,
                    parameter: "device.partnerStatus.frameworkPermissionInfo.accessStatus",
                  },
                },
                headers: [],
              }
            : { result: { _tag: "Right" }, headers: [undefined] },
        )
      }),
  )
}
