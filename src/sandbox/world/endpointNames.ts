/**
 * The endpoints by name: how the log tells them, and where a fault strikes.
 */
import * as Schema from "effect/Schema"

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
  `no endpoint is called ${JSON.stringify(name)}; the endpoints are ${names.literals.join(", ")}`

export const EndpointName = names.annotations({
  identifier: "EndpointName",
  message: ({ actual }) => ({ message: noEndpoint(actual), override: true }),
})
/** What a fault can strike, by the name the request log tells. */
export type EndpointName = typeof EndpointName.Type

/** The same for callers that have it as any text. */
export const anEndpointName = Schema.String.pipe(
  Schema.filter((name): boolean => isName(name), { message: ({ actual }) => noEndpoint(actual) }),
)
