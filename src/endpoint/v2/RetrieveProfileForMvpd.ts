import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { Profiles } from "../../domain/Profile.js"
import { ProfilesResponse } from "../../domain/Profile.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import {
  AuthenticationRequired,
  TemporaryAccessExhausted,
  IntegrationUnavailable,
  ConfigurationInvalid,
} from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"

/** Whom to look for. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** The MVPD's identifier, as in the configuration. */
  readonly mvpd: string
  /** For promotional TempPass. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity
}

/**
 * Tells whether somebody is signed in with an MVPD: `GET /api/v2/{serviceProvider}/profiles/{mvpd}`.
 *
 * Empty, or `AuthenticationRequired`, when nobody is; `TemporaryAccessExhausted` when the MVPD is a used-up TempPass.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/profiles-apis/rest-api-v2-profiles-apis-retrieve-profile-for-specific-mvpd
 */
export class RetrieveProfileForMvpd extends Context.Tag("effect-adobe-pass/RetrieveProfileForMvpd")<
  RetrieveProfileForMvpd,
  (
    request: Request,
  ) => Effect.Effect<
    Profiles,
    | AuthenticationRequired
    | TemporaryAccessExhausted
    | IntegrationUnavailable
    | ConfigurationInvalid
    | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    RetrieveProfileForMvpd,
    Effect.map(
      Authorized,
      (call) =>
        ({ mvpd, serviceProvider, temporaryAccessIdentity }) =>
          call({
            endpoint: "RetrieveProfileForMvpd",
            method: "GET",
            path: "/api/v2/{serviceProvider}/profiles/{mvpd}",
            parameters: { serviceProvider, mvpd },
            temporaryAccessIdentity,
            sends: [
              "identifier",
              "info",
              "platformIdentity",
              "serviceToken",
              "partnerStatus",
              "visitorIdentifier",
            ],
            response: Schema.parseJson(ProfilesResponse),
            failures: [
              AuthenticationRequired,
              TemporaryAccessExhausted,
              IntegrationUnavailable,
              ConfigurationInvalid,
            ],
          }),
    ),
  )
}
