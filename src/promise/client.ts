/** The methods of a client. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import { AdobePass } from "../AdobePass.js"
import * as Device from "../domain/Device.js"
import type { InvalidRequest } from "../error/AdobePassError.js"
import type * as Authentication from "../flow/Authentication.js"
import { Throttle } from "../transport/Throttle.js"
import type { AdobePassClient } from "./AdobePassClient.js"
import { invalid, orThrow } from "./given/checks.js"
import { endpointMethods } from "./endpoints.js"
import type { Services } from "./layer.js"
import { plain } from "./plain.js"
import type { Abortable, AuthenticateRequest } from "./given/requests.js"
import * as Requests from "./given/requests.js"
import type { Fork } from "./run.js"
import { callBack, Lifetime, makeRun } from "./run.js"
import type { Tell } from "./steps.js"
import { steps } from "./steps.js"
import { startCatalogue } from "./stores/catalogue.js"
import { makeChanges, noticing, signingIn, signingOut } from "./stores/changes.js"
import { startLogin } from "./stores/login.js"
import { watchSession } from "./stores/session.js"
import type { AuthenticationStep } from "./words.js"

const check = {
  login: Requests.requests(Requests.LoginRequest),
  catalogue: Requests.requests(Requests.CatalogueRequest),
  abortable: Requests.requests(Requests.Abortable),
  configuration: Requests.requests(Requests.ConfigurationRequest),
  profile: Requests.requests(Requests.ProfileOptions),
  authenticate: Requests.requests(Requests.AuthenticateRequest),
  authentication: Requests.requests(Requests.AuthenticationRequest),
  awaitProfile: Requests.requests(Requests.AwaitProfileRequest),
  partnerSingleSignOn: Requests.requests(Requests.PartnerSingleSignOnRequest),
  resume: Requests.requests(Requests.ResumeRequest),
  temporaryAccess: Requests.requests(Requests.TemporaryAccessRequest),
  preauthorize: Requests.requests(Requests.PreauthorizeRequest),
  authorize: Requests.requests(Requests.AuthorizeRequest),
  logout: Requests.requests(Requests.LogoutRequest),
}

/** The callbacks of a login as the flows call them. */
const callBacks = ({ onCode, onPollFailed }: Pick<AuthenticateRequest, "onCode" | "onPollFailed">) => ({
  onCode: onCode && ((prompt: Authentication.Prompt) => callBack(() => onCode(plain(prompt)))),
  onPollFailed:
    onPollFailed && ((error: Authentication.PollFailure) => callBack(() => onPollFailed(plain(error)))),
})

/** The callbacks of a login that is iterated over. */
const telling = (tell: Tell<AuthenticationStep>) =>
  callBacks({
    onCode: (prompt) => tell({ _tag: "Prompt", ...prompt }),
    onPollFailed: (error) => tell({ _tag: "PollFailed", error }),
  })

/** Starts effects with a device; once the client is built, without another look at how. */
const forking = (
  runtime: ManagedRuntime.ManagedRuntime<Services, InvalidRequest>,
  device: Device.Device.Service,
) => {
  let ready: Runtime.Runtime<Services | Device.Device> | undefined
  const fork: Fork = (effect) =>
    ready === undefined
      ? Effect.runFork(
          Effect.flatMap(runtime.runtimeEffect, (built) => {
            ready = Runtime.provideService(built, Device.Device, device)
            return Effect.provide(effect, ready)
          }),
        )
      : Runtime.runFork(ready)(effect)
  return fork
}

/** The client of a device. */
export const client = (
  runtime: ManagedRuntime.ManagedRuntime<Services, InvalidRequest>,
  device: Device.Device.Service,
  lifetime: Lifetime,
  dispose: () => Promise<void>,
): AdobePassClient => {
  const run = makeRun(forking(runtime, device), lifetime)
  const changes = makeChanges()
  const [signIn, signOut, notice] = [signingIn(changes), signingOut(changes), noticing(changes)]

  /** A method that calls a flow with its request. */
  const flow =
    <Request extends Abortable, A, E>(
      checked: (request: unknown) => Either.Either<Request, InvalidRequest>,
      use: (pass: AdobePass["Type"], request: Request) => Effect.Effect<A, E, Device.Device>,
    ) =>
    (request?: unknown) =>
      run(checked(request), (request) => Effect.flatMap(AdobePass, (pass) => use(pass, request)))

  const self: AdobePassClient = {
    configuration: flow(check.configuration, (pass, request) => pass.configuration(request)),
    profiles: flow(check.abortable, (pass) => pass.profiles()),
    profile: (mvpd, options) =>
      flow(check.profile, (pass, request) =>
        Effect.map(notice(pass.profile(mvpd, request)), Option.getOrUndefined),
      )(options),
    remembered: flow(check.abortable, (pass) => Effect.map(pass.remembered, Option.getOrUndefined)),
    authenticate: flow(check.authenticate, (pass, request) =>
      signIn(pass.authenticate({ ...request, ...callBacks(request) })),
    ),
    authentication: (options) => {
      const checked = check.authentication(options)
      return steps<AuthenticationStep>(
        (tell, signal) =>
          run(
            Either.map(checked, (request) => ({ ...request, signal })),
            (request) =>
              Effect.flatMap(AdobePass, (pass) =>
                signIn(pass.authenticate({ ...request, ...telling(tell) })),
              ),
          ).then((profile) => ({ _tag: "Profile", profile })),
        Either.isRight(checked) ? checked.right.signal : undefined,
      )
    },
    partnerSingleSignOn: flow(check.partnerSingleSignOn, (pass, { answer, ...request }) =>
      signIn(
        pass.partnerSingleSignOn({
          ...request,
          ...callBacks(request),
          answer: (asked) => callBack(() => answer(plain(asked))),
        }),
      ),
    ),
    checkCode: (code, options) =>
      flow(check.abortable, (pass) =>
        typeof code === "string" ? pass.checkCode(code) : invalid("code", "expected a text"),
      )(options),
    resume: flow(check.resume, (pass, request) => pass.resume(request)),
    temporaryAccess: flow(check.temporaryAccess, (pass, request) =>
      Effect.map(pass.temporaryAccess(request), Option.getOrUndefined),
    ),
    awaitProfile: flow(check.awaitProfile, (pass, request) => {
      const { onPollFailed } = callBacks(request)
      return signIn(
        pass.awaitProfile({
          ...request,
          notAfter: DateTime.unsafeMake(request.notAfter),
          onPollFailed: onPollFailed && ((error) => Effect.orDie(onPollFailed(error))),
        }),
      )
    }),
    preauthorize: flow(check.preauthorize, (pass, request) => notice(pass.preauthorize(request))),
    authorize: flow(check.authorize, (pass, request) => notice(pass.authorize(request))),
    logout: flow(check.logout, (pass, request) => signOut(pass.logout(request))),
    login: (request) => startLogin(run, check.login(request), signIn),
    catalogue: (resources, options) =>
      startCatalogue(run, check.catalogue({ ...options, resources }), notice),
    session: () => watchSession(run, changes),
    endpoints: endpointMethods(run),
    releaseThrottle: (options) =>
      run(check.abortable(options), () =>
        Effect.flatMap(Throttle, ({ release }) => release(device.forwardedFor ?? "")),
      ),
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
