/** What a login ends with: whose profile is remembered, and which answers end it. */
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import type { Profiles } from "../../src/domain/Profile.js"
import { AdobePass } from "../../src/AdobePass.js"
import { InitiateLogout } from "../../src/endpoint/v2/InitiateLogout.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import {
  AuthenticationRequired,
  AuthorizationDenied,
  UnexpectedResponse,
  Unreachable,
} from "../../src/error/AdobePassError.js"
import type { Prompt } from "../../src/flow/Authentication.js"
import { authenticate, awaitProfile } from "../../src/flow/Authentication.js"
import { authorize } from "../../src/flow/Authorization.js"
import { logout } from "../../src/flow/Logout.js"
import { profiles, remembered } from "../../src/flow/Profiles.js"
import { AfterPrompt } from "../../src/policy/Polling.js"
import { fake } from "../support/fake.js"
import { moment, profileOf, tv, withoutEndpoints } from "../support/flow.js"
import { Device } from "../../src/domain/Device.js"
import { Throttle } from "../../src/transport/Throttle.js"
import { fakes, farAway, minutes } from "../support/login.js"

const cablevision = { displayName: "Cablevision", logoUrl: "https://logo.example/cablevision" }

describe("what is remembered of a login", () => {
  const finishingWith = (mvpd: string) =>
    fakes({ answer: () => ({ [mvpd]: profileOf(mvpd, minutes(60)) }) }).layer

  it.effect("has the name and logo of the MVPD that the viewer picked", () =>
    Effect.gen(function* () {
      yield* authenticate({ mvpd: "Cablevision", picked: cablevision })
      expect(yield* remembered).toMatchObject({ value: { mvpd: { id: "Cablevision", ...cablevision } } })
    }).pipe(Effect.provide(finishingWith("Cablevision"))),
  )

  for (const [who, login] of [
    ["authenticate", authenticate({ mvpd: "Cablevision", picked: cablevision })],
    ["authenticate", authenticate({ picked: { id: "Cablevision", ...cablevision } })],
    [
      "awaitProfile",
      awaitProfile({
        code: "FIRST",
        notAfter: moment(minutes(20)),
        mvpd: "Cablevision",
        picked: cablevision,
      }),
    ],
  ] as const) {
    it.effect(`never has those of another MVPD than the second screen finished with, after ${who}`, () =>
      Effect.gen(function* () {
        yield* login
        expect(yield* remembered).toMatchObject({
          value: { mvpd: { id: "Dish" }, profile: { mvpd: "Dish" } },
        })
        expect(yield* Effect.map(remembered, (one) => JSON.stringify(one))).not.toContain("ablevision")
      }).pipe(Effect.provide(finishingWith("Dish"))),
    )
  }

  it.effect(
    "stays with a denial and a lost connection, and has no profile any more once the viewer must sign in",
    () =>
      Effect.gen(function* () {
        yield* authenticate({ mvpd: "Dish" })
        const failing = (error: Effect.Effect.Error<ReturnType<RetrieveAuthorizationDecisions["Type"]>>) =>
          authorize({ mvpd: "Dish", resource: "news" }).pipe(
            Effect.provideService(RetrieveAuthorizationDecisions, () => Effect.fail(error)),
            Effect.flip,
          )
        const withProfile = { value: { mvpd: { id: "Dish" }, profile: { mvpd: "Dish" } } }
        yield* failing(new AuthorizationDenied({ message: "not in your package", reason: "mvpd" }))
        expect(yield* remembered).toMatchObject(withProfile)
        yield* failing(new Unreachable({ message: "no connection", reason: "connection" }))
        expect(yield* remembered).toMatchObject(withProfile)
        yield* failing(new AuthenticationRequired({ ...expired, reason: "profileExpired" }))
        expect(yield* remembered).toEqual(Option.some({ mvpd: { id: "Dish" } }))
      }).pipe(Effect.provide(finishingWith("Dish"))),
  )
})

/** An answer of the service that nobody is signed in, as an endpoint gives it that declares it or does not. */
const missing = { message: "no profile", status: 403, code: "authenticated_profile_missing" } as const
const expired = { message: "no profile", status: 403, code: "authenticated_profile_expired" } as const

describe("an error that says that nobody is signed in", () => {
  it.effect("is an empty list of profiles", () =>
    Effect.gen(function* () {
      for (const error of [
        new AuthenticationRequired({ ...missing, reason: "profileMissing" }),
        new AuthenticationRequired({ ...expired, reason: "profileExpired" }),
      ]) {
        const answer = Effect.fail(error)
        expect(yield* Effect.provideService(profiles(), RetrieveProfiles, () => answer)).toEqual([])
      }
      const other = Effect.fail(new UnexpectedResponse({ ...missing, code: "never_published" }))
      const failure = yield* Effect.flip(Effect.provideService(profiles(), RetrieveProfiles, () => other))
      expect(failure.code).toBe("never_published")
    }).pipe(Effect.provide(withoutEndpoints)),
  )

  it.effect("leaves a logout nothing to do, and is no reason to keep what was remembered", () =>
    Effect.gen(function* () {
      const { layer } = fakes({ answer: () => ({ Dish: profileOf("Dish", minutes(60)) }) })
      const answer = Effect.fail(new AuthenticationRequired({ ...missing, reason: "profileMissing" }))
      const nobody = Layer.merge(
        Layer.succeed(InitiateLogout, () => answer),
        Layer.succeed(RetrieveProfiles, () => answer),
      )
      yield* Effect.gen(function* () {
        const redirectUrl = "https://app.example/done"
        yield* authenticate({ mvpd: "Dish" })
        expect(yield* logout({ mvpd: "Dish", redirectUrl })).toEqual([
          { _tag: "Invalid", mvpd: "Dish", actionName: "invalid" },
        ])
        expect(yield* remembered).toMatchObject({ _tag: "None" })

        yield* authenticate({ mvpd: "Dish" })
        expect(yield* logout({ redirectUrl })).toEqual([])
        expect(yield* remembered).toMatchObject({ _tag: "None" })
      }).pipe(Effect.provide(Layer.merge(layer, nobody)))
    }),
  )

  it.effect("does not end a login, which goes on polling", () => {
    let polls = 0
    const answers = [
      Effect.fail(new AuthenticationRequired({ ...missing, reason: "profileMissing" })),
      Effect.fail(new AuthenticationRequired({ ...expired, reason: "profileExpired" })),
      Effect.succeed({ Dish: profileOf("Dish", farAway) }),
    ]
    return Effect.gen(function* () {
      const told: Array<unknown> = []
      const fiber = yield* Effect.fork(
        authenticate({ mvpd: "Dish", onPollFailed: (error) => Effect.sync(() => told.push(error)) }).pipe(
          Effect.provideService(RetrieveProfileForCode, () => answers[polls++]!),
        ),
      )
      yield* TestClock.adjust("15 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Dish" })
      expect(told).toEqual([])
    }).pipe(Effect.provide(fakes({}).layer))
  })

  it.effect("ends one as ever where it says more: that a profile is there but must not be used", () =>
    Effect.gen(function* () {
      const answer = Effect.fail(
        new AuthenticationRequired({ message: "gone", reason: "profileInvalidated", status: 403 }),
      )
      const login = Effect.provideService(authenticate({}), RetrieveProfileForCode, () => answer)
      expect(yield* Effect.flip(login)).toMatchObject({ reason: "profileInvalidated" })
    }).pipe(Effect.provide(fakes({}).layer)),
  )
})

describe("a poll whose answer will not change", () => {
  const session = {
    actionName: "authenticate",
    actionType: "interactive",
    url: "/api/v2/authenticate/REF30/FIRST",
    code: "FIRST",
    sessionId: "s",
    mvpd: "Dish",
    serviceProvider: "REF30",
    notBefore: "0",
    notAfter: String(minutes(30)),
  }
  class Refusal {
    constructor(
      readonly status: number,
      readonly body: object,
    ) {}
  }

  /** A service whose polls are answered so, one after another. */
  const polled = (...answers: ReadonlyArray<unknown>) => {
    let polls = 0
    const { layer, sent } = fake((_, { url }) => {
      const path = new URL(url).pathname
      if (path === "/o/client/register") return { status: 201, body: { client_id: "c", client_secret: "s" } }
      if (path === "/o/client/token") {
        return { status: 201, body: { access_token: "t", created_at: 0, expires_in: 86_400 } }
      }
      if (!path.includes("/profiles/code/")) return { body: session }
      const answer = answers[polls++]
      return answer instanceof Refusal ? answer : { body: answer }
    })
    const client = AdobePass.layer({
      environment: { baseUrl: "https://sp.invalid" },
      serviceProvider: "REF30",
      softwareStatement: "one.two.three",
    })
    return {
      polls: () => sent.filter(({ url }) => url.includes("/profiles/code/")).length,
      layer: Layer.merge(Device.layer(tv), Layer.provide(client, [layer, Throttle.none])),
    }
  }
  const good = { profiles: { Dish: { notBefore: 0, notAfter: farAway, issuer: "Dish", type: "regular" } } }

  it.effect("ends the login at once, and names the field that is needed", () => {
    const service = polled({ profiles: { Dish: { notBefore: 0, issuer: "Dish", type: "regular" } } }, good)
    return Effect.gen(function* () {
      const pass = yield* AdobePass
      const fiber = yield* Effect.fork(Effect.flip(pass.authenticate({ mvpd: "Dish" })))
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(fiber)
      expect(error).toMatchObject({ _tag: "UnexpectedResponse", status: 200 })
      expect(error.message).toContain("profiles.Dish.notAfter")
      expect(service.polls()).toBe(1)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("ends the login at once where the service says in words that there is no integration", () => {
    const message = "The integration between REF30 and Dish does not exist or is disabled."
    const service = polled(new Refusal(400, { status: 400, action: "none", message }), good)
    return Effect.gen(function* () {
      const pass = yield* AdobePass
      const fiber = yield* Effect.fork(Effect.flip(pass.authenticate({ mvpd: "Dish" })))
      yield* TestClock.adjust("1 second")
      expect((yield* Fiber.join(fiber)).message).toBe(message)
      expect(service.polls()).toBe(1)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is not that of a captive portal or of a proxy, in whatever format", () => {
    const portals = [
      new Refusal(403, { code: 403, message: "Forbidden" }),
      new Refusal(403, { code: "AccessDenied", action: "block", traceId: "t-1" }),
      "<html><body>Welcome</body></html>",
      '"Welcome"',
      [{ portal: true }],
      { portal: true },
      "",
    ]
    const service = polled(...portals, good)
    return Effect.gen(function* () {
      const pass = yield* AdobePass
      const fiber = yield* Effect.fork(pass.authenticate({ mvpd: "Dish" }))
      yield* TestClock.adjust("60 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Dish" })
      expect(service.polls()).toBe(portals.length + 1)
    }).pipe(Effect.provide(service.layer))
  })
})

describe("a viewer who comes back without a profile", () => {
  /** Polls with these answers; without end the last of them. */
  const polling = (...answers: ReadonlyArray<Effect.Effect<Profiles, Unreachable>>) => {
    const asked: Array<number> = []
    const polls = Layer.succeed(RetrieveProfileForCode, () =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (at) => answers[Math.min(asked.push(at), answers.length) - 1] ?? Effect.succeed({}),
      ),
    )
    return { asked, layer: Layer.merge(fakes({}).layer, polls) }
  }
  const request = { mvpd: "Dish", pollAfterPrompt: true } as const
  const away = (_: Prompt) => Effect.sleep("2 minutes")

  it.effect("is told from one who is still typing: after 20 s of empty polls the login ends", () => {
    const { asked, layer } = polling()
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(authenticate({ ...request, onCode: away })))
      yield* TestClock.adjust("2 minutes")
      yield* TestClock.adjust(19_999)
      expect(fiber.unsafePoll()).toBeNull()
      yield* TestClock.adjust(5001)
      const error = yield* Fiber.join(fiber)
      expect(error).toMatchObject({ _tag: "AuthenticationRequired", reason: "profileMissing" })
      expect(error.message).toContain("FIRST")
      const last = asked.at(-1)! - minutes(2)
      expect(last).toBeGreaterThanOrEqual(20_000)
      const polls = asked.length
      yield* TestClock.adjust("1 hour")
      expect(asked).toHaveLength(polls)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is one who still types where the login polls from the first", () => {
    const { asked, layer } = polling()
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(authenticate({ mvpd: "Dish", onCode: () => Effect.void })))
      yield* TestClock.adjust(minutes(20) - 1)
      expect(fiber.unsafePoll()).toBeNull()
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired" })
      expect(asked.length).toBeGreaterThan(200)
    }).pipe(Effect.provide(layer))
  })

  for (const [policy, shortest, longest, tag] of [
    ["1 minute", 60_000, 66_000, "AuthenticationRequired"],
    [0, 0, 0, "AuthenticationRequired"],
    [Infinity, minutes(20), minutes(20), "AuthenticationCodeExpired"],
  ] as const) {
    it.effect(`is given as long as the policy says, or until the code expires: ${policy}`, () => {
      const { layer } = polling()
      return Effect.gen(function* () {
        const fiber = yield* Effect.fork(Effect.flip(authenticate(request)))
        if (shortest > 0) yield* TestClock.adjust(shortest - 1)
        if (shortest > 0) expect(fiber.unsafePoll()).toBeNull()
        yield* TestClock.adjust(longest - shortest + 1)
        expect((yield* Fiber.join(fiber))._tag).toBe(tag)
      }).pipe(Effect.provide(layer), Effect.provideService(AfterPrompt, policy))
    })
  }

  it.effect("is not presumed without an answer: only the service says that there is no profile", () => {
    const lost = Effect.fail(new Unreachable({ message: "no connection", reason: "connection" }))
    const { layer } = polling(
      ...Array.from({ length: 30 }, () => lost),
      Effect.succeed({ Dish: profileOf("Dish", farAway) }),
    )
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(authenticate({ ...request, onCode: () => Effect.void }))
      yield* TestClock.adjust("5 minutes")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Dish" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("is told of a code that was kept, too, where the app says that the browser is back", () => {
    const { layer } = polling()
    return Effect.gen(function* () {
      const pending = { code: "FIRST", notAfter: moment(minutes(30)), pollAfterPrompt: true } as const
      const fiber = yield* Effect.fork(Effect.flip(awaitProfile(pending)))
      yield* TestClock.adjust("25 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({
        _tag: "AuthenticationRequired",
        reason: "profileMissing",
      })
    }).pipe(Effect.provide(layer))
  })
})
