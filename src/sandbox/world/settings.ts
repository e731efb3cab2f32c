/**
 * How a sandbox was set up, with every default filled in.
 */
import type { Account, Channel, Mvpd, ServiceProvider } from "./catalogue.js"
import type { Degradation } from "./degradation.js"
import type { Throttle } from "./limits.js"
import type { Variant } from "./variant.js"

export interface Settings {
  readonly listen: boolean
  readonly port: number
  readonly host: string
  readonly isFresh: boolean
  readonly seed: number
  readonly accounts: ReadonlyArray<Account>
  readonly serviceProviders: ReadonlyArray<ServiceProvider>
  readonly mvpds: ReadonlyArray<Mvpd>
  readonly channels: ReadonlyArray<Channel>
  /** Each with how many milliseconds it holds. */
  readonly degradations: ReadonlyArray<{ readonly rule: Degradation; readonly millis: number | undefined }>
  /** The time at which the virtual clock begins; the machine's own if undefined. */
  readonly clock: number | undefined
  readonly throttle: Throttle | undefined
  readonly codeTtl: number
  readonly accessTokenTtl: number
  readonly profileTtl: number
  readonly decisionTtl: number
  readonly mediaTokenTtl: number
  readonly variant: Variant
  /** Those that the queue begins with; it knows what they are. */
  readonly faults: ReadonlyArray<unknown>
  /** The file in which the state is kept. */
  readonly stateFile: string | undefined
  /** Whether the options say who and what there is; what is built in, unless given. */
  readonly isWorldGiven: boolean
  readonly logCapacity: number
}

/** The name by which this machine reaches a host that it listens on, for a URL. */
export const reachable = (host: string): string =>
  host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host
