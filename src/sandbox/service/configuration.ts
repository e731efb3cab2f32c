/**
 * The configuration of a service provider: the MVPDs that it has an active integration with.
 */
import * as Effect from "effect/Effect"
import { application } from "../wire/caller.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, here, json } from "../wire/exchange.js"
import type { Mvpd, ServiceProvider } from "../world/catalogue.js"
import { isIntegrated } from "../world/catalogue.js"
import { World } from "../world/World.js"

export const retrieveConfiguration: Handler = Effect.gen(function* () {
  const { state } = yield* World
  const exchange = yield* Exchange
  const { serviceProvider } = yield* application
  const mvpds = [...state.mvpds.values()]
    .filter((mvpd) => isIntegrated(serviceProvider, mvpd))
    .map((mvpd) => describe(exchange, mvpd))
  return json(200, shapes[state.variant.configuration](serviceProvider, mvpds, exchange.now))
})

const describe = (exchange: Exchange["Type"], mvpd: Mvpd) => ({
  id: mvpd.id,
  displayName: mvpd.displayName,
  logoUrl: mvpd.logoUrl ?? here(exchange, `/sandbox/logos/${encodeURIComponent(mvpd.id)}.svg`),
  ...(mvpd.tempPass === undefined
    ? { authPerAggregator: false }
    : { authPerAggregator: true, isTempPass: true }),
  ...(mvpd.proxyMvpd === undefined ? {} : { isProxy: true }),
  ...mvpd.platform,
})

type Described = ReturnType<typeof describe>
type Shape = (serviceProvider: ServiceProvider, mvpds: ReadonlyArray<Described>, now: number) => unknown

const domains = (serviceProvider: ServiceProvider) =>
  serviceProvider.domains.map((name) => ({ name, mvpdInitiated: false }))

const shapes: Record<"sample" | "table" | "openapi", Shape> = {
  sample: (serviceProvider, mvpds) => ({
    device: "unknown",
    clientType: "html5",
    os: "Unknown",
    requestor: {
      id: serviceProvider.id,
      name: serviceProvider.name,
      domains: domains(serviceProvider),
      mvpds,
    },
  }),
  table: (serviceProvider, mvpds, now) => ({
    device: "unknown",
    clientType: "html5",
    errorReporting: {},
    requestor: { id: serviceProvider.id, name: serviceProvider.name, domains: serviceProvider.domains },
    mvpds,
    time: now,
  }),
  openapi: (serviceProvider, mvpds) => ({
    platform: "unknown",
    platformCategory: "Desktop",
    os: "Unknown",
    sdkType: "restapi",
    requestor: {
      id: serviceProvider.id,
      name: serviceProvider.name,
      channels: serviceProvider.id,
      domains: domains(serviceProvider),
      mvpds,
    },
  }),
}
