/**
 * Service providers, MVPDs of every kind, channels and accounts. Options and the admin replace them or add to them.
 */
import * as Schema from "effect/Schema"
import { ErrorCode } from "./errors.js"
import { meant } from "./nearest.js"
import { optional } from "./optional.js"

/** A channel or app, as Adobe knows it. */
export const ServiceProvider = Schema.Struct({
  /** The identifier that stands in paths, such as `REF30`. */
  id: Schema.NonEmptyString,
  /** What people read. */
  name: Schema.String,
  /** The domains that logins may start from: each is a good `domainName`. */
  domains: Schema.Array(Schema.String),
  /** The MVPDs that it has an active integration with; without a list, all of them. */
  mvpds: optional(Schema.Array(Schema.String)),
}).annotations({ identifier: "ServiceProvider" })
export interface ServiceProvider extends Schema.Schema.Type<typeof ServiceProvider> {}

/** The limits of a TempPass. */
export const TempPass = Schema.Struct({
  /** A `basic` one goes by the device, a `promotional` one by the identity of the viewer. */
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
  /** The identifier of the MVPD on the platform. */
  platformMappingId: Schema.NonEmptyString,
  /** `SUPPORTED` takes part in single sign-on; `PICKER` is only listed by the platform. */
  boardingStatus: Schema.Literal("SUPPORTED", "PICKER"),
  /** Whether the service provider has single sign-on switched on for it. */
  enablePlatformServices: Schema.Boolean,
  /** Whether the platform's own picker lists it. */
  displayInPlatformPicker: Schema.Boolean,
  /** Whether the configuration tells apps to ask for the platform's permission. */
  enforcePlatformPermissions: optional(Schema.Boolean),
}).annotations({ identifier: "PlatformBoarding" })
export interface PlatformBoarding extends Schema.Schema.Type<typeof PlatformBoarding> {}

/** A TV provider, with everything in which they differ. */
export const Mvpd = Schema.Struct({
  /** The identifier that stands in paths, such as `Cablevision`. */
  id: Schema.NonEmptyString,
  /** What the picker shows. */
  displayName: Schema.String,
  /** A logo that the sandbox draws, unless given. */
  logoUrl: optional(Schema.String),
  /** Whether logging out continues at the MVPD, in a browser. */
  logoutEndpoint: Schema.Boolean,
  /** Makes it a TempPass, which gives access without a login. */
  tempPass: optional(TempPass),
  /** The id of the proxy that it answers through; a degradation rule of the proxy holds for it, too. */
  proxyMvpd: optional(Schema.String),
  /** Makes it known to the single sign-on of a partner (Apple). */
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
  /** Most resources in one preauthorization (default 5). */
  maxPreauthorize: optional(Schema.Number),
  /** Most resources in one authorization (default 1). */
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

/** Of television or film, in any case. */
const Rating = Schema.String.pipe(
  Schema.filter((rating) => rating.toUpperCase() in ratings, {
    message: ({ actual }) =>
      `no rating is called ${JSON.stringify(actual)}; the ratings are ${Object.keys(ratings).join(", ")}${meant(actual, Object.keys(ratings))}`,
    jsonSchema: { enum: Object.keys(ratings) },
  }),
).annotations({ identifier: "Rating" })

/** What viewers watch. */
export const Channel = Schema.Struct({
  /** The resource that decisions are about, such as `newsline`. */
  id: Schema.NonEmptyString,
  /** What people read. */
  name: Schema.String,
  /** The package that a viewer needs; a channel without one is not gated by the MVPD. */
  package: optional(Schema.String),
  /** Such as `TV-PG` or `PG-13`, for parental controls; a channel without one is for all. */
  rating: optional(Rating),
}).annotations({ identifier: "Channel" })
export interface Channel extends Schema.Schema.Type<typeof Channel> {}

/** A viewer, by what their MVPD knows of them. */
export const Account = Schema.Struct({
  /** What the viewer types at the login page. */
  username: Schema.NonEmptyString,
  /** The password beside it. */
  password: Schema.String,
  /** A person's name, for the login page. */
  name: Schema.String,
  /** What this account is good for, in a few words, for the login page. */
  about: Schema.String,
  /** What the viewer pays for: each admits the channels of that package. */
  packages: Schema.Array(Schema.String),
  /** The highest rating that parental controls admit. */
  maxRating: optional(Rating),
  /** What every decision answers instead of the packages; with `times`, only that many times for a resource. */
  answer: optional(Schema.Struct({ code: ErrorCode, times: optional(Schema.Number) })),
  /** Why the MVPD does not let this account sign in at all. */
  locked: optional(Schema.String),
  /** How long a profile of this account lasts, in milliseconds, if not as long as any other. */
  profileTtl: optional(Schema.Number),
  /** The ZIP code of the profile's user metadata. */
  zip: optional(Schema.String),
}).annotations({ identifier: "Account" })
export interface Account extends Schema.Schema.Type<typeof Account> {}

/** Who signs in unless another is named: `subscriber`, or in a world without it the first account that may. */
export const usualAccount = (accounts: ReadonlyMap<string, Account>): string => {
  const first = [...accounts.values()].find(({ locked }) => locked === undefined)
  return first === undefined || accounts.has("subscriber") ? "subscriber" : first.username
}

/** Whether parental controls up to `maxRating` admit a rating; an unknown rating is admitted. */
export const admits = (maxRating: string, rating: string): boolean =>
  (ratings[rating.toUpperCase()] ?? 0) <= (ratings[maxRating.toUpperCase()] ?? Number.POSITIVE_INFINITY)
