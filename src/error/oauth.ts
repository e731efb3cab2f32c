import { isObject } from "../domain/wire/Lenient.js"
import { RegistrationRejected } from "./AdobePassError.js"
import type { Failure } from "./codes.js"

/** What to look at. */
const hints: Readonly<Record<string, string | undefined>> = {
  invalid_software_statement:
    "Look at the software statement: is it the whole text from the TVE Dashboard, of this environment, for this service provider and REST API V2, and not revoked?",
}

/** How the registration and token endpoints say no: `{ "error": "invalid_client" }`. */
export const registrationRejected = (failure: Failure, body: unknown): RegistrationRejected | undefined => {
  if (failure.status >= 500 || !isObject(body) || typeof body["error"] !== "string") return undefined
  const error = body["error"].toLowerCase()
  // all of OAuth's have two words; "Forbidden" is of a gateway
  if (!/^[a-z\d]+(?:_[a-z\d]+)+$/.test(error)) return undefined
  const { error_description: description } = body
  const message =
    typeof description === "string" ? description : `${failure.endpoint} was refused with ${error}`
  const hint = hints[error]
  return new RegistrationRejected({
    ...failure,
    error,
    message: hint === undefined ? message : `${message}. ${hint}`,
  })
}
