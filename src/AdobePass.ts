/**
 * The whole client as one Layer: the phases of Adobe's cookbook over all endpoints, with token refresh and caches.
 *
 * A program needs `AdobePass`, a `Device` and an `HttpClient`; everything else has a default that another Layer
 * replaces: `Store` (persistence), `Throttle`, `Circuit`, `Polling`, `AfterPrompt`, `Retry`, `Timeouts`, `Caches` (their sizes),
 * `Permits` and `Configurations` (the caches themselves, to share or clear them), `Batching`.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Permits } from "./cache/Permits.js"
import { Remembered } from "./cache/Remembered.js"
import { Store } from "./cache/Store.js"
import { Integration } from "./domain/Environment.js"
import { RetrieveAccessToken } from "./endpoint/dcr/RetrieveAccessToken.js"
import { RetrieveClientCredentials } from "./endpoint/dcr/RetrieveClientCredentials.js"
import type { Endpoint } from "./endpoint/layer.js"
import * as Endpoints from "./endpoint/layer.js"
import type * as V2 from "./endpoint/v2.js"
import * as Authentication from "./flow/Authentication.js"
import { makeAuthorize } from "./flow/Authorization.js"
import { Configurations, makeConfiguration } from "./flow/Configuration.js"
import { Logins } from "./flow/Logins.js"
import { makeLogout } from "./flow/Logout.js"
import { makePartnerSingleSignOn } from "./flow/PartnerSingleSignOn.js"
import { makePreauthorize } from "./flow/Preauthorization.js"
import * as Profiles from "./flow/Profiles.js"
import { Questions } from "./flow/Questions.js"
import * as SecondScreen from "./flow/SecondScreen.js"
import { makeTemporaryAccess } from "./flow/TemporaryAccess.js"
import { ServerClock } from "./policy/ServerClock.js"
import * as DeviceTokens from "./token/DeviceTokens.js"
import { Authorized } from "./transport/Authorized.js"
import * as OverHttpClient from "./transport/send/overHttpClient.js"
import type { Sender } from "./transport/send/Send.js"
import { Throttle } from "./transport/Throttle.js"
import { Transport } from "./transport/Transport.js"

/** What the app is at Adobe. */
export type Options = Integration.Options

type Made<Make extends Effect.Effect<unknown, never, unknown>> = Effect.Effect.Success<Make>

/** The phases of the cookbook. Each call speaks for the `Device` it finds in its context. */
export interface Service {
  /** The service provider and the MVPDs a viewer can pick from. */
  readonly configuration: Made<typeof makeConfiguration>
  /** The valid profiles of the device, the one valid longest first. */
  readonly profiles: Made<typeof Profiles.makeProfiles>
  /** The profile with an MVPD, if there is a valid one. */
  readonly profile: Made<typeof Profiles.makeProfile>
  /** The MVPD of the last login and parts of its profile, without asking Adobe. */
  readonly remembered: Made<typeof Profiles.makeRemembered>
  /** Signs a viewer in: shows a code or URL through `onCode`, polls, resolves to the profile. */
  readonly authenticate: Made<typeof Authentication.makeAuthenticate>
  /** Waits until there is a profile for a code that is already known. */
  readonly awaitProfile: Made<typeof Authentication.makeAwaitProfile>
  /** Signs a viewer in by what a partner (Apple) knows of them; where it cannot, as {@link Service.authenticate} does. */
  readonly partnerSingleSignOn: Made<typeof makePartnerSingleSignOn>
  /** On a second screen: tells what a typed code stands for. */
  readonly checkCode: Made<typeof SecondScreen.makeCheckCode>
  /** On a second screen: gives the session of a typed code what it lacks, and tells how to go on. */
  readonly resume: Made<typeof SecondScreen.makeResume>
  /** Tells what is left of a TempPass; `authorize` is what uses it. */
  readonly temporaryAccess: Made<typeof makeTemporaryAccess>
  /** Tells of each resource whether the catalogue may show it as unlocked. */
  readonly preauthorize: Made<typeof makePreauthorize>
  /** Lets the viewer play one resource, with a media token, or fails with the denial. */
  readonly authorize: Made<typeof makeAuthorize>
  /** Signs the viewer out; what is left to do comes back as data. */
  readonly logout: Made<typeof makeLogout>
}

const make = Effect.all({
  configuration: makeConfiguration,
  profiles: Profiles.makeProfiles,
  profile: Profiles.makeProfile,
  remembered: Profiles.makeRemembered,
  authenticate: Authentication.makeAuthenticate,
  awaitProfile: Authentication.makeAwaitProfile,
  partnerSingleSignOn: makePartnerSingleSignOn,
  checkCode: SecondScreen.makeCheckCode,
  resume: SecondScreen.makeResume,
  temporaryAccess: makeTemporaryAccess,
  preauthorize: makePreauthorize,
  authorize: makeAuthorize,
  logout: makeLogout,
})

/** The endpoints that the phases call. */
type Phased = Context.Tag.Identifier<(typeof V2)[keyof typeof V2]>

/** Builds by itself, so that two clients in one app share nothing, while one that is provided twice is built once. */
const apart = <A, E, R>(layer: Layer.Layer<A, E, R>) => Layer.scopedContext(Layer.build(layer))

/** A service of the environment, or else its default. */
const unlessGiven = <I, S, E, R>(tag: Context.Tag<I, S>, byDefault: Layer.Layer<I, E, R>) =>
  Layer.unwrapEffect(
    Effect.map(
      Effect.serviceOption(tag),
      Option.match({ onNone: () => byDefault, onSome: (given) => Layer.succeed(tag, given) }),
    ),
  )

/** The phases over the endpoints of the environment. */
const phases = () =>
  Layer.effect(AdobePass, make).pipe(
    Layer.provide([
      unlessGiven(Permits, Permits.layer),
      unlessGiven(Configurations, Configurations.layer),
      Logins.layer,
      Questions.layer,
      Remembered.layer,
    ]),
  )

const store = unlessGiven(Store, Store.memory)

const client = () =>
  phases().pipe(
    Layer.provideMerge(Endpoints.layer),
    Layer.provide(Authorized.layer),
    Layer.provide(DeviceTokens.layer),
    Layer.provide([RetrieveClientCredentials.layer, RetrieveAccessToken.layer]),
    Layer.provide(Transport.layer),
    Layer.provide(unlessGiven(Throttle, Throttle.layer())),
    Layer.provideMerge(ServerClock.layer),
  )

/** The client. */
export class AdobePass extends Context.Tag("effect-adobe-pass/AdobePass")<AdobePass, Service>() {
  /** The client, all its endpoints and the server's time, for one service provider in one environment. */
  static readonly layer = (
    options: Options,
  ): Layer.Layer<AdobePass | Endpoint | ServerClock, never, HttpClient.HttpClient> =>
    Layer.provide(AdobePass.layerSender(options), OverHttpClient.layer)

  /** The same, over what else sends requests. */
  static readonly layerSender = (
    options: Options,
  ): Layer.Layer<AdobePass | Endpoint | ServerClock, never, Sender> =>
    apart(client().pipe(Layer.provide([store, Integration.layer(options)])))

  /**
   * The phases alone, over endpoints that others provide: those of {@link AdobePass.layer}, with one of them faked.
   *
   * @example
   * ```ts
   * import { AdobePass, RetrieveProfiles } from "effect-adobe-pass"
   * import type { Options } from "effect-adobe-pass"
   * import * as Effect from "effect/Effect"
   * import * as Layer from "effect/Layer"
   *
   * const nobodySignedIn = (options: Options) =>
   *   AdobePass.phases(options).pipe(
   *     Layer.provide(Layer.succeed(RetrieveProfiles, () => Effect.succeed({}))),
   *     Layer.provide(AdobePass.layer(options)),
   *   )
   * ```
   */
  static readonly phases = (options: Options): Layer.Layer<AdobePass, never, Phased> =>
    apart(
      phases().pipe(
        Layer.provide([unlessGiven(ServerClock, ServerClock.layer), store, Integration.layer(options)]),
      ),
    )

  /** As {@link AdobePass.layer}, with options read from the configuration of the app. */
  static readonly layerConfig = (
    options: Config.Config.Wrap<Options>,
  ): Layer.Layer<AdobePass | Endpoint | ServerClock, ConfigError, HttpClient.HttpClient> =>
    Layer.unwrapEffect(Effect.map(Config.unwrap(options), AdobePass.layer))
}
