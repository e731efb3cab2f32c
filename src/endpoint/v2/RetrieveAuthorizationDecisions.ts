import { DecisionsResponse } from "../../domain/Decision.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import { decisionFailures, permitsWithTokens } from "../../error/decision.js"
import { Endpoint, wholeDevice } from "../../transport/Endpoint.js"

/** What a viewer wants to play. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The MVPD's identifier, as in the configuration. */
  readonly mvpd: string
  /** What the viewer wants, by the identifiers agreed with the MVPD, or as MRSS documents. */
  readonly resources: ReadonlyArray<string>
  /** For promotional TempPass. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
}

/**
 * Decides whether the viewer may play, with a media token to prove it:
 * `POST /api/v2/{serviceProvider}/decisions/authorize/{mvpd}`.
 *
 * Asked before each playback and never cached. Each resource (usually one) is answered by itself; fails as a whole with
 * `AuthenticationRequired` without a login.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/decisions-apis/rest-api-v2-decisions-apis-retrieve-authorization-decisions-using-specific-mvpd
 */
export class RetrieveAuthorizationDecisions extends Endpoint<RetrieveAuthorizationDecisions>()(
  "RetrieveAuthorizationDecisions",
  {
    method: "POST",
    path: "/api/v2/{serviceProvider}/decisions/authorize/{mvpd}",
    sends: wholeDevice,
    request: ({ mvpd, resources, serviceProvider, temporaryAccessIdentity }: Request) => ({
      serviceProvider,
      parameters: { mvpd },
      temporaryAccessIdentity,
      json: { resources },
    }),
    response: DecisionsResponse,
    answer: permitsWithTokens,
    failures: decisionFailures,
  },
) {}
