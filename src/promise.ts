/**
 * The client for apps that do not use Effect: methods return promises and reject with the typed errors themselves.
 *
 * Moments and durations are milliseconds here, and secrets that a caller came for (a media token) plain text.
 */
import { SystemError } from "@effect/platform/Error"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AdobePass } from "./AdobePass.js"
import { Caches } from "./cache/Caches.js"
import type { Selection } from "./cache/Remembered.js"
import { Store } from "./cache/Store.js"
import * as Device from "./domain/Device.js"
import type { Environment } from "./domain/Environment.js"
import { reason } from "./domain/Reason.js"
import type { Mrss } from "./domain/Resource.js"
import * as Resource from "./domain/Resource.js"
import * as UserMetadata from "./domain/UserMetadata.js"
import * as Endpoints from "./endpoint/index.js"
import * as Errors from "./error/AdobePassError.js"
import type { PollFailure as FailedPoll, Prompt, Request as Login } from "./flow/Authentication.js"
import type { Request as PartnerLogin } from "./flow/PartnerSingleSignOn.js"
import { Batching } from "./flow/Questions.js"
import type { TemporaryAccess } from "./flow/TemporaryAccess.js"
import type { Plain } from "./plain.js"
import { plain, plainError } from "./plain.js"
import { every, Polling } from "./policy/Polling.js"
import * as Retry from "./policy/Retry.js"
import type { CallReport, LogEntry } from "./report.js"
import { callsTo, counted, logsTo } from "./report.js"
import { steps } from "./steps.js"
import { Circuit } from "./transport/Circuit.js"
import { Throttle } from "./transport/Throttle.js"
import { Timeouts } from "./transport/Transport.js"

export * from "./error/AdobePassError.js"
export type { Plain } from "./plain.js"
export type { CallReport, LogEntry } from "./report.js"

/** Ends a call: its timers and requests stop at once, and it rejects with the signal's reason. */
export interface Abortable {
  readonly signal?: AbortSignal
}

/** How the client behaves; what is not given is as Adobe recommends. */
export interface Policies {
  /** `interval`: milliseconds between polls of a login, 4000 unless given, never less than 3000. */
  readonly poll?: { readonly interval?: number }
  /** `times`: how often a call that may pass is sent again, 2 unless given. */
  readonly retry?: { readonly times?: number }
  /** The client's own brake, 1 request/s after a burst of 10 unless given; `false` turns it off. */
  readonly throttle?:
    | {
        readonly requestsPerSecond?: number
        readonly burst?: number
        /** Milliseconds; who would wait longer for a turn is rejected with `Throttled`. */
        readonly maxWait?: number
      }
    | false
  /** Off unless given: after 5 failures in a row calls are rejected at once, but for one every 10 seconds. */
  readonly circuit?: {
    readonly failures?: number
    /** Milliseconds. */
    readonly probeEvery?: number
  }
  /** What is kept in memory; `false` turns all of it off, or one of them. */
  readonly caches?:
    | {
        /** `timeToLive`: milliseconds, three minutes unless given; `capacity`: so many configurations, 100 unless given. */
        readonly configuration?: { readonly timeToLive?: number; readonly capacity?: number } | false
        /** `capacity`: so many permits of the catalogue over all devices, 10,000 unless given. */
        readonly permits?: { readonly capacity?: number } | false
      }
    | false
  /** How `preauthorize` gathers what is asked about at once. */
  readonly batching?: {
    /** So many resources in one request, 5 unless given; less where an MVPD says that it is too many. */
    readonly resources?: number
    /** So many requests of one device at once, 10 unless given. */
    readonly requests?: number
    /** Milliseconds to wait for others to ask too; 0, until the program has nothing else to do, unless given. */
    readonly gather?: number
  }
  /** How long to wait before a request counts as `Unreachable`. */
  readonly timeouts?: {
    /** Milliseconds from sending until the answer's headers, 10,000 unless given. */
    readonly response?: number
    /** Milliseconds from sending until the whole answer is here, 20,000 unless given. */
    readonly overall?: number
  }
}

/** A storage of texts, such as `localStorage` or React Native's `AsyncStorage`: what its methods return may be promises. */
export interface ItemStorage {
  readonly getItem: (key: string) => string | null | undefined | PromiseLike<string | null | undefined>
  readonly setItem: (key: string, value: string) => unknown
  readonly removeItem: (key: string) => unknown
}

/** What {@link makeAdobePass} is told. */
export interface AdobePassOptions {
  /** One of Adobe's environments, or the base URL of another service such as a sandbox. */
  readonly environment: Environment
  /** The service provider's identifier, such as `REF30`. */
  readonly serviceProvider: string
  /** The signed statement from the TVE Dashboard. */
  readonly softwareStatement: string
  /** Some software statements ask for one at registration. */
  readonly redirectUri?: string
  /** Who speaks. */
  readonly device: Device.Device.Options
  /**
   * Where credentials and the viewer's selection are kept: memory unless given; a directory works on Node alone. One that
   * fails, or does not answer, breaks no call.
   */
  readonly store?: "memory" | { readonly directory: string } | ItemStorage
  readonly policies?: Policies
  /** The `fetch` to send with, the global one unless given. */
  readonly fetch?: typeof globalThis.fetch
  /** Gets the lines of the log, which go to the console unless given. What it throws is ignored. */
  readonly logger?: (entry: LogEntry) => unknown
  /** Gets a report at the end of each call of one of Adobe's endpoints. What it throws is ignored. */
  readonly onCall?: (report: CallReport) => unknown
}

const number = (description: string, isGood: (value: number) => boolean) =>
  Schema.Number.pipe(Schema.filter(isGood, { description }))
const Positive = number("a positive number", (value) => value > 0)
const NotNegative = number("a number, not a negative one", (value) => value >= 0)
const Count = number("a whole number, 1 or more", (value) => Number.isInteger(value) && value >= 1)
const Times = number("a whole number, 0 or more", (value) => Number.isInteger(value) && value >= 0)
const Off = Schema.Literal(false)
const optional = <S extends Schema.Schema.All>(schema: S) => Schema.optional(schema)
const Url = Schema.String.pipe(
  Schema.pattern(/^https?:\/\/[^\s/]/, { description: 'a URL such as "https://example.com"' }),
)

// Its methods are inherited, so that no struct can find them; and it may hold an item named `directory`.
const isStorage = (value: unknown): value is ItemStorage =>
  typeof value === "object" &&
  value !== null &&
  ["getItem", "setItem", "removeItem"].every((name) => typeof Reflect.get(value, name) === "function")

const Storage = Schema.declare(isStorage, { description: "a storage such as localStorage" })

const Callable = optional(
  Schema.declare((value): value is () => unknown => typeof value === "function", {
    description: "a function",
  }),
)

const Options = Schema.Struct({
  environment: Schema.Union(
    Schema.Struct({ baseUrl: Url, v1BaseUrl: optional(Url) }),
    Schema.Literal("production", "prequal", "staging", "prequal-staging"),
  ),
  serviceProvider: Schema.NonEmptyString,
  softwareStatement: Schema.NonEmptyString,
  redirectUri: optional(Schema.NonEmptyString),
  fetch: Callable,
  logger: Callable,
  onCall: Callable,
  store: optional(
    Schema.Union(Schema.Literal("memory"), Storage, Schema.Struct({ directory: Schema.NonEmptyString })),
  ),
  policies: optional(
    Schema.Struct({
      poll: optional(Schema.Struct({ interval: optional(Positive) })),
      retry: optional(Schema.Struct({ times: optional(Times) })),
      throttle: optional(
        Schema.Union(
          Off,
          Schema.Struct({
            requestsPerSecond: optional(Positive),
            burst: optional(Positive),
            maxWait: optional(Positive),
          }),
        ),
      ),
      circuit: optional(Schema.Struct({ failures: optional(Positive), probeEvery: optional(Positive) })),
      caches: optional(
        Schema.Union(
          Off,
          Schema.Struct({
            configuration: optional(
              Schema.Union(Off, Schema.Struct({ timeToLive: optional(Positive), capacity: optional(Count) })),
            ),
            permits: optional(Schema.Union(Off, Schema.Struct({ capacity: optional(Count) }))),
          }),
        ),
      ),
      batching: optional(
        Schema.Struct({
          resources: optional(Count),
          requests: optional(Count),
          gather: optional(NotNegative),
        }),
      ),
      timeouts: optional(Schema.Struct({ response: optional(Positive), overall: optional(Positive) })),
    }),
  ),
})
const checkOptions = Schema.decodeUnknownEither(Options)

const orThrow = <A, E>(either: Either.Either<A, E>): A => Either.getOrThrowWith(either, (error) => error)

const checked = (options: AdobePassOptions): Device.Device.Service => {
  orThrow(
    Either.mapLeft(checkOptions(options), (error) => {
      const { message, path } = reason(error)
      const parameter = path.length === 0 ? "options" : path.join(".")
      return new Errors.InvalidRequest({ parameter, message: `${parameter}: ${message}` })
    }),
  )
  return orThrow(Device.make(options.device))
}

/** Not with what the storage said, which may tell the value. */
const failed = (method: string) =>
  new SystemError({
    reason: "PermissionDenied",
    module: "KeyValueStore",
    method,
    description: "the storage failed",
  })

/** What a storage does, be it at once or later. */
const item = <A>(method: string, call: () => A | PromiseLike<A>) =>
  // async, for what is thrown at once to be a rejection, too
  Effect.tryPromise({ try: async (): Promise<A> => call(), catch: () => failed(method) })

const overItems = (storage: ItemStorage): KeyValueStore.KeyValueStore =>
  KeyValueStore.makeStringOnly({
    get: (key) =>
      Effect.map(
        item("get", () => storage.getItem(key)),
        Option.fromNullable,
      ),
    set: (key, value) => item("set", () => storage.setItem(key, value)),
    remove: (key) => item("remove", () => storage.removeItem(key)),
    // nobody asks for these, and not every storage can
    clear: Effect.fail(failed("clear")),
    size: Effect.fail(failed("size")),
  })

const storeLayer = (store: AdobePassOptions["store"] = "memory"): Layer.Layer<Store> =>
  store === "memory"
    ? Store.memory
    : isStorage(store)
      ? Layer.provide(
          Store.layer,
          Layer.sync(KeyValueStore.KeyValueStore, () => overItems(store)),
        )
      : Layer.unwrapEffect(
          // Node's own, so that browsers never load it
          Effect.map(
            Effect.promise(() => import("./node/DirectoryStore.js")),
            ({ layer }) => layer(store.directory),
          ),
        )

/** What is given, over what is usual. */
const over = <T extends object>(
  usual: T,
  given: { readonly [Key in keyof T]?: T[Key] | undefined } = {},
): T => ({
  ...usual,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
})

const cachesOf = (given: NonNullable<Policies["caches"]>): Caches["Type"] => {
  const { configuration, permits } = Caches.defaultValue()
  const each = given === false ? ({ configuration: false, permits: false } as const) : given
  return {
    configuration: over(configuration, each.configuration === false ? { capacity: 0 } : each.configuration),
    permits: over(permits, each.permits === false ? { capacity: 0 } : each.permits),
  }
}

const layerOf = ({
  device: _,
  fetch,
  logger,
  onCall,
  policies = {},
  store,
  ...options
}: AdobePassOptions): Layer.Layer<Services> => {
  const { batching, caches = {}, circuit, poll = {}, retry = {}, throttle = {}, timeouts } = policies
  return AdobePass.layer(options).pipe(
    Layer.provide([
      storeLayer(store),
      throttle === false ? Throttle.none : Throttle.layer(throttle),
      circuit === undefined ? Layer.empty : Circuit.layer(circuit),
      Layer.succeed(Polling, every(poll.interval)),
      Layer.succeed(Caches, cachesOf(caches)),
      Layer.succeed(Batching, over(Batching.defaultValue(), batching)),
      Layer.succeed(Timeouts, over(Timeouts.defaultValue(), timeouts)),
      Layer.succeed(Retry.Retry, { transient: Retry.transient(retry.times), throttled: Retry.throttled }),
      onCall === undefined
        ? FetchHttpClient.layer
        : Layer.provide(
            Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, counted)),
            FetchHttpClient.layer,
          ),
    ]),
    Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch)),
    Layer.provideMerge(logger === undefined ? Layer.empty : logsTo(logger)),
    Layer.provideMerge(onCall === undefined ? Layer.empty : callsTo(onCall)),
  )
}

/** What the runtime of a client holds. */
type Services = AdobePass | Endpoints.Endpoint

/** A prompt in plain values: `notAfter` in milliseconds since 1970, by the server's clock. */
export type PlainPrompt = Plain<Prompt>

/** Why a poll failed while the login goes on: offline, throttled, or the service is down. */
export type PollFailure = Plain<FailedPoll>

/** A profile in plain values. */
export type Profile = Plain<Effect.Effect.Success<ReturnType<AdobePass["Type"]["authenticate"]>>>

type Run = <A, E>(
  effect: Effect.Effect<A, E, Services | Device.Device>,
  options?: Abortable,
) => Promise<Plain<A>>

/** A request, also where JavaScript gave none: what lacks in it is then found by the checks of the call. */
const given = <T extends object>(request: T): T =>
  typeof request === "object" && request !== null ? request : ({} as T)

const endpointMethods = (run: Run) => {
  const one =
    <Id extends Endpoints.Endpoint, Request extends object, A, E, R extends Device.Device>(
      tag: Context.Tag<Id, (request: Request) => Effect.Effect<A, E, R>>,
    ) =>
    (request: Request & Abortable): Promise<Plain<A>> =>
      run(
        Effect.flatMap(tag, (call) => call(given(request))),
        request,
      )
  /** For those that can do without parameters. */
  const optional =
    <Id extends Endpoints.Endpoint, Request extends object, A, E, R extends Device.Device>(
      tag: Context.Tag<Id, (request?: Request) => Effect.Effect<A, E, R>>,
    ) =>
    (request?: Request & Abortable): Promise<Plain<A>> =>
      run(
        Effect.flatMap(tag, (call) => call(request && given(request))),
        request,
      )
  return {
    retrieveClientCredentials: optional(Endpoints.RetrieveClientCredentials),
    retrieveAccessToken: one(Endpoints.RetrieveAccessToken),
    retrieveConfiguration: optional(Endpoints.RetrieveConfiguration),
    createSession: optional(Endpoints.CreateSession),
    resumeSession: one(Endpoints.ResumeSession),
    retrieveSession: one(Endpoints.RetrieveSession),
    authenticateInUserAgent: one(Endpoints.AuthenticateInUserAgent),
    retrieveProfiles: optional(Endpoints.RetrieveProfiles),
    retrieveProfileForMvpd: one(Endpoints.RetrieveProfileForMvpd),
    retrieveProfileForCode: one(Endpoints.RetrieveProfileForCode),
    retrievePreauthorizationDecisions: one(Endpoints.RetrievePreauthorizationDecisions),
    retrieveAuthorizationDecisions: one(Endpoints.RetrieveAuthorizationDecisions),
    initiateLogout: one(Endpoints.InitiateLogout),
    retrievePartnerAuthenticationRequest: one(Endpoints.RetrievePartnerAuthenticationRequest),
    retrieveProfileUsingPartnerAuthenticationResponse: one(
      Endpoints.RetrieveProfileUsingPartnerAuthenticationResponse,
    ),
    initiateAuthorization: one(Endpoints.InitiateAuthorization),
  }
}

/** Each endpoint by its name, taking the reference's parameters in lower camel case. */
export type EndpointMethods = ReturnType<typeof endpointMethods>

/** A login as a promise user asks for it. */
export interface AuthenticateRequest extends Omit<Login, "onCode" | "onPollFailed">, Abortable {
  /** Called once the viewer must act: show the code, or open the URL. What it throws ends the login. */
  readonly onCode?: (prompt: PlainPrompt) => unknown
  /** Called each time a poll failed and the login goes on. What it throws ends the login. */
  readonly onPollFailed?: (error: PollFailure) => unknown
}

/** A login whose steps are iterated over. With `pollAfterPrompt`, polling begins when the step after the prompt is asked for. */
export type AuthenticationRequest = Omit<AuthenticateRequest, "onCode" | "onPollFailed">

/** What happens in a login: the viewer must act, a poll failed and the login goes on, the viewer is signed in. */
export type AuthenticationStep =
  | ({ readonly _tag: "Prompt" } & PlainPrompt)
  | { readonly _tag: "PollFailed"; readonly error: PollFailure }
  | { readonly _tag: "Profile"; readonly profile: Profile }

/** A login that begins at a partner, as a promise user asks for it. */
export interface PartnerSingleSignOnRequest
  extends
    Omit<PartnerLogin, "answer" | "onCode" | "onPollFailed">,
    Pick<AuthenticateRequest, "onCode" | "onPollFailed" | "signal"> {
  /**
   * Has the partner's framework answer, with its SAML response in Base64; undefined where it has none to give, and a
   * basic login follows. What it throws ends the login.
   */
  readonly answer: (
    request: Plain<Parameters<PartnerLogin["answer"]>[0]>,
  ) => string | undefined | Promise<string | undefined>
}

/** A code that is already known; `notAfter` in milliseconds since 1970. */
export interface AwaitProfileRequest extends Pick<AuthenticateRequest, "onPollFailed" | "signal"> {
  readonly code: string
  readonly notAfter: number
  readonly mvpd?: string
  readonly temporaryAccessIdentity?: NonNullable<Login["temporaryAccessIdentity"]>
}

type Flows = AdobePass["Type"]
type OptionsOf<F> = F extends (options?: infer O) => unknown ? NonNullable<O> : never
type Only<F> = F extends (request: infer R) => unknown ? R : never
type Result<F extends (...args: never) => Effect.Effect<unknown, unknown, unknown>> = Plain<
  Effect.Effect.Success<ReturnType<F>>
>

/** The client of one device. Every method takes a `signal`; every rejection is one of {@link Failure}. */
export interface AdobePassClient extends AsyncDisposable {
  /** The service provider and the MVPDs a viewer can pick from. */
  readonly configuration: (
    options?: OptionsOf<Flows["configuration"]> & Abortable,
  ) => Promise<Result<Flows["configuration"]>>
  /** Everybody signed in on the device, valid longest first. */
  readonly profiles: (options?: Abortable) => Promise<ReadonlyArray<Profile>>
  /** Who is signed in with an MVPD; undefined when nobody is. */
  readonly profile: (
    mvpd: string,
    options?: Pick<Login, "temporaryAccessIdentity"> & Abortable,
  ) => Promise<Profile | undefined>
  /** The MVPD the viewer picked last and parts of their profile, without asking Adobe. */
  readonly remembered: (options?: Abortable) => Promise<Plain<Selection> | undefined>
  /** Signs a viewer in: `onCode` shows the code or URL, polling goes on until there is a profile. */
  readonly authenticate: (request?: AuthenticateRequest) => Promise<Profile>
  /**
   * The steps of a login, for `for await`: `Prompt` once the viewer must act, `PollFailed` each time a poll failed and the
   * login goes on, and at last `Profile`. Leaving the loop ends the login; what the login fails with is thrown by the loop.
   * Nothing is sent before the iteration begins, and each iteration is a login of its own.
   */
  readonly authentication: (request?: AuthenticationRequest) => AsyncIterable<AuthenticationStep>
  /** Waits until somebody signed in with a code that is already known. */
  readonly awaitProfile: (request: AwaitProfileRequest) => Promise<Profile>
  /** Signs a viewer in by what a partner (Apple) knows of them; where it cannot, as `authenticate` does. */
  readonly partnerSingleSignOn: (request: PartnerSingleSignOnRequest) => Promise<Profile>
  /** On a second screen: tells what a typed code stands for; rejects with `AuthenticationCodeInvalid`. */
  readonly checkCode: (code: string, options?: Abortable) => Promise<Result<Flows["checkCode"]>>
  /** On a second screen: gives the session of a typed code what it lacks, and tells how to go on. */
  readonly resume: (request: Only<Flows["resume"]> & Abortable) => Promise<Result<Flows["resume"]>>
  /** Tells what is left of a TempPass; undefined where the MVPD is none. `authorize` is what uses it. */
  readonly temporaryAccess: (
    request: Only<Flows["temporaryAccess"]> & Abortable,
  ) => Promise<Plain<TemporaryAccess> | undefined>
  /** Tells of each resource, in the order asked: `Permit`, `Deny` with its `error`, or `Unanswered`. */
  readonly preauthorize: (
    request: Only<Flows["preauthorize"]> & Abortable,
  ) => Promise<Result<Flows["preauthorize"]>>
  /** Lets the viewer play one resource, with a media token; rejects with the denial. */
  readonly authorize: (request: Only<Flows["authorize"]> & Abortable) => Promise<Result<Flows["authorize"]>>
  /** Signs the viewer out; resolves to what is left to do, one action per MVPD. */
  readonly logout: (request: Only<Flows["logout"]> & Abortable) => Promise<Result<Flows["logout"]>>
  /** Each of Adobe's endpoints, one call each. */
  readonly endpoints: EndpointMethods
  /** The same client for another device, with credentials and token of its own. */
  readonly forDevice: (device: Device.Device.Options) => AdobePassClient
  /** Ends what is under way with `ClientClosed` and lets go of everything. */
  readonly close: () => Promise<void>
}

/** What a method can reject with, beside the reason of a signal and what a callback throws. */
export type Failure = Plain<Errors.AdobePassError | Errors.ClientClosed>

const tags: ReadonlySet<unknown> = new Set(
  Object.values(Errors).map((one) => (typeof one === "function" && "_tag" in one ? one._tag : undefined)),
)

/** Whether something that was caught is a failure of this library, to `switch` on its `_tag`. */
export const isAdobePassError = (error: unknown): error is Failure =>
  error instanceof Error && "_tag" in error && typeof error._tag === "string" && tags.has(error._tag)

/** What a callback threw, on its way out. */
class Thrown {
  readonly _tag = "Thrown"
  constructor(readonly reason: unknown) {}
}

/** Calls back into the app. */
const callBack = <A>(call: () => A | Promise<A>) =>
  Effect.tryPromise({
    try: () => Promise.resolve(call()),
    catch: (thrown) => new Thrown(thrown),
  })

/** The callbacks of a login as the flows call them. */
const callBacks = ({ onCode, onPollFailed }: Pick<AuthenticateRequest, "onCode" | "onPollFailed">) => ({
  onCode: (prompt: Prompt) => callBack(() => onCode?.(plain(prompt))),
  onPollFailed: (error: FailedPoll) => callBack(() => onPollFailed?.(plain(error))),
})

/** The message of the error, the stack of the caller. */
const stackOf = (error: Error, caller: Error) =>
  `${error.name}: ${error.message}\n${caller.stack?.split("\n").slice(1).join("\n") ?? ""}`

/** What is under way, so that closing can end it. A device's client ends with the one it was made from. */
class Lifetime {
  private ended = false
  private readonly calls = new Set<() => void>()
  constructor(private readonly parent?: Lifetime) {}

  get isClosed(): boolean {
    return this.ended || this.parent?.isClosed === true
  }

  add(stop: () => void): void {
    this.calls.add(stop)
    this.parent?.add(stop)
  }

  remove(stop: () => void): void {
    this.calls.delete(stop)
    this.parent?.remove(stop)
  }

  close(): void {
    this.ended = true
    for (const stop of this.calls) stop()
  }
}

/** What TypeScript would have told, for those who do not use it. */
const invalid = (parameter: string, expected: string) =>
  Effect.fail(new Errors.InvalidRequest({ parameter, message: `${parameter}: ${expected}` }))

const closed = () => new Errors.ClientClosed({ message: "the client was closed" })

const client = (
  runtime: ManagedRuntime.ManagedRuntime<Services, never>,
  device: Device.Device.Service,
  lifetime: Lifetime,
  dispose: () => Promise<void>,
): AdobePassClient => {
  const run: Run = (effect, options) => {
    const caller = new Error()
    const { signal } = given(options ?? {})
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(
          error instanceof Thrown
            ? error.reason
            : isAdobePassError(error)
              ? plainError(error, stackOf(error, caller))
              : error,
        )
      if (lifetime.isClosed) return fail(closed())
      if (signal?.aborted === true) return reject(signal.reason)

      const fiber = runtime.runFork(
        Effect.map(Effect.provideService(effect, Device.Device, device), (value) => plain(value)),
      )
      const stop = () => {
        signal?.removeEventListener("abort", onAbort)
        lifetime.remove(onClose)
        Effect.runFork(Fiber.interrupt(fiber))
      }
      const onAbort = () => {
        stop()
        reject(signal?.reason)
      }
      const onClose = () => {
        stop()
        fail(closed())
      }
      signal?.addEventListener("abort", onAbort)
      lifetime.add(onClose)
      fiber.addObserver((exit) => {
        signal?.removeEventListener("abort", onAbort)
        lifetime.remove(onClose)
        if (Exit.isSuccess(exit)) resolve(exit.value)
        else fail(Cause.squash(exit.cause))
      })
    })
  }
  const flow = <A, E>(use: (pass: Flows) => Effect.Effect<A, E, Device.Device>, options?: Abortable) =>
    run(Effect.flatMap(AdobePass, use), options)

  const self: AdobePassClient = {
    configuration: (options) => flow((pass) => pass.configuration(options), options),
    profiles: (options) => flow((pass) => pass.profiles(), options),
    profile: (mvpd, options) =>
      flow((pass) => Effect.map(pass.profile(mvpd, given(options ?? {})), Option.getOrUndefined), options),
    remembered: (options) => flow((pass) => Effect.map(pass.remembered, Option.getOrUndefined), options),
    authenticate: (options) => {
      const request = given(options ?? {})
      return flow((pass) => pass.authenticate({ ...request, ...callBacks(request) }), request)
    },
    authentication: (options) => {
      const request = given(options ?? {})
      return steps<AuthenticationStep>(
        (tell, signal) =>
          self
            .authenticate({
              ...request,
              signal,
              onCode: (prompt) => tell({ _tag: "Prompt", ...prompt }),
              onPollFailed: (error) => tell({ _tag: "PollFailed", error }),
            })
            .then((profile) => ({ _tag: "Profile", profile })),
        request.signal,
      )
    },
    partnerSingleSignOn: (options) => {
      const { answer, ...request } = given(options)
      return flow(
        (pass) =>
          pass.partnerSingleSignOn({
            ...request,
            ...callBacks(request),
            answer: (asked) => callBack(() => answer(plain(asked))),
          }),
        request,
      )
    },
    checkCode: (code, options) =>
      flow(
        (pass) => (typeof code === "string" ? pass.checkCode(code) : invalid("code", "expected a text")),
        options,
      ),
    resume: (request) =>
      flow(
        (pass) =>
          typeof given(request).code === "string" ? pass.resume(request) : invalid("code", "expected a text"),
        request,
      ),
    temporaryAccess: (request) =>
      flow((pass) => Effect.map(pass.temporaryAccess(given(request)), Option.getOrUndefined), request),
    awaitProfile: (options) => {
      const { notAfter, ...request } = given(options)
      return flow(
        (pass) =>
          Option.match(DateTime.make(notAfter), {
            onNone: () => invalid("notAfter", "expected milliseconds since 1970"),
            onSome: (moment) => {
              const { onPollFailed } = callBacks(request)
              return pass.awaitProfile({
                ...request,
                notAfter: moment,
                onPollFailed: (error) => Effect.orDie(onPollFailed(error)),
              })
            },
          }),
        request,
      )
    },
    preauthorize: (request) =>
      flow(
        (pass) =>
          Array.isArray(given(request).resources)
            ? pass.preauthorize(request)
            : invalid("resources", "expected a list of texts"),
        request,
      ),
    authorize: (request) => flow((pass) => pass.authorize(given(request)), request),
    logout: (request) => flow((pass) => pass.logout(given(request)), request),
    endpoints: endpointMethods(run),
    forDevice: (options) =>
      client(runtime, orThrow(Device.make(options)), new Lifetime(lifetime), () => Promise.resolve()),
    close: () => {
      lifetime.close()
      return dispose()
    },
    [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]: () => self.close(),
  }
  return self
}

/**
 * An MRSS document that stands for a resource, for MVPDs that want more than an identifier; give it to `authorize` or
 * `preauthorize`. Throws `InvalidRequest` where a text cannot be written as XML.
 */
export const mrss = (document: Mrss): string => orThrow(Resource.mrss(document))

/** What the MVPD tells about a viewer, by the published keys; absent where it tells nothing or in another type. */
export const userMetadata = (profile: Pick<Profile, "attributes">): Plain<UserMetadata.UserMetadata> =>
  plain(UserMetadata.read(profile))

/**
 * Makes a client. Throws `InvalidRequest`, whose `parameter` names the option, when an option is not as it must be;
 * nothing is sent before the first call.
 */
export const makeAdobePass = (options: AdobePassOptions): AdobePassClient => {
  const device = checked(options)
  const runtime = ManagedRuntime.make(layerOf(options))
  return client(runtime, device, new Lifetime(), () => runtime.dispose())
}
