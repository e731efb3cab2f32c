import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { Profiles } from "../../domain/Profile.js"
import { ProfilesResponse } from "../../domain/Profile.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { ConfigurationInvalid } from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"

/** Whose profiles. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
}

/**
 * Tells who is signed in on the device, by MVPD: `GET /api/v2/{serviceProvider}/profiles`. Empty when nobody is.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/profiles-apis/rest-api-v2-profiles-apis-retrieve-profiles
 */
export class RetrieveProfiles extends Context.Tag("effect-adobe-pass/RetrieveProfiles")<
  RetrieveProfiles,
  (request?: Request) => Effect.Effect<Profiles, ConfigurationInvalid | CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrieveProfiles,
    Effect.map(
      Authorized,
      (call) =>
        ({ serviceProvider } = {}) =>
          call({
            endpoint: "RetrieveProfiles",
            method: "GET",
            path: "/api/v2/{serviceProvider}/profiles",
            parameters: { serviceProvider },
            sends: [
              "identifier",
              "info",
              "platformIdentity",
              "serviceToken",
              "partnerStatus",
              "visitorIdentifier",
            ],
            response: Schema.parseJson(ProfilesResponse),
            failures: [ConfigurationInvalid],
          }),
    ),
  )
}
