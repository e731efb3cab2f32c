/**
 * What the sandbox knows about the world before anybody calls it: service providers, MVPDs of every kind, channels
 * and accounts. All of it can be replaced or added to by options and by the admin.
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
  /** The id of the MVPD that answers through a proxy, as V1 tells it. */
  proxyMvpd: optional(Schema.String),
  platform: optional(PlatformBoarding),
  /** Serves its login page straight at the authenticate URL, with no redirect before it. */
  loginWithoutRedirect: optional(Schema.Boolean),
  /** Gives numbers, timestamps among them, as strings of digits. */
  numbersAsStrings: optional(Schema.Boolean),
  /** Echoes resources with a trailing blank, as one sample of the reference has it. */
  trailingBlank: optional(Schema.Boolean),
  /** Most resources in one request; 5 and 1 are what is usual. */
  maxPreauthorize: optional(Schema.Number),
  maxAuthorize: optional(Schema.Number),
}).annotations({ identifier: "Mvpd" })
export interface Mvpd extends Schema.Schema.Type<typeof Mvpd> {}

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
  /** What every decision answers instead of the packages; with `times`, only the first so many times for a resource. */
  answer: optional(Schema.Struct({ code: ErrorCode, times: optional(Schema.Number) })),
  /** Why the MVPD does not let this account sign in at all. */
  locked: optional(Schema.String),
  /** How long a profile of this account lasts, in milliseconds, if not as long as any other. */
  profileTtl: optional(Schema.Number),
  zip: optional(Schema.String),
}).annotations({ identifier: "Account" })
export interface Account extends Schema.Schema.Type<typeof Account> {}

const minutes = (n: number) => n * 60_000
const hours = (n: number) => minutes(n * 60)

export const serviceProviders: ReadonlyArray<ServiceProvider> = [
  {
    id: "REF30",
    name: "Reference Television",
    domains: ["adobe.com", "example.com", "localhost", "127.0.0.1"],
    mvpds: [
      "Cablevision",
      "Spectrum",
      "Dish",
      "AdobeShibboleth",
      "AdobePass_SMI",
      "Comcast_SSO",
      "ATTOTT",
      "NorthFork",
      "Picker_Cable",
      "TempPass_TEST40",
      "TempPass_TEST44",
      "flexibleTempPass",
      "TempPass_Broken",
    ],
  },
  { id: "REF40", name: "Second Channel", domains: ["example.org", "localhost"] },
]

export const mvpds: ReadonlyArray<Mvpd> = [
  {
    id: "Cablevision",
    displayName: "Cablevision",
    logoutEndpoint: true,
    platform: {
      platformMappingId: "Cablevision_apple",
      boardingStatus: "SUPPORTED",
      enablePlatformServices: true,
      displayInPlatformPicker: true,
    },
  },
  {
    id: "Spectrum",
    displayName: "Spectrum",
    logoutEndpoint: true,
    platform: {
      platformMappingId: "Spectrum_apple",
      boardingStatus: "SUPPORTED",
      enablePlatformServices: true,
      displayInPlatformPicker: true,
      enforcePlatformPermissions: true,
    },
  },
  { id: "Dish", displayName: "Dish", logoutEndpoint: false, trailingBlank: true },
  {
    id: "AdobeShibboleth",
    displayName: "Shibboleth Test Provider",
    logoutEndpoint: true,
    maxPreauthorize: 20,
    maxAuthorize: 5,
  },
  { id: "AdobePass_SMI", displayName: "SMI Test Provider", logoutEndpoint: true, numbersAsStrings: true },
  { id: "Comcast_SSO", displayName: "Comcast", logoutEndpoint: true },
  { id: "ATTOTT", displayName: "Directv Stream", logoutEndpoint: false, loginWithoutRedirect: true },
  {
    id: "NorthFork",
    displayName: "North Fork Telephone",
    logoutEndpoint: false,
    proxyMvpd: "Regional_Proxy",
  },
  {
    id: "Picker_Cable",
    displayName: "Picker Cable",
    logoutEndpoint: true,
    platform: {
      platformMappingId: "Picker_Cable_apple",
      boardingStatus: "PICKER",
      enablePlatformServices: true,
      displayInPlatformPicker: true,
    },
  },
  {
    id: "TempPass_TEST40",
    displayName: "Three minutes for free",
    logoutEndpoint: false,
    tempPass: { kind: "basic", ttl: minutes(3) },
  },
  {
    id: "TempPass_TEST44",
    displayName: "Half an hour for free",
    logoutEndpoint: false,
    tempPass: { kind: "basic", ttl: minutes(30) },
  },
  {
    id: "flexibleTempPass",
    displayName: "Three titles for free",
    logoutEndpoint: false,
    tempPass: { kind: "promotional", ttl: hours(24), resources: 3 },
  },
  {
    id: "TempPass_Broken",
    displayName: "A TempPass set up wrongly",
    logoutEndpoint: false,
    tempPass: { kind: "basic", ttl: minutes(10), misconfigured: true },
  },
  { id: "Elsewhere", displayName: "Elsewhere Cable", logoutEndpoint: true },
]

export const channels: ReadonlyArray<Channel> = [
  { id: "REF30", name: "Reference Television", package: "basic", rating: "TV-G" },
  { id: "newsline", name: "Newsline", package: "basic", rating: "TV-G" },
  { id: "weather", name: "Weather Now", package: "basic", rating: "TV-G" },
  { id: "kids", name: "Kids Corner", package: "basic", rating: "TV-Y" },
  { id: "documentary", name: "World Documentary", package: "standard", rating: "TV-PG" },
  { id: "music", name: "Music Box", package: "standard", rating: "TV-PG" },
  { id: "drama", name: "Drama House", package: "standard", rating: "TV-14" },
  { id: "sportsplus", name: "Sports Plus", package: "sports", rating: "TV-G" },
  { id: "matchday", name: "Matchday Live", package: "sports", rating: "TV-G" },
  { id: "cinema1", name: "Cinema One", package: "movies", rating: "TV-14" },
  { id: "cinemalate", name: "Cinema Late", package: "movies", rating: "TV-MA" },
  { id: "preview", name: "Open Preview" },
]

const everything = ["basic", "standard", "sports", "movies"]

export const accounts: ReadonlyArray<Account> = [
  {
    username: "subscriber",
    password: "password",
    name: "Sam Subscriber",
    about: "has every channel",
    packages: everything,
  },
  {
    username: "basic",
    password: "password",
    name: "Bea Basic",
    about: "has the basic package only: no sports, no films",
    packages: ["basic"],
  },
  {
    username: "family",
    password: "password",
    name: "Fay Family",
    about: "has every channel, and parental controls up to TV-PG",
    packages: everything,
    maxRating: "TV-PG",
  },
  {
    username: "away",
    password: "password",
    name: "Alex Away",
    about: "signed in at home and is in another home now: every channel is refused",
    packages: everything,
    answer: { code: "authorization_denied_by_hba_policies" },
  },
  {
    username: "flaky",
    password: "password",
    name: "Flo Flaky",
    about: "has a provider whose line drops: the first try for each channel fails, the second works",
    packages: everything,
    answer: { code: "network_received_error", times: 1 },
  },
  {
    username: "offline",
    password: "password",
    name: "Ole Offline",
    about: "has a provider that never answers in time",
    packages: everything,
    answer: { code: "network_connection_timeout" },
  },
  {
    username: "ended",
    password: "password",
    name: "Eve Ended",
    about: "was signed out by the provider: every channel asks for a new sign-in",
    packages: everything,
    answer: { code: "authorization_denied_by_session_invalidated" },
  },
  {
    username: "stranger",
    password: "password",
    name: "Sid Stranger",
    about: "is not recognised by the provider when it comes to watching",
    packages: everything,
    answer: { code: "identity_not_recognized_by_mvpd" },
  },
  {
    username: "brief",
    password: "password",
    name: "Bo Brief",
    about: "has every channel, but the sign-in lasts one minute",
    packages: everything,
    profileTtl: minutes(1),
  },
  {
    username: "locked",
    password: "password",
    name: "Lou Locked",
    about: "cannot sign in: the account is locked",
    packages: [],
    locked: "This account is locked. Please call customer service.",
  },
]

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

/** Whether parental controls up to `maxRating` admit a rating; a rating that nobody knows is admitted. */
export const admits = (maxRating: string, rating: string): boolean =>
  (ratings[rating.toUpperCase()] ?? 0) <= (ratings[maxRating.toUpperCase()] ?? Number.POSITIVE_INFINITY)
