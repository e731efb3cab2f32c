/**
 * How a sandbox can be set up. Every option has a default.
 */
import * as Duration from "effect/Duration"
import { randomInt } from "node:crypto"
import type { Account, Channel, Mvpd, ServiceProvider } from "./world/catalogue.js"
import * as builtIn from "./world/builtIn.js"
import type { Throttle } from "./world/limits.js"
import { resolveThrottle } from "./world/limits.js"
import type { Settings } from "./world/settings.js"
import type { Variant } from "./world/variant.js"
import { reference } from "./world/variant.js"

/** How a sandbox is set up. */
export interface SandboxOptions {
  /** Default true. Without listening, `fetch` is the only way in. */
  readonly listen?: boolean
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1. Anything that is not loopback is announced with a warning. */
  readonly host?: string | undefined
  /**
   * Makes keys and chance anew, where every sandbox has the same development keys and the same seed otherwise: its
   * software statement, client ids and codes are like those of no other sandbox.
   */
  readonly fresh?: boolean | undefined
  /** The seed of all chance: codes, identifiers, faults (default 30, or any if fresh). */
  readonly seed?: number | undefined
  /** Added to the built-in ones; the same username replaces one. */
  readonly accounts?: ReadonlyArray<Account>
  /** Added to the built-in ones; the same id replaces one. */
  readonly serviceProviders?: ReadonlyArray<ServiceProvider>
  readonly mvpds?: ReadonlyArray<Mvpd>
  readonly channels?: ReadonlyArray<Channel>
  /** Default off, for tests; `true` is the published limit: 1 request a second, burst 10, by device address. */
  readonly throttle?: boolean | Partial<Throttle>
  /** How long an authentication code is good for (default 30 minutes). */
  readonly codeTtl?: Duration.DurationInput
  /** How long an access token is good for (default 6 hours). */
  readonly accessTokenTtl?: Duration.DurationInput
  /** How long a profile is good for (default 30 days). */
  readonly profileTtl?: Duration.DurationInput
  /** How long an authorization decision is good for (default 1 day). */
  readonly decisionTtl?: Duration.DurationInput
  /** How long a media token is good for (default 5 minutes). */
  readonly mediaTokenTtl?: Duration.DurationInput
  readonly variant?: Partial<Variant>
  /** How many exchanges the request log keeps (default 2000). */
  readonly logCapacity?: number
}

export const resolve = (options: SandboxOptions): Settings => ({
  listen: options.listen ?? true,
  port: options.port ?? 0,
  host: options.host ?? "127.0.0.1",
  isFresh: options.fresh ?? false,
  seed: options.seed ?? (options.fresh === true ? randomInt(2 ** 31) : 30),
  accounts: merge(builtIn.accounts, options.accounts, (account) => account.username),
  serviceProviders: merge(builtIn.serviceProviders, options.serviceProviders, (sp) => sp.id),
  mvpds: merge(builtIn.mvpds, options.mvpds, (mvpd) => mvpd.id),
  channels: merge(builtIn.channels, options.channels, (channel) => channel.id),
  throttle: resolveThrottle(options.throttle),
  codeTtl: Duration.toMillis(options.codeTtl ?? "30 minutes"),
  accessTokenTtl: Duration.toMillis(options.accessTokenTtl ?? "6 hours"),
  profileTtl: Duration.toMillis(options.profileTtl ?? "30 days"),
  decisionTtl: Duration.toMillis(options.decisionTtl ?? "1 day"),
  mediaTokenTtl: Duration.toMillis(options.mediaTokenTtl ?? "5 minutes"),
  variant: { ...reference, ...options.variant },
  logCapacity: options.logCapacity ?? 2000,
})

const merge = <A>(
  builtIn: ReadonlyArray<A>,
  given: ReadonlyArray<A> | undefined,
  key: (item: A) => string,
): ReadonlyArray<A> => [...new Map([...builtIn, ...(given ?? [])].map((item) => [key(item), item])).values()]
