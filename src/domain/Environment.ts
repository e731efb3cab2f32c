import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

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
      /** For the management API; the same as `baseUrl` unless given. */
      readonly managementBaseUrl?: string | undefined
    }

interface BaseUrls {
  /** Of DCR and REST API V2; none of the three ends with a slash. */
  readonly baseUrl: string
  /** Of REST API V1. */
  readonly v1BaseUrl: string
  /** Of the management API, such as that which resets TempPass. */
  readonly managementBaseUrl: string
}

const hosts = {
  production: {
    baseUrl: "https://sp.auth.adobe.com",
    v1BaseUrl: "https://api.auth.adobe.com",
    managementBaseUrl: "https://mgmt.auth.adobe.com",
  },
  prequal: {
    baseUrl: "https://sp-prequal.auth.adobe.com",
    v1BaseUrl: "https://api.auth.adobe.com",
    managementBaseUrl: "https://mgmt-prequal.auth.adobe.com",
  },
  staging: {
    baseUrl: "https://sp.auth-staging.adobe.com",
    v1BaseUrl: "https://api.auth-staging.adobe.com",
    managementBaseUrl: "https://mgmt.auth-staging.adobe.com",
  },
  "prequal-staging": {
    baseUrl: "https://sp-prequal.auth-staging.adobe.com",
    v1BaseUrl: "https://api.auth-staging.adobe.com",
    managementBaseUrl: "https://mgmt-prequal.auth-staging.adobe.com",
  },
} as const

const baseUrls = (environment: Environment): BaseUrls => {
  if (typeof environment === "string") return hosts[environment]
  const { baseUrl, managementBaseUrl = baseUrl, v1BaseUrl = baseUrl } = environment
  return {
    baseUrl: withoutSlash(baseUrl),
    v1BaseUrl: withoutSlash(v1BaseUrl),
    managementBaseUrl: withoutSlash(managementBaseUrl),
  }
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "")

/** What the app is at Adobe: where to call, for which service provider, with which software statement. */
export class Integration extends Context.Tag("effect-adobe-pass/Integration")<
  Integration,
  Integration.Service
>() {
  static readonly layer = ({
    environment,
    softwareStatement,
    ...options
  }: Integration.Options): Layer.Layer<Integration> =>
    Layer.succeed(Integration, {
      ...options,
      ...baseUrls(environment),
      softwareStatement: Redacted.isRedacted(softwareStatement)
        ? softwareStatement
        : Redacted.make(softwareStatement),
    })
}

export declare namespace Integration {
  /** What the app is at Adobe. */
  interface Options {
    /** One of Adobe's environments, or the base URL of another service such as a sandbox. */
    readonly environment: Environment
    /** The service provider's identifier ("requestor" in V1), such as `REF30`. */
    readonly serviceProvider: string
    /** The signed statement from the TVE Dashboard. */
    readonly softwareStatement: string | Redacted.Redacted
    /** Some software statements ask for one at registration. */
    readonly redirectUri?: string | undefined
  }

  interface Service extends BaseUrls, Omit<Options, "environment" | "softwareStatement"> {
    readonly softwareStatement: Redacted.Redacted
  }
}
