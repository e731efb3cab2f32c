import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { Integration } from "../../domain/Environment.js"
import type { InvalidRequest } from "../../error/AdobePassError.js"
import { toPath } from "../../transport/Request.js"

/** The login that a browser is to open. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The code of a session that lacks no parameters. */
  readonly code: string
}

const name = "AuthenticateInUserAgent"
const path = "/api/v2/authenticate/{serviceProvider}/{code}"
const fill = toPath(name, path)

/**
 * The URL that a browser opens to sign the viewer in: `/api/v2/authenticate/{serviceProvider}/{code}`.
 *
 * Only browsers open it, for its redirects lead to the MVPD's login page; a second screen makes it of a typed code.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-perform-authentication-in-user-agent
 */
export class AuthenticateInUserAgent extends Context.Tag(`effect-adobe-pass/${name}`)<
  AuthenticateInUserAgent,
  (request: Request) => Effect.Effect<string, InvalidRequest>
>() {
  static readonly declared = {
    name,
    method: "GET",
    path,
    authorized: false,
    sends: [],
    failures: [],
  } as const
  static readonly make = Effect.map(
    Integration,
    ({ baseUrl, ...own }) =>
      ({ code, serviceProvider = own.serviceProvider }: Request) =>
        Either.map(fill({ serviceProvider, code }), (path) => baseUrl + path),
  )
  static readonly layer = Layer.effect(this, this.make)
}
