/**
 * The preauthorization phase: which part of a catalogue to show as unlocked. Never a licence to play.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-preauthorization-primary-application-flow
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Permits } from "../cache/Permits.js"
import { Remembered } from "../cache/Remembered.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { ServerClock } from "../policy/ServerClock.js"
import { checkIdentity, checkText } from "../transport/Request.js"
import { forgetWhenRequired } from "./Profiles.js"
import type { Answer } from "./Questions.js"
import { Questions } from "./Questions.js"

export type { Answer } from "./Questions.js"

/** Resources to ask about, in any number. */
export const Request = Schema.Struct({
  resources: Schema.declare((value): value is ReadonlyArray<string> => Array.isArray(value), {
    description: "a list of texts",
  }),
  mvpd: Schema.String,
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/**
 * Tells of each resource, in the order asked, whether the viewer's subscription includes it: `Permit`, `Deny` with the
 * reason, or `Unanswered` where the MVPD does not gate it or asking failed.
 *
 * Fails only with what concerns all of them: `AuthenticationRequired`, a registration or integration that does not
 * work, or a request that is not well formed. Permits are kept in memory, denials are not.
 */
export const preauthorize = Effect.fn("AdobePass.preauthorize")(function* ({
  mvpd,
  resources,
  temporaryAccessIdentity,
}: Request) {
  // one that cannot be sent must not fail those that others ask for in the same request
  for (const resource of resources) {
    yield* checkText("RetrievePreauthorizationDecisions", "resources", resource)
  }
  yield* checkIdentity("RetrievePreauthorizationDecisions", temporaryAccessIdentity)
  const remembered = yield* (yield* Remembered).find.pipe(
    // a catalogue that is known already does not wait for a store that is stuck
    Effect.timeout("1 second"),
    Effect.match({
      onFailure: () => undefined,
      onSuccess: Option.flatMapNullable((viewer) => (viewer.mvpd.id === mvpd ? viewer.profile : undefined)),
    }),
  )
  const permits = yield* (yield* Permits).of(mvpd, temporaryAccessIdentity, remembered)
  const now = yield* (yield* ServerClock).now

  const known = new Map<string, Answer>()
  for (const resource of Array.dedupe(resources)) {
    const permit = yield* permits.get(resource, now)
    if (Option.isSome(permit)) known.set(resource, permit.value)
  }
  const open = Array.dedupe(resources).filter((resource) => !known.has(resource))
  if (open.length > 0) {
    const questions = yield* Questions
    yield* questions
      .ask(
        mvpd,
        open,
        (resource, answer) => {
          known.set(resource, answer)
          return answer._tag === "Permit" ? permits.set(resource, answer) : Effect.void
        },
        temporaryAccessIdentity,
      )
      .pipe(forgetWhenRequired(mvpd, temporaryAccessIdentity))
  }
  return resources.map((resource): Answer => known.get(resource) ?? { _tag: "Unanswered", resource })
})
