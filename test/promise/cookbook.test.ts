import { describe, expect, it } from "vitest"
import { InvalidRequest, isAdobePassError, mrss, userMetadata } from "../../src/promise.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const signIn = (pass: ReturnType<typeof context.client>, username = "basic") =>
  pass.authenticate({
    ...login,
    onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username }),
  })

describe("the cookbook, with promises", () => {
  it("a viewer signs in, sees the catalogue, plays and signs out", async () => {
    const pass = context.client()
    expect(await pass.profiles()).toEqual([])
    expect(await pass.profile("Cablevision")).toBeUndefined()
    expect(await pass.remembered()).toBeUndefined()

    const requestor = await pass.configuration()
    expect(requestor.id).toBe("REF30")
    expect(requestor.mvpds.map(({ id }) => id)).toContain("Cablevision")

    const prompts: Array<unknown> = []
    const profile = await pass.authenticate({
      ...login,
      onCode: (prompt) => {
        prompts.push(prompt)
        return context.sandbox.admin.completeLogin({ code: prompt.code, username: "basic" })
      },
    })
    expect(prompts).toEqual([
      {
        code: expect.stringMatching(/^[A-Z0-9]{7}$/),
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v2\/authenticate\/REF30\/[A-Z0-9]{7}$/),
        notAfter: expect.any(Number),
        missingParameters: [],
      },
    ])
    expect(profile).toMatchObject({ mvpd: "Cablevision", type: "regular", notAfter: expect.any(Number) })
    expect(await pass.profiles()).toEqual([profile])
    expect(await pass.profile("Cablevision")).toEqual(profile)
    expect(await pass.remembered()).toMatchObject({
      mvpd: { id: "Cablevision" },
      profile: { mvpd: "Cablevision", notAfter: profile.notAfter, attributes: profile.attributes },
    })

    const catalogue = ["newsline", "cinema1", "preview", "newsline"]
    const answers = await pass.preauthorize({ mvpd: "Cablevision", resources: catalogue })
    expect(answers.map(({ _tag, resource }) => [_tag, resource])).toEqual([
      ["Permit", "newsline"],
      ["Deny", "cinema1"],
      ["Unanswered", "preview"],
      ["Permit", "newsline"],
    ])
    const [, denied] = answers
    if (denied?._tag !== "Deny") throw new Error("cinema1 must be denied")
    expect(denied.error).toBeInstanceOf(Error)
    expect(denied.error._tag).toBe("AuthorizationDenied")

    const permit = await pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
    expect(permit).toMatchObject({
      _tag: "Permit",
      resource: "newsline",
      source: "mvpd",
      token: {
        serializedToken: expect.any(String),
        notBefore: expect.any(Number),
        notAfter: expect.any(Number),
      },
    })

    expect(await pass.logout({ mvpd: "Cablevision", redirectUrl: "https://adobe.com/" })).toEqual([
      { _tag: "Logout", mvpd: "Cablevision", actionName: "logout", url: expect.stringMatching(/^http/) },
    ])
    expect(await pass.profiles()).toEqual([])
    expect(await pass.remembered()).toBeUndefined()
  })

  it("a rejection is the typed error, with the caller's stack and no secret in its JSON", async () => {
    const identifier = crypto.randomUUID()
    const pass = context.client({ device: { identifier } })
    await signIn(pass)
    const error: unknown = await pass
      .authorize({ mvpd: "Cablevision", resource: "cinema1" })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    if (!isAdobePassError(error) || error._tag !== "AuthorizationDenied") throw error
    expect(error).toMatchObject({ reason: "mvpd", status: 403, code: "authorization_denied_by_mvpd" })
    expect(error.message).not.toBe("")
    expect(error.stack).toContain("cookbook.test.ts")
    const json = JSON.stringify(error)
    expect(JSON.parse(json)).toMatchObject({ _tag: "AuthorizationDenied", message: error.message })
    expect(json).not.toContain(identifier)
    expect(json).not.toContain(Buffer.from(identifier).toString("base64"))
  })

  it("metadata is typed, and a resource can be an MRSS document", async () => {
    const pass = context.client()
    const profile = await signIn(pass)
    const { channelID, userID, zip } = userMetadata(profile)
    expect(userID).toEqual(profile.attributes["userID"]?.value)
    expect(channelID).toEqual(expect.arrayContaining([expect.any(String)]))
    expect(zip).toMatchObject({ _tag: "Encrypted", state: "enc" })

    const resource = mrss({ title: "newsline" })
    expect(await pass.authorize({ mvpd: "Cablevision", resource })).toMatchObject({
      _tag: "Permit",
      resource,
    })
    expect(() => mrss({ title: "\u0000" })).toThrow(InvalidRequest)
  })

  it("what onCode throws ends the login with just that", async () => {
    const pass = context.client()
    const mine = new Error("no screen")
    await expect(
      pass.authenticate({
        ...login,
        onCode: () => {
          throw mine
        },
      }),
    ).rejects.toBe(mine)
    await expect(pass.authenticate({ ...login, onCode: () => Promise.reject(mine) })).rejects.toBe(mine)
  })

  it("a code that grew old on the service is expired, not wrong", async () => {
    const { admin } = context.sandbox
    const pass = context.client()
    await expect(
      pass.authenticate({ ...login, onCode: () => admin.advance("31 minutes") }),
    ).rejects.toMatchObject({ _tag: "AuthenticationCodeExpired" })
    await expect(
      pass.awaitProfile({ code: "WRONG77", notAfter: Date.now() + 7_200_000 }),
    ).rejects.toMatchObject({
      _tag: "AuthenticationCodeInvalid",
    })
  })

  it("a newer login ends the older one", async () => {
    const pass = context.client()
    const older = pass.authenticate(login).catch((error: unknown) => error)
    await sleep(200)
    await signIn(pass)
    expect(await older).toMatchObject({ _tag: "AuthenticationSuperseded" })
  })

  it("another device has credentials, token and viewer of its own", async () => {
    await context.sandbox.admin.clearRequests()
    const pass = context.client({ device: { identifier: "one", forwardedFor: "203.0.113.1" } })
    const other = pass.forDevice({ identifier: "two", forwardedFor: "203.0.113.2" })
    await signIn(pass)
    expect(await other.profiles()).toEqual([])
    const requests = await context.sandbox.admin.requests({})
    const registered = requests.filter(({ endpoint }) => endpoint === "RetrieveClientCredentials")
    expect(registered).toHaveLength(2)
    await other.close()
    await expect(other.profiles()).rejects.toMatchObject({ _tag: "ClientClosed" })
    expect(await pass.profiles()).toHaveLength(1)
  })

  it("input of the wrong kind rejects before anything is sent", async () => {
    const pass = context.client()
    await context.sandbox.admin.clearRequests()
    for (const [call, parameter] of [
      [() => pass.authorize({ mvpd: "", resource: "a" }), "mvpd"],
      [() => pass.authorize({ mvpd: "..", resource: "a" }), "mvpd"],
      [() => pass.authorize({ mvpd: "Cablevision", resource: "" }), "resource"],
      [() => pass.authorize(JSON.parse("{}")), "mvpd"],
      [() => pass.preauthorize(JSON.parse('{"mvpd":"Cablevision"}')), "resources"],
      [() => pass.logout(JSON.parse('{"mvpd":"Cablevision"}')), "redirectUrl"],
      [() => pass.awaitProfile(JSON.parse('{"code":"ABC"}')), "notAfter"],
      [() => pass.endpoints.retrieveSession(JSON.parse("{}")), "code"],
      [() => pass.endpoints.retrieveSession(JSON.parse("null")), "code"],
      [() => pass.authorize(JSON.parse("null")), "mvpd"],
      [() => pass.preauthorize(JSON.parse("1")), "resources"],
      [() => pass.awaitProfile(JSON.parse("null")), "notAfter"],
      [() => pass.checkCode(JSON.parse("5")), "code"],
      [() => pass.resume(JSON.parse("null")), "code"],
      [() => pass.profile("", JSON.parse("null")), "mvpd"],
      [() => pass.authenticate({ ...login, onCode: JSON.parse('"print it"') }), "onCode"],
      [() => pass.partnerSingleSignOn(JSON.parse('{"partner":"Apple"}')), "answer"],
    ] as const) {
      const error: unknown = await call().then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(InvalidRequest)
      expect(error).toMatchObject({ parameter })
    }
    expect(await context.sandbox.admin.requests({})).toEqual([])
  })

  it("null stands for no options", async () => {
    const pass = context.client()
    expect(await pass.configuration(JSON.parse("null"))).toMatchObject({ id: "REF30" })
    expect(await pass.endpoints.createSession(JSON.parse("null"))).toMatchObject({ _tag: "Resume" })
  })
})
