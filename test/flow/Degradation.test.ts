/** Degradation: an MVPD's authentication or authorization is bypassed for a while, and the caller can see it. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../src/AdobePass.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { login, redirectUrl, signIn, withSandbox } from "../support/flow.js"

const mvpd = "Cablevision"
const resources = ["newsline", "cinemalate"]

describe("degradation", () => {
  it.effect("AuthNAll signs everybody in, and permits", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* admin.degrade({ mvpd, rule: "AuthNAll" })
      const onCode = () => Effect.die("nobody is to be asked")
      expect(yield* pass.authenticate({ ...login, onCode })).toMatchObject({
        type: "degraded",
        issuer: "Adobe",
      })
      expect(yield* pass.profile(mvpd)).toMatchObject({ value: { type: "degraded" } })
      const shown = yield* pass.preauthorize({ mvpd, resources })
      expect(shown.map(({ _tag }) => _tag)).toEqual(["Permit", "Permit"])
      expect(shown).toMatchObject([{ source: "degradation" }, { source: "degradation" }])
      expect(yield* pass.authorize({ mvpd, resource: "cinemalate" })).toMatchObject({
        source: "degradation",
        token: { serializedToken: expect.anything() },
      })
      expect(yield* pass.logout({ mvpd, redirectUrl })).toMatchObject([{ _tag: "Complete", mvpd }])
      expect(yield* pass.remembered).toEqual(Option.none())
    }).pipe(withSandbox()),
  )

  it.effect("AuthZAll permits whoever asks, and signs nobody in", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* admin.degrade({ mvpd, rule: "AuthZAll" })
      expect(yield* pass.profile(mvpd)).toEqual(Option.none())
      expect(yield* pass.preauthorize({ mvpd, resources })).toMatchObject([
        { _tag: "Permit", source: "degradation" },
        { _tag: "Permit", source: "degradation" },
      ])
      expect(yield* pass.authorize({ mvpd, resource: "cinemalate" })).toMatchObject({ source: "degradation" })
      expect(yield* signIn("basic")).toMatchObject({ type: "regular" })
      expect(yield* pass.authorize({ mvpd, resource: "cinemalate" })).toMatchObject({ source: "degradation" })
      expect(yield* pass.logout({ mvpd, redirectUrl })).toMatchObject([{ _tag: "Complete", mvpd }])
    }).pipe(withSandbox()),
  )

  it.effect("AuthZNone denies everything, with the words of whoever set it", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* signIn()
      yield* admin.degrade({ mvpd, rule: "AuthZNone", details: "Back at eight." })
      const denial = { _tag: "AuthorizationDenied", reason: "degradation", details: "Back at eight." }
      expect(yield* pass.preauthorize({ mvpd, resources })).toMatchObject([
        { _tag: "Deny", source: "degradation", error: denial },
        { _tag: "Deny", source: "degradation", error: denial },
      ])
      expect(yield* Effect.flip(pass.authorize({ mvpd, resource: "newsline" }))).toMatchObject(denial)
      expect(yield* pass.profiles()).toMatchObject([{ type: "regular" }])
    }).pipe(withSandbox()),
  )

  it.effect("is over when it is over: the MVPD decides again, and a login is needed again", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* admin.degrade({ mvpd, rule: "AuthNAll", for: "1 hour" })
      yield* pass.authenticate(login)
      yield* admin.advance("2 hours")
      expect(yield* Effect.flip(pass.authorize({ mvpd, resource: "newsline" }))).toMatchObject({
        _tag: "AuthenticationRequired",
        reason: "profileMissing",
      })
      expect(yield* pass.remembered).toEqual(Option.some({ mvpd: { id: mvpd } }))
    }).pipe(withSandbox()),
  )
})
