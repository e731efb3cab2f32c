/** Each endpoint as a method, from the one list of them. */
import * as Effect from "effect/Effect"
import type * as Device from "../domain/Device.js"
import * as Endpoints from "../endpoint/index.js"
import type { Endpoint } from "../endpoint/layer.js"
import { checker } from "./given/checks.js"
import type { Plain } from "./plain.js"
import { Abortable, orEmpty } from "./given/requests.js"
import type { Run } from "./run.js"

type Method<Call> = Call extends (...args: infer Args) => Effect.Effect<infer A, unknown, unknown>
  ? undefined extends Args[0]
    ? (request?: NonNullable<Args[0]> & Abortable) => Promise<Plain<A>>
    : (request: Args[0] & Abortable) => Promise<Plain<A>>
  : never

/** Each endpoint by its name, taking the reference's parameters in lower camel case. */
export type EndpointMethods = {
  readonly [Name in keyof typeof Endpoints as Uncapitalize<Name>]: Method<(typeof Endpoints)[Name]["Service"]>
}

type RequestOf<Name extends keyof EndpointMethods> = NonNullable<Parameters<EndpointMethods[Name]>[0]>
type AnswerOf<Name extends keyof EndpointMethods> = Awaited<ReturnType<EndpointMethods[Name]>>

/** The parameters of `endpoints.retrieveClientCredentials`. */
export type RetrieveClientCredentialsRequest = RequestOf<"retrieveClientCredentials">
/** The parameters of `endpoints.retrieveAccessToken`. */
export type RetrieveAccessTokenRequest = RequestOf<"retrieveAccessToken">
/** The parameters of `endpoints.retrieveConfiguration`. */
export type RetrieveConfigurationRequest = RequestOf<"retrieveConfiguration">
/** The parameters of `endpoints.createSession`. */
export type CreateSessionRequest = RequestOf<"createSession">
/** The parameters of `endpoints.resumeSession`. */
export type ResumeSessionRequest = RequestOf<"resumeSession">
/** The parameters of `endpoints.retrieveSession`. */
export type RetrieveSessionRequest = RequestOf<"retrieveSession">
/** The parameters of `endpoints.authenticateInUserAgent`. */
export type AuthenticateInUserAgentRequest = RequestOf<"authenticateInUserAgent">
/** The parameters of `endpoints.retrieveProfiles`. */
export type RetrieveProfilesRequest = RequestOf<"retrieveProfiles">
/** The parameters of `endpoints.retrieveProfileForMvpd`. */
export type RetrieveProfileForMvpdRequest = RequestOf<"retrieveProfileForMvpd">
/** The parameters of `endpoints.retrieveProfileForCode`. */
export type RetrieveProfileForCodeRequest = RequestOf<"retrieveProfileForCode">
/** The parameters of `endpoints.retrievePreauthorizationDecisions`. */
export type RetrievePreauthorizationDecisionsRequest = RequestOf<"retrievePreauthorizationDecisions">
/** The parameters of `endpoints.retrieveAuthorizationDecisions`. */
export type RetrieveAuthorizationDecisionsRequest = RequestOf<"retrieveAuthorizationDecisions">
/** The parameters of `endpoints.initiateLogout`. */
export type InitiateLogoutRequest = RequestOf<"initiateLogout">
/** The parameters of `endpoints.retrievePartnerAuthenticationRequest`. */
export type RetrievePartnerAuthenticationRequestRequest = RequestOf<"retrievePartnerAuthenticationRequest">
/** The parameters of `endpoints.retrieveProfileUsingPartnerAuthenticationResponse`. */
export type RetrieveProfileUsingPartnerAuthenticationResponseRequest =
  RequestOf<"retrieveProfileUsingPartnerAuthenticationResponse">
/** The parameters of `endpoints.initiateAuthorization`. */
export type InitiateAuthorizationRequest = RequestOf<"initiateAuthorization">
/** The parameters of `endpoints.resetTemporaryPass`. */
export type ResetTemporaryPassRequest = RequestOf<"resetTemporaryPass">
/** The parameters of `endpoints.resetPromotionalTemporaryPass`. */
export type ResetPromotionalTemporaryPassRequest = RequestOf<"resetPromotionalTemporaryPass">
/** What a registration gives: the answer of `endpoints.retrieveClientCredentials`. */
export type ClientCredentials = AnswerOf<"retrieveClientCredentials">
/** An access token with its life: the answer of `endpoints.retrieveAccessToken`. */
export type AccessToken = AnswerOf<"retrieveAccessToken">
/** What is known of a session: the answer of `endpoints.retrieveSession`. */
export type SessionInformation = AnswerOf<"retrieveSession">
/** What REST API V1 answers to `authorize`: the answer of `endpoints.initiateAuthorization`. */
export type V1Authorization = AnswerOf<"initiateAuthorization">

type AnyEndpoint = Effect.Effect<
  (request: never) => Effect.Effect<unknown, unknown, Device.Device>,
  never,
  Endpoint
>

const endpoints: ReadonlyArray<readonly [string, AnyEndpoint]> = Object.entries(Endpoints)

/** Finds the signal among the parameters, which the endpoints check themselves. */
const checkSignal = checker(
  Abortable.annotations({ parseOptions: { onExcessProperty: "ignore" } }),
  "request",
)

/** The methods over what runs a call. */
export const endpointMethods = (run: Run): EndpointMethods =>
  // as TypeScript does not follow what each endpoint takes and answers through a list
  Object.fromEntries(
    endpoints.map(([name, endpoint]): ReadonlyArray<unknown> => [
      name.replace(/^./, (letter) => letter.toLowerCase()),
      (given?: unknown) => {
        const request = orEmpty(given)
        return run(checkSignal(request), () => Effect.flatMap(endpoint, (call) => call(request as never)))
      },
    ]),
  ) as EndpointMethods
