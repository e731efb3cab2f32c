/** Which MVPDs a viewer can pick from. */
import * as Effect from "effect/Effect"
import type { Request } from "../endpoint/v2/RetrieveConfiguration.js"
import { RetrieveConfiguration } from "../endpoint/v2/RetrieveConfiguration.js"

/** The service provider with its MVPDs. */
export const configuration = Effect.fn("AdobePass.configuration")(function* (request?: Request) {
  const retrieve = yield* RetrieveConfiguration
  return yield* retrieve(request)
})
