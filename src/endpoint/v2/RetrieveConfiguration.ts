import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import type { Configuration } from "../../domain/Configuration.js"
import { ConfigurationResponse } from "../../domain/Configuration.js"
import type { CallFailure } from "../../error/AdobePassError.js"
import { Authorized } from "../../transport/Authorized.js"

/** Whose configuration, and for which of Adobe's application profiles. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string
  /** A configuration profile, where Adobe set one up. */
  readonly profile?: string
}

/**
 * Lists the MVPDs that a service provider is integrated with: `GET /api/v2/{serviceProvider}/configuration`.
 *
 * Good for a few minutes; `AdobePass.configuration` keeps it for three.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/configuration-apis/rest-api-v2-configuration-apis-retrieve-configuration-for-specific-service-provider
 */
export class RetrieveConfiguration extends Context.Tag("effect-adobe-pass/RetrieveConfiguration")<
  RetrieveConfiguration,
  (request?: Request) => Effect.Effect<Configuration, CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    RetrieveConfiguration,
    Effect.map(
      Authorized,
      (call) =>
        ({ profile, serviceProvider } = {}) =>
          call({
            endpoint: "RetrieveConfiguration",
            method: "GET",
            path: "/api/v2/{serviceProvider}/configuration",
            parameters: { serviceProvider },
            query: { profile },
            sends: ["identifier", "info"],
            response: Schema.parseJson(ConfigurationResponse),
            failures: [],
          }),
    ),
  )
}
