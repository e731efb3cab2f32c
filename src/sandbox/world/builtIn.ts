/**
 * The service providers, MVPDs, channels and accounts that every sandbox begins with.
 */
import type { Account, Channel, Mvpd, ServiceProvider } from "./catalogue.js"

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
      "HomeFibre",
      "Outage_TV",
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
  { id: "HomeFibre", displayName: "Home Fibre", logoutEndpoint: true, homeBased: "subscriber" },
  {
    id: "Outage_TV",
    displayName: "Outage TV",
    logoutEndpoint: false,
    loginError: "We cannot sign you in at the moment. Please try again later. (1003)",
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
