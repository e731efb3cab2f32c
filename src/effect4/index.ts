/**
 * The client for apps on Effect 4: the methods of the promise client as effects, which fail with the same typed errors.
 *
 * Moments and durations are milliseconds here, as in the promise client: a `Duration` of Effect 3 counts as zero in
 * Effect 4. Interrupting an effect stops its timers and requests at once.
 */
import * as Config from "effect4/Config"
import * as Context from "effect4/Context"
import * as Effect from "effect4/Effect"
import * as Layer from "effect4/Layer"
import * as Queue from "effect4/Queue"
import * as Redacted from "effect4/Redacted"
import * as Stream from "effect4/Stream"
import type {
  AdobePassClient,
  AdobePassOptions,
  AuthenticationRequest,
  AuthenticationStep,
  Catalogue,
  CatalogueOptions,
  DeviceOptions,
  EndpointMethods,
  Failure,
  Failures,
  InvalidRequest,
  Login,
  LoginRequest,
  Session,
  Store,
} from "../promise.js"
import { isAdobePassError, makeAdobePass } from "../promise.js"

/** What a client is told, as `makeAdobePass` is; the software statement may be `Redacted`. */
export interface Options extends Omit<AdobePassOptions, "softwareStatement"> {
  readonly softwareStatement: string | Redacted.Redacted
}

/** The parameters of a method without their signal, which interruption stands for. */
type Unsignalled<Args extends ReadonlyArray<unknown>> = {
  [Index in keyof Args]: NonNullable<Args[Index]> extends { readonly signal?: unknown }
    ? Omit<NonNullable<Args[Index]>, "signal">
    : Args[Index]
}

type Lifted<Method, E> = Method extends (...args: infer Args) => Promise<infer A>
  ? (...args: Unsignalled<Args>) => Effect.Effect<A, E>
  : never

type LiftedAll<Methods, Errors extends { readonly [Name in keyof Methods]: unknown }> = {
  readonly [Name in keyof Methods]: Lifted<Methods[Name], Errors[Name]>
}

const names = [
  "configuration",
  "profiles",
  "profile",
  "remembered",
  "authenticate",
  "awaitProfile",
  "partnerSingleSignOn",
  "checkCode",
  "resume",
  "temporaryAccess",
  "preauthorize",
  "authorize",
  "logout",
] as const satisfies ReadonlyArray<keyof Failures>

type Methods = Pick<AdobePassClient, (typeof names)[number]>

/** The methods of the promise client as effects. */
export interface Service extends LiftedAll<Methods, Failures> {
  /** The steps of a login, each as it happens; the stream ends with the profile. Leaving it ends the login. */
  readonly authentication: (
    request?: Omit<AuthenticationRequest, "signal">,
  ) => Stream.Stream<AuthenticationStep, Failures["authentication"]>
  /** A login as it is to be shown, each snapshot as it becomes so; the last says how it ended. Leaving it cancels the login. */
  readonly login: (request?: Omit<LoginRequest, "signal">) => Stream.Stream<Login>
  /** The locks of a catalogue as they become known; the last snapshot is complete or says why not. */
  readonly catalogue: (
    resources: ReadonlyArray<string>,
    options?: Omit<CatalogueOptions, "signal">,
  ) => Stream.Stream<Catalogue>
  /** Who is signed in, and every change of it, until the stream is left. */
  readonly session: Stream.Stream<Session>
  /** Each of Adobe's endpoints, one call each. */
  readonly endpoints: LiftedAll<EndpointMethods, Record<keyof EndpointMethods, Failure>>
  /** The same client for another device, with credentials and token of its own; it ends with this one. */
  readonly forDevice: (device: DeviceOptions) => Effect.Effect<Service, InvalidRequest>
}

type Method = (...args: ReadonlyArray<unknown>) => Promise<unknown>

/** What a callback threw is a defect, as it is a mistake of the app. */
const failure = (error: unknown): Failure => {
  if (isAdobePassError(error)) return error
  throw error
}

/** The signal goes into the request, or into the options after a text. */
const signalled = ([first, second, ...others]: ReadonlyArray<unknown>, signal: AbortSignal) =>
  typeof first === "string"
    ? [first, Object.assign({}, second, { signal }), ...others]
    : typeof first === "object" || first === undefined
      ? [Object.assign({}, first, { signal }), second, ...others]
      : [first]

const lift =
  (method: Method): ((...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, Failure>) =>
  (...args) =>
    Effect.tryPromise({ try: (signal) => method(...signalled(args, signal)), catch: failure })

const liftAll = (methods: object) =>
  Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, lift(method)]))

/** The snapshots of a store, the one that there is first; leaving them cancels it. */
const watch = <Snapshot>(
  make: () => Store<Snapshot>,
  isLast: (snapshot: Snapshot) => boolean,
): Stream.Stream<Snapshot> =>
  Stream.callback((queue) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const store = make()
        const show = () => {
          const snapshot = store.getSnapshot()
          Queue.offerUnsafe(queue, snapshot)
          if (isLast(snapshot)) Queue.endUnsafe(queue)
        }
        store.subscribe(show)
        show()
        return store
      }),
      (store) => Effect.sync(() => store.cancel()),
    ),
  )

const service = (client: AdobePassClient): Service =>
  // as Service: TypeScript cannot follow how the methods are lifted one by one
  ({
    ...liftAll(Object.fromEntries(names.map((name) => [name, client[name]]))),
    endpoints: liftAll(client.endpoints),
    authentication: (request?: AuthenticationRequest) =>
      Stream.fromAsyncIterable(client.authentication(request), failure),
    login: (request?: LoginRequest) =>
      watch(
        () => client.login(request),
        ({ goesOn }) => !goesOn,
      ),
    catalogue: (resources: ReadonlyArray<string>, options?: CatalogueOptions) =>
      watch(
        () => client.catalogue(resources, options),
        ({ state }) => state !== "loading",
      ),
    session: watch(
      () => client.session(),
      () => false,
    ),
    forDevice: (device: DeviceOptions) =>
      Effect.try({ try: () => service(client.forDevice(device)), catch: failure }),
  }) as unknown as Service

const make = ({ softwareStatement, ...options }: Options) =>
  Effect.acquireRelease(
    Effect.try({
      try: () =>
        makeAdobePass({
          ...options,
          softwareStatement: Redacted.isRedacted(softwareStatement)
            ? Redacted.value(softwareStatement)
            : softwareStatement,
        }),
      catch: failure as (error: unknown) => InvalidRequest,
    }),
    (client) => Effect.promise(() => client.close()),
  )

/**
 * The client of one device.
 *
 * @example
 * ```ts
 * import { AdobePass } from "adobe-pass/effect"
 * import * as Effect from "effect/Effect"
 *
 * const play = Effect.gen(function* () {
 *   const pass = yield* AdobePass
 *   const { token } = yield* pass.authorize({ mvpd: "Cablevision", resource: "news" })
 *   return token.serializedToken
 * }).pipe(Effect.catchTag("AuthenticationRequired", () => Effect.succeed("please sign in")))
 * ```
 */
export class AdobePass extends Context.Service<AdobePass, Service>()("adobe-pass/AdobePass") {
  /** A client that is closed with the layer; fails with `InvalidRequest`, whose `parameter` names the option. */
  static readonly layer = (options: Options): Layer.Layer<AdobePass, InvalidRequest> =>
    Layer.effect(AdobePass, Effect.map(make(options), service))

  /** As {@link AdobePass.layer}, with options read from the configuration of the app. */
  static readonly layerConfig = (
    options: Config.Wrap<Options>,
  ): Layer.Layer<AdobePass, InvalidRequest | Config.ConfigError> =>
    Layer.unwrap(Effect.map(Config.unwrap(options), AdobePass.layer))
}
