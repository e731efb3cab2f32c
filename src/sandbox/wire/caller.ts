/**
 * Who calls: the application (by its access token, for a service provider) and the device.
 */
import * as Effect from "effect/Effect"
import type { ServiceProvider } from "../world/catalogue.js"
import type { Mvpd } from "../world/catalogue.js"
import { isIntegrated } from "../world/catalogue.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Exchange } from "./exchange.js"
import type { World } from "../world/World.js"
import { deviceIdentifier, deviceInfo, subjects } from "./headers.js"
import type { AccessToken, Subjects } from "../world/state.js"

export interface Application {
  readonly serviceProvider: ServiceProvider
  readonly clientId: string
}

export interface Caller extends Application {
  readonly device: string
  readonly deviceInfo: Readonly<Record<string, unknown>>
  readonly subjects: Subjects
}

/** The access token of the request, if the sandbox issued it and it is still good. */
export const accessToken = (world: World, exchange: Exchange): AccessToken | undefined => {
  const [, value] = /^Bearer +(\S+)$/i.exec(exchange.headers["authorization"]?.trim() ?? "") ?? []
  const token = value === undefined ? undefined : world.state.tokens.get(value)
  if (token === undefined || token.revoked || token.expiresAt <= exchange.now) return undefined
  return world.state.clients.get(token.clientId)?.revoked === false ? token : undefined
}

export const application = (world: World, exchange: Exchange): Effect.Effect<Application, Refusal> =>
  Effect.suspend(() => {
    const token = accessToken(world, exchange)
    if (token === undefined) return refuse("invalid_access_token_client_application")
    const serviceProvider = world.state.serviceProviders.get(exchange.params["serviceProvider"] ?? "")
    if (serviceProvider === undefined) return refuse("invalid_parameter_service_provider")
    if (!token.serviceProviders.includes(serviceProvider.id))
      return refuse("invalid_access_token_service_provider")
    return Effect.succeed({ serviceProvider, clientId: token.clientId })
  })

export const caller = (world: World, exchange: Exchange): Effect.Effect<Caller, Refusal> =>
  Effect.gen(function* () {
    const app = yield* application(world, exchange)
    return {
      ...app,
      device: yield* deviceIdentifier(exchange),
      deviceInfo: yield* deviceInfo(exchange),
      subjects: yield* subjects(world, exchange),
    }
  })

/** The MVPD by that id, provided that the service provider has an integration with it. */
export const integration = (
  world: World,
  serviceProvider: ServiceProvider,
  id: string | undefined,
): Effect.Effect<Mvpd, Refusal> => {
  const mvpd = world.state.mvpds.get(id ?? "")
  if (mvpd === undefined) return refuse("invalid_parameter_mvpd")
  return isIntegrated(serviceProvider, mvpd) ? Effect.succeed(mvpd) : refuse("invalid_integration")
}
