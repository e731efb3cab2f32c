/**
 * The hand on the sandbox: looks into its state and steers it. Every method is an effect; `startSandbox` offers the
 * same methods with promises.
 */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Words from "./words.js"
import type { ServiceProvider, TempPass } from "../world/catalogue.js"
import { Account, Channel, Mvpd } from "../world/catalogue.js"
import { softwareStatement } from "../world/softwareStatement.js"
import type { World } from "../world/World.js"
import type { PendingFault } from "../world/faultKinds.js"
import { Fault, pending } from "../world/faultKinds.js"
import { pem, signJwt } from "../world/keys.js"
import type { Variant } from "../world/variant.js"
import type { Throttle } from "../world/limits.js"
import { resolveThrottle } from "../world/limits.js"
import type { LoggedExchange, RequestLog } from "../server/requestLog.js"
import { mask } from "../server/requestLog.js"
import type { BucketSnapshot, Snapshot } from "./snapshot.js"
import { bucketSnapshots, snapshot } from "./snapshot.js"
import { authenticationResponse, requestedMvpd } from "../service/bodies/saml.js"
import type { Degradation } from "../world/state.js"
import { initial } from "../world/state.js"
import { isTempPass } from "../world/catalogue.js"
import { completeLogin } from "../service/rules/login.js"

/** The admin was asked for something that does not exist or cannot be. */
export class AdminError extends Schema.TaggedError<AdminError>()(
  "AdminError",
  { message: Schema.String },
  HttpApiSchema.annotations({ status: 400 }),
) {}

const cannot = (message: string) => Effect.fail(new AdminError({ message }))

/** What was told, for those whom no compiler checks; what is undefined at its top counts as left out. */
const told = <A, I>(schema: Schema.Schema<A, I>, given: A): Effect.Effect<A, AdminError> =>
  Effect.catchAll(
    Schema.validate(schema)(
      Predicate.isRecord(given) ? Record.filter(given, Predicate.isNotUndefined) : given,
    ),
    (error) =>
      cannot(
        ParseResult.ArrayFormatter.formatErrorSync(error)
          .map(({ message, path }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
          .join("; "),
      ),
  )

/** The latest time that can be set, well before the last that is a date. */
const END = 8e15

const moment = (millis: number) =>
  millis >= 0 && millis <= END
    ? Effect.succeed(millis)
    : cannot(`The clock goes from 0 to 8e15 milliseconds, not to ${millis}.`)

/** Which exchanges of the log are wanted, and how. */
export interface RequestFilter {
  /** Only exchanges of this endpoint, such as `CreateSession`. */
  readonly endpoint?: string
  /** With tokens, identifiers and passwords as they went over the wire. */
  readonly secrets?: boolean
}

/** A token of another service: whom it names, and for how long. */
export interface IdentityToken {
  /** Who is meant, the same on every device that shall share a profile. */
  readonly subject: string
  /** Default one hour; zero for a token that is expired already. */
  readonly expiresIn?: Duration.DurationInput
}

/** Everything that can be looked at and steered. */
export interface Admin {
  readonly state: Effect.Effect<Snapshot>
  /** Forgets everything, accounts and clock included, and starts chance over. */
  readonly reset: Effect.Effect<void>

  readonly now: Effect.Effect<number>
  readonly advance: (by: Duration.DurationInput) => Effect.Effect<number, AdminError>
  readonly setNow: (millis: number) => Effect.Effect<number, AdminError>

  readonly accounts: Effect.Effect<ReadonlyArray<Account>>
  /** Adds an account, or replaces the one of this username. */
  readonly putAccount: (account: Account) => Effect.Effect<void, AdminError>
  readonly removeAccount: (username: string) => Effect.Effect<void>

  readonly serviceProviders: Effect.Effect<ReadonlyArray<ServiceProvider>>
  readonly mvpds: Effect.Effect<ReadonlyArray<Mvpd>>
  /** Adds an MVPD, or replaces the one of this id; every limit, endpoint and platform of it can be set so. */
  readonly putMvpd: (mvpd: Mvpd) => Effect.Effect<void, AdminError>
  readonly channels: Effect.Effect<ReadonlyArray<Channel>>
  readonly putChannel: (channel: Channel) => Effect.Effect<void, AdminError>

  readonly degradations: Effect.Effect<ReadonlyArray<Degradation>>
  /** Applies a rule, in place of the one that this integration may have. */
  readonly degrade: (
    rule: Omit<Degradation, "until"> & { readonly for?: Duration.DurationInput },
  ) => Effect.Effect<void, AdminError>
  /** Ends the rules of an MVPD, or all. */
  readonly restore: (of?: {
    readonly mvpd?: string
    readonly serviceProvider?: string
  }) => Effect.Effect<void, AdminError>

  /** Sets the limits of a TempPass. */
  readonly setTempPass: (of: { readonly mvpd: string } & Partial<TempPass>) => Effect.Effect<void, AdminError>
  /** Gives fresh trials: to everybody, or to a device or an identity. */
  readonly resetTempPass: (of?: {
    readonly serviceProvider?: string
    readonly mvpd?: string
    readonly device?: string
    readonly identity?: string
  }) => Effect.Effect<void, AdminError>

  readonly faults: Effect.Effect<ReadonlyArray<PendingFault>>
  /** Orders a fault; the first that fits a call strikes it. */
  readonly addFault: (fault: Fault) => Effect.Effect<PendingFault, AdminError>
  /** Takes a fault back, or all. */
  readonly clearFaults: (of?: { readonly id?: number }) => Effect.Effect<void, AdminError>

  readonly throttle: Effect.Effect<Throttle | undefined>
  /** Switches throttling on, off, or to other limits; every bucket is full again. */
  readonly setThrottle: (
    throttle: boolean | Partial<Throttle>,
  ) => Effect.Effect<Throttle | undefined, AdminError>
  /** What each device address spent and has left. */
  readonly buckets: Effect.Effect<ReadonlyArray<BucketSnapshot>>

  readonly variant: Effect.Effect<Variant>
  /** Switches which of the reference's shapes are served. */
  readonly setVariant: (variant: Partial<Variant>) => Effect.Effect<Variant, AdminError>

  /**
   * Signs a viewer in for a pending code, and refuses whom the login page would refuse. No page is opened, so a session
   * that has no domainName or redirectUrl yet will do.
   */
  readonly completeLogin: (login: {
    readonly code: string
    /** Default `subscriber`. */
    readonly username?: string
    /** Needed if the session was created without one. */
    readonly mvpd?: string
  }) => Effect.Effect<void, AdminError>

  /** All access tokens, or those of one client: the next call with one is answered 401. */
  readonly revokeTokens: (of?: { readonly clientId?: string }) => Effect.Effect<void, AdminError>
  /** All clients, or one: their tokens and credentials are no longer accepted. */
  readonly revokeClients: (of?: { readonly clientId?: string }) => Effect.Effect<void, AdminError>
  /** Profiles of everybody, of one MVPD or of one device: decisions answer `authenticated_profile_invalidated`. */
  readonly invalidateProfiles: (of?: {
    readonly mvpd?: string
    readonly device?: string
  }) => Effect.Effect<void, AdminError>
  /** A statement for other service providers than the sandbox's own, or for a registered application of its own. */
  readonly softwareStatement: (claims: {
    readonly serviceProviders: ReadonlyArray<string>
    readonly softwareId?: string
  }) => Effect.Effect<string, AdminError>
  readonly disapproveSoftware: (softwareId: string) => Effect.Effect<void>

  /** A value for AD-Service-Token, signed by the identity service that the sandbox trusts. */
  readonly serviceToken: (of: IdentityToken) => Effect.Effect<string, AdminError>
  /** A value for Adobe-Subject-Token or X-Roku-Reserved-Roku-Connect-Token. */
  readonly platformToken: (of: IdentityToken) => Effect.Effect<string, AdminError>
  /** Plays Apple's framework: a value for AP-Partner-Framework-Status. */
  readonly partnerFrameworkStatus: (of: {
    /** Whose platformMappingId is told; none if the viewer chose no provider. */
    readonly mvpd?: string
    /** Default `granted`. */
    readonly accessStatus?: string
    /** Default one hour from now. */
    readonly expiresIn?: Duration.DurationInput
  }) => Effect.Effect<string, AdminError>
  /** Plays Apple's framework: the SAMLResponse to the `authenticationRequest.request` of a session. */
  readonly partnerAuthenticationResponse: (of: {
    readonly request: string
    /** Default `subscriber`. */
    readonly username?: string
  }) => Effect.Effect<string, AdminError>
  /** The programmer's key pair: signs service tokens, and decrypts metadata of state `enc` (RSA-OAEP). */
  readonly programmerKeys: Effect.Effect<{ readonly publicKey: string; readonly privateKey: string }>
  /** The public key, as PEM, that verifies the sandbox's media tokens; Adobe licenses its own to programmers. */
  readonly mediaTokenKey: Effect.Effect<string>

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
  advance: (by) =>
    Effect.gen(function* () {
      const span = Duration.decode((yield* told(Words.Ahead, { by })).by)
      yield* moment((yield* world.clock.now) + Duration.toMillis(span))
      return yield* world.clock.advance(span)
    }),
  setNow: (now) =>
    told(Words.Now, { now }).pipe(
      Effect.flatMap(({ now }) => moment(now)),
      Effect.flatMap(world.clock.set),
    ),

  accounts: Effect.sync(() => [...world.state.accounts.values()]),
  putAccount: (account) =>
    Effect.map(told(Account, account), (account) => void world.state.accounts.set(account.username, account)),
  removeAccount: (username) => Effect.sync(() => void world.state.accounts.delete(username)),

  serviceProviders: Effect.sync(() => [...world.state.serviceProviders.values()]),
  mvpds: Effect.sync(() => [...world.state.mvpds.values()]),
  putMvpd: (mvpd) => Effect.map(told(Mvpd, mvpd), (mvpd) => void world.state.mvpds.set(mvpd.id, mvpd)),
  channels: Effect.sync(() => [...world.state.channels.values()]),
  putChannel: (channel) =>
    Effect.map(told(Channel, channel), (channel) => void world.state.channels.set(channel.id, channel)),

  degradations: Effect.sync(() => [...world.state.degradations]),
  degrade: (rule) =>
    Effect.zipWith(told(Words.Rule, rule), world.clock.now, ({ for: duration, ...rule }, now) => {
      const others = world.state.degradations.filter(
        ({ mvpd, serviceProvider }) => mvpd !== rule.mvpd || serviceProvider !== rule.serviceProvider,
      )
      const until = duration === undefined ? {} : { until: now + Duration.toMillis(duration) }
      world.state.degradations = [...others, { ...rule, ...until }]
    }),
  restore: (of = {}) =>
    Effect.map(told(Words.OfIntegration, of), (of) => {
      world.state.degradations = world.state.degradations.filter((rule) => !covers(of, rule))
    }),

  setTempPass: (of) =>
    Effect.flatMap(told(Words.OfTempPass, of), ({ mvpd: id, ...limits }) => {
      const mvpd = world.state.mvpds.get(id)
      if (mvpd === undefined || !isTempPass(mvpd)) return cannot(`${id} is no TempPass.`)
      const tempPass: TempPass = { ...mvpd.tempPass, ...limits }
      return Effect.sync(() => void world.state.mvpds.set(id, { ...mvpd, tempPass }))
    }),
  resetTempPass: (of = {}) =>
    Effect.map(told(Words.OfTrial, of), ({ device, identity, ...of }) => {
      for (const [key, trial] of world.state.trials) {
        const isMeant =
          covers(of, trial) &&
          (device === undefined || trial.devices.has(device)) &&
          (identity === undefined || trial.identities.has(identity))
        if (isMeant) world.state.trials.delete(key)
      }
    }),

  faults: Effect.sync(() => [...world.state.faults]),
  addFault: (fault) =>
    Effect.map(told(Fault, fault), (fault) => {
      world.state.faultCount += 1
      const added = pending(fault, world.state.faultCount)
      world.state.faults.push(added)
      return added
    }),
  clearFaults: (of = {}) =>
    Effect.map(told(Words.OfFault, of), ({ id }) => {
      world.state.faults = world.state.faults.filter((fault) => id !== undefined && fault.id !== id)
    }),

  throttle: Effect.sync(() => world.state.throttle),
  setThrottle: (throttle) =>
    Effect.gen(function* () {
      world.state.throttle = resolveThrottle(
        Predicate.isBoolean(throttle) ? throttle : yield* told(Words.ThrottleLimits, throttle),
      )
      world.state.buckets.clear()
      return world.state.throttle
    }),
  buckets: Effect.map(world.clock.now, (now) => bucketSnapshots(world, now)),

  variant: Effect.sync(() => world.state.variant),
  setVariant: (variant) =>
    Effect.map(told(Words.Variants, variant), (variant) => {
      world.state.variant = { ...world.state.variant, ...variant }
      return world.state.variant
    }),

  completeLogin: (login) =>
    Effect.gen(function* () {
      const { code, username = "subscriber", mvpd } = yield* told(Words.Login, login)
      const session = world.state.sessions.get(code)
      const now = yield* world.clock.now
      if (session === undefined || now >= session.notAfter)
        return yield* cannot(`No session has the code ${code} now.`)
      const chosen = mvpd ?? session.mvpd
      if (chosen === undefined) return yield* cannot(`The session of ${code} has no mvpd yet.`)
      if (!world.state.mvpds.has(chosen)) return yield* cannot(`No MVPD is called ${chosen}.`)
      const account = world.state.accounts.get(username)
      if (account === undefined) return yield* cannot(`No account is called ${username}.`)
      if (account.locked !== undefined) return yield* cannot(`${username} cannot sign in: ${account.locked}`)
      session.mvpd = chosen
      completeLogin(world, now, session, username)
    }),

  revokeTokens: (of = {}) =>
    Effect.map(told(Words.OfClient, of), ({ clientId }) => {
      for (const token of world.state.tokens.values()) {
        if (clientId === undefined || token.clientId === clientId) token.revoked = true
      }
    }),
  revokeClients: (of = {}) =>
    Effect.map(told(Words.OfClient, of), ({ clientId }) => {
      for (const client of world.state.clients.values()) {
        if (clientId === undefined || client.id === clientId) client.revoked = true
      }
    }),
  invalidateProfiles: (of = {}) =>
    Effect.map(told(Words.OfProfile, of), ({ mvpd, device }) => {
      for (const profile of world.state.profiles.values()) {
        if ((mvpd ?? profile.mvpd) === profile.mvpd && (device ?? profile.device) === profile.device) {
          profile.invalidated = true
        }
      }
    }),
  softwareStatement: (claims) =>
    Effect.flatMap(told(Words.Software, claims), ({ serviceProviders, softwareId }) =>
      softwareStatement(world, { softwareId: softwareId ?? world.chance.uuid(), serviceProviders }),
    ),
  disapproveSoftware: (softwareId) => Effect.sync(() => void world.state.unapproved.add(softwareId)),

  serviceToken: (of) => identityToken(world, of, { iss: "sandbox-identity-service", aud: "Adobe" }),
  platformToken: (of) => identityToken(world, of, { iss: "sandbox-platform" }),
  partnerFrameworkStatus: (of) =>
    Effect.zipWith(
      told(Words.PartnerStatus, of),
      world.clock.now,
      ({ mvpd, accessStatus = "granted", expiresIn = "1 hour" }, now) => {
        const provider = world.state.mvpds.get(mvpd ?? "")?.platform
        const status = {
          frameworkPermissionInfo: { accessStatus },
          frameworkProviderInfo: {
            id: provider?.platformMappingId ?? mvpd ?? "",
            expirationDate: String(now + Duration.toMillis(expiresIn)),
          },
        }
        return Buffer.from(JSON.stringify(status)).toString("base64")
      },
    ),
  partnerAuthenticationResponse: (of) =>
    Effect.gen(function* () {
      const { request, username = "subscriber" } = yield* told(Words.PartnerAnswer, of)
      const mvpd = requestedMvpd(request)
      if (mvpd === undefined) return yield* cannot("This is no authentication request of the sandbox.")
      return yield* authenticationResponse(world, { mvpd, username }, yield* world.clock.now)
    }),
  programmerKeys: Effect.sync(() => ({
    publicKey: pem(world.keys.programmer.publicKey),
    privateKey: pem(world.keys.programmer.privateKey),
  })),
  mediaTokenKey: Effect.sync(() => pem(world.keys.adobe.publicKey)),

  requests: (filter = {}) =>
    Effect.map(log.entries, (entries) => entries.filter(wanted(filter)).map(shown(filter))),
  clearRequests: log.clear,
  requestStream: (filter = {}) => log.stream.pipe(Stream.filter(wanted(filter)), Stream.map(shown(filter))),
})

/** Whether what is meant, by nothing or by some of its properties, is this. */
const covers = (
  of: { readonly mvpd?: string; readonly serviceProvider?: string },
  one: { readonly mvpd: string; readonly serviceProvider?: string },
): boolean =>
  (of.mvpd ?? one.mvpd) === one.mvpd && (of.serviceProvider ?? one.serviceProvider) === one.serviceProvider

const identityToken = (
  world: World,
  of: IdentityToken,
  claims: { readonly iss: string; readonly aud?: string },
): Effect.Effect<string, AdminError> =>
  Effect.gen(function* () {
    const { subject, expiresIn = "1 hour" } = yield* told(Words.Identity, of)
    const now = yield* world.clock.now
    return yield* signJwt(world.keys.programmer, {
      ...claims,
      sub: subject,
      iat: Math.floor(now / 1000),
      exp: Math.floor((now + Duration.toMillis(expiresIn)) / 1000),
    })
  })

const wanted =
  ({ endpoint }: RequestFilter) =>
  (entry: LoggedExchange) =>
    endpoint === undefined || entry.endpoint === endpoint

const shown = ({ secrets }: RequestFilter) => (secrets === true ? (entry: LoggedExchange) => entry : mask)
