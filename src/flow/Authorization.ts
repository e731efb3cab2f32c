/**
 * The authorization phase: whether the viewer may play, asked before each playback and never cached.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-authorization-primary-application-flow
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { match } from "../domain/Resource.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { RetrieveAuthorizationDecisions } from "../endpoint/v2/RetrieveAuthorizationDecisions.js"
import { UnexpectedResponse } from "../error/AdobePassError.js"
import * as Retry from "../policy/Retry.js"
import { checkText } from "../transport/Request.js"
import { forgetWhenRequired } from "./Profiles.js"

/** What the viewer wants to play. */
export const Request = Schema.Struct({
  mvpd: Schema.String,
  resource: Schema.String,
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/**
 * Resolves to a permit with a media token, or fails with the denial: `AuthorizationDenied` with the MVPD's words in
 * `details`, `AuthenticationRequired` when the viewer must sign in (again), `TemporaryAccessExhausted` when TempPass is
 * used up. What Adobe marks with the action `retry` is asked again as the {@link Retry.Retry} policy says.
 */
export const authorize = Effect.fn("AdobePass.authorize")(function* ({
  mvpd,
  resource,
  temporaryAccessIdentity,
}: Request) {
  yield* checkText(endpoint, "mvpd", mvpd)
  // the endpoint would speak of its resources
  yield* checkText(endpoint, "resource", resource)
  const retrieve = yield* RetrieveAuthorizationDecisions
  const ask = Effect.gen(function* () {
    const decisions = yield* retrieve({ mvpd, resources: [resource], temporaryAccessIdentity })
    const [decision] = match([resource], decisions)
    if (decision === undefined) return yield* unanswered()
    if (decision._tag === "Deny") return yield* Effect.fail(decision.error)
    return { ...decision, resource }
  })
  // one budget of retries, whether the request fails or its one decision says "retry"
  return yield* Retry.apply(Retry.once(ask), yield* Retry.Retry).pipe(
    forgetWhenRequired(mvpd, temporaryAccessIdentity),
  )
})

const endpoint = "RetrieveAuthorizationDecisions"

const unanswered = () =>
  new UnexpectedResponse({
    endpoint,
    message: "no decision about the resource that was asked for",
  })
