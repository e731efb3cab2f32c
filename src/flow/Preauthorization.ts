/**
 * The preauthorization phase: which part of a catalogue to show as unlocked. Never a licence to play.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-preauthorization-primary-application-flow
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Permits } from "../cache/Permits.js"
import { Remembered } from "../cache/Remembered.js"
import { asOneCall } from "../cache/StoreWait.js"
import { Integration } from "../domain/Environment.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { RetrievePreauthorizationDecisions } from "../endpoint/v2/RetrievePreauthorizationDecisions.js"
import { ServerClock } from "../policy/ServerClock.js"
import { checkIdentity, checkText } from "../transport/Request.js"
import { inSpan, withServices } from "./Flow.js"
import { makeForgetWhenRequired } from "./Profiles.js"
import type { Answer } from "./Questions.js"
import { Questions } from "./Questions.js"

export type { Answer } from "./Questions.js"

/** Resources to ask about, in any number. */
export const Request = Schema.Struct({
  /** Identifiers agreed with the MVPDs, or MRSS documents. */
  resources: Schema.declare((value): value is ReadonlyArray<string> => Array.isArray(value), {
    description: "a list of texts",
  }),
  /** The MVPD that the viewer is signed in with, by its identifier. */
  mvpd: Schema.String,
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/** Makes {@link preauthorize} of its services. */
export const makePreauthorize = Effect.gen(function* () {
  const retrieve = yield* RetrievePreauthorizationDecisions
  const questions = yield* Questions
  const remembered = yield* Remembered
  const permits = (yield* Permits).of(yield* Integration)
  const clock = yield* ServerClock
  const forgetWhenRequired = yield* makeForgetWhenRequired

  /** The login that the store remembers; nothing where it cannot be read. */
  const lastLogin = Effect.orElseSucceed(inShortTime(remembered.read), () => undefined)

  return ({ mvpd, resources, temporaryAccessIdentity }: Request) =>
    Effect.gen(function* () {
      yield* check(resources, temporaryAccessIdentity)
      const owned = yield* permits.of(mvpd, temporaryAccessIdentity, yield* lastLogin)
      const asked = new Set(resources)
      const known = new Map<string, Answer>(yield* owned.find(asked, yield* clock.now))
      const open = [...asked].filter((resource) => !known.has(resource))
      if (open.length > 0) {
        const keep = (resource: string, answer: Answer) => {
          known.set(resource, answer)
          return answer._tag === "Permit" ? owned.set(resource, answer) : Effect.void
        }
        yield* forgetWhenRequired(
          mvpd,
          temporaryAccessIdentity,
        )(
          Effect.provideService(
            questions.ask(mvpd, open, keep, temporaryAccessIdentity, owned.key),
            RetrievePreauthorizationDecisions,
            retrieve,
          ),
        )
      }
      return resources.map((resource): Answer => known.get(resource) ?? { _tag: "Unanswered", resource })
    }).pipe(asOneCall, inSpan("preauthorize"))
})

/**
 * Tells of each resource, in the order asked, whether the viewer's subscription includes it: `Permit`, `Deny` with the
 * reason, or `Unanswered` where the MVPD does not gate it or asking failed.
 *
 * Fails only with what concerns all of them: `AuthenticationRequired`, a registration or integration that does not
 * work, or a request that is not well formed. Permits are kept in memory, denials are not.
 */
export const preauthorize = withServices(makePreauthorize)

/** A catalogue that is known already does not wait for a store that is stuck. */
const inShortTime = Effect.timeout("1 second")

/** One resource that cannot be sent must not fail those that others ask for in the same request. */
const check = (resources: ReadonlyArray<string>, identity: TemporaryAccessIdentity | undefined) => {
  for (const resource of resources) {
    const checked = checkText("RetrievePreauthorizationDecisions", "resources", resource)
    if (Either.isLeft(checked)) return checked
  }
  return checkIdentity("RetrievePreauthorizationDecisions", identity)
}
