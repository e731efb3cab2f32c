/** From a decision as Adobe sends it to the one a caller gets. */
import type { DecisionItem, DecisionsResponse, Deny, Permit, PermitWithToken } from "../domain/Decision.js"
import type { DecisionError } from "./AdobePassError.js"
import {
  AuthenticationRequired,
  AuthorizationDenied,
  ConfigurationInvalid,
  IntegrationUnavailable,
  PartnerUnavailable,
  TemporaryAccessExhausted,
  TooManyResources,
  UnexpectedResponse,
} from "./AdobePassError.js"
import { fromDecision } from "./read.js"

/** What asking for decisions can fail with beside what any call can. */
export const decisionFailures = [
  AuthorizationDenied,
  AuthenticationRequired,
  TooManyResources,
  TemporaryAccessExhausted,
  IntegrationUnavailable,
  ConfigurationInvalid,
  PartnerUnavailable,
]

interface Asked {
  /** The endpoint, by the name of its service. */
  readonly endpoint: string
  /** Strikes the secrets of the request out of a text. */
  readonly redact: (text: string) => string
}

const permitOrDeny = (
  { authorized, error, token: _, ...decision }: DecisionItem,
  { endpoint, redact }: Asked,
): Permit | Deny<DecisionError> =>
  authorized
    ? { ...decision, _tag: "Permit" }
    : { ...decision, _tag: "Deny", error: fromDecision(endpoint, error, redact) }

const permitWithTokenOrDeny = (item: DecisionItem, asked: Asked): PermitWithToken | Deny<DecisionError> => {
  const decision = permitOrDeny(item, asked)
  if (decision._tag === "Deny") return decision
  return item.token === undefined
    ? { ...decision, _tag: "Deny", error: withoutToken(asked) }
    : { ...decision, token: item.token }
}

const withoutToken = ({ endpoint }: Asked) =>
  new UnexpectedResponse({
    endpoint,
    message: `${endpoint}: a permit without a media token: token.serializedToken is missing`,
  })

/** The decisions of a preauthorization. */
export const permits = (
  { decisions }: DecisionsResponse,
  asked: Asked,
): ReadonlyArray<Permit | Deny<DecisionError>> => decisions.map((item) => permitOrDeny(item, asked))

/** The decisions of an authorization; a permit without a media token cannot be played with. */
export const permitsWithTokens = (
  { decisions }: DecisionsResponse,
  asked: Asked,
): ReadonlyArray<PermitWithToken | Deny<DecisionError>> =>
  decisions.map((item) => permitWithTokenOrDeny(item, asked))
