import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import { AdobePass } from "../../src/AdobePass.js"
import { AuthenticateInUserAgent } from "../../src/endpoint/v2/AuthenticateInUserAgent.js"
import { RetrieveSession } from "../../src/endpoint/v2/RetrieveSession.js"
import { AuthenticationCodeInvalid, Unreachable } from "../../src/error/AdobePassError.js"
import type { Prompt, Request } from "../../src/flow/Authentication.js"
import { checkCode } from "../../src/flow/SecondScreen.js"
import { Sandbox } from "../../src/sandbox/index.js"
import {
  letTimePass,
  login,
  on,
  redirectUrl,
  signIn,
  withoutEndpoints,
  withSandbox,
} from "../support/flow.js"

/** A TV that shows a code and polls. */
const television = (request: Omit<Request, "onCode"> = {}) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass
    const shown = yield* Deferred.make<Prompt>()
    const watching = yield* Effect.fork(
      pass.authenticate({ ...request, onCode: (prompt) => Deferred.succeed(shown, prompt) }),
    )
    return { watching, prompt: yield* Deferred.await(shown) }
  })

/** What a browser does with a URL: the login page's form, filled in. */
const browse = (url: string, account: string) =>
  Effect.promise(async () => {
    const page = await (await fetch(url)).text()
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? ""
    const relay = /name="RelayState" value="([^"]+)"/.exec(page)?.[1] ?? ""
    const body = new URLSearchParams({ RelayState: relay, account })
    const answer = await fetch(new URL(action, url), { method: "POST", body, redirect: "manual" })
    const landed = await fetch(answer.headers.get("location") ?? "", { redirect: "manual" })
    return landed.headers.get("location")
  })

describe("second screen", () => {
  for (const domain of ["domain", "domainName"] as const) {
    it.effect(`the MVPD is picked on the phone, and the TV goes on (the service says ${domain})`, () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const { prompt, watching } = yield* television()
        const parameters = ["mvpd", "domainName", "redirectUrl"]
        expect(prompt).toMatchObject({ missingParameters: parameters })
        expect(prompt.url).toBeUndefined()

        const typed = ` ${prompt.code.toLowerCase().slice(0, 3)}-${prompt.code.toLowerCase().slice(3)} `
        yield* Effect.gen(function* () {
          const checked = yield* pass.checkCode(typed)
          expect(checked).toMatchObject({ code: prompt.code, missingParameters: parameters })
          expect(checked.url).toBeUndefined()
          expect(checked.device).toMatchObject({ model: "Box" })

          const partly = yield* pass.resume({ code: typed, mvpd: "Spectrum", domainName: "example.com" })
          expect(partly).toMatchObject({ _tag: "Retry", missingParameters: ["redirectUrl"] })
          const next = yield* pass.resume({ code: typed, redirectUrl })
          if (next._tag !== "Authenticate") return expect.fail(next._tag)
          expect(yield* browse(next.url, "subscriber")).toBe(redirectUrl)
          return expect((yield* pass.profiles()).length).toBe(0)
        }).pipe(on("phone"))

        expect(yield* letTimePass(watching)).toMatchObject({ mvpd: "Spectrum", type: "regular" })
      }).pipe(withSandbox({ variant: { domain } })),
    )
  }

  it.effect("a code whose login lacks nothing is checked and has its URL to open", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { prompt, watching } = yield* television(login)
      const checked = yield* pass.checkCode(prompt.code).pipe(on("phone"))
      expect(checked).toMatchObject({
        url: prompt.url,
        missingParameters: [],
        existingParameters: { mvpd: "Cablevision", domainName: "example.com", redirectUrl },
      })
      expect(yield* browse(checked.url ?? "", "basic")).toBe(redirectUrl)
      expect(yield* letTimePass(watching)).toMatchObject({ mvpd: "Cablevision" })
    }).pipe(withSandbox()),
  )

  it.effect("an MVPD that the TV's viewer is signed in with needs no browser", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* signIn()
      const { prompt, watching } = yield* television()
      const next = yield* pass.resume({ ...login, code: prompt.code }).pipe(on("phone"))
      expect(next).toMatchObject({ _tag: "Authorize", mvpd: "Cablevision", reason: "authenticated" })
      expect(yield* letTimePass(watching)).toMatchObject({ mvpd: "Cablevision" })
    }).pipe(withSandbox()),
  )

  it.effect("a wrong code and an expired one are AuthenticationCodeInvalid", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const { prompt, watching } = yield* television()
      const wrong = ["ZZZZZZZ", "zzz zzzz", "what is a code?", "..", "", "  ", "\u0000"]
      yield* admin.advance("31 minutes")
      for (const code of [...wrong, prompt.code]) {
        const error = yield* Effect.flip(pass.checkCode(code)).pipe(on("phone"))
        expect([code, error._tag]).toEqual([code, "AuthenticationCodeInvalid"])
        const resumed = yield* Effect.flip(pass.resume({ ...login, code })).pipe(on("phone"))
        expect([code, resumed._tag]).toEqual([code, "AuthenticationCodeInvalid"])
      }
      expect((yield* Effect.flip(letTimePass(watching)))._tag).toMatch(/^AuthenticationCode/)
    }).pipe(withSandbox()),
  )

  it.effect("a service that cannot be asked is no wrong code", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* pass.profiles().pipe(on("phone"))
      for (const [kind, tag] of [
        ["reset-before", "Unreachable"],
        ["status", "ServerFault"],
        ["html", "UnexpectedResponse"],
      ] as const) {
        yield* admin.addFault({ kind, endpoint: "RetrieveSession", times: 3 })
        const asked = yield* Effect.fork(Effect.flip(pass.checkCode("8BLW4RW").pipe(on("phone"))))
        expect((yield* letTimePass(asked))._tag).toBe(tag)
        yield* admin.clearFaults()
      }
    }).pipe(withSandbox()),
  )

  it.effect("a parameter beside the code that cannot be is named, and the code is not to blame", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      for (const parameter of ["mvpd", "domainName", "redirectUrl"]) {
        const refused = yield* Effect.flip(pass.resume({ ...login, code: "8BLW4RW", [parameter]: "" }))
        expect(refused).toMatchObject({ _tag: "InvalidRequest", parameter })
      }
    }).pipe(withSandbox()),
  )

  it.effect("another MVPD of the service provider's is refused as such; the code stays good", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { prompt, watching } = yield* television()
      const refused = yield* Effect.flip(pass.resume({ ...login, code: prompt.code, mvpd: "Elsewhere" }))
      expect(refused._tag).toBe("IntegrationUnavailable")
      expect(yield* pass.resume({ ...login, code: prompt.code })).toMatchObject({ _tag: "Authenticate" })
      expect(watching.unsafePoll()).toBeNull()
    }).pipe(withSandbox()),
  )
})

describe("a typed code", () => {
  /** A service that knows one code, to the letter, and answers so to any other. */
  const asking = (
    known: string,
    typed: string,
    otherwise = (code: string): AuthenticationCodeInvalid | Unreachable =>
      new AuthenticationCodeInvalid({ message: code }),
  ) => {
    const asked: Array<string> = []
    const fakes = Layer.mergeAll(
      Layer.succeed(RetrieveSession, ({ code }) => {
        asked.push(code)
        return code === known
          ? Effect.succeed({ existingParameters: {}, missingParameters: ["mvpd"] })
          : Effect.fail(otherwise(code))
      }),
      Layer.succeed(AuthenticateInUserAgent, ({ code }) => Effect.succeed(code)),
    )
    const result = Effect.runSync(
      Effect.either(checkCode(typed).pipe(Effect.provide(Layer.merge(fakes, withoutEndpoints)))),
    )
    return { asked, result }
  }

  const code = FastCheck.stringMatching(/^[A-Z0-9]{6,8}$/)

  it("of the reference's kind is found at once, in capitals or not, in groups or not", () => {
    const spoil = (text: string, seams: ReadonlyArray<number>, lower: boolean) =>
      Array.from(lower ? text.toLowerCase() : text, (letter, at) =>
        seams.includes(at) ? ` -${letter}` : letter,
      ).join("")
    FastCheck.assert(
      FastCheck.property(
        code,
        FastCheck.array(FastCheck.nat(7)),
        FastCheck.boolean(),
        (known, seams, lower) => {
          const { asked, result } = asking(known, `${spoil(known, seams, lower)} `)
          expect(asked).toEqual([known])
          expect(result).toMatchObject({ _tag: "Right", right: { code: known } })
        },
      ),
    )
  })

  it("of any other kind is found as it was typed", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ minLength: 1 }), (text) => {
        const known = text.trim()
        FastCheck.pre(known !== "")
        const { asked, result } = asking(known, text)
        expect(asked.length).toBeLessThanOrEqual(2)
        expect(result).toMatchObject({ _tag: "Right", right: { code: known } })
      }),
    )
  })

  it("that nobody knows is refused for its likely reading", () => {
    const { asked, result } = asking("8BLW4RW", "xx-1")
    expect(asked).toEqual(["XX1", "xx-1"])
    expect(result).toMatchObject({
      _tag: "Left",
      left: { _tag: "AuthenticationCodeInvalid", message: "XX1" },
    })
  })

  it("is asked about once where it reads one way alone, and where the service is away", () => {
    expect(asking("8BLW4RW", "XX1").asked).toEqual(["XX1"])
    const lost = new Unreachable({ message: "no connection", reason: "connection" })
    const { asked, result } = asking("8BLW4RW", "xx-1", () => lost)
    expect(asked).toEqual(["XX1"])
    expect(result).toMatchObject({ left: lost })
  })
})
