/**
 * Every path that the service answers, with the name of the endpoint behind each method.
 */
import {
  acceptAssertion,
  authenticateInUserAgent,
  sendToMvpd,
  showLoginPage,
  submitLogin,
} from "./authenticate.js"
import { retrieveConfiguration } from "./configuration.js"
import { retrieveAccessToken, retrieveClientCredentials } from "./registration.js"
import { retrieveAuthorizationDecisions, retrievePreauthorizationDecisions } from "./decisions.js"
import type { EndpointName } from "../world/endpointNames.js"
import type { Handler } from "../wire/exchange.js"
import { initiateLogout, logoutAtMvpd, logoutInUserAgent } from "./logout.js"
import {
  retrievePartnerAuthenticationRequest,
  retrieveProfileUsingPartnerAuthenticationResponse,
} from "./partner.js"
import { retrieveProfileForCode, retrieveProfileForMvpd, retrieveProfiles } from "./profiles.js"
import { resetPromotionalTemporaryPass, resetTemporaryPass } from "./resetTempPass.js"
import { createSession, resumeSession, retrieveSession } from "./sessions.js"
import { initiateAuthorization } from "./v1.js"

export interface Route {
  readonly name: EndpointName
  readonly handler: Handler
}

export interface Endpoint {
  readonly path: `/${string}`
  readonly methods: Readonly<Record<string, Route>>
  /** Who calls it: errors are JSON for an application, a page for a browser. */
  readonly caller: "application" | "browser"
  /** Whether it is one of the endpoints whose calls the reference limits. */
  readonly isThrottled: boolean
}

const endpoint = (
  caller: Endpoint["caller"],
  path: `/${string}`,
  methods: Readonly<Record<string, readonly [name: EndpointName, handler: Handler]>>,
): Endpoint => ({
  caller,
  path,
  isThrottled: /^\/(o\/client\/(register|token)$|api\/v2\/|api\/v1\/authorize$)/.test(path),
  methods: Object.fromEntries(
    Object.entries(methods).map(([method, [name, handler]]) => [method, { name, handler }]),
  ),
})

const v2 = "/api/v2/:serviceProvider" as const

export const endpoints: ReadonlyArray<Endpoint> = [
  endpoint("application", "/o/client/register", {
    POST: ["RetrieveClientCredentials", retrieveClientCredentials],
  }),
  endpoint("application", "/o/client/token", { POST: ["RetrieveAccessToken", retrieveAccessToken] }),
  endpoint("application", `${v2}/configuration`, { GET: ["RetrieveConfiguration", retrieveConfiguration] }),
  endpoint("application", `${v2}/sessions`, { POST: ["CreateSession", createSession] }),
  endpoint("application", `${v2}/sessions/:code`, {
    GET: ["RetrieveSession", retrieveSession],
    POST: ["ResumeSession", resumeSession],
  }),
  endpoint("application", `${v2}/profiles`, { GET: ["RetrieveProfiles", retrieveProfiles] }),
  endpoint("application", `${v2}/profiles/:mvpd`, {
    GET: ["RetrieveProfileForMvpd", retrieveProfileForMvpd],
  }),
  endpoint("application", `${v2}/profiles/code/:code`, {
    GET: ["RetrieveProfileForCode", retrieveProfileForCode],
  }),
  endpoint("application", `${v2}/decisions/preauthorize/:mvpd`, {
    POST: ["RetrievePreauthorizationDecisions", retrievePreauthorizationDecisions],
  }),
  endpoint("application", `${v2}/decisions/authorize/:mvpd`, {
    POST: ["RetrieveAuthorizationDecisions", retrieveAuthorizationDecisions],
  }),
  endpoint("application", `${v2}/logout/:mvpd`, { GET: ["InitiateLogout", initiateLogout] }),
  endpoint("application", `${v2}/sessions/sso/:partner`, {
    POST: ["RetrievePartnerAuthenticationRequest", retrievePartnerAuthenticationRequest],
  }),
  endpoint("application", `${v2}/profiles/sso/:partner`, {
    POST: [
      "RetrieveProfileUsingPartnerAuthenticationResponse",
      retrieveProfileUsingPartnerAuthenticationResponse,
    ],
  }),
  endpoint("application", "/api/v1/authorize", { GET: ["InitiateAuthorization", initiateAuthorization] }),

  endpoint("application", "/reset-tempass/v3/reset", {
    DELETE: ["ResetTemporaryPass", resetTemporaryPass],
  }),
  endpoint("application", "/reset-tempass/v3/reset/generic", {
    DELETE: ["ResetPromotionalTemporaryPass", resetPromotionalTemporaryPass],
  }),

  endpoint("browser", "/api/v2/authenticate/:serviceProvider/:code", {
    GET: ["AuthenticateInUserAgent", authenticateInUserAgent],
  }),
  endpoint("browser", "/adobe-services/authenticate/saml", { GET: ["SendToMvpd", sendToMvpd] }),
  endpoint("browser", "/mvpd/:mvpd/login", {
    GET: ["ShowLoginPage", showLoginPage],
    POST: ["SubmitLogin", submitLogin],
  }),
  endpoint("browser", "/adobe-services/assertion", { GET: ["AcceptAssertion", acceptAssertion] }),
  endpoint("browser", "/adobe-services/logout", { GET: ["LogoutInUserAgent", logoutInUserAgent] }),
  endpoint("browser", "/mvpd/:mvpd/logout", { GET: ["LogoutAtMvpd", logoutAtMvpd] }),
]
