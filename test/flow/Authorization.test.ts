import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { AdobePass } from "../../src/AdobePass.js"
import { StoreWait } from "../../src/cache/StoreWait.js"
import { RetrieveAuthorizationDecisions } from "../../src/endpoint/v2/RetrieveAuthorizationDecisions.js"
import * as Errors from "../../src/error/AdobePassError.js"
import { authorize } from "../../src/flow/Authorization.js"
import { Sandbox } from "../../src/sandbox/index.js"
import { letTimePass, moment, signIn, withoutEndpoints, withSandbox } from "../support/flow.js"

const mvpd = "Cablevision"
const message = "as the test says"

type Decide = RetrieveAuthorizationDecisions["Type"]
type Answer = ReturnType<Decide>
type Decision = Effect.Effect.Success<Answer>[number]

const permit = (resource: string, token = resource): Decision => ({
  _tag: "Permit",
  resource,
  source: "mvpd",
  token: { serializedToken: Redacted.make(token), notBefore: moment(0), notAfter: moment(300_000) },
})
const deny = (error: Errors.DecisionError, resource = "news"): Answer =>
  Effect.succeed([{ _tag: "Deny", resource, source: "mvpd", error }])

const again = new Errors.PartnerUnavailable({ message, action: "retry", retryable: true })
const throttled = new Errors.Throttled({ message, retryAfter: Duration.seconds(1), retryable: true })

/** Asks about `news`; the fake answers in turn, and the last for ever. */
const asking = (...answers: ReadonlyArray<Answer>) =>
  Effect.gen(function* () {
    let asked = 0
    const fiber = yield* Effect.fork(
      Effect.either(authorize({ mvpd, resource: "news" })).pipe(
        Effect.provideService(RetrieveAuthorizationDecisions, () => {
          const answer = answers[Math.min(asked, answers.length - 1)]
          asked += 1
          return answer ?? Effect.succeed([])
        }),
        Effect.provide(withoutEndpoints),
      ),
    )
    yield* TestClock.adjust("1 minute")
    return { result: yield* Fiber.join(fiber), asked }
  })

describe("authorization over a fake of its endpoint", () => {
  it.effect("a permit comes with its media token, for the resource as it was asked for", () =>
    Effect.gen(function* () {
      const { asked, result } = yield* asking(Effect.succeed([permit("news  ")]))
      expect(asked).toBe(1)
      expect(result).toMatchObject({ right: { _tag: "Permit", resource: "news" } })
    }),
  )

  it.effect("a denial is never asked about again", () =>
    Effect.gen(function* () {
      for (const error of [
        new Errors.AuthorizationDenied({ message, reason: "mvpd", details: "Not in your package." }),
        new Errors.AuthenticationRequired({ message, reason: "profileExpired" }),
        new Errors.TemporaryAccessExhausted({ message, limit: "duration" }),
      ]) {
        const { asked, result } = yield* asking(deny(error))
        expect([error._tag, asked]).toEqual([error._tag, 1])
        expect(result).toMatchObject({ left: error })
      }
    }),
  )

  it.effect("what is marked to be retried is asked twice more, in the decision or around it", () =>
    Effect.gen(function* () {
      const good = Effect.succeed([permit("news")])
      expect(yield* asking(deny(again), good)).toMatchObject({ asked: 2, result: { _tag: "Right" } })
      expect(yield* asking(deny(again), deny(again), good)).toMatchObject({ asked: 3 })
      expect(yield* asking(deny(again))).toMatchObject({ asked: 3, result: { left: again } })
      expect(yield* asking(Effect.fail(again))).toMatchObject({ asked: 3, result: { left: again } })
    }),
  )

  it.effect("all that it asks are one call, whose waits for the store add up", () =>
    Effect.gen(function* () {
      const waits: Array<unknown> = []
      const refused = Effect.zipRight(
        Effect.map(StoreWait, (spent) => waits.push(spent)),
        deny(again),
      )
      yield* asking(refused)
      expect(waits).toHaveLength(3)
      expect(waits[0]).toMatchObject({ millis: 0 })
      expect(new Set(waits).size).toBe(1)
    }),
  )

  it.effect("request and decision share the budget of retries; waits for a 429 have their own", () =>
    Effect.gen(function* () {
      expect(yield* asking(deny(again), Effect.fail(again), deny(again), Effect.succeed([]))).toMatchObject({
        asked: 3,
        result: { left: again },
      })
      const wait = Effect.fail(throttled)
      const good = Effect.succeed([permit("news")])
      expect(yield* asking(wait, deny(again), wait, deny(again), wait, good)).toMatchObject({
        asked: 6,
        result: { _tag: "Right" },
      })
      expect(yield* asking(wait)).toMatchObject({ asked: 4, result: { left: throttled } })
    }),
  )

  it.effect("is a span, where a program set a tracer", () =>
    Effect.gen(function* () {
      const native = yield* Effect.tracer
      const names: Array<string> = []
      const tracer = Tracer.make({
        context: (run, fiber) => native.context(run, fiber),
        span: (name, ...rest) => {
          names.push(name)
          return native.span(name, ...rest)
        },
      })
      const { result } = yield* Effect.withTracer(asking(Effect.succeed([permit("news")])), tracer)
      expect(result).toMatchObject({ _tag: "Right" })
      expect(names).toEqual(["AdobePass.authorize"])
    }),
  )

  it("only the decision on the asked resource counts, whatever else is decided", () => {
    const resource = FastCheck.constantFrom("news", " news", "news ", "News", "movies", "")
    FastCheck.assert(
      FastCheck.property(FastCheck.array(resource), (decided) => {
        const result = Effect.runSync(
          Effect.either(authorize({ mvpd, resource: "news" })).pipe(
            Effect.provideService(RetrieveAuthorizationDecisions, () =>
              Effect.succeed(decided.map((one, index) => permit(one, `${one}|${index}`))),
            ),
            Effect.provide(withoutEndpoints),
          ),
        )
        const mine = decided.filter((one) => one.trim() === "news")
        const right = Either.map(result, ({ resource, token }) => ({
          resource,
          echoed: Redacted.value(token.serializedToken).split("|")[0],
        }))
        expect(Either.mapLeft(right, ({ _tag }) => _tag)).toEqual(
          mine.length === 0
            ? Either.left("UnexpectedResponse")
            : Either.right({ resource: "news", echoed: mine.find((one) => one === "news") ?? mine[0] }),
        )
      }),
    )
  })
})

describe("authorization over HTTP", () => {
  it.effect("permits with a media token, and denies with the MVPD's words", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* signIn("basic")
      const played = yield* pass.authorize({ mvpd, resource: "newsline" })
      expect(played).toMatchObject({ _tag: "Permit", source: "mvpd", resource: "newsline" })
      expect(Redacted.value(played.token.serializedToken)).not.toBe("")
      yield* pass.authorize({ mvpd, resource: "newsline" })
      const denied = yield* Effect.flip(pass.authorize({ mvpd, resource: "cinema1" }))
      expect(denied).toMatchObject({ _tag: "AuthorizationDenied", reason: "mvpd" })
      expect(denied.details).toEqual(expect.any(String))
      // decisions are asked for each time, and a denial once
      expect((yield* admin.requests({ endpoint: "RetrieveAuthorizationDecisions" })).length).toBe(3)
    }).pipe(withSandbox()),
  )

  it.effect("parental controls are their own reason", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* signIn("family")
      const denied = yield* Effect.flip(pass.authorize({ mvpd, resource: "drama" }))
      expect(denied).toMatchObject({ _tag: "AuthorizationDenied", reason: "parentalControls" })
    }).pipe(withSandbox()),
  )

  it.effect("an MVPD that hiccups is asked again, one that is away is given up after three times", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      const ask = Effect.gen(function* () {
        yield* admin.clearRequests
        const result = yield* letTimePass(
          yield* Effect.fork(Effect.either(pass.authorize({ mvpd, resource: "newsline" }))),
        )
        const { length } = yield* admin.requests({ endpoint: "RetrieveAuthorizationDecisions" })
        return { result, length }
      })
      yield* signIn("flaky")
      expect(yield* ask).toMatchObject({ result: { _tag: "Right" }, length: 2 })
      yield* pass.logout({ mvpd, redirectUrl: "https://app.example" })
      yield* signIn("offline")
      expect(yield* ask).toMatchObject({ result: { left: { _tag: "PartnerUnavailable" } }, length: 3 })
    }).pipe(withSandbox()),
  )

  it.effect("an MVPD that echoes resources with a blank is understood", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* signIn("subscriber", { mvpd: "Dish" })
      const permit = yield* pass.authorize({ mvpd: "Dish", resource: "newsline" })
      expect(permit.resource).toBe("newsline")
    }).pipe(withSandbox()),
  )

  it.effect("refuses an empty text before anything is sent, and names it", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      for (const parameter of ["mvpd", "resource"]) {
        const request = { mvpd, resource: "newsline", [parameter]: "" }
        expect(yield* Effect.flip(pass.authorize(request))).toMatchObject({
          _tag: "InvalidRequest",
          endpoint: "RetrieveAuthorizationDecisions",
          parameter,
        })
      }
      expect(yield* admin.requests()).toEqual([])
    }).pipe(withSandbox()),
  )

  it.effect("replays a call twice at most for refused tokens, however often it is tried", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* signIn()
      yield* admin.clearRequests
      const endpoint = "RetrieveAuthorizationDecisions"
      const refusal = { kind: "error", endpoint, code: "invalid_access_token_client_application" } as const
      const fault = { kind: "status", endpoint, status: 500 } as const
      for (const one of [refusal, refusal, fault, refusal, refusal, fault]) yield* admin.addFault(one)
      const error = yield* Effect.flip(
        letTimePass(yield* Effect.fork(pass.authorize({ mvpd, resource: "newsline" }))),
      )
      expect(error._tag).toBe("RegistrationRejected")
      expect((yield* admin.requests({ endpoint })).map(({ status }) => status)).toEqual([401, 401, 500, 401])
    }).pipe(withSandbox()),
  )
})
