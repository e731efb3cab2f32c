/** What any call can fail with, by tag: told here apart from the library's own list, so that a change of that is noticed. */
import type { AdobePassError } from "../../src/error/AdobePassError.js"

export const ofAnyCall = [
  "InvalidRequest",
  "AccessTokenRejected",
  "RegistrationRejected",
  "Throttled",
  "ServerFault",
  "Unreachable",
  "UnexpectedResponse",
] as const satisfies ReadonlyArray<AdobePassError["_tag"]>
