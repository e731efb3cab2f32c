/**
 * The hand on the sandbox: looks into its state and steers it. Every method is an effect; `startSandbox` offers the
 * same methods with promises.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { completeLogin } from "./authenticate.js"
import type { Account } from "./catalogue.js"
import { softwareStatement } from "./dcr.js"
import type { World } from "./exchange.js"
import type { LoggedExchange, RequestLog } from "./requestLog.js"
import { mask } from "./requestLog.js"
import type { Degradation } from "./state.js"
import { initial } from "./state.js"

/** The admin was asked for something that does not exist or cannot be. */
export class AdminError extends Schema.TaggedError<AdminError>()("AdminError", { message: Schema.String }) {}

const cannot = (message: string) => Effect.fail(new AdminError({ message }))

export interface Snapshot {
  readonly now: number
  readonly clients: ReadonlyArray<{
    readonly id: string
    readonly issuedAt: number
    readonly revoked: boolean
  }>
  readonly accessTokens: ReadonlyArray<{
    readonly clientId: string
    readonly expiresAt: number
    readonly revoked: boolean
  }>
  readonly sessions: ReadonlyArray<{
    readonly code: string
    readonly serviceProvider: string
    readonly mvpd: string | undefined
    readonly device: string
    readonly login: "pending" | "complete" | "cancelled"
    readonly notAfter: number
  }>
  readonly profiles: ReadonlyArray<{
    readonly serviceProvider: string
    readonly mvpd: string
    readonly device: string
    readonly username: string
    readonly notAfter: number
    readonly invalidated: boolean
  }>
  readonly degradations: ReadonlyArray<Degradation>
}

export interface RequestFilter {
  /** Only exchanges of this endpoint, such as `CreateSession`. */
  readonly endpoint?: string
  /** With tokens, identifiers and passwords as they went over the wire. */
  readonly secrets?: boolean
}

export interface Admin {
  readonly state: Effect.Effect<Snapshot>
  /** Forgets everything, accounts and clock included, and starts chance over. */
  readonly reset: Effect.Effect<void>

  readonly now: Effect.Effect<number>
  readonly advance: (by: Duration.DurationInput) => Effect.Effect<number>
  readonly setNow: (millis: number) => Effect.Effect<number>

  readonly accounts: Effect.Effect<ReadonlyArray<Account>>
  /** Adds an account, or replaces the one of this username. */
  readonly putAccount: (account: Account) => Effect.Effect<void>
  readonly removeAccount: (username: string) => Effect.Effect<void>

  /** Signs a viewer in for a pending code, as the login page would. */
  readonly completeLogin: (login: {
    readonly code: string
    /** Default `subscriber`. */
    readonly username?: string
    /** Needed if the session was created without one. */
    readonly mvpd?: string
  }) => Effect.Effect<void, AdminError>

  /** All access tokens, or those of one client: the next call with one is answered 401. */
  readonly revokeTokens: (of?: { readonly clientId?: string }) => Effect.Effect<void>
  /** All clients, or one: their tokens and credentials are no longer accepted. */
  readonly revokeClients: (of?: { readonly clientId?: string }) => Effect.Effect<void>
  /** Profiles of everybody, of one MVPD or of one device: decisions answer `authenticated_profile_invalidated`. */
  readonly invalidateProfiles: (of?: {
    readonly mvpd?: string
    readonly device?: string
  }) => Effect.Effect<void>
  /** A statement for other service providers than the sandbox's own, or for a registered application of its own. */
  readonly softwareStatement: (claims: {
    readonly serviceProviders: ReadonlyArray<string>
    readonly softwareId?: string
  }) => Effect.Effect<string>
  readonly disapproveSoftware: (softwareId: string) => Effect.Effect<void>

  readonly requests: (filter?: RequestFilter) => Effect.Effect<ReadonlyArray<LoggedExchange>>
  readonly clearRequests: Effect.Effect<void>
  readonly requestStream: (filter?: RequestFilter) => Stream.Stream<LoggedExchange>
}

export const make = (world: World, log: RequestLog): Admin => ({
  state: Effect.map(world.clock.now, (now) => snapshot(world, now)),
  reset: Effect.gen(function* () {
    world.state = initial(world.settings)
    world.chance.reseed()
    yield* world.clock.reset
    yield* log.clear
  }),

  now: world.clock.now,
  advance: world.clock.advance,
  setNow: world.clock.set,

  accounts: Effect.sync(() => [...world.state.accounts.values()]),
  putAccount: (account) => Effect.sync(() => void world.state.accounts.set(account.username, account)),
  removeAccount: (username) => Effect.sync(() => void world.state.accounts.delete(username)),

  completeLogin: ({ code, username = "subscriber", mvpd }) =>
    Effect.gen(function* () {
      const session = world.state.sessions.get(code)
      const now = yield* world.clock.now
      if (session === undefined || now >= session.notAfter)
        return yield* cannot(`No session has the code ${code} now.`)
      session.mvpd = mvpd ?? session.mvpd
      if (!completeLogin(world, now, session, username)) {
        return yield* cannot(
          session.mvpd === undefined
            ? `The session of ${code} has no mvpd yet.`
            : `No account is called ${username}.`,
        )
      }
    }),

  revokeTokens: ({ clientId } = {}) =>
    Effect.sync(() => {
      for (const token of world.state.tokens.values()) {
        if (clientId === undefined || token.clientId === clientId) token.revoked = true
      }
    }),
  revokeClients: ({ clientId } = {}) =>
    Effect.sync(() => {
      for (const client of world.state.clients.values()) {
        if (clientId === undefined || client.id === clientId) client.revoked = true
      }
    }),
  invalidateProfiles: ({ mvpd, device } = {}) =>
    Effect.sync(() => {
      for (const profile of world.state.profiles.values()) {
        if ((mvpd ?? profile.mvpd) === profile.mvpd && (device ?? profile.device) === profile.device) {
          profile.invalidated = true
        }
      }
    }),
  softwareStatement: ({ serviceProviders, softwareId }) =>
    Effect.suspend(() =>
      softwareStatement(world, { softwareId: softwareId ?? world.chance.uuid(), serviceProviders }),
    ),
  disapproveSoftware: (softwareId) => Effect.sync(() => void world.state.unapproved.add(softwareId)),

  requests: (filter = {}) =>
    Effect.map(log.entries, (entries) => entries.filter(wanted(filter)).map(shown(filter))),
  clearRequests: log.clear,
  requestStream: (filter = {}) => log.stream.pipe(Stream.filter(wanted(filter)), Stream.map(shown(filter))),
})

const wanted =
  ({ endpoint }: RequestFilter) =>
  (entry: LoggedExchange) =>
    endpoint === undefined || entry.endpoint === endpoint

const shown = ({ secrets }: RequestFilter) => (secrets === true ? (entry: LoggedExchange) => entry : mask)

const snapshot = (world: World, now: number): Snapshot => ({
  now,
  clients: [...world.state.clients.values()].map(({ id, issuedAt, revoked }) => ({ id, issuedAt, revoked })),
  accessTokens: [...world.state.tokens.values()].map(({ clientId, expiresAt, revoked }) => ({
    clientId,
    expiresAt,
    revoked,
  })),
  sessions: [...world.state.sessions.values()].map(
    ({ code, serviceProvider, mvpd, device, login, notAfter }) => ({
      code,
      serviceProvider,
      mvpd,
      device,
      login,
      notAfter,
    }),
  ),
  profiles: [...world.state.profiles.values()].map(
    ({ serviceProvider, mvpd, device, username, notAfter, invalidated }) => ({
      serviceProvider,
      mvpd,
      device,
      username,
      notAfter,
      invalidated,
    }),
  ),
  degradations: [...world.state.degradations],
})
