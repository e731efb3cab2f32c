import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import { SessionInformation } from "../../domain/Session.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { AuthenticationCodeInvalid } from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"

/** The code that a viewer typed. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** As the viewer typed it. */
  readonly code: string
}

/**
 * Tells what a code stands for, to check it on a second screen: `GET /api/v2/{serviceProvider}/sessions/{code}`.
 *
 * Fails with `AuthenticationCodeInvalid` when the code was mistyped or its session is gone.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-retrieve-authentication-session-information-using-code
 */
export class RetrieveSession extends Context.Tag("effect-adobe-pass/RetrieveSession")<
  RetrieveSession,
  (request: Request) => Effect.Effect<SessionInformation, AuthenticationCodeInvalid | CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrieveSession,
    Effect.map(
      Authorized,
      (call) =>
        ({ code, serviceProvider }) =>
          call({
            endpoint: "RetrieveSession",
            method: "GET",
            path: "/api/v2/{serviceProvider}/sessions/{code}",
            parameters: { serviceProvider, code },
            sends: ["visitorIdentifier"],
            response: Schema.parseJson(SessionInformation),
            failures: [AuthenticationCodeInvalid],
          }),
    ),
  )
}
