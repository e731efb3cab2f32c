import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../src/AdobePass.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { redirectUrl, signIn, withSandbox } from "../support/flow.js"

const mvpd = "Cablevision"

describe("logout", () => {
  it.effect("says what is left to do, and does none of it", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin, baseUrl } = yield* Sandbox
      yield* signIn()
      const [action] = yield* pass.logout({ mvpd, redirectUrl })
      expect(action).toMatchObject({ _tag: "Logout", mvpd })
      expect(action && "url" in action && action.url).toMatch(new RegExp(`^${baseUrl}/adobe-services/logout`))
      expect(yield* pass.logout({ mvpd, redirectUrl })).toMatchObject([{ _tag: "Invalid", mvpd }])
      yield* signIn("subscriber", { mvpd: "Dish" })
      expect(yield* pass.logout({ mvpd: "Dish", redirectUrl })).toMatchObject([{ _tag: "Complete" }])
      const endpoints = (yield* admin.requests()).map(({ endpoint }) => endpoint)
      expect(endpoints).not.toContain("LogoutInUserAgent")
    }).pipe(withSandbox()),
  )

  it.effect("without an MVPD signs everybody out", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* signIn()
      yield* signIn("basic", { mvpd: "Spectrum" })
      yield* signIn("basic", { mvpd: "Dish" })
      const actions = yield* pass.logout({ redirectUrl })
      expect(Object.fromEntries(actions.map(({ _tag, mvpd }) => [mvpd, _tag]))).toEqual({
        Cablevision: "Logout",
        Spectrum: "Logout",
        Dish: "Complete",
      })
      expect(yield* pass.profiles()).toEqual([])
      expect(yield* pass.logout({ redirectUrl })).toEqual([])
    }).pipe(withSandbox()),
  )

  it.effect("asks nobody without a URL to end up at", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      for (const request of [{ redirectUrl: "" }, { mvpd, redirectUrl: "" }]) {
        expect(yield* Effect.flip(pass.logout(request))).toMatchObject({
          _tag: "InvalidRequest",
          endpoint: "InitiateLogout",
          parameter: "redirectUrl",
        })
      }
      expect(yield* admin.requests()).toEqual([])
    }).pipe(withSandbox()),
  )

  it.effect("without an MVPD tells each one's follow-up, also where the logout of another failed", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const fails = admin.addFault({
        kind: "error",
        endpoint: "InitiateLogout",
        status: 400,
        code: "no_idea",
      })
      yield* signIn("basic", { mvpd: "Spectrum" })
      yield* admin.advance("1 minute")
      yield* signIn()
      expect((yield* pass.profiles()).map((one) => one.mvpd)).toEqual([mvpd, "Spectrum"])

      yield* fails
      expect(yield* pass.logout({ redirectUrl })).toMatchObject([
        { _tag: "Failed", mvpd, error: { status: 400, code: "no_idea" } },
        { _tag: "Logout", mvpd: "Spectrum" },
      ])
      expect(yield* pass.profiles()).toMatchObject([{ mvpd }])
      expect(yield* pass.remembered).toMatchObject({ value: { mvpd: { id: mvpd } } })

      yield* fails
      expect(yield* Effect.flip(pass.logout({ redirectUrl }))).toMatchObject({ code: "no_idea" })
      expect(yield* pass.logout({ redirectUrl })).toMatchObject([{ _tag: "Logout", mvpd }])
      expect(yield* pass.remembered).toEqual(Option.none())
    }).pipe(withSandbox()),
  )

  it.effect("without an MVPD forgets a viewer whose login had expired, too", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* signIn("brief")
      yield* admin.advance("2 minutes")
      expect(yield* pass.profiles()).toEqual([])
      expect(yield* pass.remembered).toEqual(Option.some({ mvpd: { id: mvpd } }))
      expect(yield* pass.logout({ redirectUrl })).toEqual([])
      expect(yield* pass.remembered).toEqual(Option.none())
    }).pipe(withSandbox()),
  )

  it.effect("without an MVPD forgets such a viewer also where the logout of another MVPD fails", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* signIn("basic", { mvpd: "Spectrum" })
      yield* signIn("basic", { mvpd: "Dish" })
      yield* signIn("brief")
      yield* admin.advance("2 minutes")
      yield* admin.addFault({ kind: "error", endpoint: "InitiateLogout", status: 400, code: "no_idea" })
      const tags = (yield* pass.logout({ redirectUrl })).map(({ _tag }) => _tag)
      expect(tags).toHaveLength(2)
      expect(tags).toContain("Failed")
      expect(yield* pass.remembered).toEqual(Option.none())
    }).pipe(withSandbox()),
  )

  it.effect("forgets the selection and permits of its MVPD, never the credentials", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const preauthorize = pass.preauthorize({ mvpd, resources: ["newsline", "cinema1"] })
      yield* signIn()
      expect(yield* preauthorize).toMatchObject([{ _tag: "Permit" }, { _tag: "Permit" }])
      yield* pass.logout({ mvpd: "Spectrum", redirectUrl })
      expect(yield* pass.remembered).toMatchObject({ value: { mvpd: { id: mvpd } } })

      yield* pass.logout({ mvpd, redirectUrl })
      expect(yield* pass.remembered).toEqual(Option.none())
      expect(yield* Effect.flip(preauthorize)).toMatchObject({ _tag: "AuthenticationRequired" })
      yield* signIn("basic")
      expect(yield* preauthorize).toMatchObject([{ _tag: "Permit" }, { _tag: "Deny" }])

      const endpoints = (yield* admin.requests()).map(({ endpoint }) => endpoint)
      expect(endpoints.filter((one) => one === "RetrieveClientCredentials").length).toBe(1)
      expect(endpoints.filter((one) => one === "RetrieveAccessToken").length).toBe(1)
    }).pipe(withSandbox()),
  )

  it.effect("never follows from a denial or from a login that is needed", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const tags: Array<string> = []
      const ask = (resource: string) =>
        Effect.gen(function* () {
          tags.push((yield* Effect.flip(pass.authorize({ mvpd, resource })))._tag)
          const shown = yield* Effect.either(pass.preauthorize({ mvpd, resources: [resource] }))
          tags.push(shown._tag === "Left" ? shown.left._tag : (shown.right[0]?._tag ?? ""))
        })
      yield* ask("newsline")
      yield* signIn("basic")
      yield* ask("cinema1")
      for (const username of ["family", "away", "ended", "stranger"]) {
        yield* admin.invalidateProfiles()
        yield* signIn(username)
        yield* ask("drama")
      }
      yield* admin.invalidateProfiles()
      yield* ask("newsline")
      expect(new Set(tags)).toEqual(new Set(["AuthenticationRequired", "AuthorizationDenied", "Deny"]))
      expect(yield* admin.requests({ endpoint: "InitiateLogout" })).toEqual([])
    }).pipe(withSandbox()),
  )
})
