/**
 * Software statements, by which an application registers.
 */
import * as Effect from "effect/Effect"
import { signJwt } from "./keys.js"
import type { World } from "./World.js"

export const SCOPE = "api:client:v2"
export const ISSUER = "auth.adobe.com"

/** A software statement as the TVE Dashboard would hand it out for a registered application. */
export const softwareStatement = (
  world: World,
  claims: { readonly softwareId: string; readonly serviceProviders: ReadonlyArray<string> },
): Effect.Effect<string> =>
  Effect.flatMap(world.clock.now, (now) =>
    signJwt(world.keys.adobe, {
      iss: ISSUER,
      iat: Math.floor(now / 1000),
      software_id: claims.softwareId,
      service_providers: [...claims.serviceProviders],
      scopes: SCOPE,
    }),
  )
