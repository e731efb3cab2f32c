import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { AdobePass } from "../../src/AdobePass.js"
import type { Device } from "../../src/domain/Device.js"
import type { PartnerAuthenticationRequest, PartnerProfile } from "../../src/domain/Session.js"
import { SessionResponse } from "../../src/domain/Session.js"
import { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import { RetrievePartnerAuthenticationRequest } from "../../src/endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { RetrieveProfileUsingPartnerAuthenticationResponse } from "../../src/endpoint/v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"
import { AuthenticationRequired } from "../../src/error/AdobePassError.js"
import type { Request } from "../../src/flow/PartnerSingleSignOn.js"
import { partnerSingleSignOn } from "../../src/flow/PartnerSingleSignOn.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { letTimePass, on, profileOf, redirectUrl, signIn, withSandbox } from "../support/flow.js"
import { about, authenticateAt, fakes, minutes } from "../support/login.js"

type Framework = Parameters<(typeof Sandbox)["Service"]["admin"]["partnerFrameworkStatus"]>[0]
type Status = NonNullable<Device.Options["partnerStatus"]>

/** The framework's status as the app hands it to its device. */
const partnerStatus = (of: Framework) =>
  Effect.gen(function* () {
    const { admin } = yield* Sandbox
    const header = yield* admin.partnerFrameworkStatus(of)
    return JSON.parse(Buffer.from(header, "base64").toString()) as Status
  })

/** An Apple device with that status. */
const onApple =
  (of: Framework) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(partnerStatus(of), (status) => effect.pipe(on("apple-tv", { partnerStatus: status })))

const framework = (request: PartnerAuthenticationRequest) =>
  Effect.flatMap(Sandbox, ({ admin }) =>
    admin.partnerAuthenticationResponse({ request: Redacted.value(request.request) }),
  )
const nobody = () => Effect.die("the framework is not to be asked")
const parameters = { domainName: "example.com", redirectUrl }

/** A basic login that ends well, and what the viewer was shown for it. */
const falling = (request: Omit<Request, "answer" | "onCode">, answer: Request["answer"] = nobody) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass
    const { admin } = yield* Sandbox
    const shown: Array<unknown> = []
    const profile = yield* letTimePass(
      yield* Effect.fork(
        pass.partnerSingleSignOn({
          ...request,
          answer,
          onCode: (prompt) => {
            shown.push(prompt)
            return admin.completeLogin({
              code: prompt.code,
              ...(prompt.url === undefined && { mvpd: "Cablevision" }),
            })
          },
        }),
      ),
    )
    return { profile, shown }
  })

describe("partner single sign-on", () => {
  it.effect("makes a profile of what the framework answers, without a browser", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const asked: Array<PartnerAuthenticationRequest> = []
      const profile = yield* pass.partnerSingleSignOn({
        ...parameters,
        answer: (request) => {
          asked.push(request)
          return framework(request)
        },
        onCode: () => Effect.die("nobody is to be asked"),
        picked: { displayName: "Cablevision" },
      })
      expect(profile).toMatchObject({ mvpd: "Cablevision", type: "appleSSO", issuer: "Apple" })
      expect(asked).toMatchObject([{ type: "saml", attributesNames: ["uid", "NameID", "uniqueId"] }])
      expect(yield* pass.remembered).toMatchObject({
        value: { mvpd: { id: "Cablevision", displayName: "Cablevision" } },
      })
      const permit = yield* pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
      expect(permit).toMatchObject({ _tag: "Permit" })
      const again = yield* pass.partnerSingleSignOn({ ...parameters, answer: nobody })
      expect(again).toMatchObject({ type: "appleSSO" })
      expect((yield* admin.requests({ endpoint: "CreateSession" })).length).toBe(0)
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  it.effect("its profile is found only while the status vouches for it", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const profiles = Effect.map(pass.profiles(), (found) => found.map(({ type }) => type))
      yield* pass
        .partnerSingleSignOn({ ...parameters, answer: framework })
        .pipe(onApple({ mvpd: "Cablevision" }))
      expect(yield* profiles.pipe(onApple({ mvpd: "Cablevision" }))).toEqual(["appleSSO"])
      expect(yield* profiles.pipe(onApple({ mvpd: "Cablevision", expiresIn: 0 }))).toEqual([])
      expect(yield* profiles.pipe(on("apple-tv"))).toEqual([])
    }).pipe(withSandbox()),
  )

  it.effect("signing out says that the viewer must sign out in the settings too", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* pass.partnerSingleSignOn({ ...parameters, answer: framework })
      expect(yield* pass.logout({ redirectUrl })).toEqual([
        { _tag: "PartnerLogout", mvpd: "Cablevision", actionName: "partner_logout" },
      ])
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  const fallbacks = [
    ["no permission", { mvpd: "Cablevision", accessStatus: "denied" }, parameters],
    ["a login that has expired", { mvpd: "Cablevision", expiresIn: 0 }, parameters],
    ["no provider", {}, parameters],
    ["an MVPD that is not onboarded", { mvpd: "Picker_Cable" }, parameters],
    ["a parameter that is missing", { mvpd: "Cablevision" }, { domainName: "example.com" }],
  ] as const
  for (const [why, status, request] of fallbacks) {
    it.effect(`${why} leads into the basic login`, () =>
      Effect.gen(function* () {
        const { profile, shown } = yield* falling(request)
        const mvpd = "mvpd" in status ? status.mvpd : "Cablevision"
        expect(profile).toMatchObject({ mvpd, type: "regular" })
        expect(shown).toMatchObject([{ code: expect.any(String) }])
      }).pipe(onApple(status), withSandbox()),
    )
  }

  it.effect("no status at all leads into the basic login", () =>
    Effect.gen(function* () {
      const { profile } = yield* falling(parameters)
      expect(profile).toMatchObject({ type: "regular" })
    }).pipe(on("android"), withSandbox()),
  )

  it.effect("a framework that has no answer leads into the basic login with its MVPD", () =>
    Effect.gen(function* () {
      const { profile, shown } = yield* falling(parameters, () => Effect.succeed(undefined))
      expect(profile).toMatchObject({ mvpd: "Spectrum", type: "regular" })
      expect(shown).toMatchObject([{ url: expect.stringContaining("/api/v2/authenticate/REF30/") }])
    }).pipe(onApple({ mvpd: "Spectrum" }), withSandbox()),
  )

  it.effect("a framework that fails ends it with that failure", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const failed = pass.partnerSingleSignOn({ ...parameters, answer: () => Effect.fail("away" as const) })
      expect(yield* Effect.flip(failed)).toBe("away")
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  it.effect("degradation comes before the partner", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* admin.degrade({ mvpd: "Cablevision", rule: "AuthNAll" })
      const profile = yield* pass.partnerSingleSignOn({ ...parameters, answer: nobody })
      expect(profile).toMatchObject({ mvpd: "Cablevision", type: "degraded" })
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  it.effect("degradation that comes between question and answer gives its profile", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const answer = (request: PartnerAuthenticationRequest) =>
        Effect.zipLeft(framework(request), admin.degrade({ mvpd: "Cablevision", rule: "AuthNAll" }))
      const profile = yield* pass.partnerSingleSignOn({ ...parameters, answer })
      expect(profile).toMatchObject({ mvpd: "Cablevision", type: "degraded" })
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  it.effect("a viewer with a regular login needs neither framework nor browser", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* signIn()
      const profile = yield* pass.partnerSingleSignOn({ ...parameters, answer: nobody })
      expect(profile).toMatchObject({ mvpd: "Cablevision", type: "regular" })
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  it.effect("a forged answer and another partner are InvalidRequest", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const forged = pass.partnerSingleSignOn({ ...parameters, answer: () => Effect.succeed("Zm9yZ2Vk") })
      expect(yield* Effect.flip(forged)).toMatchObject({ _tag: "InvalidRequest", parameter: "SAMLResponse" })
      const other = pass.partnerSingleSignOn({ ...parameters, partner: "Google", answer: nobody })
      expect(yield* Effect.flip(other)).toMatchObject({ _tag: "InvalidRequest", parameter: "partner" })
    }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
  )

  for (const reason of [
    "permission_access_not_present",
    "permission_access_not_determined",
    "permission_access_not_granted",
    "provider_id_not_determined",
    "provider_id_mismatch",
    "provider_info_expired",
  ]) {
    it.effect(`a status that is wrong for the answer is InvalidRequest (${reason})`, () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const { admin } = yield* Sandbox
        const code = `invalid_header_pfs_${reason}`
        yield* admin.addFault({
          kind: "error",
          endpoint: "RetrieveProfileUsingPartnerAuthenticationResponse",
          status: 400,
          code,
          action: "none",
        })
        const error = yield* Effect.flip(pass.partnerSingleSignOn({ ...parameters, answer: framework }))
        expect(error).toMatchObject({
          _tag: "InvalidRequest",
          parameter: "AP-Partner-Framework-Status",
          code,
          status: 400,
        })
      }).pipe(onApple({ mvpd: "Cablevision" }), withSandbox()),
    )
  }

  it.effect("an answer of which no profile comes leads into the basic login with its MVPD", () => {
    const sessions: Array<string | undefined> = []
    const partner: PartnerProfile = {
      _tag: "PartnerProfile",
      ...about,
      mvpd: "Dish",
      authenticationRequest: { type: "saml", request: Redacted.make("PD94"), attributesNames: [] },
    }
    const missing = new AuthenticationRequired({ message: "no profile", reason: "profileMissing" })
    const endpoints = Layer.mergeAll(
      fakes({ answer: () => ({ Dish: profileOf("Dish", minutes(60)) }) }).layer,
      Layer.succeed(RetrievePartnerAuthenticationRequest, () => Effect.succeed(partner)),
      Layer.succeed(RetrieveProfileUsingPartnerAuthenticationResponse, () => Effect.fail(missing)),
      Layer.succeed(CreateSession, (request) =>
        Effect.sync(() => (sessions.push(request?.mvpd), authenticateAt("FIRST"))),
      ),
    )
    return Effect.gen(function* () {
      const answer = () => Effect.succeed("PD94")
      expect(yield* partnerSingleSignOn({ ...parameters, answer })).toMatchObject({ mvpd: "Dish" })
      expect(sessions).toEqual(["Dish"])
    }).pipe(Effect.provide(endpoints))
  })

  it("an authentication request tells its SAML to nobody by accident", () => {
    const action = Schema.decodeUnknownSync(SessionResponse)({
      actionName: "partner_profile",
      authenticationRequest: { request: "PD94bWw" },
    })
    expect(action).toHaveProperty("authenticationRequest")
    expect(JSON.stringify(action)).not.toContain("PD94bWw")
  })
})
