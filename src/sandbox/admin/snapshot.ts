/**
 * Everything that a sandbox remembers, as it is written to a file and goes over HTTP: what one sandbox exports, another
 * can import.
 */
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { PendingFault } from "../server/faultKinds.js"
import { Faults } from "../server/Faults.js"
import { Account, Channel, Mvpd, ServiceProvider } from "../world/catalogue.js"
import { Streams } from "../world/chance.js"
import { Degradation } from "../world/degradation.js"
import { exported } from "../world/keys/rsa.js"
import { Throttle } from "../world/limits.js"
import { optional } from "../world/optional.js"
import type { Settings } from "../world/settings.js"
import type * as State from "../world/state.js"
import { Variant } from "../world/variant.js"
import { World } from "../world/World.js"

/** Of what is written; a sandbox reads no state of a later one. */
export const FORMAT = 1

const Texts = Schema.Array(Schema.String)

const Client = Schema.Struct({
  id: Schema.String,
  secret: Schema.String,
  softwareId: Schema.String,
  serviceProviders: Texts,
  redirectUris: Texts,
  grantTypes: Texts,
  scopes: Texts,
  issuedAt: Schema.Number,
  revoked: Schema.Boolean,
})

const AccessToken = Schema.Struct({
  value: Schema.String,
  clientId: Schema.String,
  serviceProviders: Texts,
  issuedAt: Schema.Number,
  expiresAt: Schema.Number,
  revoked: Schema.Boolean,
})

const Subjects = Schema.Struct({ platform: optional(Schema.String), service: optional(Schema.String) })

const Session = Schema.Struct({
  code: Schema.String,
  sessionId: Schema.String,
  serviceProvider: Schema.String,
  clientId: Schema.String,
  device: Schema.String,
  deviceInfo: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  address: Schema.Struct({ ip: Schema.String, port: Schema.Number }),
  userAgent: Schema.String,
  subjects: Subjects,
  notBefore: Schema.Number,
  notAfter: Schema.Number,
  mvpd: Schema.NullOr(Schema.String),
  domainName: Schema.optional(Schema.String),
  redirectUrl: Schema.optional(Schema.String),
  assertion: Schema.optional(Schema.Struct({ ticket: Schema.String, username: Schema.String })),
  login: Schema.Literal("pending", "complete", "cancelled"),
})

const Profile = Schema.Struct({
  serviceProvider: Schema.String,
  mvpd: Schema.String,
  clientId: Schema.String,
  device: Schema.String,
  username: Schema.String,
  subjects: Subjects,
  origin: Schema.Literal("mvpd", "apple"),
  code: Schema.optional(Schema.String),
  encryptedZip: Schema.String,
  notBefore: Schema.Number,
  notAfter: Schema.Number,
  invalidated: Schema.Boolean,
  key: Schema.String,
})

const Trial = Schema.Struct({
  serviceProvider: Schema.String,
  mvpd: Schema.String,
  devices: Texts,
  identities: Texts,
  startedAt: Schema.Number,
  expiresAt: Schema.Number,
  used: Texts,
  key: Schema.String,
})

/** The parts of a world that its options set up, each of which holds for as long as the options have it alike. */
const parts = (settings: Settings) => ({
  serviceProviders: settings.serviceProviders,
  mvpds: settings.mvpds,
  channels: settings.channels,
  accounts: settings.accounts,
  degradations: settings.degradations,
  throttle: settings.throttle ?? null,
  variant: settings.variant,
  clock: settings.clock ?? null,
  faults: settings.faults,
  seed: settings.seed,
})
type Part = keyof ReturnType<typeof parts>

/** The options that a world began with, in a few letters a part: whether one is still alike is all that is asked. */
export const beginning = (settings: Settings): Readonly<Record<Part, string>> =>
  Record.map(parts(settings), (part) =>
    createHash("sha256").update(JSON.stringify(part)).digest("base64url").slice(0, 12),
  )

/**
 * Everything the sandbox holds at one moment, secrets included: whoever has it can go on where it was. Devices and the
 * identities of TempPass are given in full, because the admin finds profiles and trials by them.
 */
export const Snapshot = Schema.Struct({
  version: Schema.Number,
  now: Schema.Number,
  /** How far the virtual clock is ahead of the machine's, in milliseconds. */
  offset: Schema.Number,
  /** The options that the sandbox began with, in short. */
  began: Schema.Record({ key: Schema.String, value: Schema.String }),
  chance: Streams,
  /** Null for the development keys. */
  keys: Schema.NullOr(Schema.Struct({ adobe: Schema.String, programmer: Schema.String })),
  serviceProviders: Schema.Array(ServiceProvider),
  mvpds: Schema.Array(Mvpd),
  channels: Schema.Array(Channel),
  accounts: Schema.Array(Account),
  degradations: Schema.Array(Degradation),
  variant: Variant,
  throttle: Schema.NullOr(Throttle),
  faults: Schema.Array(PendingFault),
  unapproved: Texts,
  answers: Schema.Array(Schema.Tuple(Schema.String, Schema.Number)),
  trials: Schema.Array(Trial),
  profiles: Schema.Array(Profile),
  sessions: Schema.Array(Session),
  accessTokens: Schema.Array(AccessToken),
  clients: Schema.Array(Client),
}).annotations({ identifier: "Snapshot" })
export interface Snapshot extends Schema.Schema.Type<typeof Snapshot> {}

/** Field by field, for there may be many of them, and to leave fields out of objects is slow. */
const sessionOf = (session: State.Session): Snapshot["sessions"][number] => ({
  code: session.code,
  sessionId: session.id,
  serviceProvider: session.serviceProvider,
  clientId: session.clientId,
  device: session.device,
  deviceInfo: session.deviceInfo,
  address: session.address,
  userAgent: session.userAgent,
  subjects: session.subjects,
  notBefore: session.notBefore,
  notAfter: session.notAfter,
  mvpd: session.mvpd ?? null,
  domainName: session.domainName,
  redirectUrl: session.redirectUrl,
  assertion: session.assertion,
  login: session.login,
})

/** How each of what there may be many of is written. */
export const entries = {
  profile: (profile: State.Profile, key: string): Snapshot["profiles"][number] => ({ ...profile, key }),
  session: sessionOf,
  accessToken: (token: State.AccessToken): Snapshot["accessTokens"][number] => ({ ...token }),
  client: (client: State.Client): Snapshot["clients"][number] => ({ ...client }),
}

type Many = "profiles" | "sessions" | "accessTokens" | "clients"

/** All but what there may be many of. */
export const few: Effect.Effect<Omit<Snapshot, Many>, never, World | Faults> = Effect.gen(function* () {
  const { chance, clock, keys, settings, state } = yield* World
  return {
    version: FORMAT,
    now: yield* clock.now,
    offset: clock.offset(),
    began: beginning(settings),
    chance: chance.streams(),
    keys: keys.kind === "development" ? null : exported(keys),
    serviceProviders: [...state.serviceProviders.values()],
    mvpds: [...state.mvpds.values()],
    channels: [...state.channels.values()],
    accounts: [...state.accounts.values()],
    degradations: [...state.degradations],
    variant: state.variant,
    throttle: state.throttle ?? null,
    faults: (yield* Faults).pending(),
    unapproved: [...state.unapproved],
    answers: [...state.answers],
    trials: Array.from(state.trials, ([key, trial]) => ({
      ...trial,
      devices: [...trial.devices],
      identities: [...trial.identities],
      used: [...trial.used],
      key,
    })),
  }
})

export const snapshot: Effect.Effect<Snapshot, never, World | Faults> = Effect.gen(function* () {
  const { state } = yield* World
  return {
    ...(yield* few),
    profiles: Array.from(state.profiles, ([key, profile]) => entries.profile(profile, key)),
    sessions: Array.from(state.sessions.values(), entries.session),
    accessTokens: Array.from(state.tokens.values(), entries.accessToken),
    clients: Array.from(state.clients.values(), entries.client),
  }
})
