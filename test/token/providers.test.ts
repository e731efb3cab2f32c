/** Whose refusal it is: what a service provider says of a client or token, over HTTP and against the sandbox. */
import { beforeEach, describe, expect, it } from "vitest"
import type { AdobePassClient } from "../../src/promise.js"
import type { EndpointName } from "../../src/sandbox/index.js"
import { login, useSandbox } from "../promise/support.js"

const context = useSandbox()

/** What was asked since the last time, in order: R for a client, T for a token, s for anything else. */
const asked = async () => {
  const requests = await context.sandbox.admin.requests()
  await context.sandbox.admin.clearRequests()
  const letters: Record<string, string> = { RetrieveClientCredentials: "R", RetrieveAccessToken: "T" }
  return requests.map(({ endpoint }) => letters[endpoint ?? ""] ?? "s").join("")
}

beforeEach(async () => {
  await context.sandbox.admin.clearFaults()
  await context.sandbox.admin.clearRequests()
})

const clientOf = async (...serviceProviders: ReadonlyArray<string>) => {
  const softwareStatement = await context.sandbox.admin.softwareStatement({ serviceProviders })
  return context.client({
    softwareStatement,
    device: { identifier: crypto.randomUUID() },
    policies: { throttle: false, retry: { times: 0 } },
  })
}

const signIn = async (pass: AdobePassClient) => {
  await pass.authenticate({
    ...login,
    onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
  })
  await asked()
}

/** How a call failed. */
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    ({ _tag, code, error, status }: { _tag: string; code?: string; error?: string; status?: number }) => ({
      _tag,
      code,
      error,
      status,
    }),
  )

const mvpds = async (pass: AdobePassClient) => (await pass.profiles()).map(({ mvpd }) => mvpd)

const refused = { code: "invalid_access_token_service_provider", status: 401 }

const siblingCalls: ReadonlyArray<
  readonly [name: string, call: (pass: AdobePassClient) => Promise<unknown>, refusal?: object]
> = [
  ["configuration", (pass) => pass.configuration({ serviceProvider: "REF40" })],
  ["retrieveConfiguration", (pass) => pass.endpoints.retrieveConfiguration({ serviceProvider: "REF40" })],
  ["retrieveProfiles", (pass) => pass.endpoints.retrieveProfiles({ serviceProvider: "REF40" })],
  [
    "retrieveAuthorizationDecisions",
    (pass) =>
      pass.endpoints.retrieveAuthorizationDecisions({
        serviceProvider: "REF40",
        mvpd: "Cablevision",
        resources: ["cinema1"],
      }),
  ],
  [
    "retrievePartnerAuthenticationRequest",
    (pass) =>
      pass.endpoints.retrievePartnerAuthenticationRequest({
        serviceProvider: "REF40",
        partner: "Apple",
        domainName: "adobe.com",
        redirectUrl: "https://adobe.com/",
      }),
  ],
  [
    "retrieveProfileUsingPartnerAuthenticationResponse",
    (pass) =>
      pass.endpoints.retrieveProfileUsingPartnerAuthenticationResponse({
        serviceProvider: "REF40",
        partner: "Apple",
        samlResponse: "PHNhbWw+",
      }),
  ],
  [
    "initiateAuthorization (V1)",
    (pass) => pass.endpoints.initiateAuthorization({ requestor: "REF40", resource: "cinema1" }),
    // whose JSON has no code
    { status: 401 },
  ],
]

/** Has an endpoint refuse every access token, with this code and action. */
const refuseTokens = (endpoint: EndpointName, code?: string, action?: string) =>
  context.sandbox.admin.addFault({
    kind: "error",
    endpoint,
    status: 401,
    ...(code !== undefined && { code }),
    ...(action !== undefined && { action }),
    times: 1000,
  })

describe("a sibling service provider that the app has no part in", () => {
  for (const [name, call, refusal = refused] of siblingCalls) {
    it(`costs no viewer their login: ${name}`, async () => {
      const pass = await clientOf("REF30")
      await signIn(pass)
      expect(await failureOf(call(pass))).toMatchObject({ _tag: "AccessTokenRejected", ...refusal })
      // a fresh token is tried once
      expect(await asked()).toBe("sTs")
      expect(await mvpds(pass)).toEqual(["Cablevision"])
      await asked()
      expect(await failureOf(call(pass))).toMatchObject({ _tag: "AccessTokenRejected", ...refusal })
      expect(await asked()).toBe("s")
    })
  }

  it("costs no viewer their login either when it finds fault with the client itself", async () => {
    const pass = await clientOf("REF30")
    await signIn(pass)
    await refuseTokens(
      "RetrieveConfiguration",
      "invalid_access_token_client_application",
      "application-registration",
    )
    const configuration = () => pass.configuration({ serviceProvider: "REF40" })
    for (const requests of ["sTs", "s", "s"]) {
      expect(await failureOf(configuration())).toMatchObject({ _tag: "AccessTokenRejected" })
      expect(await asked()).toBe(requests)
    }
    await context.sandbox.admin.clearFaults()
    expect(await mvpds(pass)).toEqual(["Cablevision"])
  })
})

describe("a service provider of its own that refuses for good", () => {
  for (const code of ["invalid_access_token_service_provider", "invalid_access_token_client_application"]) {
    it(`is asked for one new client, and costs each further call one request: ${code}`, async () => {
      const pass = await clientOf("REF30")
      await refuseTokens("RetrieveProfiles", code, "application-registration")
      for (const requests of ["RTsTsRTs", "s", "s", "s"]) {
        expect(await failureOf(pass.profiles())).toMatchObject({ _tag: "RegistrationRejected", code })
        expect(await asked()).toBe(requests)
      }
      await context.sandbox.admin.clearFaults()
      expect(await mvpds(pass)).toEqual([])
      expect(await asked()).toBe("s")
    })
  }

  it("costs the client once a fresh token of it is refused, where that was the last that a call may send", async () => {
    const pass = await context.client({
      softwareStatement: await context.sandbox.admin.softwareStatement({ serviceProviders: ["REF30"] }),
      device: { identifier: crypto.randomUUID() },
      policies: { throttle: false, retry: { times: 1 } },
    })
    await signIn(pass)
    const endpoint = "RetrieveProfiles"
    const refusal = { kind: "error", endpoint, ...refused } as const
    for (const fault of [refusal, { kind: "status", status: 503, endpoint } as const, refusal, refusal]) {
      await context.sandbox.admin.addFault(fault)
    }
    expect(await failureOf(pass.profiles())).toMatchObject({ _tag: "AccessTokenRejected" })
    expect(await asked()).toBe("sTssTs")
    expect(await mvpds(pass)).toEqual([])
    expect(await asked()).toBe("RTs")
    await context.sandbox.admin.addFault(refusal)
    expect(await mvpds(pass)).toEqual([])
    expect(await asked()).toBe("sTs")
  })

  for (const [what, code, action] of [
    ["no code", undefined, undefined],
    ["an action alone", undefined, "application-registration"],
    [
      "a code that only looks like one",
      "invalid_access_token_client_application_v2",
      "application-registration",
    ],
    ["a newer code", "invalid_access_token_audience", "application-registration"],
    ["a published code that means something else", "invalid_access_token_client_application", "none"],
    ["a denial's code", "authorization_denied_by_mvpd", "none"],
  ] as const) {
    it(`keeps its client where no new one is known to cure it: ${what}`, async () => {
      const pass = await clientOf("REF30")
      await signIn(pass)
      await refuseTokens("RetrieveProfiles", code, action)
      for (const requests of ["sTs", "s", "s"]) {
        expect(await failureOf(pass.profiles())).toMatchObject({ status: 401 })
        expect(await asked()).toBe(requests)
      }
      await context.sandbox.admin.clearFaults()
      expect(await mvpds(pass)).toEqual(["Cablevision"])
    })
  }
})
