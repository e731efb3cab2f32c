/**
 * How a sandbox can be set up. Nothing has to be given.
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { optional } from "./world/optional.js"
import type { Account, Channel, Mvpd, ServiceProvider } from "./world/catalogue.js"
import * as catalogue from "./world/catalogue.js"

/** Where the reference's table, its samples and the OpenAPI document differ, which of them is served. */
export const Variant = Schema.Struct({
  /** The shape of the configuration (default `sample`). */
  configuration: Schema.Literal("sample", "table", "openapi"),
  /** Timestamps: as the reference's samples have them (sessions as strings, the rest as numbers), or all alike. */
  timestamps: Schema.Literal("sample", "numbers", "strings"),
  /** The device's address in session information: the samples' string or OpenAPI's object. */
  ipAddress: Schema.Literal("string", "object"),
  /** What the missing or existing domain parameter is called. */
  domain: Schema.Literal("domain", "domainName"),
  /** Whether URLs that the service gives to follow carry its origin. */
  url: Schema.Literal("relative", "absolute"),
  /** Whether decisions echo a resource with a trailing blank: as the MVPD does, always or never. */
  echo: Schema.Literal("mvpd", "trailing-blank", "exact"),
  /** Whether enhanced errors carry a trace; the samples of TempPass and degradation leave it out. */
  trace: Schema.Boolean,
  /** Whether V1 answers with enhanced errors; they are off unless an integration asked for them. */
  v1Errors: Schema.Literal("plain", "enhanced"),
  /** The format of V1's answers: as the Accept header asks, or one of them whatever it says. */
  v1Format: Schema.Literal("accept", "json", "xml"),
  /** How V1's plain errors give their status. */
  v1Status: Schema.Literal("number", "string"),
}).annotations({ identifier: "Variant" })
export interface Variant extends Schema.Schema.Type<typeof Variant> {}

/** The limits by which requests are answered 429. */
export const Throttle = Schema.Struct({
  requestsPerSecond: Schema.NonNegative,
  burst: Schema.NonNegative,
  /** Whether a device that stays quiet gets its burst back; the worked example of the reference holds either way. */
  refill: Schema.Boolean,
  /** Seconds for a `Retry-After` header; the reference's answer has none. */
  retryAfter: optional(Schema.Number),
}).annotations({ identifier: "Throttle" })
export interface Throttle extends Schema.Schema.Type<typeof Throttle> {}

/** How a sandbox is set up. */
export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1. Anything that is not loopback is announced with a warning. */
  readonly host?: string
  /** The seed of all chance: codes, identifiers, faults. */
  readonly seed?: number
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

export interface Settings {
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly accounts: ReadonlyArray<Account>
  readonly serviceProviders: ReadonlyArray<ServiceProvider>
  readonly mvpds: ReadonlyArray<Mvpd>
  readonly channels: ReadonlyArray<Channel>
  readonly throttle: Throttle | undefined
  readonly codeTtl: number
  readonly accessTokenTtl: number
  readonly profileTtl: number
  readonly decisionTtl: number
  readonly mediaTokenTtl: number
  readonly variant: Variant
  readonly logCapacity: number
}

export const published: Throttle = { requestsPerSecond: 1, burst: 10, refill: true }

const reference: Variant = {
  configuration: "sample",
  timestamps: "sample",
  ipAddress: "string",
  domain: "domain",
  url: "relative",
  echo: "mvpd",
  trace: true,
  v1Errors: "plain",
  v1Format: "accept",
  v1Status: "number",
}

export const resolve = (options: SandboxOptions): Settings => ({
  port: options.port ?? 0,
  host: options.host ?? "127.0.0.1",
  seed: options.seed ?? 30,
  accounts: merge(catalogue.accounts, options.accounts, (account) => account.username),
  serviceProviders: merge(catalogue.serviceProviders, options.serviceProviders, (sp) => sp.id),
  mvpds: merge(catalogue.mvpds, options.mvpds, (mvpd) => mvpd.id),
  channels: merge(catalogue.channels, options.channels, (channel) => channel.id),
  throttle: resolveThrottle(options.throttle),
  codeTtl: Duration.toMillis(options.codeTtl ?? "30 minutes"),
  accessTokenTtl: Duration.toMillis(options.accessTokenTtl ?? "6 hours"),
  profileTtl: Duration.toMillis(options.profileTtl ?? "30 days"),
  decisionTtl: Duration.toMillis(options.decisionTtl ?? "1 day"),
  mediaTokenTtl: Duration.toMillis(options.mediaTokenTtl ?? "5 minutes"),
  variant: { ...reference, ...options.variant },
  logCapacity: options.logCapacity ?? 2000,
})

export const resolveThrottle = (throttle: SandboxOptions["throttle"]): Throttle | undefined =>
  throttle === undefined || throttle === false
    ? undefined
    : throttle === true
      ? published
      : { ...published, ...throttle }

const merge = <A>(
  builtIn: ReadonlyArray<A>,
  given: ReadonlyArray<A> | undefined,
  key: (item: A) => string,
): ReadonlyArray<A> => [...new Map([...builtIn, ...(given ?? [])].map((item) => [key(item), item])).values()]
