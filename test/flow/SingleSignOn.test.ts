/** Single sign-on by platform identity and by service token: nothing but what the device says of its viewer. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { AdobePass } from "../../src/AdobePass.js"
import type { Device } from "../../src/domain/Device.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { letTimePass, login, on, redirectUrl, signIn, withSandbox } from "../support/flow.js"

type Options = Omit<Device.Options, "identifier">

const ways = [
  [
    "Adobe-Subject-Token",
    "platformSSO",
    "platformToken",
    (token: string): Options => ({ platformIdentity: { adobeSubjectToken: token } }),
  ],
  [
    "X-Roku-Reserved-Roku-Connect-Token",
    "platformSSO",
    "platformToken",
    (token: string): Options => ({ platformIdentity: { rokuConnectToken: token } }),
  ],
  [
    "AD-Service-Token",
    "serviceTokenSSO",
    "serviceToken",
    (token: string): Options => ({ serviceToken: token }),
  ],
] as const

const reads = ["RetrieveProfiles", "RetrieveProfileForMvpd"]
const decisions = ["RetrievePreauthorizationDecisions", "RetrieveAuthorizationDecisions"]
const listed = ["CreateSession", ...reads, ...decisions, "InitiateLogout"]

for (const [header, type, mint, options] of ways) {
  describe(`single sign-on by ${header}`, () => {
    /** Speaks for a device whose viewer is known by the subject. */
    const as = (identifier: string, subject: string) => {
      const speak = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const { admin } = yield* Sandbox
          const token = yield* admin[mint]({ subject })
          return yield* effect.pipe(on(identifier, options(token)))
        })
      return speak
    }

    it.effect("a login on one device is found on another, and is signed out on both", () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const here = as("kitchen", "jane")
        const there = as("bedroom", "jane")
        yield* here(signIn("subscriber"))
        expect(yield* here(pass.profiles())).toMatchObject([{ type: "regular" }])
        expect(yield* there(pass.profiles())).toMatchObject([{ mvpd: "Cablevision", type }])
        expect(yield* there(pass.profile("Cablevision"))).toMatchObject({ value: { type } })
        const onCode = () => Effect.die("nobody is to be asked")
        expect(yield* there(pass.authenticate({ ...login, onCode }))).toMatchObject({ type })
        expect(yield* there(pass.authorize({ mvpd: "Cablevision", resource: "newsline" }))).toMatchObject({
          _tag: "Permit",
        })

        expect(yield* as("bedroom", "joe")(pass.profiles())).toEqual([])
        expect(yield* pass.profiles().pipe(on("bedroom"))).toEqual([])

        expect(yield* there(pass.logout({ redirectUrl }))).toMatchObject([{ _tag: "Logout" }])
        expect(yield* here(pass.profiles())).toEqual([])
      }).pipe(withSandbox()),
    )

    it.effect("the token goes with each call that the reference lists, and with no other", () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const { admin } = yield* Sandbox
        const here = as("kitchen", "jane")
        yield* here(
          Effect.gen(function* () {
            yield* pass.configuration()
            yield* signIn("subscriber")
            yield* pass.profiles()
            yield* pass.profile("Cablevision")
            yield* pass.preauthorize({ mvpd: "Cablevision", resources: ["newsline"] })
            yield* pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
            yield* pass.logout({ mvpd: "Cablevision", redirectUrl })
            const code = "8BLW4RW"
            yield* Effect.flip(pass.checkCode(code))
            yield* Effect.flip(pass.resume({ ...login, code }))
            const partner = pass.partnerSingleSignOn({
              domainName: "example.com",
              redirectUrl,
              answer: () => Effect.die("the framework is not to be asked"),
              onCode: ({ code }) => admin.completeLogin({ code, mvpd: "Cablevision" }),
            })
            yield* letTimePass(yield* Effect.fork(partner))
          }),
        )
        const seen = yield* admin.requests({ secrets: true })
        const withToken = seen.filter(({ requestHeaders }) => header.toLowerCase() in requestHeaders)
        const endpoints = (of: typeof seen) => [...new Set(of.map(({ endpoint }) => endpoint))].toSorted()
        expect(endpoints(withToken)).toEqual(listed.toSorted())
        expect(endpoints(seen)).toEqual(
          [
            ...listed,
            "RetrieveClientCredentials",
            "RetrieveAccessToken",
            "RetrieveConfiguration",
            "RetrieveProfileForCode",
            "RetrieveSession",
            "ResumeSession",
            "RetrievePartnerAuthenticationRequest",
          ].toSorted(),
        )
        for (const endpoint of listed) {
          const of = (all: typeof seen) => all.filter((one) => one.endpoint === endpoint).length
          expect([endpoint, of(withToken)]).toEqual([endpoint, of(seen)])
        }
      }).pipe(withSandbox()),
    )
  })
}
