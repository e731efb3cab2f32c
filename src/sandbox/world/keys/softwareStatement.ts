/**
 * Software statements, by which an application registers.
 */
import type * as Effect from "effect/Effect"
import type { Keys } from "./rsa.js"
import { signJwt } from "./rsa.js"

/** For DCR and REST API V2. */
export const CLIENT = "api:client:v2"
/** For the management API that resets a TempPass. */
export const TEMPORARY_PASSES = "temporary:passes:owner"
export const ISSUER = "auth.adobe.com"

/** The application that the sandbox's own statement is of. */
export const OWN_SOFTWARE = "sandbox"

/** Always the same moment, the first of January 2026, so that the same application gets the same statement. */
const ISSUED_AT = 1_767_225_600

/** A software statement as the TVE Dashboard would hand it out for a registered application. */
export const softwareStatement = (
  keys: Keys,
  claims: {
    readonly softwareId: string
    readonly serviceProviders: ReadonlyArray<string>
    readonly scopes: ReadonlyArray<string>
  },
): Effect.Effect<string> =>
  signJwt(keys.adobe, {
    iss: ISSUER,
    iat: ISSUED_AT,
    software_id: claims.softwareId,
    service_providers: [...claims.serviceProviders],
    scopes: claims.scopes.join(" "),
    note: `For a sandbox of Adobe Pass alone${keys.kind === "development" ? ", signed by its public development key" : ""}: Adobe does not accept it.`,
  })
