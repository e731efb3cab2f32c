import { describe, expect, it } from "@effect/vitest"
import * as Array from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { AdobePass } from "../../src/AdobePass.js"
import { Caches } from "../../src/cache/Caches.js"
import { Permits } from "../../src/cache/Permits.js"
import { Remembered } from "../../src/cache/Remembered.js"
import type { Deny, Permit } from "../../src/domain/Decision.js"
import { Integration } from "../../src/domain/Environment.js"
import type { Profiles } from "../../src/domain/Profile.js"
import { RetrievePreauthorizationDecisions } from "../../src/endpoint/v2/RetrievePreauthorizationDecisions.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import { RetrieveProfileForMvpd } from "../../src/endpoint/v2/RetrieveProfileForMvpd.js"
import { RetrieveProfiles } from "../../src/endpoint/v2/RetrieveProfiles.js"
import type { DecisionError } from "../../src/error/AdobePassError.js"
import {
  AuthenticationRequired,
  AuthorizationDenied,
  InvalidRequest,
  PartnerUnavailable,
  ServerFault,
  TemporaryAccessExhausted,
  TooManyResources,
} from "../../src/error/AdobePassError.js"
import { awaitProfile } from "../../src/flow/Authentication.js"
import { preauthorize } from "../../src/flow/Preauthorization.js"
import { withServices } from "../../src/flow/Flow.js"
import { makeNoteProfiles, makeRemember, profile, profiles } from "../../src/flow/Profiles.js"
import { Batching, Questions } from "../../src/flow/Questions.js"
import { Lane } from "../../src/policy/Lane.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { letTimePass, moment, on, profileOf, signIn, withoutEndpoints, withSandbox } from "../support/flow.js"
import { virtually } from "../support/virtually.js"

const mvpd = "Cablevision"
const permit = (resource: string): Permit => ({ _tag: "Permit", resource, source: "mvpd" })
const deny = (resource: string, error: DecisionError): Deny<DecisionError> => ({
  _tag: "Deny",
  resource,
  source: "mvpd",
  error,
})
const denied = new AuthorizationDenied({ message: "not in the package", reason: "mvpd" })
const unreached = new PartnerUnavailable({ message: "no answer", action: "retry", retryable: true })

type Retrieve = RetrievePreauthorizationDecisions["Type"]
type Answers = Effect.Effect<
  ReadonlyArray<Permit | Deny<DecisionError>>,
  Effect.Effect.Error<ReturnType<Retrieve>>
>

/** Decisions as a test says, `count` requests into it; what was asked for is written down. */
const service = (answer: (resources: ReadonlyArray<string>, count: number, mvpd: string) => Answers) => {
  const asked: Array<ReadonlyArray<string>> = []
  const lanes = new Set<string>()
  const fake = Layer.succeed(RetrievePreauthorizationDecisions, ({ mvpd, resources }) =>
    Effect.flatMap(Lane, (lane) => {
      lanes.add(lane)
      asked.push(resources)
      return answer(resources, asked.length, mvpd)
    }),
  )
  return {
    asked,
    lanes,
    fake,
    layer: Layer.mergeAll(fake, Questions.layer).pipe(Layer.provideMerge(withoutEndpoints)),
  }
}
const permitAll = () => service((resources) => Effect.succeed(resources.map(permit)))

const ask = (...resources: ReadonlyArray<string>) => preauthorize({ mvpd, resources })
/** Lets other fibers go on after every few steps. */
const inShortTurns = Effect.withMaxOpsBeforeYield(20)
const named = (count: number, name = "r") => Array.makeBy(count, (index) => `${name}${index}`)
const tags = Array.map(({ _tag }: { readonly _tag: string }) => _tag)

const noteProfiles = withServices(makeNoteProfiles)

const endpoint = "RetrievePreauthorizationDecisions"
const refusal = { kind: "error", status: 401 } as const
const hiccup = { kind: "item-error", code: "network_connection_timeout" } as const
const outage = { kind: "status", status: 500 } as const
const busy = { kind: "throttled", retryAfter: 1 } as const

describe("preauthorization", () => {
  it.effect("asks about five resources at a time, and answers in the order asked", () => {
    const { asked, lanes, layer } = permitAll()
    return Effect.gen(function* () {
      const resources = named(12)
      const answers = yield* ask(...resources)
      expect(answers).toEqual(resources.map(permit))
      expect(asked.map(({ length }) => length)).toEqual([5, 5, 2])
      expect([...lanes]).toEqual(["background"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("gathers the questions of concurrent callers, each resource asked once", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const calls = named(60).map((resource, index) => ask(resource, `r${(index + 1) % 60}`))
      const answers = yield* Effect.all(calls, { concurrency: "unbounded" })
      expect(asked).toHaveLength(12)
      expect(asked.flat().toSorted()).toEqual(named(60).toSorted())
      expect(answers[59]).toEqual([permit("r59"), permit("r0")])
    }).pipe(Effect.provide(layer))
  })

  it.effect("gathers for as long as it is told, whoever asked before", () => {
    const { asked, layer } = service((resources) =>
      Effect.delay(Effect.succeed(resources.map(permit)), "1 second"),
    )
    const gathering = Layer.succeed(Batching, { resources: 5, requests: 10, gather: 100 })
    return Effect.gen(function* () {
      const callers = [yield* Effect.fork(ask(...named(5, "x")))]
      yield* TestClock.adjust(50)
      callers.push(yield* Effect.fork(ask(...named(2, "y"))))
      yield* TestClock.adjust(70)
      callers.push(yield* Effect.fork(ask(...named(3, "z"))))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.joinAll(callers)
      expect(asked).toEqual([named(5, "x"), [...named(2, "y"), ...named(3, "z")]])
    }).pipe(Effect.provide(Layer.provide(layer, gathering)))
  })

  it.effect("who asks for what is being asked for waits for the same answer", () => {
    const answer = Deferred.unsafeMake<void>(Fiber.id(Fiber.void))
    const { asked, layer } = service((resources) =>
      Effect.as(
        Deferred.await(answer),
        resources.map((resource) => deny(resource, denied)),
      ),
    )
    return Effect.gen(function* () {
      const first = yield* Effect.fork(ask("a", "b"))
      yield* TestClock.adjust(1)
      const second = yield* Effect.fork(ask("b", "c"))
      yield* TestClock.adjust(1)
      yield* Deferred.succeed(answer, undefined)
      expect((yield* Fiber.join(second)).map(({ resource }) => resource)).toEqual(["b", "c"])
      yield* Fiber.join(first)
      expect(asked).toEqual([["a", "b"], ["c"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("devices and MVPDs share no question", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      yield* Effect.all(
        [
          ask("a"),
          ask("a").pipe(on("another")),
          ask("a").pipe(on("tv", { serviceToken: "another.viewer" })),
          preauthorize({ mvpd: "Dish", resources: ["a"] }),
        ],
        { concurrency: "unbounded" },
      )
      expect(asked).toEqual([["a"], ["a"], ["a"], ["a"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("identities for promotional TempPass share no question and no permit, and each is sent", () => {
    const sent: Array<unknown> = []
    const { layer } = permitAll()
    const listens = Layer.succeed(
      RetrievePreauthorizationDecisions,
      ({ resources, temporaryAccessIdentity }) => {
        sent.push(temporaryAccessIdentity)
        return Effect.succeed(resources.map(permit))
      },
    )
    return Effect.gen(function* () {
      const identities = [{ email: "jane" }, { email: "joe" }, '{"email":"joe"}']
      const each = Effect.forEach(
        identities,
        (temporaryAccessIdentity) =>
          preauthorize({ mvpd: "Trial", resources: ["a"], temporaryAccessIdentity }),
        { concurrency: "unbounded" },
      )
      const nobody = preauthorize({ mvpd: "Trial", resources: ["a"] })
      yield* Effect.all([nobody, each], { concurrency: "unbounded" })
      yield* Effect.all([nobody, each])
      expect(sent).toEqual([undefined, ...identities])
    }).pipe(Effect.provide(Layer.merge(layer, listens)))
  })

  it.effect("matches answers with blanks and in another order; those that lack are Unanswered", () => {
    const { layer } = service((resources) =>
      Effect.succeed(
        resources
          .filter((resource) => resource !== "free")
          .map((resource) => permit(` ${resource}  `))
          .toReversed(),
      ),
    )
    return Effect.gen(function* () {
      expect(yield* ask("a", "free", "b", "a")).toEqual([
        permit("a"),
        { _tag: "Unanswered", resource: "free" },
        permit("b"),
        permit("a"),
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("asks again only about what is marked retry, twice at most, with pauses", () => {
    const times: Array<number> = []
    const { asked, layer } = service((resources, count) =>
      Effect.map(TestClock.currentTimeMillis, (at) => {
        times.push(at)
        return resources.map((resource) =>
          resource === "never" || (resource === "late" && count === 1)
            ? deny(resource, unreached)
            : resource === "no"
              ? deny(resource, denied)
              : permit(resource),
        )
      }),
    )
    return Effect.gen(function* () {
      const answers = yield* virtually(ask("yes", "late", "no", "never"), "100 millis")
      expect(tags(answers)).toEqual(["Permit", "Permit", "Deny", "Deny"])
      expect(answers[3]).toMatchObject({ error: unreached })
      expect(asked.map((resources) => resources.toSorted())).toEqual([
        ["late", "never", "no", "yes"],
        ["late", "never"],
        ["never"],
      ])
      expect(times).toEqual([0, 500, 1500])
    }).pipe(Effect.provide(layer))
  })

  it.effect("asks again about what may pass, whatever else is marked retry", () => {
    const { asked, layer } = service((resources, count) =>
      Effect.succeed(
        resources.map((resource) =>
          resource === "no"
            ? deny(resource, new AuthorizationDenied({ message: "no", reason: "mvpd", action: "retry" }))
            : count === 1
              ? deny(resource, unreached)
              : permit(resource),
        ),
      ),
    )
    return Effect.gen(function* () {
      expect(tags(yield* virtually(ask("no", "late"), "100 millis"))).toEqual(["Deny", "Permit"])
      expect(asked).toEqual([["no", "late"], ["late"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("learns how many resources an MVPD allows at once, and forgets nothing over it", () => {
    const { asked, layer } = service((resources) =>
      resources.length > 2
        ? Effect.fail(new TooManyResources({ message: "too many", status: 403 }))
        : Effect.succeed(resources.map(permit)),
    )
    return Effect.gen(function* () {
      yield* Effect.gen(function* () {
        expect(yield* ask(...named(7))).toEqual(named(7).map(permit))
        asked.length = 0
        yield* ask(...named(6, "s"))
        expect(asked.map(({ length }) => length)).toEqual([2, 2, 2])
        // another MVPD's limit is another
        yield* preauthorize({ mvpd: "Dish", resources: named(2) })
        expect(asked.at(-1)).toHaveLength(2)
      }).pipe(Effect.provide(layer))
    })
  })

  it.effect("a resource that is too many by itself stays unanswered", () => {
    const { layer } = service(() => Effect.fail(new TooManyResources({ message: "too many" })))
    return Effect.gen(function* () {
      expect(yield* ask("a", "b", "c")).toMatchObject(
        ["a", "b", "c"].map((resource) => ({
          _tag: "Unanswered",
          resource,
          error: { _tag: "TooManyResources" },
        })),
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("a request that failed for good leaves its resources unanswered, and only those", () => {
    const fault = new ServerFault({ message: "down", status: 500 })
    const { layer } = service((resources) =>
      resources.includes("r7") ? Effect.fail(fault) : Effect.succeed(resources.map(permit)),
    )
    return Effect.gen(function* () {
      const answers = yield* ask(...named(12))
      expect(tags(answers)).toEqual([
        ...Array.replicate("Permit", 5),
        ...Array.replicate("Unanswered", 5),
        ...Array.replicate("Permit", 2),
      ])
      expect(answers[7]).toMatchObject({ error: fault })
    }).pipe(Effect.provide(layer))
  })

  it.effect("a request that the MVPD denies as a whole denies each of its resources", () => {
    const refused = [denied, new TemporaryAccessExhausted({ message: "watched enough", limit: "duration" })]
    const { layer } = service((_, count) => Effect.fail(refused[count - 1]!))
    return Effect.gen(function* () {
      for (const error of refused) {
        expect(yield* ask("a", "b")).toEqual([deny("a", error), deny("b", error)])
      }
    }).pipe(Effect.provide(layer))
  })

  it.effect("a resource that may pass, and is not marked retry, is not asked about again", () => {
    const { asked, layer } = service((resources) =>
      Effect.succeed(
        resources.map((one) => deny(one, new PartnerUnavailable({ message: "no answer", retryable: true }))),
      ),
    )
    return Effect.gen(function* () {
      expect(tags(yield* ask("a"))).toEqual(["Deny"])
      expect(asked).toEqual([["a"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("what is to be asked again is not once those who asked have left", () => {
    const { asked, layer } = service((resources) =>
      resources.includes("slow")
        ? Effect.never
        : Effect.succeed(resources.map((one) => (one === "again" ? deny(one, unreached) : permit(one)))),
    )
    return Effect.gen(function* () {
      // the request about "known" and "again" goes on, for a caller has one and waits for "slow"
      const staying = yield* Effect.fork(ask(...named(4), "slow", "known"))
      const leaving = yield* Effect.fork(ask("again"))
      yield* TestClock.adjust(1)
      yield* Fiber.interrupt(leaving)
      yield* TestClock.adjust("10 seconds")
      expect(asked).toEqual([
        [...named(4), "slow"],
        ["known", "again"],
      ])
      yield* Fiber.interrupt(staying)
    }).pipe(Effect.provide(layer))
  })

  it.effect("what was too many is asked in parts, without what is no longer waited for", () => {
    const { asked, layer } = service((resources) =>
      resources.length > 2
        ? Effect.delay(Effect.fail(new TooManyResources({ message: "too many" })), "1 second")
        : Effect.succeed(resources.map(permit)),
    )
    return Effect.gen(function* () {
      const leaving = yield* Effect.fork(ask("a"))
      const staying = yield* Effect.fork(ask("b", "c"))
      yield* TestClock.adjust(1)
      yield* Fiber.interrupt(leaving)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(staying)
      expect(asked).toEqual([
        ["a", "b", "c"],
        ["b", "c"],
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("what concerns all of them rejects every call that waits", () => {
    const { asked, layer } = service((_, count) =>
      count === 1
        ? Effect.fail(new AuthenticationRequired({ message: "sign in", reason: "profileExpired" }))
        : Effect.never,
    )
    return Effect.gen(function* () {
      const failures = yield* Effect.all([Effect.flip(ask(...named(100))), Effect.flip(ask("other"))], {
        concurrency: "unbounded",
      })
      expect(tags(failures)).toEqual(["AuthenticationRequired", "AuthenticationRequired"])
      expect(asked.length).toBeLessThanOrEqual(10)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a resource that cannot be sent fails its own call, before anything is sent", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const [bad, good] = yield* Effect.all([Effect.flip(ask("a", "")), ask("b")], {
        concurrency: "unbounded",
      })
      expect(bad).toMatchObject({ _tag: "InvalidRequest", endpoint, parameter: "resources" })
      const temporaryAccessIdentity = { email: "" }
      const unfit = yield* Effect.flip(preauthorize({ mvpd, resources: ["a"], temporaryAccessIdentity }))
      expect(unfit).toMatchObject({ _tag: "InvalidRequest", endpoint, parameter: "temporaryAccessIdentity" })
      expect(good).toEqual([permit("b")])
      expect(asked).toEqual([["b"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a request that the service takes for invalid rejects the call", () => {
    const { layer } = service(() => Effect.fail(new InvalidRequest({ message: "no", parameter: "mvpd" })))
    return Effect.gen(function* () {
      expect(yield* Effect.flip(ask("a"))).toMatchObject({ _tag: "InvalidRequest", parameter: "mvpd" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("a bug in the way of a request reaches all who wait for it", () => {
    const { layer } = service(() => Effect.die("broken"))
    return Effect.gen(function* () {
      const exits = yield* Effect.all([Effect.exit(ask("a")), Effect.exit(ask("a", "b"))], {
        concurrency: "unbounded",
      })
      expect(tags(exits)).toEqual(["Failure", "Failure"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("an interrupted caller takes back only what nobody else waits for", () => {
    const answer = Deferred.unsafeMake<void>(Fiber.id(Fiber.void))
    let interrupted = 0
    const { asked, layer } = service((resources) =>
      Deferred.await(answer).pipe(
        Effect.as(resources.map(permit)),
        Effect.onInterrupt(() => Effect.sync(() => void (interrupted += 1))),
      ),
    )
    return Effect.gen(function* () {
      const leaving = yield* Effect.fork(ask(...named(100)))
      const staying = yield* Effect.fork(ask("r7", "r99"))
      yield* TestClock.adjust(1)
      expect(asked).toHaveLength(10)
      yield* Fiber.interrupt(leaving)
      yield* Deferred.succeed(answer, undefined)
      expect(yield* Fiber.join(staying)).toEqual([permit("r7"), permit("r99")])
      // nine requests were about nothing anybody waits for; of what was not asked yet only one is left
      expect(interrupted).toBe(9)
      expect(asked).toHaveLength(11)
      expect(asked[10]).toEqual(["r99"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("what one caller took back and another asks for again is asked once more", () => {
    const { asked, layer } = service((resources, count) =>
      Effect.delay(Effect.succeed(resources.map((one) => deny(one, denied))), count * 1000),
    )
    return Effect.gen(function* () {
      const leaving = yield* Effect.fork(ask("a"))
      const staying = yield* Effect.fork(ask("b"))
      yield* TestClock.adjust(1)
      yield* Fiber.interrupt(leaving)
      const successor = yield* Effect.fork(ask("a"))
      // the first request ends, which was about the question that was taken back, too
      yield* TestClock.adjust(1000)
      yield* Fiber.join(staying)
      const joining = yield* Effect.fork(ask("a"))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.joinAll([successor, joining])
      expect(asked).toEqual([["a", "b"], ["a"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("who has an answer does not take back the same question that others ask anew", () => {
    const { asked, layer } = service((resources) =>
      Effect.delay(
        Effect.succeed(resources.map((one) => deny(one, denied))),
        resources.includes("slow") ? "1 minute" : "1 second",
      ),
    )
    return Effect.gen(function* () {
      const questions = yield* Questions
      const leave = yield* Deferred.make<void>()
      const leaving = yield* Effect.fork(questions.ask(mvpd, ["a"], () => Deferred.await(leave)))
      yield* TestClock.adjust(1)
      const others = [yield* Effect.fork(ask("slow"))]
      yield* TestClock.adjust("1 second")
      others.push(yield* Effect.fork(ask("a")))
      yield* TestClock.adjust(1)
      yield* Deferred.succeed(leave, undefined)
      yield* Fiber.join(leaving)
      others.push(yield* Effect.fork(ask("a")))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.joinAll(others)
      expect(asked).toEqual([["a"], ["slow"], ["a"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("however fibers take turns: no more requests at once than allowed", () => {
    let [now, most] = [0, 0]
    const { layer } = service((resources) =>
      Effect.acquireUseRelease(
        Effect.sync(() => (most = Math.max(most, (now += 1)))),
        () => Effect.delay(Effect.succeed(resources.map(permit)), "1 second"),
        () => Effect.sync(() => (now -= 1)),
      ),
    )
    return Effect.gen(function* () {
      const callers = yield* Effect.forEach(named(4, "caller"), (name) =>
        Effect.fork(inShortTurns(ask(...named(100, name)))),
      )
      yield* TestClock.adjust("30 seconds")
      yield* Fiber.joinAll(callers)
      expect(most).toBe(10)
    }).pipe(Effect.provide(layer))
  })

  it("whatever is asked when: all are answered in order, each resource is asked once", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(
        FastCheck.array(
          FastCheck.record({
            resources: FastCheck.array(FastCheck.integer({ min: 0, max: 25 })),
            after: FastCheck.integer({ min: 0, max: 40 }),
          }),
          { maxLength: 12 },
        ),
        FastCheck.integer({ min: 1, max: 7 }),
        FastCheck.integer({ min: 1, max: 3 }),
        (calls, resources, requests) => {
          const { asked, layer } = service((resources) =>
            Effect.delay(Effect.succeed(resources.map(permit).toReversed()), "25 millis"),
          )
          return Effect.gen(function* () {
            const fibers = yield* Effect.forEach(calls, ({ after, resources }) =>
              Effect.fork(Effect.delay(ask(...resources.map(String)), after)),
            )
            yield* TestClock.adjust("10 seconds")
            const answers = yield* Effect.forEach(fibers, Fiber.join)
            expect(answers).toEqual(calls.map(({ resources }) => resources.map((one) => permit(String(one)))))
            const distinct = new Set(calls.flatMap(({ resources }) => resources.map(String)))
            expect(asked.flat()).toHaveLength(distinct.size)
            for (const one of asked) expect(one.length).toBeLessThanOrEqual(resources)
          }).pipe(
            Effect.provide(
              layer.pipe(Layer.provide(Layer.succeed(Batching, { resources, requests, gather: 0 }))),
            ),
            Effect.provide(TestContext.TestContext),
            Effect.runPromise,
          )
        },
      ),
      { numRuns: 25 },
    ))
})

describe("permits of the catalogue", () => {
  const mixed = () =>
    service((resources) =>
      Effect.succeed(
        resources.flatMap((resource) =>
          resource === "free" ? [] : [resource === "no" ? deny(resource, denied) : permit(resource)],
        ),
      ),
    )

  it.effect("are asked for once; denials and what is not gated are asked for again", () => {
    const { asked, layer } = mixed()
    return Effect.gen(function* () {
      yield* ask("yes", "no", "free")
      expect(tags(yield* ask("yes", "no", "free"))).toEqual(["Permit", "Deny", "Unanswered"])
      expect(asked).toEqual([
        ["yes", "no", "free"],
        ["no", "free"],
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("end with the profile that is remembered, by the server's clock", () => {
    const { asked, layer } = mixed()
    return Effect.gen(function* () {
      yield* (yield* Remembered).set({
        mvpd: { id: mvpd },
        profile: { mvpd, notAfter: moment(60_000), attributes: {} },
      })
      yield* ask("yes")
      yield* TestClock.adjust("59999 millis")
      yield* ask("yes")
      expect(asked).toHaveLength(1)
      yield* TestClock.adjust("1 millis")
      yield* ask("yes")
      expect(asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("do not end with the profile of another MVPD that is remembered", () => {
    const { asked, layer } = mixed()
    return Effect.gen(function* () {
      yield* (yield* Remembered).set({
        mvpd: { id: "Dish" },
        profile: { mvpd: "Dish", notAfter: moment(60_000), attributes: {} },
      })
      yield* ask("yes")
      yield* TestClock.adjust("2 minutes")
      yield* ask("yes")
      expect(asked).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("are of nobody any more once another login is remembered, or none, of whatever MVPD", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const { forget, set } = yield* Remembered
      const signIn = (notAfter: number) =>
        set({ mvpd: { id: "Dish" }, profile: { mvpd: "Dish", notAfter: moment(notAfter), attributes: {} } })
      yield* signIn(1e12)
      yield* ask("a")
      yield* ask("a")
      expect(asked).toHaveLength(1)
      // meanwhile, in another process, somebody may have signed in with the MVPD and left it
      yield* signIn(2e12)
      yield* ask("a")
      expect(asked).toHaveLength(2)
      yield* forget("Dish")
      yield* ask("a")
      expect(asked).toHaveLength(3)
      // as it was once before
      yield* signIn(2e12)
      yield* ask("a")
      expect(asked).toHaveLength(4)
    }).pipe(Effect.provide(layer))
  })

  it.effect("stay where the viewer signs in who is signed in already", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const found = profileOf(mvpd, 1e12)
      const remember = yield* makeRemember
      const signIn = Effect.zipRight(noteProfiles({ [mvpd]: found }), remember(found, {}))
      yield* signIn
      yield* ask("a")
      yield* signIn
      yield* ask("a")
      expect(asked).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("are not of the next viewer, though the question of the last one is open", () => {
    const answered = Deferred.unsafeMake<void>(FiberId.none)
    const { asked, layer } = service((resources) =>
      Effect.as(Deferred.await(answered), resources.map(permit)),
    )
    return Effect.gen(function* () {
      const last = yield* Effect.fork(ask("a"))
      yield* TestClock.adjust(1)
      yield* (yield* Permits).of(yield* Integration).clear(mvpd)
      const next = yield* Effect.fork(ask("a"))
      yield* TestClock.adjust(1)
      expect(asked).toEqual([["a"], ["a"]])
      yield* Deferred.succeed(answered, undefined)
      expect([yield* Fiber.join(last), yield* Fiber.join(next)]).toEqual([[permit("a")], [permit("a")]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("from between a login's answer and its being remembered do not outlive the login", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const found = profileOf(mvpd, 1e12)
      yield* noteProfiles({ [mvpd]: found })
      yield* ask("a")
      yield* (yield* makeRemember)(found, {})
      // a logout of another process
      yield* (yield* Remembered).forget(mvpd)
      yield* ask("a")
      expect(asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  const elsewhere = "Dish"
  const told = { [elsewhere]: profileOf(elsewhere, 60_000) }
  for (const [name, look, requests] of [
    ["all profiles", profiles(), 1],
    ["one profile", profile(elsewhere), 1],
    // which drops the permits from before it, too
    ["a login", awaitProfile({ code: "CODE", notAfter: moment(10_000) }), 2],
  ] as const) {
    it.effect(
      `end with any profile that was seen, by ${name}, not only with the one that is remembered`,
      () => {
        const { asked, layer } = permitAll()
        const endpoints = Layer.mergeAll(
          layer,
          Layer.succeed(RetrieveProfiles, () => Effect.succeed(told)),
          Layer.succeed(RetrieveProfileForMvpd, () => Effect.succeed(told)),
          Layer.succeed(RetrieveProfileForCode, () => Effect.succeed(told)),
        )
        const askThere = preauthorize({ mvpd: elsewhere, resources: ["a"] })
        return Effect.gen(function* () {
          const remembered = yield* Remembered
          const pick = remembered.set({ mvpd: { id: mvpd } })
          yield* look
          yield* pick
          yield* askThere
          yield* TestClock.adjust("59999 millis")
          yield* look
          yield* pick
          yield* askThere
          expect(asked).toHaveLength(requests)
          yield* TestClock.adjust("1 millis")
          yield* askThere
          expect(asked).toHaveLength(requests + 1)
        }).pipe(Effect.provide(endpoints))
      },
    )
  }

  it.effect("are dropped when somebody signs in, and when the service says that somebody must", () => {
    const { asked, layer } = service((resources, count) =>
      count === 3
        ? Effect.fail(new AuthenticationRequired({ message: "sign in", reason: "profileInvalidated" }))
        : Effect.succeed(resources.map(permit)),
    )
    return Effect.gen(function* () {
      yield* ask("a")
      yield* noteProfiles({ [mvpd]: profileOf(mvpd, 1e12) })
      yield* ask("a")
      expect(asked).toHaveLength(2)
      yield* Effect.flip(ask("b"))
      yield* ask("a")
      expect(asked).toHaveLength(4)
    }).pipe(Effect.provide(layer))
  })

  const signedIn = { [elsewhere]: profileOf(elsewhere, 1e12) }
  const answering = (all: Profiles, layer: ReturnType<typeof permitAll>["layer"]) =>
    Layer.mergeAll(
      layer,
      Layer.succeed(RetrieveProfiles, () => Effect.succeed(all)),
      Layer.succeed(RetrieveProfileForMvpd, () => Effect.succeed(all)),
      Layer.succeed(RetrieveProfileForCode, () => Effect.succeed(all)),
    )

  for (const [name, all] of [
    ["nobody", {}],
    ["somebody else", signedIn],
  ] as const) {
    it.effect(
      `are dropped when the profile is gone without a logout: those of its MVPD are of ${name}`,
      () => {
        const { asked, layer } = permitAll()
        return Effect.gen(function* () {
          const { readOrNone: get, set } = yield* Remembered
          yield* set({ mvpd: { id: mvpd }, profile: { mvpd, notAfter: moment(1e12), attributes: {} } })
          yield* ask("a")
          const asking = yield* (yield* Permits).of(yield* Integration).of(mvpd)
          yield* profile(mvpd)
          expect(yield* get).toEqual(Option.some({ mvpd: { id: mvpd } }))
          // what was on its way meanwhile is not kept either
          yield* asking.set("a", permit("a"))
          yield* ask("a")
          expect(asked).toEqual([["a"], ["a"]])
          yield* ask("a")
          expect(asked).toHaveLength(2)
        }).pipe(Effect.provide(answering(all, layer)))
      },
    )
  }

  it.effect("and the viewer stay when an answer from before the login has no profile", () => {
    const { asked, layer } = permitAll()
    const answered = Deferred.unsafeMake<Profiles>(FiberId.none)
    const late = Layer.succeed(RetrieveProfileForMvpd, () => Deferred.await(answered))
    return Effect.gen(function* () {
      const { readOrNone: get, set } = yield* Remembered
      const selection = { mvpd: { id: mvpd }, profile: { mvpd, notAfter: moment(1e12), attributes: {} } }
      const looking = yield* Effect.fork(profile(mvpd))
      yield* Effect.yieldNow()
      yield* noteProfiles({ [mvpd]: profileOf(mvpd, 1e12) })
      yield* set(selection)
      yield* ask("a")
      yield* Deferred.succeed(answered, {})
      yield* Fiber.join(looking)
      yield* ask("a")
      expect(asked).toHaveLength(1)
      expect(yield* get).toEqual(Option.some(selection))
    }).pipe(Effect.provide(Layer.merge(answering({}, layer), late)))
  })

  it.effect("of one identity are dropped alone, and nobody who is remembered with them", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const { readOrNone: get, set } = yield* Remembered
      const selection = { mvpd: { id: mvpd }, profile: { mvpd, notAfter: moment(1e12), attributes: {} } }
      yield* set(selection)
      const of = (email: string) => ({ temporaryAccessIdentity: { email } })
      const both = Effect.forEach(["jane", "joe"], (email) =>
        preauthorize({ mvpd, resources: ["a"], ...of(email) }),
      )
      yield* both
      yield* profile(mvpd, of("jane"))
      yield* both
      expect(asked).toHaveLength(3)
      expect(yield* get).toEqual(Option.some(selection))
    }).pipe(Effect.provide(answering({}, layer)))
  })

  it.effect("still end with the profile after one resource asked for a new sign-in", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      yield* noteProfiles({ [mvpd]: profileOf(mvpd, 60_000) })
      const drop = yield* (yield* Permits).of(yield* Integration).dropping(mvpd)
      expect(yield* drop).toBe(true)
      yield* ask("a")
      yield* TestClock.adjust("2 minutes")
      yield* ask("a")
      expect(asked).toHaveLength(2)
    }).pipe(Effect.provide(answering({}, layer)))
  })

  it.effect("of others stay when all profiles are told, which leave out TempPass and degraded ones", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      const trial = preauthorize({
        mvpd: "Trial",
        resources: ["a"],
        temporaryAccessIdentity: { email: "jane" },
      })
      const other = on("tv", { serviceToken: "another.viewer" })(ask("a"))
      const all = Effect.all([preauthorize({ mvpd: elsewhere, resources: ["a"] }), ask("a"), trial, other])
      yield* profiles()
      yield* all
      yield* profiles()
      yield* all
      expect(asked).toHaveLength(4)
    }).pipe(Effect.provide(answering(signedIn, layer)))
  })

  it.effect("stay while nobody has signed in with a code yet", () => {
    const { asked, layer } = permitAll()
    return Effect.gen(function* () {
      yield* ask("a")
      yield* noteProfiles({})
      yield* Effect.flip(
        virtually(awaitProfile({ code: "CODE", notAfter: moment(10_000), mvpd }), "10 seconds"),
      )
      yield* ask("a")
      expect(asked).toHaveLength(1)
    }).pipe(Effect.provide(answering({}, layer)))
  })

  it.effect("are kept as they come, whatever becomes of what was asked before them", () => {
    const { asked, layer } = service((resources) =>
      resources.includes("r0") ? Effect.never : Effect.succeed(resources.map(permit)),
    )
    return Effect.gen(function* () {
      const leaving = yield* Effect.fork(ask(...named(10)))
      yield* TestClock.adjust(1)
      yield* Fiber.interrupt(leaving)
      expect(asked).toHaveLength(2)
      expect(yield* ask(...named(5).map((_, index) => `r${index + 5}`))).toHaveLength(5)
      expect(asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("are not kept where the viewer left while they were on their way", () => {
    const { asked, layer } = service((resources) =>
      Effect.delay(Effect.succeed(resources.map(permit)), "1 seconds"),
    )
    return Effect.gen(function* () {
      const asking = yield* Effect.fork(ask("a"))
      yield* TestClock.adjust("500 millis")
      yield* noteProfiles({ [mvpd]: profileOf(mvpd, 1e12) })
      yield* TestClock.adjust("500 millis")
      yield* Fiber.join(asking)
      yield* virtually(ask("a"), "100 millis")
      expect(asked).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("can be turned off, and cleared", () => {
    const { asked, fake } = mixed()
    const off = Layer.effect(
      Caches,
      Effect.map(Caches, (usual) => ({ ...usual, permits: { capacity: 0 } })),
    )
    const flows = Layer.mergeAll(fake, Questions.layer).pipe(Layer.provideMerge(withoutEndpoints))
    return Effect.gen(function* () {
      yield* Effect.gen(function* () {
        yield* ask("yes")
        yield* (yield* Permits).clearAll
        yield* ask("yes")
        expect(asked).toHaveLength(2)
      }).pipe(Effect.provide(Layer.fresh(flows)))
      yield* Effect.gen(function* () {
        yield* ask("yes")
        yield* ask("yes")
        expect(asked).toHaveLength(4)
      }).pipe(Effect.provide(Layer.fresh(flows).pipe(Layer.provide(off))))
    })
  })

  it.effect("over HTTP: kept until logout; each authorize asks, and gets another media token", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const count = (endpoint: string) => Effect.map(admin.requests({ endpoint }), ({ length }) => length)
      const resources = ["newsline", "weather", "kids", "documentary", "music", "drama", "preview"]
      yield* signIn()
      const ask = pass.preauthorize({ mvpd, resources })
      expect(tags(yield* ask)).toEqual([...Array.replicate("Permit", 6), "Unanswered"])
      expect(yield* count("RetrievePreauthorizationDecisions")).toBe(2)
      yield* ask
      expect(yield* count("RetrievePreauthorizationDecisions")).toBe(3)

      const play = pass.authorize({ mvpd, resource: "newsline" })
      const first = yield* play
      yield* TestClock.adjust("2 seconds")
      const second = yield* play
      expect(yield* count("RetrieveAuthorizationDecisions")).toBe(2)
      expect(DateTime.lessThan(first.token.notAfter!, second.token.notAfter!)).toBe(true)

      yield* pass.logout({ mvpd, redirectUrl: "https://app.example/done" })
      yield* signIn("basic")
      expect(tags(yield* ask)).toEqual([
        ...Array.replicate("Permit", 3),
        ...Array.replicate("Deny", 3),
        "Unanswered",
      ])
    }).pipe(withSandbox()),
  )

  for (const [name, faults, statuses] of [
    ["refused tokens", [refusal, hiccup, refusal, hiccup, refusal], [401, 200, 401, 200, 401]],
    ["retries", [hiccup, outage, outage, hiccup], [200, 500, 500]],
    ["waits", [busy, busy, hiccup, busy, busy, hiccup], [429, 429, 200, 429, 429]],
  ] as const) {
    it.effect(`over HTTP: sends a request no more often than one budget allows: ${name}`, () =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const { admin } = yield* Sandbox
        yield* signIn()
        yield* admin.clearRequests
        for (const one of faults) yield* admin.addFault({ ...one, endpoint })
        yield* letTimePass(
          yield* Effect.fork(Effect.either(pass.preauthorize({ mvpd, resources: ["newsline"] }))),
        )
        expect((yield* admin.requests({ endpoint })).map(({ status }) => status)).toEqual(statuses)
      }).pipe(withSandbox()),
    )
  }
})
