/**
 * The client for apps that do not use Effect: methods return promises and reject with the typed errors themselves.
 *
 * Moments and durations are milliseconds here, and secrets that a caller came for (a media token) plain text.
 */
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import { AdobePass } from "./AdobePass.js"
import * as Device from "./domain/Device.js"
import * as Resource from "./domain/Resource.js"
import * as Metadata from "./domain/UserMetadata.js"
import * as Endpoints from "./endpoint/index.js"
import type { Endpoint } from "./endpoint/layer.js"
import * as Errors from "./error/AdobePassError.js"
import type * as Authentication from "./flow/Authentication.js"
import type { AdobePassOptions, Services } from "./promise/options.js"
import { checked, layerOf, orThrow } from "./promise/options.js"
import type { Plain } from "./promise/plain.js"
import { plain, plainError } from "./promise/plain.js"
import { steps } from "./promise/steps.js"
import type {
  Abortable,
  AuthenticateRequest,
  AuthenticationRequest,
  AuthenticationStep,
  AuthorizeRequest,
  AwaitProfileRequest,
  CheckedCode,
  Configuration,
  ConfigurationRequest,
  Deny,
  DeviceOptions,
  LogoutRequest,
  LogoutResult,
  Mrss,
  NextAction,
  OrUndefined,
  PartnerSingleSignOnRequest,
  Permit,
  PermitWithToken,
  PreauthorizeRequest,
  Profile,
  ProfileOptions,
  ResumeRequest,
  Selection,
  TemporaryAccess,
  TemporaryAccessRequest,
  Unanswered,
  UserMetadata,
} from "./promise/words.js"

export * from "./error/AdobePassError.js"
export type { AdobePassOptions, ItemStorage, Policies } from "./promise/options.js"
export type { Failures } from "./promise/failures.js"
export type { Plain } from "./promise/plain.js"
export type { CallReport, LogEntry } from "./promise/report.js"
export type * from "./promise/words.js"

type Run = <A, E>(
  effect: Effect.Effect<A, E, Services | Device.Device>,
  options?: Abortable,
) => Promise<Plain<A>>

/** A request, also where JavaScript gave none: what lacks in it is then found by the checks of the call. */
const given = <T extends object>(request: OrUndefined<T>): T =>
  // as T: the calls take an undefined for what is left out, and check what only JavaScript leaves out
  (typeof request === "object" && request !== null ? request : {}) as T

type Method<Call> = Call extends (...args: infer Args) => Effect.Effect<infer A, unknown, unknown>
  ? undefined extends Args[0]
    ? (request?: OrUndefined<NonNullable<Args[0]>> & Abortable) => Promise<Plain<A>>
    : (request: OrUndefined<Args[0]> & Abortable) => Promise<Plain<A>>
  : never

/** Each endpoint by its name, taking the reference's parameters in lower camel case. */
export type EndpointMethods = {
  readonly [Name in keyof typeof Endpoints as Uncapitalize<Name>]: Method<(typeof Endpoints)[Name]["Service"]>
}

type AnyEndpoint = Effect.Effect<
  (request: never) => Effect.Effect<unknown, unknown, Device.Device>,
  never,
  Endpoint
>

const endpoints: ReadonlyArray<readonly [string, AnyEndpoint]> = Object.entries(Endpoints)

const endpointMethods = (run: Run) =>
  // as TypeScript does not follow what each endpoint takes and answers through a list
  Object.fromEntries(
    endpoints.map(([name, endpoint]): ReadonlyArray<unknown> => [
      name.replace(/^./, (letter) => letter.toLowerCase()),
      (request: Abortable = {}) =>
        run(
          Effect.flatMap(endpoint, (call) => call(given(request) as never)),
          request,
        ),
    ]),
  ) as EndpointMethods

type Flows = AdobePass["Type"]

/** The client of one device. Every method takes a `signal`; every rejection is one of {@link Failure}. */
export interface AdobePassClient extends AsyncDisposable {
  /** The service provider and the MVPDs a viewer can pick from. */
  readonly configuration: (options?: ConfigurationRequest) => Promise<Configuration>
  /** Everybody signed in on the device, valid longest first. */
  readonly profiles: (options?: Abortable) => Promise<ReadonlyArray<Profile>>
  /** Who is signed in with an MVPD; undefined when nobody is. */
  readonly profile: (mvpd: string, options?: ProfileOptions) => Promise<Profile | undefined>
  /** The MVPD of the last login and parts of its profile, without asking Adobe. */
  readonly remembered: (options?: Abortable) => Promise<Selection | undefined>
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
  readonly checkCode: (code: string, options?: Abortable) => Promise<CheckedCode>
  /** On a second screen: gives the session of a typed code what it lacks, and tells how to go on. */
  readonly resume: (request: ResumeRequest) => Promise<NextAction>
  /** Tells what is left of a TempPass; undefined where the MVPD is none. `authorize` is what uses it. */
  readonly temporaryAccess: (request: TemporaryAccessRequest) => Promise<TemporaryAccess | undefined>
  /** Tells of each resource, in the order asked: `Permit`, `Deny` with its `error`, or `Unanswered`. */
  readonly preauthorize: (request: PreauthorizeRequest) => Promise<ReadonlyArray<Permit | Deny | Unanswered>>
  /** Lets the viewer play one resource, with a media token; rejects with the denial. */
  readonly authorize: (request: AuthorizeRequest) => Promise<PermitWithToken>
  /** Signs the viewer out; resolves to what is left to do, one action per MVPD, or `Failed` where it is still to do. */
  readonly logout: (request: LogoutRequest) => Promise<ReadonlyArray<LogoutResult>>
  /** Each of Adobe's endpoints, one call each. */
  readonly endpoints: EndpointMethods
  /** The same client for another device, with credentials and token of its own. */
  readonly forDevice: (device: DeviceOptions) => AdobePassClient
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

/** A signal of whatever realm or polyfill, as far as one is given. */
const isSignal = (signal: unknown) =>
  signal === undefined ||
  signal === null ||
  (typeof signal === "object" &&
    "aborted" in signal &&
    ["addEventListener", "removeEventListener"].every(
      (name) => typeof Reflect.get(signal, name) === "function",
    ))

/** Functions, as far as they are given. */
const checkFunctions = (functions: Readonly<Record<string, unknown>>) => {
  const [wrong] =
    Object.entries(functions).find(([, one]) => one !== undefined && typeof one !== "function") ?? []
  return wrong === undefined ? Effect.void : invalid(wrong, "expected a function")
}

/** A login needs nothing, so that a request with a name misspelt would pass for another one. */
const loginOptions: Record<keyof AuthenticateRequest, true> = {
  mvpd: true,
  domainName: true,
  redirectUrl: true,
  picked: true,
  pollAfterPrompt: true,
  temporaryAccessIdentity: true,
  onCode: true,
  onPollFailed: true,
  signal: true,
}
const checkLogin = (request: unknown) => {
  if (typeof request !== "object" || request === null) return invalid("request", "expected an object")
  const wrong = Object.keys(request).find((name) => !Object.hasOwn(loginOptions, name))
  return wrong === undefined ? Effect.void : invalid(wrong, "is not expected")
}

/** The callbacks of a login as the flows call them. */
const callBacks = ({ onCode, onPollFailed }: Pick<AuthenticateRequest, "onCode" | "onPollFailed">) => ({
  onCode: (prompt: Authentication.Prompt) => callBack(() => onCode?.(plain(prompt))),
  onPollFailed: (error: Authentication.PollFailure) => callBack(() => onPollFailed?.(plain(error))),
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
  new Errors.InvalidRequest({ parameter, message: `${parameter}: ${expected}` })

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
      if (!isSignal(signal)) return fail(invalid("signal", "expected an AbortSignal"))
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
    configuration: (options) => flow((pass) => pass.configuration(given(options ?? {})), options),
    profiles: (options) => flow((pass) => pass.profiles(), options),
    profile: (mvpd, options) =>
      flow((pass) => Effect.map(pass.profile(mvpd, given(options ?? {})), Option.getOrUndefined), options),
    remembered: (options) => flow((pass) => Effect.map(pass.remembered, Option.getOrUndefined), options),
    authenticate: (options) => {
      const request = given(options ?? {})
      const { onCode, onPollFailed } = request
      return flow(
        (pass) =>
          Effect.zipRight(
            Effect.zipRight(checkLogin(options ?? {}), checkFunctions({ onCode, onPollFailed })),
            pass.authenticate({ ...request, ...callBacks(request) }),
          ),
        request,
      )
    },
    authentication: (options) => {
      const request = given(options ?? {})
      // what is no signal is left for authenticate to refuse
      const good = isSignal(request.signal)
      return steps<AuthenticationStep>(
        (tell, signal) =>
          self
            .authenticate(
              // what is no request is left for authenticate to refuse
              typeof (options ?? {}) === "object"
                ? {
                    ...request,
                    ...(good && { signal }),
                    onCode: (prompt) => tell({ _tag: "Prompt", ...prompt }),
                    onPollFailed: (error) => tell({ _tag: "PollFailed", error }),
                  }
                : options,
            )
            .then((profile) => ({ _tag: "Profile", profile })),
        good ? request.signal : undefined,
      )
    },
    partnerSingleSignOn: (options) => {
      const { answer, ...request } = given(options)
      return flow(
        (pass) =>
          Effect.zipRight(
            checkFunctions({
              answer: answer ?? null,
              onCode: request.onCode,
              onPollFailed: request.onPollFailed,
            }),
            pass.partnerSingleSignOn({
              ...request,
              ...callBacks(request),
              answer: (asked) => callBack(() => answer(plain(asked))),
            }),
          ),
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
          typeof given(request).code === "string"
            ? pass.resume(given(request))
            : invalid("code", "expected a text"),
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
              return Effect.zipRight(
                checkFunctions({ onPollFailed: request.onPollFailed }),
                pass.awaitProfile({
                  ...request,
                  notAfter: moment,
                  onPollFailed: (error) => Effect.orDie(onPollFailed(error)),
                }),
              )
            },
          }),
        request,
      )
    },
    preauthorize: (request) =>
      flow(
        (pass) =>
          Array.isArray(given(request).resources)
            ? pass.preauthorize(given(request))
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
export const userMetadata = (profile: Pick<Profile, "attributes">): UserMetadata =>
  plain(Metadata.read(profile))

/**
 * Makes a client. Throws `InvalidRequest`, whose `parameter` names the option, when an option is not as it must be;
 * nothing is sent before the first call.
 */
export const makeAdobePass = (options: AdobePassOptions): AdobePassClient => {
  const device = checked(options)
  const runtime = ManagedRuntime.make(layerOf(options))
  return client(runtime, device, new Lifetime(), () => runtime.dispose())
}
