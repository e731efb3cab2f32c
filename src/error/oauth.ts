import { isObject } from "../domain/wire/Lenient.js"
import { RegistrationRejected } from "./AdobePassError.js"
import type { Failure } from "./codes.js"

/** How the registration and token endpoints say no: `{ "error": "invalid_client" }`. */
export const registrationRejected = (failure: Failure, body: unknown): RegistrationRejected | undefined => {
  if (failure.status >= 500 || !isObject(body) || typeof body["error"] !== "string") return undefined
  const error = body["error"].toLowerCase()
  // all of OAuth's have two words; "Forbidden" is of a gateway
  if (!/^[a-z\d]+(?:_[a-z\d]+)+$/.test(error)) return undefined
  const { error_description: description } = body
  return new RegistrationRejected({
    ...failure,
    error,
    message: typeof description === "string" ? description : `${failure.endpoint} was refused with ${error}`,
  })
}
