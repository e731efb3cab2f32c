import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { NextAction } from "../../domain/Session.js"
import { SessionResponse } from "../../domain/Session.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { IntegrationUnavailable, ConfigurationInvalid } from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"
import { absoluteAction } from "../../transport/url.js"

/** The partner to ask, and what a basic login would need. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** Such as `Apple`. */
  readonly partner: string
  /** For the fallback: the domain the login starts from. */
  readonly domainName?: string
  /** For the fallback: where the browser ends up, plain. */
  readonly redirectUrl?: string
}

/**
 * Asks for what a partner framework (Apple) shall answer: `POST /api/v2/{serviceProvider}/sessions/sso/{partner}`.
 *
 * Needs `partnerStatus` in the device. Where partner single sign-on cannot go on, the answer is the action of a basic
 * login instead, with a `reason` ending in `_fallback`.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/partner-single-sign-on-apis/rest-api-v2-partner-single-sign-on-apis-retrieve-partner-authentication-request
 */
export class RetrievePartnerAuthenticationRequest extends Context.Tag(
  "effect-adobe-pass/RetrievePartnerAuthenticationRequest",
)<
  RetrievePartnerAuthenticationRequest,
  (
    request: Request,
  ) => Effect.Effect<NextAction, IntegrationUnavailable | ConfigurationInvalid | CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrievePartnerAuthenticationRequest,
    Effect.gen(function* () {
      const call = yield* Authorized
      const resolve = yield* absoluteAction

      return ({ domainName, partner, redirectUrl, serviceProvider }) =>
        call({
          endpoint: "RetrievePartnerAuthenticationRequest",
          method: "POST",
          path: "/api/v2/{serviceProvider}/sessions/sso/{partner}",
          parameters: { serviceProvider, partner },
          form: { domainName, redirectUrl },
          sends: ["identifier", "info", "partnerStatus", "visitorIdentifier"],
          response: Schema.parseJson(SessionResponse),
          failures: [IntegrationUnavailable, ConfigurationInvalid],
        }).pipe(Effect.map(resolve))
    }),
  )
}
