import { DecisionsResponse } from "../../domain/Decision.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import { decisionFailures, permits } from "../../error/decision.js"
import { Endpoint, wholeDevice } from "../../transport/Endpoint.js"

/** What a catalogue shows. */
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
 * Tells which resources the catalogue may show as unlocked: `POST /api/v2/{serviceProvider}/decisions/preauthorize/{mvpd}`.
 *
 * Never a licence to play. Each resource is answered by itself; those that the MVPD does not gate may be left out. Fails as
 * a whole with `AuthenticationRequired` without a login, and with `TooManyResources` above the MVPD's limit
 * (usually 5).
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/decisions-apis/rest-api-v2-decisions-apis-retrieve-preauthorization-decisions-using-specific-mvpd
 */
export class RetrievePreauthorizationDecisions extends Endpoint<RetrievePreauthorizationDecisions>()(
  "RetrievePreauthorizationDecisions",
  {
    method: "POST",
    path: "/api/v2/{serviceProvider}/decisions/preauthorize/{mvpd}",
    sends: wholeDevice,
    request: ({ mvpd, resources, serviceProvider, temporaryAccessIdentity }: Request) => ({
      serviceProvider,
      parameters: { mvpd },
      temporaryAccessIdentity,
      json: { resources },
    }),
    response: DecisionsResponse,
    answer: permits,
    failures: decisionFailures,
  },
) {}
