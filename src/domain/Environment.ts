import * as Context from "effect/Context"
import type * as Redacted from "effect/Redacted"

/**
 * Which of Adobe's four environments to talk to, or any other base URL, such as that of a sandbox.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/rest-api-v2-overview
 */
export type Environment =
  | "production"
  | "prequal"
  | "staging"
  | "prequal-staging"
  | {
      /** For DCR and REST API V2, without `/api/v2`. */
      readonly baseUrl: string
      /** For REST API V1; the same as `baseUrl` unless given. */
      readonly v1BaseUrl?: string | undefined
    }

const hosts = {
  production: { baseUrl: "https://sp.auth.adobe.com", v1BaseUrl: "https://api.auth.adobe.com" },
  prequal: { baseUrl: "https://sp-prequal.auth.adobe.com", v1BaseUrl: "https://api.auth.adobe.com" },
  staging: { baseUrl: "https://sp.auth-staging.adobe.com", v1BaseUrl: "https://api.auth-staging.adobe.com" },
  "prequal-staging": {
    baseUrl: "https://sp-prequal.auth-staging.adobe.com",
    v1BaseUrl: "https://api.auth-staging.adobe.com",
  },
} as const

/** The two base URLs of an environment, without a trailing slash. */
export const baseUrls = (
  environment: Environment,
): { readonly baseUrl: string; readonly v1BaseUrl: string } => {
  if (typeof environment === "string") return hosts[environment]
  const { baseUrl, v1BaseUrl = baseUrl } = environment
  return { baseUrl: baseUrl.replace(/\/+$/, ""), v1BaseUrl: v1BaseUrl.replace(/\/+$/, "") }
}

/** What the app is at Adobe: where to call, for which service provider, with which software statement. */
export class Integration extends Context.Tag("effect-adobe-pass/Integration")<
  Integration,
  {
    readonly environment: Environment
    /** The service provider's identifier ("requestor" in V1), such as `REF30`. */
    readonly serviceProvider: string
    /** The signed statement from the TVE Dashboard. */
    readonly softwareStatement: Redacted.Redacted
    /** Asked for at registration by some software statements. */
    readonly redirectUri?: string
  }
>() {}
