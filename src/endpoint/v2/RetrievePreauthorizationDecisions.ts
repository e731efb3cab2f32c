import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { Deny, Permit } from "../../domain/Decision.js"
import { DecisionsResponse } from "../../domain/Decision.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import type { DecisionError } from "../../error/AdobePassError.js"
import { permitOrDeny } from "../../error/decision.js"
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

/** What a catalogue shows. */
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

const endpoint = "RetrievePreauthorizationDecisions"
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
 * Tells which resources the catalogue may show as unlocked: `POST /api/v2/{serviceProvider}/decisions/preauthorize/{mvpd}`.
 *
 * Never a licence to play. Each resource is answered by itself; those that the MVPD does not gate may be left out. Fails as
 * a whole with `AuthenticationRequired` when nobody is signed in, and with `TooManyResources` above the MVPD's limit
 * (usually 5).
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/decisions-apis/rest-api-v2-decisions-apis-retrieve-preauthorization-decisions-using-specific-mvpd
 */
export class RetrievePreauthorizationDecisions extends Context.Tag(
  "effect-adobe-pass/RetrievePreauthorizationDecisions",
)<
  RetrievePreauthorizationDecisions,
  (
    request: Request,
  ) => Effect.Effect<
    ReadonlyArray<Permit | Deny<DecisionError>>,
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
    RetrievePreauthorizationDecisions,
    Effect.map(
      Authorized,
      (call) =>
        ({ mvpd, resources, serviceProvider, temporaryAccessIdentity }) =>
          call({
            endpoint,
            method: "POST",
            path: "/api/v2/{serviceProvider}/decisions/preauthorize/{mvpd}",
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
          }).pipe(Effect.map(({ decisions }) => decisions.map(permitOrDeny(endpoint)))),
    ),
  )
}
