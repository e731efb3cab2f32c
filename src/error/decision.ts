/** From a decision as Adobe sends it to the one a caller gets. */
import type { DecisionItem, Deny, Permit, PermitWithToken } from "../domain/Decision.js"
import type { DecisionError } from "./AdobePassError.js"
import { UnexpectedResponse } from "./AdobePassError.js"
import { fromDecision } from "./read.js"

/** A preauthorization decision. */
export const permitOrDeny =
  (endpoint: string) =>
  ({ authorized, error = {}, token: _, ...decision }: DecisionItem): Permit | Deny<DecisionError> =>
    authorized
      ? { ...decision, _tag: "Permit" }
      : { ...decision, _tag: "Deny", error: fromDecision(endpoint, error) }

/** An authorization decision; a permit without a media token cannot be played with. */
export const permitWithTokenOrDeny =
  (endpoint: string) =>
  (item: DecisionItem): PermitWithToken | Deny<DecisionError> => {
    const decision = permitOrDeny(endpoint)(item)
    if (decision._tag === "Deny") return decision
    return item.token === undefined
      ? { ...decision, _tag: "Deny", error: withoutToken(endpoint) }
      : { ...decision, token: item.token }
  }

const withoutToken = (endpoint: string) =>
  new UnexpectedResponse({ endpoint, message: `${endpoint}: a permit without a media token` })
