/** The token room with a registration service of our own in front of it, on the clock of the test. */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Store } from "../../src/cache/Store.js"
import { Device } from "../../src/domain/Device.js"
import type { Environment } from "../../src/domain/Environment.js"
import { Integration } from "../../src/domain/Environment.js"
import { RetrieveAccessToken } from "../../src/endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "../../src/endpoint/dcr/RetrieveClientCredentials.js"
import { RegistrationRejected, Unreachable } from "../../src/error/AdobePassError.js"
import { ServerClock } from "../../src/policy/ServerClock.js"
import * as Tokens from "../../src/token/DeviceTokens.js"

/** A service that hands out clients and tokens, and does as the test says. */
export const registry = () => {
  const self = {
    registered: [] as Array<string>,
    /** The client of each token that was asked for. */
    asked: [] as Array<string>,
    /** When each was asked for. */
    askedAt: new Map<string, number>(),
    /** Clients the token endpoint does not know any more; `true` for all. */
    unknown: new Set<string>() as Set<string> | true,
    away: false,
    life: Duration.hours(6),
    latency: Duration.millis(200),
    /** How far the server's clock is ahead of the device's, in milliseconds. */
    ahead: 0,
    /** What it writes as `created_at`, where that is not its time. */
    createdAt: undefined as number | undefined,
    /** What its tokens tell of their life: all, when they were made alone, or nothing. */
    told: "all" as "all" | "createdAt" | "nothing",
    /** What it says of a client that it does not know. */
    refusal: "invalid_client",
    /** Whether its answers carry a Date. */
    dated: true,
  }
  const answer = Effect.fn(function* (endpoint: string) {
    yield* Effect.sleep(self.latency)
    if (self.away) return yield* new Unreachable({ endpoint, reason: "connection", message: "away" })
    const now = (yield* Clock.currentTimeMillis) + self.ahead
    if (self.dated) yield* (yield* ServerClock).observe({ earliest: now, latest: now })
    return now
  })
  const endpoints = Layer.mergeAll(
    Layer.effect(
      RetrieveClientCredentials,
      Effect.map(
        ServerClock,
        (clock) => () =>
          Effect.gen(function* () {
            yield* answer("RetrieveClientCredentials")
            const clientId = `client-${self.registered.length + 1}`
            self.registered.push(clientId)
            return { clientId, clientSecret: Redacted.make("secret"), grantTypes: [], scopes: [] }
          }).pipe(Effect.provideService(ServerClock, clock)),
      ),
    ),
    Layer.effect(
      RetrieveAccessToken,
      Effect.map(
        ServerClock,
        (clock) =>
          ({ clientId }) =>
            Effect.gen(function* () {
              self.asked.push(clientId)
              const token = `token-${self.asked.length}-of-${clientId}`
              self.askedAt.set(token, yield* Clock.currentTimeMillis)
              const now = yield* answer("RetrieveAccessToken")
              if (self.unknown === true || self.unknown.has(clientId)) {
                return yield* new RegistrationRejected({
                  endpoint: "RetrieveAccessToken",
                  error: self.refusal,
                  message: self.refusal,
                })
              }
              const createdAt = DateTime.unsafeMake(self.createdAt ?? now)
              return {
                value: Redacted.make(token),
                ...(self.told !== "nothing" && { createdAt }),
                ...(self.told === "all" && { expiresAt: DateTime.addDuration(createdAt, self.life) }),
              }
            }).pipe(Effect.provideService(ServerClock, clock)),
      ),
    ),
  )
  return Object.assign(self, { endpoints })
}
export type Registry = ReturnType<typeof registry>

export interface Options {
  readonly store?: Layer.Layer<Store>
  readonly environment?: Environment
  readonly serviceProvider?: string
  readonly softwareStatement?: string
  /** How many of them stay in memory. */
  readonly devices?: number
}

/** The tokens of one app: of one process, so to speak. */
export const app = (
  { endpoints }: Registry,
  {
    devices,
    environment = "production",
    serviceProvider = "REF30",
    softwareStatement = "statement",
    store = Store.memory,
  }: Options = {},
) =>
  (devices === undefined ? Tokens.layer : Tokens.layerBounded(devices)).pipe(
    Layer.provide(endpoints),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(store),
    Layer.provide(
      Integration.layer({
        environment,
        serviceProvider,
        softwareStatement: Redacted.make(softwareStatement),
      }),
    ),
  )

export const on = (identifier: string) =>
  Effect.provideService(Device, { identifier: Redacted.make(identifier) })
