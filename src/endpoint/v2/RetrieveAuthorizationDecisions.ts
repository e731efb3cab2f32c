import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { Deny, PermitWithToken } from "../../domain/Decision.js"
import { DecisionsResponse } from "../../domain/Decision.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import type { DecisionError } from "../../error/AdobePassError.js"
import { permitWithTokenOrDeny } from "../../error/decision.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import {
  AuthorizationDenied,
  AuthenticationRequired,
  TooManyResources,
  TemporaryAccessExhausted,
  IntegrationUnavailable,
  ConfigurationInvalid,
  PartnerUnavailable,
} from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"

/** What a viewer wants to play. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** The MVPD's identifier, as in the configuration. */
  readonly mvpd: string
  /** What the viewer wants, by the identifiers agreed with the MVPD, or as MRSS documents. */
  readonly resources: ReadonlyArray<string>
  /** For promotional TempPass. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity
}

const endpoint = "RetrieveAuthorizationDecisions"
const failures = [
  AuthorizationDenied,
  AuthenticationRequired,
  TooManyResources,
  TemporaryAccessExhausted,
  IntegrationUnavailable,
  ConfigurationInvalid,
  PartnerUnavailable,
]

/**
 * Decides whether the viewer may play, with a media token to prove it:
 * `POST /api/v2/{serviceProvider}/decisions/authorize/{mvpd}`.
 *
 * Asked before each playback and never cached. Each resource (usually one) is answered by itself; fails as a whole with
 * `AuthenticationRequired` when nobody is signed in.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/decisions-apis/rest-api-v2-decisions-apis-retrieve-authorization-decisions-using-specific-mvpd
 */
export class RetrieveAuthorizationDecisions extends Context.Tag(
  "effect-adobe-pass/RetrieveAuthorizationDecisions",
)<
  RetrieveAuthorizationDecisions,
  (
    request: Request,
  ) => Effect.Effect<
    ReadonlyArray<PermitWithToken | Deny<DecisionError>>,
    | AuthorizationDenied
    | AuthenticationRequired
    | TooManyResources
    | TemporaryAccessExhausted
    | IntegrationUnavailable
    | ConfigurationInvalid
    | PartnerUnavailable
    | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    RetrieveAuthorizationDecisions,
    Effect.map(
      Authorized,
      (call) =>
        ({ mvpd, resources, serviceProvider, temporaryAccessIdentity }) =>
          call({
            endpoint,
            method: "POST",
            path: "/api/v2/{serviceProvider}/decisions/authorize/{mvpd}",
            parameters: { serviceProvider, mvpd },
            temporaryAccessIdentity,
            json: { resources },
            sends: [
              "identifier",
              "info",
              "platformIdentity",
              "serviceToken",
              "partnerStatus",
              "visitorIdentifier",
            ],
            response: Schema.parseJson(DecisionsResponse),
            failures,
          }).pipe(Effect.map(({ decisions }) => decisions.map(permitWithTokenOrDeny(endpoint)))),
    ),
  )
}
