import { AccessTokenRejected } from "./AdobePassError.js"
import type { Failure } from "./codes.js"

/** How the management API says no to a client: by the status alone, with no code. A page is a gateway's. */
export const managementRefusal = (failure: Failure, body: unknown): AccessTokenRejected | undefined =>
  failure.status === 403 && failure.code === undefined && typeof body !== "string"
    ? new AccessTokenRejected({
        ...failure,
        message: `${failure.message}; does the software statement have the scope temporary:passes:owner?`,
      })
    : undefined
