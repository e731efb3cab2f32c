/** Walks the cookbook again and again, at the library's own pace, and measures every answer. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../AdobePass.js"
import { AuthenticationRequired } from "../../error/AdobePassError.js"
import type { AdminClient } from "../../sandbox/admin/AdminClient.js"
import { observed } from "../http/Exchanges.js"
import type { Summary } from "./Latencies.js"
import { Latencies, summaryOf } from "./Latencies.js"

/** What is measured so far. */
export class Measured {
  rounds = 0
  /** Rounds that ended with an error, by its tag. */
  readonly failed = new Map<string, number>()
  private readonly endpoints = new Map<string, Latencies>()

  add(endpoint: string, millis: number, isFailure: boolean): void {
    const known = this.endpoints.get(endpoint) ?? new Latencies()
    this.endpoints.set(endpoint, known)
    known.add(millis, isFailure)
  }

  get summaries(): ReadonlyArray<Summary> {
    return [...this.endpoints].map(([endpoint, latencies]) => summaryOf(endpoint, latencies))
  }
}

/** A client whose answers are measured. */
export const measuring = (measured: Measured) =>
  Effect.flatMap(HttpClient.HttpClient, (client) =>
    observed(client, ({ duration, endpoint, response }) =>
      Effect.sync(() => {
        const isFailure = response === undefined || response.status >= 500 || response.status === 429
        if (endpoint !== "") measured.add(endpoint, duration, isFailure)
      }),
    ),
  )

export interface Round {
  readonly mvpd: string
  readonly domainName: string
  readonly redirectUrl: string
  readonly resources: ReadonlyArray<string>
  /** Signs viewers in, where it is a sandbox; elsewhere somebody has signed in before. */
  readonly admin: AdminClient | undefined
  readonly account: string
}

/** The cookbook once: on a sandbox from login to logout, elsewhere with the login there is. */
const round = Effect.fn(function* ({ account, admin, domainName, mvpd, redirectUrl, resources }: Round) {
  const pass = yield* AdobePass
  if (admin !== undefined) {
    yield* pass.authenticate({
      mvpd,
      domainName,
      redirectUrl,
      // nobody has to wait for a poll
      pollAfterPrompt: true,
      onCode: ({ code }) => admin.completeLogin({ code, username: account, mvpd }),
    })
  }
  const found = yield* pass.profile(mvpd)
  if (Option.isNone(found)) {
    return yield* new AuthenticationRequired({
      reason: "profileMissing",
      message: `nobody is signed in with ${mvpd}`,
    })
  }
  const [first] = resources
  yield* pass.preauthorize({ mvpd, resources })
  if (first !== undefined) {
    yield* Effect.catchTag(
      pass.authorize({ mvpd, resource: first }),
      "AuthorizationDenied",
      () => Effect.void,
    )
  }
  if (admin !== undefined) yield* pass.logout({ mvpd, redirectUrl })
})

/** Goes on for so many milliseconds; a round that fails counts, and the next one begins. */
export const soak = Effect.fn(function* (span: number, measured: Measured, request: Round) {
  const began = yield* Clock.currentTimeMillis
  while ((yield* Clock.currentTimeMillis) - began < span) {
    const result = yield* Effect.either(round(request))
    measured.rounds += 1
    if (result._tag === "Left") {
      const { _tag } = result.left
      measured.failed.set(_tag, (measured.failed.get(_tag) ?? 0) + 1)
      // whoever is not signed in now will not be in the next round
      if (_tag === "AuthenticationRequired") return yield* Effect.fail(result.left)
      yield* Effect.sleep("1 second")
    }
  }
})
