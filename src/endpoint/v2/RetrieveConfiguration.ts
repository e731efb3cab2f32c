import { ConfigurationResponse } from "../../domain/Configuration.js"
import { Endpoint } from "../../transport/Endpoint.js"

/** Whose configuration, and for which of Adobe's application profiles. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** A configuration profile, where Adobe set one up. */
  readonly profile?: string | undefined
}

/**
 * Lists the MVPDs that a service provider is integrated with: `GET /api/v2/{serviceProvider}/configuration`.
 *
 * Good for a few minutes; `AdobePass.configuration` keeps it for two.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/configuration-apis/rest-api-v2-configuration-apis-retrieve-configuration-for-specific-service-provider
 */
export class RetrieveConfiguration extends Endpoint<RetrieveConfiguration>()("RetrieveConfiguration", {
  method: "GET",
  path: "/api/v2/{serviceProvider}/configuration",
  sends: ["identifier", "info"],
  request: ({ profile, serviceProvider }: Request = {}) => ({
    serviceProvider,
    query: { profile },
  }),
  response: ConfigurationResponse,
  failures: [],
}) {}
