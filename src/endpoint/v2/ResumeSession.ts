import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { NextAction } from "../../domain/Session.js"
import { SessionResponse } from "../../domain/Session.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import {
  AuthenticationCodeInvalid,
  IntegrationUnavailable,
  ConfigurationInvalid,
  TemporaryAccessExhausted,
} from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"
import { absoluteAction } from "../../transport/url.js"

/** The login, and what it lacked. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** As the viewer typed it. */
  readonly code: string
  /** The MVPD the viewer picked here, on the second screen; not given where the session has one already. */
  readonly mvpd?: string
  /** The domain the login starts from, one of the configuration's. */
  readonly domainName?: string
  /** Where the browser ends up after the login: an absolute URL, plain (it is encoded here). */
  readonly redirectUrl?: string
}

/**
 * Gives a login what it lacks, from a second screen: `POST /api/v2/{serviceProvider}/sessions/{code}`.
 *
 * Fails with `AuthenticationCodeInvalid` when the code was mistyped or its session is gone.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-resume-authentication-session
 */
export class ResumeSession extends Context.Tag("effect-adobe-pass/ResumeSession")<
  ResumeSession,
  (
    request: Request,
  ) => Effect.Effect<
    NextAction,
    | AuthenticationCodeInvalid
    | IntegrationUnavailable
    | ConfigurationInvalid
    | TemporaryAccessExhausted
    | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    ResumeSession,
    Effect.gen(function* () {
      const call = yield* Authorized
      const resolve = yield* absoluteAction

      return ({ code, domainName, mvpd, redirectUrl, serviceProvider }) =>
        call({
          endpoint: "ResumeSession",
          method: "POST",
          path: "/api/v2/{serviceProvider}/sessions/{code}",
          parameters: { serviceProvider, code },
          form: { mvpd, domainName, redirectUrl },
          sends: ["visitorIdentifier"],
          response: Schema.parseJson(SessionResponse),
          failures: [
            AuthenticationCodeInvalid,
            IntegrationUnavailable,
            ConfigurationInvalid,
            TemporaryAccessExhausted,
          ],
        }).pipe(Effect.map(resolve))
    }),
  )
}
