/**
 * Software statements, by which an application registers.
 */
import type * as Effect from "effect/Effect"
import type { Keys } from "./keys.js"
import { signJwt } from "./keys.js"

export const SCOPE = "api:client:v2"
export const ISSUER = "auth.adobe.com"

/** A software statement as the TVE Dashboard would hand it out for a registered application. */
export const softwareStatement = (
  keys: Keys,
  claims: { readonly softwareId: string; readonly serviceProviders: ReadonlyArray<string> },
  now: number,
): Effect.Effect<string> =>
  signJwt(keys.adobe, {
    iss: ISSUER,
    iat: Math.floor(now / 1000),
    software_id: claims.softwareId,
    service_providers: [...claims.serviceProviders],
    scopes: SCOPE,
  })
