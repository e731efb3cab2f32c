/**
 * Who calls: the application (by its access token, for a service provider) and the device.
 */
import * as Effect from "effect/Effect"
import type { Mvpd, ServiceProvider } from "../world/catalogue.js"
import { isIntegrated } from "../world/catalogue.js"
import { Refusal, refuse } from "../world/errors.js"
import { OWN_SOFTWARE } from "../world/keys/softwareStatement.js"
import type { AccessToken, State, Subjects } from "../world/state.js"
import { World } from "../world/World.js"
import { Exchange } from "./exchange.js"
import { deviceIdentifier, deviceInfo, subjects } from "./headers.js"
import { vouchedMvpd } from "./partnerStatus.js"

export interface Application {
  readonly serviceProvider: ServiceProvider
  readonly clientId: string
}

export interface Caller extends Application {
  readonly device: string
  readonly deviceInfo: Readonly<Record<string, unknown>>
  readonly subjects: Subjects
  /** The id of the MVPD that the partner's framework vouches for. */
  readonly vouchedMvpd: string | undefined
  /** The viewer of a promotional TempPass, base64. */
  readonly identity: string | undefined
}

/** The access token of the request, if the sandbox issued it, good or not. */
const issuedToken = ({ tokens }: State, { headers }: Exchange["Type"]): AccessToken | undefined => {
  const [, value] = /^Bearer +(\S+)$/i.exec(headers["authorization"]?.trim() ?? "") ?? []
  return value === undefined ? undefined : tokens.get(value)
}

/** The access token of the request, if the sandbox issued it and it is still good. */
export const accessToken: Effect.Effect<AccessToken | undefined, never, World | Exchange> = Effect.zipWith(
  World,
  Exchange,
  ({ state }, exchange) => {
    const token = issuedToken(state, exchange)
    if (token === undefined || token.revoked || token.expiresAt <= exchange.now) return undefined
    return state.clients.get(token.clientId)?.revoked === false ? token : undefined
  },
)

const noToken: Effect.Effect<never, Refusal, World | Exchange> = Effect.gen(function* () {
  const { state } = yield* World
  const exchange = yield* Exchange
  const token = issuedToken(state, exchange)
  const isExpired = token !== undefined && token.expiresAt <= exchange.now
  return yield* new Refusal({
    code: "invalid_access_token_client_application",
    ...(isExpired && state.variant.expiredToken === "oauth" && { oauth: "invalid_token" }),
  })
})

export const application: Effect.Effect<Application, Refusal, World | Exchange> = Effect.gen(function* () {
  const { state } = yield* World
  const { params } = yield* Exchange
  const token = yield* accessToken
  if (token === undefined) return yield* noToken
  const serviceProvider = state.serviceProviders.get(params["serviceProvider"] ?? "")
  if (serviceProvider === undefined) return yield* refuse("invalid_parameter_service_provider")
  const isOwn = state.clients.get(token.clientId)?.softwareId === OWN_SOFTWARE
  if (!isOwn && !token.serviceProviders.includes(serviceProvider.id))
    return yield* refuse("invalid_access_token_service_provider")
  return { serviceProvider, clientId: token.clientId }
})

/** The viewer of a promotional TempPass, as the request names it. */
export const temporaryAccessIdentity = ({ headers }: Exchange["Type"]): string | undefined =>
  headers["ap-temppass-identity"]

export const caller: Effect.Effect<Caller, Refusal, World | Exchange> = Effect.gen(function* () {
  const { clientId, serviceProvider } = yield* application
  return {
    clientId,
    serviceProvider,
    device: yield* deviceIdentifier,
    deviceInfo: yield* deviceInfo,
    subjects: yield* subjects,
    vouchedMvpd: yield* vouchedMvpd,
    identity: temporaryAccessIdentity(yield* Exchange),
  }
})

/** The MVPD by that id, provided that the service provider has an integration with it. */
export const integration = (
  serviceProvider: ServiceProvider,
  id: string | undefined,
): Effect.Effect<Mvpd, Refusal, World> =>
  Effect.flatMap(World, ({ state }) => {
    const mvpd = state.mvpds.get(id ?? "")
    if (mvpd === undefined) return refuse("invalid_parameter_mvpd")
    return isIntegrated(serviceProvider, mvpd) ? Effect.succeed(mvpd) : refuse("invalid_integration")
  })
