import { isObject } from "../domain/wire/Lenient.js"
import { RegistrationRejected } from "./AdobePassError.js"
import type { Failure } from "./codes.js"

/** What to look at. */
const hints: Readonly<Record<string, string | undefined>> = {
  invalid_software_statement:
    "Look at the software statement: is it the whole text from the TVE Dashboard, of this environment, for this service provider and REST API V2, and not revoked?",
}

/** The codes of OAuth's own pages. */
const published: ReadonlySet<string> = new Set([
  "invalid_client",
  "invalid_client_metadata",
  "invalid_grant",
  "invalid_redirect_uri",
  "invalid_request",
  "invalid_scope",
  "invalid_software_statement",
  "unapproved_software_statement",
  "unauthorized_client",
  "unsupported_grant_type",
])

const textOf = (value: unknown) => (typeof value === "string" ? value.trim().toLowerCase() : "")

/** The code in a body: as OAuth has it, or a published one that is called `code` or wrapped. */
const codeIn = ({ code, error }: Readonly<Record<string, unknown>>): string | undefined => {
  // all of OAuth's have two words; "Forbidden" is of a gateway
  if (/^[a-z\d]+(?:_[a-z\d]+)+$/.test(textOf(error))) return textOf(error)
  const inside = isObject(error) ? [error["error"], error["code"]] : []
  return [code, ...inside].map(textOf).find((one) => published.has(one))
}

/** How the registration and token endpoints say no: `{ "error": "invalid_client" }`. */
export const registrationRejected = (failure: Failure, body: unknown): RegistrationRejected | undefined => {
  const error = failure.status < 500 && isObject(body) ? codeIn(body) : undefined
  if (error === undefined || !isObject(body)) return undefined
  const description = body["error_description"]
  const message =
    typeof description === "string" ? description : `${failure.endpoint} was refused with ${error}`
  const hint = hints[error]
  return new RegistrationRejected({
    ...failure,
    error,
    message: hint === undefined ? message : `${message}. ${hint}`,
  })
}
