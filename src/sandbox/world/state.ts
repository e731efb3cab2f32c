/**
 * What a sandbox remembers. Everything is in memory and gone with `reset`.
 */
import type { Account, Channel, Mvpd, ServiceProvider } from "./catalogue.js"
import type { Variant } from "./variant.js"
import type { Throttle } from "./limits.js"
import type { Degradation } from "./degradation.js"
import type { Settings } from "./settings.js"

export interface Client {
  readonly id: string
  readonly secret: string
  readonly softwareId: string
  readonly serviceProviders: ReadonlyArray<string>
  readonly redirectUris: ReadonlyArray<string>
  readonly grantTypes: ReadonlyArray<string>
  readonly scopes: ReadonlyArray<string>
  readonly issuedAt: number
  revoked: boolean
}

export interface AccessToken {
  readonly value: string
  readonly clientId: string
  readonly serviceProviders: ReadonlyArray<string>
  readonly issuedAt: number
  readonly expiresAt: number
  revoked: boolean
}

/** Who a request speaks for beyond its device: the subjects of the single sign-on headers. */
export interface Subjects {
  readonly platform?: string
  readonly service?: string
}

export interface Session {
  readonly code: string
  readonly id: string
  readonly serviceProvider: string
  readonly clientId: string
  readonly device: string
  readonly deviceInfo: Readonly<Record<string, unknown>>
  readonly address: { readonly ip: string; readonly port: number }
  readonly userAgent: string
  readonly subjects: Subjects
  readonly notBefore: number
  readonly notAfter: number
  mvpd: string | undefined
  domainName: string | undefined
  redirectUrl: string | undefined
  /** The one-time ticket with which the MVPD sends the viewer back, and who the viewer is. */
  assertion: { readonly ticket: string; readonly username: string } | undefined
  login: "pending" | "complete" | "cancelled"
}

export interface Profile {
  readonly serviceProvider: string
  readonly mvpd: string
  readonly clientId: string
  readonly device: string
  readonly username: string
  readonly subjects: Subjects
  readonly origin: "mvpd" | "apple"
  /** The code whose login made it. */
  readonly code?: string | undefined
  /** The zip code, encrypted once for the programmer. */
  readonly encryptedZip: string
  readonly notBefore: number
  readonly notAfter: number
  invalidated: boolean
}

/** One viewer's trial of a TempPass, found again by device or by identity. */
export interface Trial {
  readonly serviceProvider: string
  readonly mvpd: string
  readonly devices: Set<string>
  readonly identities: Set<string>
  readonly startedAt: number
  readonly expiresAt: number
  /** The resources that a promotional trial used up; empty for a basic one. */
  readonly used: Set<string>
}

/** What a device address may still send; see `throttle`. */
export interface Bucket {
  readonly firstAt: number
  /** Seconds since the first request, whole ones. */
  second: number
  /** What this second still has to give. */
  limitLeft: number
  burstLeft: number
  /** Counted as the reference's worked example counts. */
  readonly consumed: { limit: number; burst: number; refused: number }
}

export interface State {
  serviceProviders: Map<string, ServiceProvider>
  mvpds: Map<string, Mvpd>
  channels: Map<string, Channel>
  accounts: Map<string, Account>
  clients: Map<string, Client>
  tokens: Map<string, AccessToken>
  sessions: Map<string, Session>
  profiles: Map<string, Profile>
  /** By what began them: service provider, MVPD and device. */
  trials: Map<string, Trial>
  degradations: Array<Degradation>
  /** Software ids of statements that are no longer approved. */
  unapproved: Set<string>
  /** How often an account's failing answer was given, by account and resource. */
  answers: Map<string, number>
  variant: Variant
  throttle: Throttle | undefined
  buckets: Map<string, Bucket>
}

const index = <A>(items: ReadonlyArray<A>, key: (item: A) => string) =>
  new Map(items.map((item) => [key(item), item]))

export const initial = (settings: Settings, now: number): State => ({
  serviceProviders: index(settings.serviceProviders, (sp) => sp.id),
  mvpds: index(settings.mvpds, (mvpd) => mvpd.id),
  channels: index(settings.channels, (channel) => channel.id),
  accounts: index(settings.accounts, (account) => account.username),
  clients: new Map(),
  tokens: new Map(),
  sessions: new Map(),
  profiles: new Map(),
  trials: new Map(),
  degradations: settings.degradations.map(({ millis, rule }) => ({
    ...rule,
    ...(millis !== undefined && { until: now + millis }),
  })),
  unapproved: new Set(),
  answers: new Map(),
  variant: settings.variant,
  throttle: settings.throttle,
  buckets: new Map(),
})

/** How many sessions, profiles and so on are remembered, so that a sandbox that runs for weeks does not grow. */
const CAPACITY = 10_000

const letOldestGo = <K>(all: Map<K, unknown> | Set<K>): void => {
  if (all.size <= CAPACITY) return
  const [oldest] = all.keys()
  if (oldest !== undefined) all.delete(oldest)
}

/** Puts an entry into a map as its newest, and lets the oldest go when there are too many. */
export const remember = <K, A>(map: Map<K, A>, key: K, value: A): void => {
  map.delete(key)
  map.set(key, value)
  letOldestGo(map)
}

/** The same for a set. */
export const rememberIn = <A>(set: Set<A>, value: A): void => {
  set.delete(value)
  set.add(value)
  letOldestGo(set)
}
