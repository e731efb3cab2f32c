/**
 * The authorization phase: whether the viewer may play, asked before each playback and never cached.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-authorization-primary-application-flow
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { asOneCall } from "../cache/StoreWait.js"
import { match } from "../domain/Resource.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { RetrieveAuthorizationDecisions } from "../endpoint/v2/RetrieveAuthorizationDecisions.js"
import { UnexpectedResponse } from "../error/AdobePassError.js"
import { Retry } from "../policy/Retry.js"
import { sharingBudget } from "../transport/Authorized.js"
import { checkText } from "../transport/Request.js"
import { inSpan, withServices } from "./Flow.js"
import { makeForgetWhenRequired } from "./Profiles.js"

/** What the viewer wants to play. */
export const Request = Schema.Struct({
  /** The MVPD that the viewer is signed in with, by its identifier. */
  mvpd: Schema.String,
  /** What is to be played: an identifier agreed with the MVPDs, or an MRSS document. */
  resource: Schema.String,
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/** Makes {@link authorize} of its services. */
export const makeAuthorize = Effect.gen(function* () {
  const retrieve = yield* RetrieveAuthorizationDecisions
  const policy = yield* Retry
  const forgetWhenRequired = yield* makeForgetWhenRequired

  /** Fails with its one decision, too. */
  const ask = ({ mvpd, resource, temporaryAccessIdentity }: Request) =>
    Effect.flatMap(
      Effect.suspend(() => retrieve({ mvpd, resources: [resource], temporaryAccessIdentity })),
      (decisions) => {
        const [decision] = match([resource], decisions)
        if (decision === undefined) return unanswered()
        return decision._tag === "Deny"
          ? Effect.fail(decision.error)
          : Effect.succeed({ ...decision, resource })
      },
    )

  return (request: Request) =>
    Effect.zipRight(
      check(request),
      forgetWhenRequired(request.mvpd, request.temporaryAccessIdentity)(sharingBudget(ask(request), policy)),
    ).pipe(asOneCall, inSpan("authorize"))
})

/**
 * Resolves to a permit with a media token, or fails with the denial: `AuthorizationDenied` with the MVPD's words in
 * `details`, `AuthenticationRequired` when the viewer must sign in (again), `TemporaryAccessExhausted` when TempPass is
 * used up. What Adobe marks with the action `retry` is asked again as the {@link Retry} policy says.
 */
export const authorize = withServices(makeAuthorize)

const endpoint = "RetrieveAuthorizationDecisions"

/** The endpoint would speak of its resources. */
const check = ({ mvpd, resource }: Request) =>
  Either.flatMap(checkText(endpoint, "mvpd", mvpd), () => checkText(endpoint, "resource", resource))

const unanswered = () =>
  new UnexpectedResponse({
    endpoint,
    message: "no decision about the resource that was asked for",
  })
