/**
 * Service providers, MVPDs of every kind, channels and accounts. Options and the admin replace them or add to them.
 */
import * as Schema from "effect/Schema"
import { ErrorCode } from "./errors.js"
import { optional } from "./optional.js"

/** A channel or app, as Adobe knows it. */
export const ServiceProvider = Schema.Struct({
  id: Schema.NonEmptyString,
  name: Schema.String,
  domains: Schema.Array(Schema.String),
  /** The MVPDs that it has an active integration with; without a list, all of them. */
  mvpds: optional(Schema.Array(Schema.String)),
}).annotations({ identifier: "ServiceProvider" })
export interface ServiceProvider extends Schema.Schema.Type<typeof ServiceProvider> {}

/** The limits of a TempPass. */
export const TempPass = Schema.Struct({
  kind: Schema.Literal("basic", "promotional"),
  /** How long the access lasts from the first authorization on, in milliseconds. */
  ttl: Schema.Number,
  /** How many resources a promotional TempPass admits. */
  resources: optional(Schema.Number),
  /** A TempPass that was set up wrongly answers `invalid_configuration_temporary_access`. */
  misconfigured: optional(Schema.Boolean),
}).annotations({ identifier: "TempPass" })
export interface TempPass extends Schema.Schema.Type<typeof TempPass> {}

/** An MVPD as a streaming platform's single sign-on knows it. */
export const PlatformBoarding = Schema.Struct({
  platformMappingId: Schema.NonEmptyString,
  boardingStatus: Schema.Literal("SUPPORTED", "PICKER"),
  enablePlatformServices: Schema.Boolean,
  displayInPlatformPicker: Schema.Boolean,
  enforcePlatformPermissions: optional(Schema.Boolean),
}).annotations({ identifier: "PlatformBoarding" })
export interface PlatformBoarding extends Schema.Schema.Type<typeof PlatformBoarding> {}

/** A TV provider, with everything in which they differ. */
export const Mvpd = Schema.Struct({
  id: Schema.NonEmptyString,
  displayName: Schema.String,
  logoUrl: optional(Schema.String),
  /** Whether logging out continues at the MVPD, in a browser. */
  logoutEndpoint: Schema.Boolean,
  tempPass: optional(TempPass),
  /** The id of the proxy that it answers through; a degradation rule of the proxy holds for it, too. */
  proxyMvpd: optional(Schema.String),
  platform: optional(PlatformBoarding),
  /** Serves its login page straight at the authenticate URL, with no redirect before it. */
  loginWithoutRedirect: optional(Schema.Boolean),
  /** The account of the home where every device is: it is signed in without a page. */
  homeBased: optional(Schema.String),
  /** Its login page is down, and this is what the viewer reads in place of it; the login never ends. */
  loginError: optional(Schema.String),
  /** Gives numbers, timestamps among them, as strings of digits. */
  numbersAsStrings: optional(Schema.Boolean),
  /** Echoes resources with a trailing blank, as one sample of the reference has it. */
  trailingBlank: optional(Schema.Boolean),
  /** Most resources in one request; 5 and 1 are what is usual. */
  maxPreauthorize: optional(Schema.Number),
  maxAuthorize: optional(Schema.Number),
}).annotations({ identifier: "Mvpd" })
export interface Mvpd extends Schema.Schema.Type<typeof Mvpd> {}

/** An MVPD that gives access without a login. */
export interface TempPassMvpd extends Mvpd {
  readonly tempPass: TempPass
}

export const isTempPass = (mvpd: Mvpd): mvpd is TempPassMvpd => mvpd.tempPass !== undefined

/** Whether the service provider has an active integration with the MVPD. */
export const isIntegrated = (serviceProvider: ServiceProvider, mvpd: Mvpd): boolean =>
  serviceProvider.mvpds === undefined || serviceProvider.mvpds.includes(mvpd.id)

/** What viewers watch. */
export const Channel = Schema.Struct({
  id: Schema.NonEmptyString,
  name: Schema.String,
  /** The package that a viewer needs; a channel without one is not gated by the MVPD. */
  package: optional(Schema.String),
  rating: optional(Schema.String),
}).annotations({ identifier: "Channel" })
export interface Channel extends Schema.Schema.Type<typeof Channel> {}

/** A viewer, by what their MVPD knows of them. */
export const Account = Schema.Struct({
  username: Schema.NonEmptyString,
  password: Schema.String,
  /** A person's name, for the login page. */
  name: Schema.String,
  /** What this account is good for, in a few words, for the login page. */
  about: Schema.String,
  packages: Schema.Array(Schema.String),
  /** The highest rating that parental controls admit. */
  maxRating: optional(Schema.String),
  /** What every decision answers instead of the packages; with `times`, only that many times for a resource. */
  answer: optional(Schema.Struct({ code: ErrorCode, times: optional(Schema.Number) })),
  /** Why the MVPD does not let this account sign in at all. */
  locked: optional(Schema.String),
  /** How long a profile of this account lasts, in milliseconds, if not as long as any other. */
  profileTtl: optional(Schema.Number),
  zip: optional(Schema.String),
}).annotations({ identifier: "Account" })
export interface Account extends Schema.Schema.Type<typeof Account> {}

/** Ratings from the mildest to the strongest, television and film side by side. */
const ratings: Readonly<Record<string, number>> = {
  "TV-Y": 0,
  "TV-Y7": 1,
  "TV-G": 2,
  G: 2,
  "TV-PG": 3,
  PG: 3,
  "TV-14": 4,
  "PG-13": 4,
  "TV-MA": 5,
  R: 5,
  "NC-17": 6,
}

/** Whether parental controls up to `maxRating` admit a rating; an unknown rating is admitted. */
export const admits = (maxRating: string, rating: string): boolean =>
  (ratings[rating.toUpperCase()] ?? 0) <= (ratings[maxRating.toUpperCase()] ?? Number.POSITIVE_INFINITY)
