import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { NextAction } from "../../domain/Session.js"
import { SessionResponse } from "../../domain/Session.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import {
  IntegrationUnavailable,
  ConfigurationInvalid,
  TemporaryAccessExhausted,
} from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"
import { absoluteAction } from "../../transport/url.js"

/** What is known of a login at its start; a second screen can supply the rest. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** The MVPD the viewer picked; without it a second screen picks. */
  readonly mvpd?: string
  /** The domain the login starts from, one of the configuration's. */
  readonly domainName?: string
  /** Where the browser ends up after the login: an absolute URL, plain (it is encoded here). */
  readonly redirectUrl?: string
}

/**
 * Starts a login: `POST /api/v2/{serviceProvider}/sessions`.
 *
 * The answer says what to do next: open a URL (`Authenticate`), let a second screen supply what is missing (`Resume`), or
 * go straight to decisions (`Authorize`).
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-create-authentication-session
 */
export class CreateSession extends Context.Tag("effect-adobe-pass/CreateSession")<
  CreateSession,
  (
    request?: Request,
  ) => Effect.Effect<
    NextAction,
    IntegrationUnavailable | ConfigurationInvalid | TemporaryAccessExhausted | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    CreateSession,
    Effect.gen(function* () {
      const call = yield* Authorized
      const resolve = yield* absoluteAction

      return ({ domainName, mvpd, redirectUrl, serviceProvider } = {}) =>
        call({
          endpoint: "CreateSession",
          method: "POST",
          path: "/api/v2/{serviceProvider}/sessions",
          parameters: { serviceProvider },
          form: { mvpd, domainName, redirectUrl },
          sends: ["identifier", "info", "platformIdentity", "serviceToken", "visitorIdentifier"],
          response: Schema.parseJson(SessionResponse),
          failures: [IntegrationUnavailable, ConfigurationInvalid, TemporaryAccessExhausted],
        }).pipe(Effect.map(resolve))
    }),
  )
}
