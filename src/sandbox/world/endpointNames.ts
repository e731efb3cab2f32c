/**
 * The endpoints by name, as the log and faults name them.
 */
import * as Schema from "effect/Schema"
import { meant } from "./nearest.js"

const names = Schema.Literal(
  "RetrieveClientCredentials",
  "RetrieveAccessToken",
  "RetrieveConfiguration",
  "CreateSession",
  "ResumeSession",
  "RetrieveSession",
  "AuthenticateInUserAgent",
  "RetrieveProfiles",
  "RetrieveProfileForMvpd",
  "RetrieveProfileForCode",
  "RetrievePreauthorizationDecisions",
  "RetrieveAuthorizationDecisions",
  "InitiateLogout",
  "RetrievePartnerAuthenticationRequest",
  "RetrieveProfileUsingPartnerAuthenticationResponse",
  "InitiateAuthorization",
  "ResetTemporaryPass",
  "ResetPromotionalTemporaryPass",
  // where the viewer's browser goes
  "SendToMvpd",
  "ShowLoginPage",
  "SubmitLogin",
  "AcceptAssertion",
  "LogoutInUserAgent",
  "LogoutAtMvpd",
  // whatever the service does not have
  "Unknown",
)

const isName = Schema.is(names)

const noEndpoint = (name: unknown): string =>
  `no endpoint is called ${JSON.stringify(name)}; the endpoints are ${names.literals.join(", ")}${meant(name, names.literals)}`

export const EndpointName = names.annotations({
  identifier: "EndpointName",
  message: ({ actual }) => ({ message: noEndpoint(actual), override: true }),
})
/** The name of an endpoint, as the request log and faults have it. */
export type EndpointName = typeof EndpointName.Type

/** The same, typed as a text. */
export const anEndpointName = Schema.String.pipe(
  Schema.filter((name): boolean => isName(name), { message: ({ actual }) => noEndpoint(actual) }),
)
