/** What the software statement says, before anybody is asked with it. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { decode, listOf, momentOf } from "../decode.js"
import type { Finding, Outcome } from "./Finding.js"
import { inProduction, ok, problem } from "./Finding.js"

export const registered = "An application registered for REST API V2"
const scope = "api:client:v2"

/** Statements of Adobe's tell more or less of this; what one does not tell cannot be checked. */
export const statement = Effect.fn(function* (text: string, serviceProvider: string, isLocal: boolean) {
  const read = decode(text)
  if (Option.isNone(read) || read.value.kind === "mediaToken") {
    return [
      undefined,
      [problem("it is no signed statement (JWT)", "Take it whole from the TVE Dashboard.", registered)],
    ] as const satisfies Outcome<void>
  }
  const { claims, header } = read.value
  const providers = listOf(claims["service_providers"] ?? claims["serviceProviders"])
  const scopes = listOf(claims["scopes"] ?? claims["scope"])
  const now = yield* DateTime.now
  const findings: Array<Finding> = []
  if (providers.length > 0 && !providers.includes(serviceProvider)) {
    findings.push(
      problem(
        `it is for ${providers.join(", ")}, not for ${serviceProvider}`,
        "Assign the application to the service provider in the TVE Dashboard, or set --service-provider.",
        registered,
      ),
    )
  }
  if (scopes.length > 0 && !scopes.includes(scope)) {
    findings.push(
      problem(
        `its scopes are ${scopes.join(", ")}, without ${scope}`,
        "Give the application the scope for REST API V2 in the TVE Dashboard.",
        registered,
      ),
    )
  }
  const end = momentOf(claims["exp"])
  if (Option.isSome(end) && DateTime.lessThan(end.value, now)) {
    findings.push(
      problem(
        `it expired at ${DateTime.formatIso(end.value)}`,
        "Take a new one from the TVE Dashboard.",
        registered,
      ),
    )
  }
  if (isLocal) {
    findings.push(
      inProduction(
        "a sandbox's own statement",
        "Adobe takes one from its TVE Dashboard alone: register the application there.",
        registered,
      ),
    )
  }
  if (!isLocal && String(header["kid"]).startsWith("adobe-pass-sandbox-")) {
    findings.push(problem("it is a sandbox's own statement", "Take one from the TVE Dashboard.", registered))
  }
  const told = [
    typeof claims["software_id"] === "string" ? claims["software_id"] : undefined,
    providers.length > 0 ? `for ${providers.join(", ")}` : undefined,
    scopes.length > 0 ? `with ${scopes.join(", ")}` : undefined,
  ].filter((part) => part !== undefined)
  return [
    undefined,
    [ok(told.length === 0 ? "a signed statement that does not say what for" : told.join(", ")), ...findings],
  ] as const satisfies Outcome<void>
})
