/** Refused tokens of many calls at once: who is blamed for what. */
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Integration } from "../../src/domain/Environment.js"
import { Store } from "../../src/cache/Store.js"
import { AccessTokenRejected } from "../../src/error/AdobePassError.js"
import { Authorized } from "../../src/transport/Authorized.js"
import type { Call } from "../../src/transport/Transport.js"
import { Transport } from "../../src/transport/Transport.js"
import { simulation } from "../support/simulate.js"
import { app, on, registry } from "../support/tokens.js"

interface Plan {
  /** When it asks, how long each of its requests is under way, and by which of two processes. */
  readonly calls: ReadonlyArray<{ at: number; takes: ReadonlyArray<number>; process: number }>
  /** When the service stops taking what it issued so far: tokens, or all that clients of so far will ever earn. */
  readonly revocations: ReadonlyArray<{ at: number; clients: boolean }>
}

const time = FastCheck.integer({ min: 0, max: 3000 })
const plans: FastCheck.Arbitrary<Plan> = FastCheck.record({
  calls: FastCheck.array(
    FastCheck.record({
      at: time,
      takes: FastCheck.array(FastCheck.integer({ min: 0, max: 1500 }), { minLength: 3, maxLength: 3 }),
      process: FastCheck.integer({ min: 0, max: 1 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  revocations: FastCheck.array(FastCheck.record({ at: time, clients: FastCheck.boolean() }), {
    maxLength: 4,
  }),
})

const numberOf = (client: string) => Number(client.replace("client-", ""))

/** A token that a call was refused with. */
interface Refused {
  readonly client: string
  readonly at: number
  readonly askedAt: number | undefined
}

/** The tokens that each call was refused with, how it ended, and how many clients were registered. */
const run = ({ calls, revocations }: Plan) =>
  Effect.gen(function* () {
    const service = registry()
    const good = { token: 0, client: 0 }
    const refusals = calls.map((): Array<Refused> => [])

    const transport = Layer.succeed(Transport, {
      attempt: (call, authorize = Effect.succeed) =>
        Effect.gen(function* () {
          const request = yield* authorize(yield* call.request)
          const [text = "", token = "", client = ""] =
            /token-(\d+)-of-(.*)$/.exec(request.headers["authorization"] ?? "") ?? []
          const index = Number(call.endpoint)
          const mine = refusals[index] ?? []
          yield* Effect.sleep(calls[index]?.takes[mine.length] ?? 0)
          if (Number(token) > good.token && numberOf(client) > good.client) {
            return yield* call.answer({ request, status: 200, body: "fine" })
          }
          mine.push({ client, at: yield* Clock.currentTimeMillis, askedAt: service.askedAt.get(text) })
          return yield* new AccessTokenRejected({
            endpoint: call.endpoint,
            status: 401,
            action: "application-registration",
            code: "invalid_access_token_client_application",
            message: "no",
          })
        }),
      repeat: (_, attempt) => attempt,
      call: () => Effect.dieMessage("not used"),
    })
    const store = Layer.succeedContext(yield* Layer.build(Store.memory))
    const process = Layer.build(
      Layer.fresh(Authorized.layer).pipe(
        Layer.provide(transport),
        Layer.provide(
          Integration.layer({
            environment: "production",
            serviceProvider: "REF30",
            softwareStatement: "statement",
          }),
        ),
        Layer.provide(Layer.fresh(app(service, { store }))),
      ),
    )
    const processes = [yield* process, yield* process] as const

    const call = (index: number): Call<string, AccessTokenRejected> => ({
      endpoint: String(index),
      serviceProvider: "REF30",
      device: { identifier: Redacted.make("tv") },
      request: Either.right({ method: "GET", url: "/", headers: {} }),
      answer: ({ body }) => Effect.succeed(body),
    })
    const ask = ({ at, process }: Plan["calls"][number], index: number) =>
      Effect.flatMap(Authorized, (authorized) => authorized(call(index))).pipe(
        Effect.match({ onFailure: ({ _tag }) => _tag, onSuccess: () => "fine" }),
        Effect.delay(at),
        Effect.provide(processes[process === 0 ? 0 : 1]),
        on("tv"),
      )
    yield* Effect.forEach(revocations, ({ at, clients }) =>
      Effect.fork(
        Effect.delay(
          Effect.sync(() => {
            good.token = service.asked.length
            if (clients) good.client = service.registered.length
          }),
          at,
        ),
      ),
    )
    const ends = yield* Effect.forEach(calls, ask, { concurrency: "unbounded" })
    return { ends, refusals, registered: service.registered.length }
  }).pipe(Effect.scoped)

/** What becomes of a plan in so much time. */
const outcome = (plan: Plan, time: Duration.DurationInput) => {
  const { advance, start } = simulation()
  const running = start(run(plan))
  advance(time)
  return Effect.runSync(Fiber.join(running))
}

const takes = [50, 50, 50]

describe("tokens that are refused while others are replaced", () => {
  it("a client is given up for two refusals in a row of one call, the second of a token that was asked for since", () =>
    FastCheck.assert(
      FastCheck.property(plans, (plan) => {
        const { ends, refusals, registered } = outcome(plan, "1 minute")
        const isRefusedTwice = (all: ReadonlyArray<Refused>, client: string) =>
          all.some((one, index) => {
            const next = all[index + 1]
            return one.client === client && next?.client === client && next.askedAt! >= one.at
          })
        for (let number = 1; number < registered; number += 1) {
          expect(refusals.some((all) => isRefusedTwice(all, `client-${number}`))).toBe(true)
        }
        const isRejected = ([first, second, third]: ReadonlyArray<Refused>) =>
          third !== undefined && [first?.client, third.client].includes(second?.client)
        const found = refusals.filter(
          (all, index) => ends[index] === "RegistrationRejected" && isRejected(all),
        )
        for (const [index, end] of ends.entries()) {
          const all = refusals[index] ?? []
          expect(all.length).toBeLessThanOrEqual(3)
          if (end !== "RegistrationRejected") continue
          // what another call found out of a token is believed for a minute
          const isKnown = all.length === 1 && found.some(([, , third]) => third?.client === all[0]?.client)
          expect(isKnown || isRejected(all)).toBe(true)
        }
      }),
      { numRuns: 200 },
    ))
  it("a client that is gone is replaced, though two processes find each other's tokens in turns", () => {
    const minute = 60_000
    const { ends, registered } = outcome(
      {
        calls: [0, 1, 0, 1, 0, 1, 0].map((process, turn) => ({ at: 2 * minute * turn, process, takes })),
        revocations: [
          { at: 3 * minute, clients: false },
          { at: 5 * minute, clients: true },
        ],
      },
      "1 hour",
    )
    expect(ends).toEqual([
      "fine",
      "fine",
      "fine",
      // each is refused its own token, the other's and a fresh one, and then lets go of the client
      "AccessTokenRejected",
      "AccessTokenRejected",
      "fine",
      "fine",
    ])
    expect(registered).toBe(2)
  })

  it("a client stays whose token was asked for before the refusal and heard of after it", () => {
    const due = 359 * 60_000
    const { ends, registered } = outcome(
      {
        calls: [0, due].map((at) => ({ at, process: 0, takes })),
        revocations: [{ at: due + 10, clients: false }],
      },
      "7 hours",
    )
    expect(ends).toEqual(["fine", "fine"])
    expect(registered).toBe(1)
  })
})
