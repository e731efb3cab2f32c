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
  AuthenticationCodeInvalid,
  TemporaryAccessExhausted,
  ConfigurationInvalid,
  PartnerUnavailable,
} from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"

/** The login that is waited for. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** The code of the session. */
  readonly code: string
  /** For promotional TempPass. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity
}

/**
 * Tells whether the viewer has signed in with a code: `GET /api/v2/{serviceProvider}/profiles/code/{code}`.
 *
 * Empty until then. This is the call that a login polls. Fails with `AuthenticationCodeInvalid` when the session is gone.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/profiles-apis/rest-api-v2-profiles-apis-retrieve-profile-for-specific-code
 */
export class RetrieveProfileForCode extends Context.Tag("effect-adobe-pass/RetrieveProfileForCode")<
  RetrieveProfileForCode,
  (
    request: Request,
  ) => Effect.Effect<
    Profiles,
    | AuthenticationRequired
    | AuthenticationCodeInvalid
    | TemporaryAccessExhausted
    | ConfigurationInvalid
    | PartnerUnavailable
    | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    RetrieveProfileForCode,
    Effect.map(
      Authorized,
      (call) =>
        ({ code, serviceProvider, temporaryAccessIdentity }) =>
          call({
            endpoint: "RetrieveProfileForCode",
            method: "GET",
            path: "/api/v2/{serviceProvider}/profiles/code/{code}",
            parameters: { serviceProvider, code },
            temporaryAccessIdentity,
            sends: ["visitorIdentifier"],
            response: Schema.parseJson(ProfilesResponse),
            failures: [
              AuthenticationRequired,
              AuthenticationCodeInvalid,
              TemporaryAccessExhausted,
              ConfigurationInvalid,
              PartnerUnavailable,
            ],
          }),
    ),
  )
}
