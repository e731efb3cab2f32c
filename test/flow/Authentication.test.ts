import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import { AdobePass } from "../../src/AdobePass.js"
import type { Profiles } from "../../src/domain/Profile.js"
import type { NextAction } from "../../src/domain/Session.js"
import { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import { RetrieveProfileForMvpd } from "../../src/endpoint/v2/RetrieveProfileForMvpd.js"
import {
  AuthenticationCodeInvalid,
  AuthenticationRequired,
  Throttled,
  Unreachable,
} from "../../src/error/AdobePassError.js"
import type { PollFailure, Prompt } from "../../src/flow/Authentication.js"
import { authenticate, awaitProfile } from "../../src/flow/Authentication.js"
import { profiles, remembered, validLongest } from "../../src/flow/Profiles.js"
import { Polling, PollTurns } from "../../src/policy/Polling.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import { Sandbox } from "../../src/sandbox/index.js"
import {
  letTimePass,
  login,
  moment,
  on,
  profileOf,
  signIn,
  withoutEndpoints,
  withSandbox,
} from "../support/flow.js"
import { about, authenticateAt, fakes, farAway, minutes } from "../support/login.js"

describe("a login over fakes of endpoints, without HTTP,", () => {
  it.effect("shows the code, polls, and resolves to the profile", () => {
    const { asked, layer } = fakes({
      answer: (poll) => (poll < 3 ? {} : { Cablevision: profileOf("Cablevision", minutes(60)) }),
    })
    const shown: Array<Prompt> = []
    return Effect.gen(function* () {
      const onCode = (prompt: Prompt) => Effect.sync(() => shown.push(prompt))
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision", onCode }))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      yield* TestClock.adjust("40 minutes")
      expect(asked.map(({ code }) => code)).toEqual(["FIRST", "FIRST", "FIRST"])
      expect(shown).toEqual([
        {
          code: "FIRST",
          url: "https://sp.invalid/authenticate/FIRST",
          notAfter: moment(minutes(20)),
          missingParameters: [],
        },
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends at notAfter, to the millisecond, and polls no more", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(authenticate({ mvpd: "Cablevision" })))
      yield* TestClock.adjust(minutes(20) - 1)
      expect(fiber.unsafePoll()).toBeNull()
      const polls = asked.length
      yield* TestClock.adjust(1)
      const error = yield* Fiber.join(fiber)
      expect(error).toMatchObject({ _tag: "AuthenticationCodeExpired", code: "FIRST" })
      yield* TestClock.adjust("1 hour")
      expect(asked.length).toBe(polls)
    }).pipe(Effect.provide(layer))
  })

  it.effect("keeps its pace where the service's clock is set back shortly before notAfter", () => {
    const { asked, layer } = fakes({ actions: [authenticateAt("FIRST", 10_000)] })
    return Effect.gen(function* () {
      const clock = yield* ServerClock
      yield* clock.observe({ earliest: 0, latest: 0 })
      const fiber = yield* Effect.fork(Effect.flip(authenticate({ mvpd: "Cablevision" })))
      yield* TestClock.adjust("9 seconds")
      yield* clock.observe({ earliest: 0, latest: 0 })
      yield* TestClock.adjust("20 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired" })
      expect(asked.map(({ at }) => at)).toEqual([0, 4000, 8000, 12_000, 16_000])
    }).pipe(Effect.provide(layer), Effect.provideService(Polling, Schedule.spaced("4 seconds")))
  })

  it.effect("a new code on the device ends the older login at once", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const older = yield* Effect.fork(Effect.flip(authenticate({ mvpd: "Cablevision" })))
      yield* TestClock.adjust("5 seconds")
      const newer = yield* Effect.fork(authenticate({ mvpd: "Spectrum" }))
      yield* TestClock.adjust(0)
      expect(older.unsafePoll()).not.toBeNull()
      expect(yield* Fiber.join(older)).toMatchObject({ _tag: "AuthenticationSuperseded", code: "FIRST" })
      const before = asked.filter(({ code }) => code === "FIRST").length
      yield* TestClock.adjust("1 minute")
      expect(asked.filter(({ code }) => code === "FIRST").length).toBe(before)
      expect(asked.filter(({ code }) => code === "SECOND").length).toBeGreaterThan(10)
      yield* Fiber.interrupt(newer)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a login whose session answers after that of a newer one ends at once", () => {
    const { asked, layer } = fakes({})
    const shown: Array<string> = []
    const onCode = ({ code }: Prompt) => Effect.sync(() => shown.push(code))
    const late = (mvpd: string, code: string, after: number) =>
      Effect.fork(
        authenticate({ mvpd, onCode }).pipe(
          Effect.provideService(CreateSession, () =>
            Effect.delay(Effect.succeed(authenticateAt(code)), after),
          ),
          Effect.either,
        ),
      )
    return Effect.gen(function* () {
      const older = yield* late("Cablevision", "OLDER", 9000)
      yield* TestClock.adjust("1 second")
      const newer = yield* late("Spectrum", "NEWER", 2000)
      yield* TestClock.adjust("7 seconds")
      expect(older.unsafePoll()).toBeNull()
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(older)).toMatchObject({
        left: { _tag: "AuthenticationSuperseded", code: "OLDER" },
      })
      yield* TestClock.adjust("1 minute")
      expect(newer.unsafePoll()).toBeNull()
      expect(shown).toEqual(["NEWER"])
      expect([...new Set(asked.map(({ code }) => code))]).toEqual(["NEWER"])
      yield* Fiber.interrupt(newer)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a login goes on while a newer one has no code, be it that it never gets one", () => {
    const { layer } = fakes({})
    const fault = new Unreachable({ message: "no connection", reason: "connection" })
    const failing = Effect.provideService(authenticate({ mvpd: "Spectrum" }), CreateSession, () =>
      Effect.delay(Effect.fail(fault), "10 seconds"),
    )
    return Effect.gen(function* () {
      const older = yield* Effect.fork(
        Effect.provideService(authenticate({ mvpd: "Cablevision" }), CreateSession, () =>
          Effect.delay(Effect.succeed(authenticateAt("OLDER")), "5 seconds"),
        ),
      )
      const newer = yield* Effect.fork(Effect.flip(failing))
      yield* TestClock.adjust("1 minute")
      expect((yield* Fiber.join(newer))._tag).toBe("Unreachable")
      expect(older.unsafePoll()).toBeNull()
      yield* Fiber.interrupt(older)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a new code on another device does not", () => {
    const { layer } = fakes({})
    return Effect.gen(function* () {
      const here = yield* Effect.fork(authenticate({ mvpd: "Cablevision" }))
      yield* TestClock.adjust("5 seconds")
      const there = yield* Effect.fork(authenticate({ mvpd: "Cablevision" }).pipe(on("bedroom")))
      yield* TestClock.adjust("5 seconds")
      expect(here.unsafePoll()).toBeNull()
      yield* Fiber.interruptAll([here, there])
    }).pipe(Effect.provide(layer))
  })

  it.effect("interruption ends it at once, and polls no more", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision" }))
      yield* TestClock.adjust("20 seconds")
      const before = asked.length
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("40 minutes")
      expect(asked.length).toBe(before)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a callback that fails ends it with that failure", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const error = yield* Effect.flip(authenticate({ onCode: () => Effect.fail("no screen" as const) }))
      expect(error).toBe("no screen")
      yield* TestClock.adjust("1 minute")
      expect(asked.length).toBeLessThanOrEqual(1)
    }).pipe(Effect.provide(layer))
  })

  for (const _tag of ["Resume", "Retry"] as const) {
    it.effect(`without an MVPD tells what a second screen must supply (${_tag})`, () => {
      const missing = {
        missingParameters: ["mvpd", "redirectUrl"],
        code: "FIRST",
        notAfter: moment(minutes(30)),
      }
      const { layer } = fakes({ actions: [{ _tag, ...about, ...missing }] })
      return Effect.gen(function* () {
        const shown: Array<Prompt> = []
        const onCode = (prompt: Prompt) => Effect.sync(() => shown.push(prompt))
        const fiber = yield* Effect.fork(authenticate({ onCode }))
        yield* TestClock.adjust("1 second")
        expect(shown).toEqual([missing])
        yield* Fiber.interrupt(fiber)
      }).pipe(Effect.provide(layer))
    })
  }

  for (const reason of ["authenticated", "temporary", "degraded", "authenticatedSSO", "a newer reason"]) {
    it.effect(`somebody who is ${reason} needs no browser and no poll`, () => {
      const { asked, layer } = fakes({ actions: [{ _tag: "Authorize", ...about, reason, mvpd: "Spectrum" }] })
      return Effect.gen(function* () {
        const onCode = () => Effect.fail("nobody is to be asked" as const)
        expect(yield* authenticate({ mvpd: "Spectrum", onCode })).toMatchObject({ mvpd: "Spectrum" })
        expect(asked).toEqual([])
        expect(yield* remembered).toMatchObject({ value: { mvpd: { id: "Spectrum" } } })
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("somebody who is signed in, and has no profile then, must sign in", () => {
    const authorize: NextAction = { _tag: "Authorize", ...about, reason: "authenticated" }
    const { layer } = fakes({ actions: [authorize, { ...authorize, mvpd: "Spectrum" }] })
    return Effect.gen(function* () {
      const gone = { _tag: "AuthenticationRequired", reason: "profileMissing" }
      expect(yield* Effect.flip(authenticate({}))).toMatchObject(gone)
      const login = Effect.provideService(authenticate({}), RetrieveProfileForMvpd, () => Effect.succeed({}))
      expect(yield* Effect.flip(login)).toMatchObject(gone)
    }).pipe(Effect.provide(layer))
  })

  for (const [kind, action, name] of [
    ["that is not published", { _tag: "Unknown", ...about, actionName: "hum_a_song", raw: {} }, "hum_a_song"],
    [
      "for a partner",
      {
        _tag: "PartnerProfile",
        ...about,
        authenticationRequest: { type: "saml", request: Redacted.make("PD94"), attributesNames: [] },
      },
      "PartnerProfile",
    ],
  ] as const) {
    it.effect(`an action ${kind} is no login, and says its name`, () => {
      const { layer } = fakes({ actions: [action] })
      return Effect.gen(function* () {
        const error = yield* Effect.flip(authenticate({ mvpd: "Spectrum" }))
        expect(error).toMatchObject({ _tag: "UnexpectedResponse" })
        expect(error.message).toContain(name)
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("learns the time of its session, which may be as much later as the answer took", () => {
    const session = authenticateAt("FIRST", minutes(101), minutes(100))
    const { layer } = fakes({})
    const slow = () => Effect.delay(Effect.succeed(session), "10 seconds")
    return Effect.gen(function* () {
      yield* TestClock.setTime(minutes(1_000_000))
      const fiber = yield* Effect.fork(
        Effect.flip(Effect.provideService(authenticate({}), CreateSession, slow)),
      )
      yield* TestClock.adjust("10 seconds")
      expect(yield* Effect.flatMap(ServerClock, ({ now }) => now)).toEqual(moment(minutes(100) + 10_000))
      yield* TestClock.adjust(minutes(1) - 10_001)
      expect(fiber.unsafePoll()).toBeNull()
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("resolves to the profile with the MVPD that was picked, or else to the one valid longest", () => {
    const { layer } = fakes({
      answer: () => ({
        Dish: profileOf("Dish", minutes(20)),
        Cablevision: profileOf("Cablevision", minutes(40)),
        Spectrum: profileOf("Spectrum", minutes(60)),
      }),
    })
    return Effect.gen(function* () {
      expect(yield* authenticate({ mvpd: "Cablevision" })).toMatchObject({ mvpd: "Cablevision" })
      expect(yield* authenticate({})).toMatchObject({ mvpd: "Spectrum" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("polls when it is its turn among the processes that wait for the code", () => {
    const { asked, layer } = fakes({
      answer: (poll) => (poll < 2 ? {} : { Cablevision: profileOf("Cablevision", minutes(60)) }),
    })
    const turns = [true, false, false, true]
    const taken: Array<string> = []
    const take = (code: string) => Effect.sync(() => turns[taken.push(code) - 1] ?? false)
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision" }))
      yield* TestClock.adjust("12 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      expect(asked.map(({ at }) => at)).toEqual([0, 12_000])
      expect(taken).toEqual(["FIRST", "FIRST", "FIRST", "FIRST"])
    }).pipe(
      Effect.provide(layer),
      Effect.provideService(Polling, Schedule.spaced("4 seconds")),
      Effect.provideService(PollTurns, { take }),
    )
  })

  it.effect("a Polling schedule that ends gives up with the login", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const twice = Schedule.spaced("5 seconds").pipe(Schedule.intersect(Schedule.recurs(2)))
      const fiber = yield* Effect.fork(
        Effect.flip(Effect.provideService(authenticate({ mvpd: "Cablevision" }), Polling, twice)),
      )
      yield* TestClock.adjust("11 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired" })
      expect(asked.map(({ at }) => at)).toEqual([0, 5000, 10_000])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a profile that has expired does not count as a login", () => {
    const { layer } = fakes({
      answer: (poll) => ({ Cablevision: profileOf("Cablevision", poll < 4 ? -1 : minutes(60)) }),
    })
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision" }))
      yield* TestClock.adjust("8 seconds")
      expect(fiber.unsafePoll()).toBeNull()
      yield* TestClock.adjust("8 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ notAfter: moment(minutes(60)) })
    }).pipe(Effect.provide(layer))
  })
})

describe("a poll that fails", () => {
  const lost = new Unreachable({ message: "no connection", reason: "connection" })
  const busy = new Throttled({ message: "too many requests", retryAfter: Duration.seconds(9) })
  const wrong = new AuthenticationCodeInvalid({ message: "no such code" })

  /** A login whose polls fail so, one after another, until somebody has signed in. */
  const failing = (
    failures: ReadonlyArray<PollFailure | AuthenticationCodeInvalid | AuthenticationRequired>,
  ) => {
    const asked: Array<number> = []
    const { layer } = fakes({})
    const polls = Layer.succeed(RetrieveProfileForCode, () =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        const failure = failures[asked.push(at) - 1]
        return failure === undefined
          ? Effect.succeed({ Cablevision: profileOf("Cablevision", minutes(60)) })
          : Effect.fail(failure)
      }),
    )
    return { asked, layer: Layer.merge(layer, polls) }
  }

  it.effect("is over with the next that is answered without a profile, which is told as well", () => {
    const empty = new AuthenticationRequired({ message: "no profile", reason: "profileMissing" })
    const { layer } = failing([lost, empty, lost, empty, empty])
    const told: Array<string> = []
    return Effect.gen(function* () {
      const onPolled = Effect.sync(() => told.push("answered"))
      const onPollFailed = ({ _tag }: PollFailure) => Effect.sync(() => told.push(_tag))
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision", onPolled, onPollFailed }))
      yield* TestClock.adjust("30 seconds")
      yield* Fiber.join(fiber)
      expect(told).toEqual(["Unreachable", "answered", "Unreachable", "answered", "answered"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("is told each time, and the login goes on", () => {
    const { asked, layer } = failing([lost, busy, lost])
    const told: Array<PollFailure> = []
    return Effect.gen(function* () {
      const onPollFailed = (error: PollFailure) => Effect.sync(() => told.push(error))
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision", onPollFailed }))
      yield* TestClock.adjust("30 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      expect(told).toEqual([lost, busy, lost])
      expect(asked).toHaveLength(4)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is not told when it ends the login", () => {
    const { layer } = failing([lost, wrong])
    const told: Array<PollFailure> = []
    return Effect.gen(function* () {
      const onPollFailed = (error: PollFailure) => Effect.sync(() => told.push(error))
      const fiber = yield* Effect.fork(Effect.flip(authenticate({ onPollFailed })))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeInvalid" })
      expect(told).toEqual([lost])
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "with a code that was answered for before says that it has expired, whatever the clock is thought to be",
    () => {
      const { layer } = fakes({})
      let asked = 0
      const polls = Layer.succeed(RetrieveProfileForCode, () =>
        Effect.suspend(() => (asked++ === 0 ? Effect.succeed({}) : Effect.fail(wrong))),
      )
      return Effect.gen(function* () {
        const fiber = yield* Effect.fork(Effect.flip(authenticate({ mvpd: "Cablevision" })))
        yield* TestClock.adjust("10 seconds")
        expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired" })
      }).pipe(Effect.provide(Layer.merge(layer, polls)))
    },
  )

  it.effect("does not wait for who is told", () => {
    const { layer } = failing([lost, lost])
    let left = 0
    return Effect.gen(function* () {
      const onPollFailed = () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => (left += 1)))
      const fiber = yield* Effect.fork(authenticate({ mvpd: "Cablevision", onPollFailed }))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      expect(left).toBe(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends the login when who is told fails, and no poll comes after", () => {
    const { asked, layer } = failing([lost])
    return Effect.gen(function* () {
      const error = yield* Effect.flip(
        authenticate({ onPollFailed: () => Effect.fail("nobody to tell" as const) }),
      )
      expect(error).toBe("nobody to tell")
      yield* TestClock.adjust("1 minute")
      expect(asked).toEqual([0])
    }).pipe(Effect.provide(layer))
  })

  it.effect("is told of a code that was kept, too", () => {
    const { layer } = failing([busy])
    const told: Array<PollFailure> = []
    return Effect.gen(function* () {
      const onPollFailed = (error: PollFailure) => Effect.sync(() => told.push(error))
      const fiber = yield* Effect.fork(
        awaitProfile({ code: "FIRST", notAfter: moment(minutes(30)), onPollFailed }),
      )
      yield* TestClock.adjust("15 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      expect(told).toEqual([busy])
    }).pipe(Effect.provide(layer))
  })
})

describe("a login that polls after its prompt", () => {
  const request = { mvpd: "Cablevision", pollAfterPrompt: true } as const

  it.effect("does not ask before the browser has come back, and then at once", () => {
    const { asked, layer } = fakes({
      answer: () => ({ Cablevision: profileOf("Cablevision", minutes(60)) }),
    })
    return Effect.gen(function* () {
      const onCode = () => Effect.sleep("5 minutes")
      const fiber = yield* Effect.fork(authenticate({ ...request, onCode }))
      yield* TestClock.adjust("5 minutes")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      expect(asked.map(({ at }) => at)).toEqual([minutes(5)])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends with the code all the same, when the browser never comes back", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const onCode = () => Effect.never
      const fiber = yield* Effect.fork(Effect.flip(authenticate({ ...request, onCode })))
      yield* TestClock.adjust(minutes(20) - 1)
      expect(fiber.unsafePoll()).toBeNull()
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired", code: "FIRST" })
      expect(asked).toEqual([])
    }).pipe(Effect.provide(layer))
  })

  it.effect("fails as onCode does, without a poll", () => {
    const { asked, layer } = fakes({})
    return Effect.gen(function* () {
      const onCode = () => Effect.fail("the viewer closed the browser" as const)
      expect(yield* Effect.flip(authenticate({ ...request, onCode }))).toBe("the viewer closed the browser")
      yield* TestClock.adjust("1 minute")
      expect(asked).toEqual([])
    }).pipe(Effect.provide(layer))
  })
})

describe("a code that was kept while the app was away", () => {
  const pending = { code: "FIRST", notAfter: moment(minutes(30)) }

  it.effect("is asked about at once, and ends as any login", () => {
    const { asked, layer } = fakes({
      answer: (poll) => (poll < 2 ? {} : { Cablevision: profileOf("Cablevision", minutes(60)) }),
    })
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        awaitProfile({ ...pending, picked: { displayName: "Cable", logoUrl: "https://logo" } }),
      )
      yield* TestClock.adjust("5 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
      expect(asked[0]?.at).toBe(0)
      expect(yield* remembered).toMatchObject({
        value: { mvpd: { id: "Cablevision", displayName: "Cable", logoUrl: "https://logo" } },
      })
    }).pipe(Effect.provide(layer))
  })

  it.effect("is good although the device's clock runs ahead, for the service knows what time it is", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(minutes(100_000))
      const context = yield* Layer.build(withoutEndpoints)
      const clock = Context.get(context, ServerClock)
      let polls = 0
      const fiber = yield* Effect.fork(
        awaitProfile(pending).pipe(
          Effect.provideService(RetrieveProfileForCode, () => {
            polls += 1
            const answer = polls < 3 ? {} : { Cablevision: profileOf("Cablevision", minutes(60)) }
            return Effect.as(clock.observe({ earliest: minutes(1), latest: minutes(2) }), answer)
          }),
          Effect.provide(context),
        ),
      )
      yield* TestClock.adjust("15 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ mvpd: "Cablevision" })
    }).pipe(Effect.scoped),
  )

  it.effect("has expired although the device's clock lags behind", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(withoutEndpoints)
      const clock = Context.get(context, ServerClock)
      let polls = 0
      const fiber = yield* Effect.fork(
        Effect.flip(awaitProfile(pending)).pipe(
          Effect.provideService(RetrieveProfileForCode, () => {
            polls += 1
            return Effect.as(clock.observe({ earliest: minutes(40), latest: minutes(41) }), {})
          }),
          Effect.provide(context),
        ),
      )
      yield* TestClock.adjust("6 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "AuthenticationCodeExpired" })
      expect(polls).toBe(1)
    }).pipe(Effect.scoped),
  )

  const whenAsked = (
    answer: (poll: number, clock: ServerClock["Type"]) => Effect.Effect<Profiles, Unreachable>,
  ) =>
    Effect.gen(function* () {
      const context = yield* Layer.build(withoutEndpoints)
      const asked: Array<number> = []
      const fiber = yield* Effect.fork(
        Effect.either(awaitProfile(pending)).pipe(
          Effect.provideService(RetrieveProfileForCode, () =>
            Effect.flatMap(Clock.currentTimeMillis, (at) =>
              answer(asked.push(at), Context.get(context, ServerClock)),
            ),
          ),
          Effect.provide(context),
        ),
      )
      return { asked, fiber }
    })
  const lost = Effect.fail(new Unreachable({ message: "no connection", reason: "connection" }))
  const found = { Cablevision: profileOf("Cablevision", farAway) }

  for (const [name, ahead] of [
    ["ahead by years", minutes(1_000_000)],
    ["so that the code would have a second left", minutes(30) - 1000],
  ] as const) {
    it.effect(`outlives lost connections and slow answers on a device whose clock is ${name}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(ahead)
        const { fiber } = yield* whenAsked((poll, { observe }) =>
          poll < 4
            ? Effect.delay(lost, "9 seconds")
            : Effect.as(observe({ earliest: minutes(1), latest: minutes(2) }), found),
        )
        yield* TestClock.adjust("1 minute")
        expect(yield* Fiber.join(fiber)).toMatchObject({ right: { mvpd: "Cablevision" } })
      }).pipe(Effect.scoped),
    )
  }

  for (const [name, wall] of [
    ["right", 0],
    ["ahead by years", minutes(1_000_000)],
  ] as const) {
    it.effect(
      `ends after half an hour where no answer ever tells the server's time, with a clock that is ${name}`,
      () =>
        Effect.gen(function* () {
          yield* TestClock.setTime(wall)
          const { asked, fiber } = yield* whenAsked(() => lost)
          yield* TestClock.adjust(minutes(30) - 1)
          expect(fiber.unsafePoll()).toBeNull()
          expect(asked.length).toBeGreaterThan(300)
          yield* TestClock.adjust(1)
          expect(yield* Fiber.join(fiber)).toMatchObject({ left: { _tag: "AuthenticationCodeExpired" } })
        }).pipe(Effect.scoped),
    )
  }

  it.effect("ends at its notAfter, to the millisecond, once the first answer has told the time", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(minutes(1_000_000))
      const almost = minutes(30) - 1000
      const { asked, fiber } = yield* whenAsked((_, { observe }) =>
        Effect.as(observe({ earliest: almost, latest: almost }), {}),
      )
      yield* TestClock.adjust(999)
      expect(fiber.unsafePoll()).toBeNull()
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(fiber)).toMatchObject({ left: { _tag: "AuthenticationCodeExpired" } })
      expect(asked).toHaveLength(1)
    }).pipe(Effect.scoped),
  )
})

describe("several profiles", () => {
  it.effect("are offered valid longest first, expired ones never", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(minutes(10))
      const found = yield* profiles()
      expect(found.map(({ mvpd }) => mvpd)).toEqual(["long", "short"])
      expect(validLongest(found)).toMatchObject({ value: { mvpd: "long" } })
      expect(validLongest(found.toReversed())).toMatchObject({ value: { mvpd: "long" } })
      expect(validLongest([])).toEqual(Option.none())
    }).pipe(
      Effect.provideService(RetrieveProfiles, () =>
        Effect.succeed({
          short: profileOf("short", minutes(11)),
          gone: profileOf("gone", minutes(10)),
          long: profileOf("long", minutes(90)),
        }),
      ),
      Effect.provide(withoutEndpoints),
    ),
  )
})

describe("a login over HTTP", () => {
  it.effect("registers once, asks for one token, polls 3 s apart or more, and not after the profile", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const fiber = yield* Effect.fork(
        pass.authenticate({
          ...login,
          onCode: ({ code }) =>
            Effect.zipRight(Effect.sleep("20 seconds"), admin.completeLogin({ code, username: "basic" })),
        }),
      )
      expect(yield* letTimePass(fiber)).toMatchObject({ mvpd: "Cablevision", type: "regular" })
      expect(yield* signIn()).toMatchObject({ mvpd: "Cablevision" })
      yield* TestClock.adjust("1 minute")

      const seen = yield* admin.requests()
      const of = (endpoint: string) => seen.filter((one) => one.endpoint === endpoint)
      expect(of("RetrieveClientCredentials").length).toBe(1)
      expect(of("RetrieveAccessToken").length).toBe(1)
      const polls = of("RetrieveProfileForCode").map(({ at }) => at)
      expect(polls.length).toBeGreaterThan(3)
      polls.slice(1).forEach((at, index) => expect(at - (polls[index] ?? NaN)).toBeGreaterThanOrEqual(3000))
      expect(of("RetrieveProfileForCode").at(-1)?.responseBody).toContain("Cablevision")
    }).pipe(withSandbox()),
  )

  it.effect("outlives a 429, a 500, a portal's page, a lost connection and a token that is refused", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const kinds = ["throttled", "status", "html", "reset-before", "revoke-token", "malformed-json"] as const
      for (const kind of kinds) yield* admin.addFault({ kind, endpoint: "RetrieveProfileForCode" })
      const fiber = yield* Effect.fork(
        pass.authenticate({
          ...login,
          onCode: ({ code }) => Effect.zipRight(Effect.sleep("40 seconds"), admin.completeLogin({ code })),
        }),
      )
      expect(yield* letTimePass(fiber)).toMatchObject({ mvpd: "Cablevision" })
      const faults = (yield* admin.requests()).flatMap(({ fault }) => fault ?? [])
      expect(faults.map((fault) => fault.split(" ")[0])).toEqual([...kinds])
    }).pipe(withSandbox()),
  )

  it.effect("somebody who is signed in skips the browser", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* signIn("family")
      const again = yield* pass.authenticate({ ...login, onCode: () => Effect.fail("asked again" as const) })
      expect(again.attributes["maxRating"]).toMatchObject({ value: { VCHIP: "TV-PG" } })
      expect(yield* pass.remembered).toMatchObject({ value: { mvpd: { id: "Cablevision" } } })
    }).pipe(withSandbox()),
  )

  it.effect("a service that is away before there is a code ends it", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* admin.addFault({ kind: "reset-before", endpoint: "CreateSession", times: 3 })
      const error = yield* letTimePass(yield* Effect.fork(Effect.flip(pass.authenticate(login))))
      expect(error).toBeInstanceOf(Unreachable)
    }).pipe(withSandbox()),
  )
})
