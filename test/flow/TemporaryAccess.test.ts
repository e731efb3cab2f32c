import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AdobePass } from "../../src/AdobePass.js"
import { DecisionsResponse } from "../../src/domain/Decision.js"
import { ProfilesResponse } from "../../src/domain/Profile.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import { RetrieveProfileForMvpd } from "../../src/endpoint/v2/RetrieveProfileForMvpd.js"
import { permitsWithTokens } from "../../src/error/decision.js"
import { authorize } from "../../src/flow/Authorization.js"
import { temporaryAccess } from "../../src/flow/TemporaryAccess.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { moment, on, signIn, withoutEndpoints, withSandbox } from "../support/flow.js"

const temporaryAccessIdentity = { email: "9f8e7d6c" }
const start = Date.UTC(2030, 0, 1)

describe("basic TempPass", () => {
  it.effect("lets anybody play without a login, until its time is up", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const mvpd = "TempPass_TEST40"
      expect(yield* pass.authorize({ mvpd, resource: "cinema1" })).toMatchObject({
        _tag: "Permit",
        source: "temppass",
        resource: "cinema1",
      })
      expect(yield* pass.temporaryAccess({ mvpd })).toEqual(
        Option.some({ expirationDate: moment(start + 180_000) }),
      )
      yield* admin.advance("3 minutes")
      const exhausted = { _tag: "TemporaryAccessExhausted", limit: "duration" }
      expect(yield* Effect.flip(pass.authorize({ mvpd, resource: "cinema1" }))).toMatchObject(exhausted)
      expect(yield* Effect.flip(pass.temporaryAccess({ mvpd }))).toMatchObject({ ...exhausted, status: 403 })
    }).pipe(withSandbox()),
  )

  it.effect("is no login: a regular MVPD and TempPass go side by side, without a logout", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const temporary = { mvpd: "TempPass_TEST44", resource: "sportsplus" }
      const regular = { mvpd: "Cablevision", resource: "newsline" }
      expect(yield* pass.authorize(temporary)).toMatchObject({ source: "temppass" })
      yield* signIn("basic")
      expect(yield* pass.authorize(regular)).toMatchObject({ source: "mvpd" })
      expect(yield* pass.authorize(temporary)).toMatchObject({ source: "temppass" })
      expect(yield* pass.authorize(regular)).toMatchObject({ source: "mvpd" })
      expect(yield* pass.authenticate({ mvpd: temporary.mvpd })).toMatchObject({ type: "temporary" })
      expect(yield* pass.remembered).toMatchObject({ value: { mvpd: { id: "Cablevision" } } })
      expect(yield* admin.requests({ endpoint: "InitiateLogout" })).toEqual([])
    }).pipe(withSandbox()),
  )

  it.effect("that is set up wrongly is ConfigurationInvalid, for status and decision", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const mvpd = "TempPass_Broken"
      const broken = { _tag: "ConfigurationInvalid", code: "invalid_configuration_temporary_access" }
      expect(yield* Effect.flip(pass.temporaryAccess({ mvpd }))).toMatchObject(broken)
      expect(yield* Effect.flip(pass.authorize({ mvpd, resource: "news" }))).toMatchObject(broken)
    }).pipe(withSandbox()),
  )

  it.effect("a login with a TempPass is one without a browser", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const onCode = () => Effect.fail("nobody is to be asked" as const)
      const profile = yield* pass.authenticate({ mvpd: "TempPass_TEST44", onCode })
      expect(profile).toMatchObject({ type: "temporary", issuer: "Adobe" })
    }).pipe(withSandbox()),
  )

  it.effect("an MVPD that is none has no temporary access", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      expect(yield* pass.temporaryAccess({ mvpd: "Cablevision" })).toEqual(Option.none())
      yield* signIn()
      expect(yield* pass.temporaryAccess({ mvpd: "Cablevision" })).toEqual(Option.none())
    }).pipe(withSandbox()),
  )
})

describe("promotional TempPass", () => {
  const mvpd = "flexibleTempPass"

  it.effect("counts the resources of an identity, on whatever device, and then is exhausted", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const status = pass.temporaryAccess({ mvpd, temporaryAccessIdentity })
      const play = (resource: string) => pass.authorize({ mvpd, resource, temporaryAccessIdentity })
      expect(yield* status).toMatchObject({ value: { remainingResources: 3, usedAssets: [] } })
      yield* play("newsline")
      yield* play("newsline")
      yield* play("drama").pipe(on("bedroom"))
      expect(yield* status).toEqual(
        Option.some({
          expirationDate: moment(start + 86_400_000),
          remainingResources: 1,
          usedAssets: ["newsline", "drama"],
        }),
      )
      yield* play("music")
      const exhausted = { _tag: "TemporaryAccessExhausted", limit: "resources" }
      expect(yield* Effect.flip(play("documentary"))).toMatchObject(exhausted)
      expect(yield* Effect.flip(status)).toMatchObject({ ...exhausted, status: 403 })
      expect(yield* play("music")).toMatchObject({ _tag: "Permit" })
    }).pipe(withSandbox()),
  )

  it.effect("a login with the identity needs no browser", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const onCode = () => Effect.fail("nobody is to be asked" as const)
      const profile = yield* pass.authenticate({ mvpd, temporaryAccessIdentity, onCode })
      expect(profile).toMatchObject({ mvpd, type: "temporary" })
    }).pipe(withSandbox()),
  )

  it.effect("a catalogue is asked about with the identity, too", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const ask = { mvpd, resources: ["newsline"] }
      expect(yield* pass.preauthorize({ ...ask, temporaryAccessIdentity })).toMatchObject([
        { _tag: "Permit" },
      ])
      expect(yield* pass.preauthorize(ask)).toMatchObject([
        { _tag: "Deny", error: { _tag: "InvalidRequest", parameter: "AP-TempPass-Identity" } },
      ])
    }).pipe(withSandbox()),
  )

  it.effect("ends with its time as well", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* pass.authorize({ mvpd, resource: "newsline", temporaryAccessIdentity })
      yield* admin.advance("1 day")
      const again = yield* Effect.flip(
        pass.authorize({ mvpd, resource: "newsline", temporaryAccessIdentity }),
      )
      expect(again).toMatchObject({ _tag: "TemporaryAccessExhausted", limit: "duration" })
    }).pipe(withSandbox()),
  )

  it.effect("without an identity is an InvalidRequest that names the header", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const invalid = { _tag: "InvalidRequest", parameter: "AP-TempPass-Identity" }
      expect(yield* Effect.flip(pass.temporaryAccess({ mvpd }))).toMatchObject({ ...invalid, status: 400 })
      expect(yield* Effect.flip(pass.authorize({ mvpd, resource: "newsline" }))).toMatchObject(invalid)
    }).pipe(withSandbox()),
  )
})

describe("a TempPass that is used up", () => {
  for (const limit of ["duration", "resources"] as const) {
    const error = { status: 403, code: `temporary_access_${limit}_limit_exceeded`, action: "authentication" }

    it.effect(`says so inside a decision (${limit})`, () =>
      Effect.gen(function* () {
        const answer = yield* Schema.decodeUnknown(DecisionsResponse)({
          decisions: [{ resource: "news", authorized: false, source: "temppass", error }],
        })
        const denied = yield* authorize({ mvpd: "Trial", resource: "news" }).pipe(
          Effect.provideService(RetrieveAuthorizationDecisions, () =>
            Effect.succeed(
              permitsWithTokens(answer, {
                endpoint: "RetrieveAuthorizationDecisions",
                redact: (text) => text,
              }),
            ),
          ),
          Effect.flip,
        )
        expect(denied).toMatchObject({ _tag: "TemporaryAccessExhausted", limit, action: "authentication" })
      }).pipe(Effect.provide(withoutEndpoints)),
    )

    it.effect(`says so with 403 (${limit})`, () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const { admin } = yield* Sandbox
        yield* admin.addFault({ kind: "error", endpoint: "RetrieveAuthorizationDecisions", ...error })
        const denied = yield* Effect.flip(pass.authorize({ mvpd: "TempPass_TEST44", resource: "news" }))
        expect(denied).toMatchObject({ _tag: "TemporaryAccessExhausted", limit, status: 403 })
      }).pipe(withSandbox()),
    )
  }
})

describe("what is left of a TempPass", () => {
  const told = (attributes: Record<string, { readonly value: unknown; readonly state?: string }>) =>
    Effect.gen(function* () {
      const profiles = yield* Schema.decodeUnknown(ProfilesResponse)({
        profiles: { Trial: { notBefore: 0, notAfter: 5000, type: "temporary", attributes } },
      })
      return yield* temporaryAccess({ mvpd: "Trial" }).pipe(
        Effect.provideService(RetrieveProfileForMvpd, () => Effect.succeed(profiles)),
        Effect.provide(withoutEndpoints),
      )
    })

  it.effect("is read from numbers, from texts, and from the profile without attributes", () =>
    Effect.gen(function* () {
      expect(
        yield* told({
          expiration_date: { value: "4000" },
          remaining_resources: { value: "2" },
          used_assets: { value: ["a"] },
        }),
      ).toEqual(Option.some({ expirationDate: moment(4000), remainingResources: 2, usedAssets: ["a"] }))
      expect(yield* told({ expiration_date: { value: "soon" }, used_assets: { value: {} } })).toEqual(
        Option.some({ expirationDate: moment(5000) }),
      )
    }),
  )

  it.effect("is not read from what is encrypted", () =>
    Effect.gen(function* () {
      const encrypted = { value: "Zm9v", state: "enc" }
      expect(
        yield* told({
          expiration_date: encrypted,
          remaining_resources: encrypted,
          used_assets: encrypted,
        }),
      ).toEqual(Option.some({ expirationDate: moment(5000) }))
    }),
  )
})
