import { isObject } from "../domain/wire/Lenient.js"
import { AuthorizationDenied } from "./AdobePassError.js"
import type { Failure } from "./codes.js"
import { isPublished } from "./codes.js"

const fields: ReadonlySet<string> = new Set(["status", "message", "details"])

/**
 * How REST API V1 says no where it gives no code: a status, a message and the MVPD's words in `details` are all of it.
 * Gateways have a status and a message, too.
 */
export const v1Refusal = (failure: Failure, body: unknown): AuthorizationDenied | undefined => {
  if (failure.status !== 403 || !isObject(body)) return undefined
  const error = isObject(body["error"]) ? body["error"] : body
  const isRefusal =
    Object.keys(error).every((name) => fields.has(name)) &&
    error["status"] !== undefined &&
    typeof error["message"] === "string" &&
    typeof error["details"] === "string" &&
    error["details"].trim() !== ""
  return isRefusal && !isPublished(failure)
    ? new AuthorizationDenied({ ...failure, reason: "other" })
    : undefined
}
