/**
 * The preauthorization phase: which part of a catalogue to show as unlocked. Never a licence to play.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-preauthorization-primary-application-flow
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { Permits } from "../cache/Permits.js"
import type { Deny, Permit, Unanswered } from "../domain/Decision.js"
import type { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { RetrievePreauthorizationDecisions } from "../endpoint/v2/RetrievePreauthorizationDecisions.js"
import type { DecisionError } from "../error/AdobePassError.js"
import { background } from "../policy/Lane.js"
import { Retry } from "../policy/Retry.js"
import { ServerClock } from "../policy/ServerClock.js"
import { forgetWhenRequired } from "./Profiles.js"

/** What is known of one resource. */
export type Answer = Permit | Deny<DecisionError> | Unanswered<DecisionError>

/** Resources to ask about, in any number. */
export interface Request {
  readonly mvpd: string
  readonly resources: ReadonlyArray<string>
}

/** As many as MVPDs agree to in one request. */
const atOnce = 5

type Failure = Effect.Effect.Error<ReturnType<RetrievePreauthorizationDecisions["Type"]>>

/** Nothing is known of any resource, and something must be done before asking again. */
const concernsAll = ({ _tag }: Failure) =>
  _tag === "AuthenticationRequired" ||
  _tag === "IntegrationUnavailable" ||
  _tag === "ConfigurationInvalid" ||
  _tag === "RegistrationRejected" ||
  _tag === "AccessTokenRejected" ||
  _tag === "InvalidRequest"

/** What a request that failed for good says of each of its resources. */
const withoutDecision =
  (error: Failure) =>
  (resource: string): Answer =>
    error._tag === "AuthorizationDenied" || error._tag === "TemporaryAccessExhausted"
      ? { _tag: "Deny", resource, source: "mvpd", error }
      : { _tag: "Unanswered", resource, error }

const isAskedAgain = (answer: Answer) => answer._tag === "Deny" && answer.error.action === "retry"

/** One request; too many resources are asked about in halves. */
const ask = (
  mvpd: string,
  resources: ReadonlyArray<string>,
): Effect.Effect<ReadonlyArray<Answer>, Failure, RetrievePreauthorizationDecisions | Device> =>
  Effect.gen(function* () {
    const retrieve = yield* RetrievePreauthorizationDecisions
    const decisions = yield* retrieve({ mvpd, resources })
    return resources.map((resource): Answer => {
      const decision = decisions.find((one) => one.resource.trim() === resource.trim())
      return decision === undefined ? { _tag: "Unanswered", resource } : { ...decision, resource }
    })
  }).pipe(
    Effect.catchAll((error) => {
      if (error._tag === "TooManyResources" && resources.length > 1) {
        const half = Math.ceil(resources.length / 2)
        const halves = [resources.slice(0, half), resources.slice(half)]
        return Effect.map(
          Effect.forEach(halves, (part) => ask(mvpd, part)),
          Array.flatten,
        )
      }
      return concernsAll(error) ? Effect.fail(error) : Effect.succeed(resources.map(withoutDecision(error)))
    }),
  )

/** Asks, and asks again about those resources alone that Adobe marks with the action `retry`. */
const askPatiently = Effect.fn(function* (mvpd: string, resources: ReadonlyArray<string>) {
  const retries = yield* Schedule.driver((yield* Retry).transient)
  const answers = new Map<string, Answer>()
  let open = resources
  do {
    for (const answer of yield* ask(mvpd, open)) answers.set(answer.resource, answer)
    open = open.filter((resource) => isAskedAgain(answers.get(resource) ?? { _tag: "Unanswered", resource }))
  } while (open.length > 0 && Either.isRight(yield* Effect.either(retries.next(undefined))))
  return answers
})

/**
 * Tells of each resource, in the order asked, whether the viewer's subscription includes it: `Permit`, `Deny` with the
 * reason, or `Unanswered` where the MVPD does not gate it or asking failed.
 *
 * Fails only with what concerns all of them: `AuthenticationRequired`, a registration or integration that does not
 * work, or a request that is not well formed. Permits are kept in memory, denials are not.
 */
export const preauthorize = Effect.fn("AdobePass.preauthorize")(function* ({ mvpd, resources }: Request) {
  const { serviceProvider } = yield* Integration
  const permits = yield* Permits
  const clock = yield* ServerClock
  const owner = { serviceProvider, mvpd }

  const now = yield* clock.now
  const known = new Map<string, Answer>()
  for (const resource of resources) {
    const permit = yield* permits.get(owner, resource, now)
    if (Option.isSome(permit)) known.set(resource, permit.value)
  }
  const open = Array.dedupe(resources).filter((resource) => !known.has(resource))
  yield* Effect.forEach(Array.chunksOf(open, atOnce), (chunk) =>
    Effect.gen(function* () {
      for (const [resource, answer] of yield* askPatiently(mvpd, chunk)) {
        known.set(resource, answer)
        if (answer._tag === "Permit") yield* permits.set(owner, resource, answer)
      }
    }),
  ).pipe(background, forgetWhenRequired(mvpd))
  return resources.map((resource): Answer => known.get(resource) ?? { _tag: "Unanswered", resource })
})
