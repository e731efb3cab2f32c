import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Device } from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import { AuthorizationDenied } from "../../src/error/AdobePassError.js"
import type { Answer } from "../../src/transport/Answer.js"
import { Authorized } from "../../src/transport/Authorized.js"
import type { Called, Caller } from "../../src/transport/Endpoint.js"
import { Endpoint, OpenEndpoint, wholeDevice } from "../../src/transport/Endpoint.js"
import type { Request } from "../../src/transport/Request.js"
import type { Call } from "../../src/transport/Transport.js"
import { Transport } from "../../src/transport/Transport.js"

const response = Schema.Struct({ name: Schema.String })

class Find extends Endpoint<Find>()("Find", {
  method: "GET",
  path: "/api/{serviceProvider}/find/{name}",
  sends: ["identifier"],
  request: ({ name, serviceProvider }: { readonly name: string; readonly serviceProvider?: string }) => ({
    serviceProvider,
    parameters: { name },
  }),
  response,
  failures: [AuthorizationDenied],
}) {}

const called: Array<Called> = []
const callers: Array<Caller> = []

class Open extends OpenEndpoint<Open>()("Open", {
  method: "POST",
  path: "/open",
  sends: [],
  request: (secret: string) => (caller) => {
    callers.push(caller)
    return { form: { secret, requestor: caller.integration.serviceProvider } }
  },
  response,
  failures: [],
  answer: ({ name }, given) => {
    called.push(given)
    return given.redact(name)
  },
}) {}

const device: Device.Service = { identifier: Redacted.make("living-room-1") }

/** The two over a transport that answers so, and what they asked it. */
const over = (answer: Partial<Answer>) => {
  const asked: Array<{
    readonly over: "authorized" | "open"
    readonly endpoint: string
    readonly serviceProvider: string
    readonly device: Device.Service
    readonly request: Request
  }> = []
  const calls =
    (over: "authorized" | "open") =>
    <A, E>({
      answer: read,
      request,
      ...call
    }: { readonly answer: (answer: Answer) => Effect.Effect<A, E> } & Omit<Call<A, never>, "answer">) =>
      Effect.flatMap(request, (request) => {
        asked.push({ ...call, over, request })
        return read({ status: 200, body: '{"name":"a"}', request, ...answer })
      })
  const layer = Layer.mergeAll(Find.layer, Open.layer).pipe(
    Layer.provide(Layer.succeed(Authorized, calls("authorized"))),
    Layer.provide(
      Layer.succeed(Transport, {
        call: calls("open"),
        attempt: () => Effect.die("it attempts nothing itself"),
        repeat: () => Effect.die("it repeats nothing itself"),
      }),
    ),
    Layer.provideMerge(
      Integration.layer({
        environment: { baseUrl: "https://sp.example" },
        serviceProvider: "REF30",
        softwareStatement: "a.b.c",
      }),
    ),
    Layer.merge(Layer.succeed(Device, device)),
  )
  return { asked, layer }
}

describe("an endpoint", () => {
  it.effect("asks with the access token for its own service provider, unless for another", () =>
    Effect.gen(function* () {
      const { asked, layer } = over({})
      yield* Effect.gen(function* () {
        const find = yield* Find
        expect(yield* find({ name: "x" })).toEqual({ name: "a" })
        expect(yield* find({ name: "y", serviceProvider: "other" })).toEqual({ name: "a" })
      }).pipe(Effect.provide(layer))
      expect(
        asked.map(({ request, ...call }) => ({ ...call, method: request.method, url: request.url })),
      ).toEqual(
        (
          [
            ["REF30", "https://sp.example/api/REF30/find/x"],
            ["other", "https://sp.example/api/other/find/y"],
          ] as const
        ).map(([serviceProvider, url]) => ({
          over: "authorized",
          endpoint: "Find",
          serviceProvider,
          device,
          method: "GET",
          url,
        })),
      )
      expect(asked[0]?.request.headers).toHaveProperty("ap-device-identifier")
    }),
  )

  it.effect("fails as it declares, and not before its request", () =>
    Effect.gen(function* () {
      const { asked, layer } = over({ status: 403, body: '{"code":"authorization_denied_by_mvpd"}' })
      yield* Effect.gen(function* () {
        const find = yield* Find
        expect(yield* Effect.flip(find({ name: "x" }))).toMatchObject({
          _tag: "AuthorizationDenied",
          endpoint: "Find",
        })
        expect(yield* Effect.flip(find({ name: "" }))).toMatchObject({
          _tag: "InvalidRequest",
          endpoint: "Find",
          parameter: "name",
        })
      }).pipe(Effect.provide(layer))
      expect(asked).toHaveLength(1)
    }),
  )

  it.effect("may ask without the access token, by who calls, and make another thing of its answer", () =>
    Effect.gen(function* () {
      const { asked, layer } = over({ body: '{"name":"not for a-long-secret"}' })
      yield* Effect.gen(function* () {
        const integration = yield* Integration
        expect(yield* Effect.flatMap(Open, (open) => open("a-long-secret"))).toBe("not for ***")
        expect(callers).toEqual([{ integration, device }])
        expect(called).toEqual([{ endpoint: "Open", integration, redact: expect.any(Function) }])
      }).pipe(Effect.provide(layer))
      expect(asked).toMatchObject([
        {
          over: "open",
          endpoint: "Open",
          serviceProvider: "REF30",
          request: {
            method: "POST",
            url: "https://sp.example/open",
            body: { text: "secret=a-long-secret&requestor=REF30" },
          },
        },
      ])
    }),
  )

  it("can be looked at", () => {
    expect(Find.key).toBe("effect-adobe-pass/Find")
    expect(Context.isTag(Find)).toBe(true)
    expect(Find.declared).toEqual({
      name: "Find",
      authorized: true,
      method: "GET",
      path: "/api/{serviceProvider}/find/{name}",
      sends: ["identifier"],
      response,
      failures: [AuthorizationDenied],
    })
    expect(Open.declared).toMatchObject({ name: "Open", authorized: false, path: "/open" })
  })

  it("may send all that a device has to tell", () => {
    expect(wholeDevice).toEqual([
      "identifier",
      "info",
      "platformIdentity",
      "serviceToken",
      "partnerStatus",
      "visitorIdentifier",
    ])
  })
})
