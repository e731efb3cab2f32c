/**
 * How a sandbox can be set up: by a program, or by a file of the command. Every option has a default.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { randomInt } from "node:crypto"
import { wordsOf } from "./admin/issues.js"
import { DegradationOrder, partial } from "./admin/payloads.js"
import { Fault } from "./server/faultKinds.js"
import * as builtIn from "./world/builtIn.js"
import { Account, Channel, Mvpd, ServiceProvider } from "./world/catalogue.js"
import { resolveThrottle, Throttle } from "./world/limits.js"
import { meant } from "./world/nearest.js"
import type { Settings } from "./world/settings.js"
import { optional } from "./world/optional.js"
import { millisOf, Span } from "./world/span.js"
import { reference, Variant } from "./world/variant.js"

const Moment = Schema.Union(
  Schema.Number,
  Schema.String.pipe(
    Schema.filter((text) => Option.isSome(DateTime.make(text)), {
      message: ({ actual }) =>
        `${JSON.stringify(actual)} is no time, as 1767225600000 (milliseconds) and "2026-12-31T20:00:00Z" are.`,
      jsonSchema: { format: "date-time" },
    }),
  ),
)

/** With the message of a port that nothing can listen on. */
const Port = Schema.Number.pipe(
  Schema.filter((port) => Number.isInteger(port) && port >= 0 && port <= 65_535, {
    message: ({ actual }) =>
      `cannot listen on port ${String(actual)}: ports are whole numbers from 0 to 65535`,
    jsonSchema: { type: "integer", minimum: 0, maximum: 65_535 },
  }),
)

/** As a type, the list is of what has a name. */
const listOf = <A>(schema: Schema.Schema<A>) => Schema.optional(Schema.Array(schema))

/** How a sandbox is set up. */
export const SandboxOptions = Schema.Struct({
  /** For editors, which complete a file by it: `sandbox.schema.json` of the package. */
  $schema: Schema.optional(Schema.String),
  /** Default true. Without listening, `fetch` is the only way in; not for the command, which always listens. */
  listen: Schema.optional(Schema.Boolean),
  /** Default 0: any free port; of the command `sandbox`, 4010. `sandbox exec` takes any free port unless its flag says which. */
  port: Schema.optional(Port),
  /** Default 127.0.0.1. Anything that is not loopback is announced with a warning. */
  host: Schema.optional(Schema.String),
  /**
   * Makes keys and chance anew, where every sandbox has the same development keys and the same seed otherwise: its
   * software statement, client ids and codes are like those of no other sandbox.
   */
  fresh: Schema.optional(Schema.Boolean),
  /** The seed of all chance: codes, identifiers, faults (default 30, or any if fresh). */
  seed: Schema.optional(Schema.Number),
  /** Default true: the world has the built-in service providers, MVPDs, channels and accounts, too. */
  builtIn: Schema.optional(Schema.Boolean),
  /** Added to the built-in ones; the same id replaces one. */
  serviceProviders: listOf<ServiceProvider>(ServiceProvider),
  /** Added to the built-in ones; the same id replaces one. An MVPD with `tempPass` is a TempPass. */
  mvpds: listOf<Mvpd>(Mvpd),
  /** Added to the built-in ones; the same id replaces one. */
  channels: listOf<Channel>(Channel),
  /** Added to the built-in ones; the same username replaces one. */
  accounts: listOf<Account>(Account),
  /** The degradation rules that are applied from the beginning on. */
  degradations: listOf<DegradationOrder>(DegradationOrder),
  /**
   * Default off, for tests; of the command `sandbox`, on. `true` is the published limit: 1 request a second, burst 10, by
   * device address.
   */
  throttle: Schema.optional(Schema.Union(Schema.Boolean, partial(Throttle))),
  /** How long an authentication code is good for (default 30 minutes). */
  codeTtl: optional(Span),
  /** How long an access token is good for (default 6 hours). */
  accessTokenTtl: optional(Span),
  /** How long a profile is good for (default 30 days). */
  profileTtl: optional(Span),
  /** How long an authorization decision is good for (default 1 day). */
  decisionTtl: optional(Span),
  /** How long a media token is good for (default 5 minutes). */
  mediaTokenTtl: optional(Span),
  /** Where the virtual clock begins: milliseconds, or a time such as `2026-12-31T20:00:00Z`. It runs on from there. */
  clock: Schema.optional(Moment),
  /** Which of the reference's shapes are served. */
  variant: Schema.optional(partial(Variant)),
  /** The faults that are ordered from the beginning on. */
  faults: listOf<Fault>(Fault),
  /**
   * A file in which the state is kept: loaded where it exists, written within a second of a change and at the end. So devices
   * that were signed in still are when a sandbox starts again.
   */
  state: Schema.optional(Schema.String),
  /** How many exchanges the request log keeps (default 2000). */
  logCapacity: Schema.optional(Schema.Number),
}).annotations({
  identifier: "SandboxOptions",
  title: "The set-up of a sandbox of Adobe Pass Authentication",
})
export interface SandboxOptions extends Schema.Schema.Type<typeof SandboxOptions> {}

/** The options of a sandbox cannot be: each thing that is wrong, with its path. */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>()("InvalidOptions", {
  message: Schema.String,
}) {}

const decode = Schema.decodeUnknown(SandboxOptions, { onExcessProperty: "error", errors: "all" })

/** The given ones, and behind them those of the built-in ones that they do not replace. */
const merge = <A>(
  known: ReadonlyArray<A> = [],
  given: ReadonlyArray<A> = [],
  key: (item: A) => string,
): ReadonlyArray<A> => {
  const own = new Map(given.map((item) => [key(item), item]))
  return [...own.values(), ...known.filter((item) => !own.has(key(item)))]
}

const noSuch = (kind: string, id: string, ids: ReadonlyArray<string>): string =>
  `no ${kind} is called ${id}${meant(id, ids) || (ids.length === 0 ? "" : `; there are ${ids.join(", ")}`)}`

/** What is named but is not there, each with its path. */
const dangling = (
  options: SandboxOptions,
  { accounts, mvpds, serviceProviders }: Settings,
): ReadonlyArray<string> => {
  const mvpdIds = mvpds.map(({ id }) => id)
  /** A rule for a proxy holds for the MVPDs behind it. */
  const degradable = [...mvpdIds, ...mvpds.flatMap(({ proxyMvpd }) => proxyMvpd ?? [])]
  const providerIds = serviceProviders.map(({ id }) => id)
  const usernames = accounts.map(({ username }) => username)
  const check = (path: string, kind: string, id: string | undefined, ids: ReadonlyArray<string>) =>
    id === undefined || ids.includes(id) ? [] : [`${path}: ${noSuch(kind, id, ids)}`]
  return [
    ...(options.serviceProviders ?? []).flatMap(({ mvpds: own = [] }, at) =>
      own.flatMap((id, index) => check(`serviceProviders.${at}.mvpds.${index}`, "MVPD", id, mvpdIds)),
    ),
    ...(options.mvpds ?? []).flatMap(({ homeBased }, at) =>
      check(`mvpds.${at}.homeBased`, "account", homeBased, usernames),
    ),
    ...(options.degradations ?? []).flatMap(({ mvpd, serviceProvider }, at) => [
      ...check(`degradations.${at}.mvpd`, "MVPD", mvpd, degradable),
      ...check(`degradations.${at}.serviceProvider`, "service provider", serviceProvider, providerIds),
    ]),
    ...(serviceProviders.length === 0 ? ["serviceProviders: there must be one at least"] : []),
  ]
}

/** The options that set up who and what there is. */
const worldOptions = ["builtIn", "serviceProviders", "mvpds", "channels", "accounts"] as const

const settingsOf = (options: SandboxOptions): Settings => {
  const known: Pick<SandboxOptions, keyof typeof builtIn> = options.builtIn === false ? {} : builtIn
  return {
    listen: options.listen ?? true,
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    isFresh: options.fresh ?? false,
    seed: options.seed ?? (options.fresh === true ? randomInt(2 ** 31) : 30),
    accounts: merge(known.accounts, options.accounts, (account) => account.username),
    serviceProviders: merge(known.serviceProviders, options.serviceProviders, (sp) => sp.id),
    mvpds: merge(known.mvpds, options.mvpds, (mvpd) => mvpd.id),
    channels: merge(known.channels, options.channels, (channel) => channel.id),
    degradations: (options.degradations ?? []).map(({ for: span, ...rule }) => ({
      rule,
      millis: span === undefined ? undefined : millisOf(span),
    })),
    clock:
      options.clock === undefined ? undefined : DateTime.toEpochMillis(DateTime.unsafeMake(options.clock)),
    throttle: resolveThrottle(options.throttle),
    codeTtl: millisOf(options.codeTtl ?? "30 minutes"),
    accessTokenTtl: millisOf(options.accessTokenTtl ?? "6 hours"),
    profileTtl: millisOf(options.profileTtl ?? "30 days"),
    decisionTtl: millisOf(options.decisionTtl ?? "1 day"),
    mediaTokenTtl: millisOf(options.mediaTokenTtl ?? "5 minutes"),
    variant: { ...reference, ...options.variant },
    faults: options.faults ?? [],
    stateFile: options.state,
    isWorldGiven: worldOptions.some((name) => options[name] !== undefined),
    logCapacity: options.logCapacity ?? 2000,
  }
}

/** The options as they must be; what is undefined counts as left out. */
export const decodeOptions = (given: unknown): Effect.Effect<SandboxOptions, InvalidOptions> =>
  Effect.mapError(
    decode(Predicate.isRecord(given) ? Record.filter(given, Predicate.isNotUndefined) : given),
    (error) => new InvalidOptions({ message: wordsOf(error) }),
  ).pipe(
    Effect.tap((options) => {
      const problems = dangling(options, settingsOf(options))
      return problems.length === 0 ? Effect.void : new InvalidOptions({ message: problems.join("; ") })
    }),
  )

/** Packages of accounts and channels that fit nothing, which may be on purpose, and look like one that would. */
const strayPackages = ({ accounts, channels }: Settings): ReadonlyArray<string> => {
  const needed = channels.flatMap((channel) => channel.package ?? [])
  const had = accounts.flatMap(({ packages }) => packages)
  const check = (who: string, name: string, known: ReadonlyArray<string>) => {
    const question = known.includes(name) ? "" : meant(name, known)
    return question === "" ? [] : [`${who} the package ${JSON.stringify(name)}${question}`]
  }
  return [
    ...accounts.flatMap(({ packages, username }) =>
      packages.flatMap((name) => check(`The account ${username} has, but no channel needs`, name, needed)),
    ),
    ...channels.flatMap(({ id, package: name }) =>
      name === undefined ? [] : check(`The channel ${id} needs, but no account has`, name, had),
    ),
  ]
}

export const resolve = (given: unknown): Effect.Effect<Settings, InvalidOptions> =>
  Effect.map(decodeOptions(given), settingsOf).pipe(
    Effect.tap((settings) => Effect.forEach(strayPackages(settings), (stray) => Effect.logWarning(stray))),
  )
