import { expect, it } from "vitest"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

it("all eighteen endpoints are there, by their names in lower camel case", () => {
  expect(Object.keys(context.client().endpoints).toSorted()).toEqual([
    "authenticateInUserAgent",
    "createSession",
    "initiateAuthorization",
    "initiateLogout",
    "resetPromotionalTemporaryPass",
    "resetTemporaryPass",
    "resumeSession",
    "retrieveAccessToken",
    "retrieveAuthorizationDecisions",
    "retrieveClientCredentials",
    "retrieveConfiguration",
    "retrievePartnerAuthenticationRequest",
    "retrievePreauthorizationDecisions",
    "retrieveProfileForCode",
    "retrieveProfileForMvpd",
    "retrieveProfileUsingPartnerAuthenticationResponse",
    "retrieveProfiles",
    "retrieveSession",
  ])
})

it("each endpoint makes its one call and answers in plain values", async () => {
  const pass = context.client({ policies: { throttle: false } })
  const { endpoints } = pass
  expect(await endpoints.retrieveConfiguration()).toMatchObject({ id: "REF30" })

  const session = await endpoints.createSession({ domainName: login.domainName })
  if (session._tag !== "Resume") throw new Error(`unexpected ${session._tag}`)
  expect(session.missingParameters).toEqual(["mvpd", "redirectUrl"])
  expect(session.notAfter).toEqual(expect.any(Number))

  const { code } = session
  expect(await endpoints.retrieveSession({ code })).toMatchObject({
    existingParameters: { domainName: login.domainName },
    missingParameters: ["mvpd", "redirectUrl"],
  })
  const resumed = await endpoints.resumeSession({ code, ...login })
  if (resumed._tag !== "Authenticate") throw new Error(`unexpected ${resumed._tag}`)
  expect(await endpoints.authenticateInUserAgent({ code })).toBe(resumed.url)

  expect(await endpoints.retrieveProfileForCode({ code })).toEqual({})
  await context.sandbox.admin.completeLogin({ code, username: "basic" })
  const profiles = await endpoints.retrieveProfileForCode({ code })
  expect(profiles).toMatchObject({ Cablevision: { mvpd: "Cablevision", type: "regular" } })
  expect(await endpoints.retrieveProfiles()).toEqual(profiles)
  expect(await endpoints.retrieveProfileForMvpd({ mvpd: "Cablevision" })).toEqual(profiles)

  expect(
    await endpoints.retrievePreauthorizationDecisions({
      mvpd: "Cablevision",
      resources: ["newsline", "cinema1"],
    }),
  ).toMatchObject([
    { _tag: "Permit", resource: "newsline" },
    { _tag: "Deny", resource: "cinema1", error: { _tag: "AuthorizationDenied" } },
  ])
  const [permit] = await endpoints.retrieveAuthorizationDecisions({
    mvpd: "Cablevision",
    resources: ["newsline"],
  })
  expect(permit).toMatchObject({ _tag: "Permit", token: { serializedToken: expect.any(String) } })
  const [deny] = await endpoints.retrieveAuthorizationDecisions({
    mvpd: "Cablevision",
    resources: ["cinema1"],
  })
  expect(deny).toMatchObject({ _tag: "Deny", error: { _tag: "AuthorizationDenied" } })

  expect(await endpoints.initiateAuthorization({ resource: "newsline" })).toMatchObject({
    mvpd: "Cablevision",
    requestor: "REF30",
    resource: "newsline",
    expires: expect.any(Number),
  })
  expect(
    await endpoints.initiateLogout({ mvpd: "Cablevision", redirectUrl: "https://adobe.com/" }),
  ).toMatchObject({ Cablevision: { _tag: "Logout" } })
})

it("the registration endpoints give what a programmer's own token handling needs", async () => {
  const { endpoints } = context.client()
  const { clientId, clientSecret } = await endpoints.retrieveClientCredentials()
  const token = await endpoints.retrieveAccessToken({ clientId, clientSecret })
  expect(token).toMatchObject({ value: expect.any(String), expiresAt: expect.any(Number) })
  await expect(endpoints.retrieveAccessToken({ clientId, clientSecret: "wrong" })).rejects.toMatchObject({
    _tag: "RegistrationRejected",
    error: "invalid_client",
  })
})
