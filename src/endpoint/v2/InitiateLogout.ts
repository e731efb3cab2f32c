import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { LogoutAction } from "../../domain/Logout.js"
import { LogoutResponse } from "../../domain/Logout.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { IntegrationUnavailable, ConfigurationInvalid } from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"
import { required } from "../../transport/Call.js"
import { absolute } from "../../transport/url.js"

/** Whom to sign out, and where the browser ends up. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** The MVPD's identifier, as in the configuration. */
  readonly mvpd: string
  /** Where the browser ends up after the MVPD's own logout: an absolute URL, plain. */
  readonly redirectUrl: string
}

/**
 * Ends the viewer's login with an MVPD: `GET /api/v2/{serviceProvider}/logout/{mvpd}`.
 *
 * The answer says what is left to do, by MVPD; nothing of it is done here.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/logout-apis/rest-api-v2-logout-apis-initiate-logout-for-specific-mvpd
 */
export class InitiateLogout extends Context.Tag("effect-adobe-pass/InitiateLogout")<
  InitiateLogout,
  (
    request: Request,
  ) => Effect.Effect<
    Readonly<Record<string, LogoutAction>>,
    IntegrationUnavailable | ConfigurationInvalid | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    InitiateLogout,
    Effect.gen(function* () {
      const call = yield* Authorized
      const resolve = yield* absolute

      return ({ mvpd, redirectUrl, serviceProvider }) =>
        call({
          endpoint: "InitiateLogout",
          method: "GET",
          path: "/api/v2/{serviceProvider}/logout/{mvpd}",
          parameters: { serviceProvider, mvpd },
          query: { redirectUrl: required(redirectUrl) },
          sends: ["identifier", "info", "platformIdentity", "serviceToken", "visitorIdentifier"],
          response: Schema.parseJson(LogoutResponse),
          failures: [IntegrationUnavailable, ConfigurationInvalid],
        }).pipe(
          Effect.map(
            Record.map((action) =>
              action._tag === "Logout" ? { ...action, url: resolve(action.url) } : action,
            ),
          ),
        )
    }),
  )
}
