import type { EndpointMethods } from "./endpoints.js"
import type {
  Abortable,
  AuthenticateRequest,
  AuthenticationRequest,
  AuthorizeRequest,
  AwaitProfileRequest,
  CatalogueOptions,
  ConfigurationRequest,
  LoginRequest,
  LogoutRequest,
  PartnerSingleSignOnRequest,
  PreauthorizeRequest,
  ProfileOptions,
  ResumeRequest,
  TemporaryAccessRequest,
} from "./given/requests.js"
import type { CatalogueStore } from "./stores/catalogue.js"
import type { LoginStore } from "./stores/login.js"
import type { SessionStore } from "./stores/session.js"
import type {
  AuthenticationStep,
  CheckedCode,
  Configuration,
  Deny,
  DeviceOptions,
  LogoutResult,
  NextAction,
  Permit,
  PermitWithToken,
  Profile,
  Selection,
  TemporaryAccess,
  Unanswered,
} from "./words.js"

/**
 * The client of one device. Every method takes a `signal`; every rejection is one of {@link Failure}.
 *
 * Any method can reject with `InvalidRequest`, `AccessTokenRejected`, `RegistrationRejected`, `Throttled`, `ServerFault`, `Unreachable`,
 * `UnexpectedResponse` and `ClientClosed`. What else each can reject with is said with it, and {@link Failures} has all by method.
 */
export interface AdobePassClient extends AsyncDisposable {
  /**
   * The service provider and the MVPDs a viewer can pick from.
   *
   * Rejects with what any method can.
   */
  readonly configuration: (options?: ConfigurationRequest) => Promise<Configuration>
  /**
   * The valid profiles of the device, the one valid longest first.
   *
   * Rejects, too, with `AuthenticationRequired` and `ConfigurationInvalid`.
   */
  readonly profiles: (options?: Abortable) => Promise<ReadonlyArray<Profile>>
  /**
   * The profile with an MVPD; undefined where there is no valid one.
   *
   * Rejects, too, with `AuthenticationRequired`, `TemporaryAccessExhausted`, `IntegrationUnavailable` and
   * `ConfigurationInvalid`.
   */
  readonly profile: (mvpd: string, options?: ProfileOptions) => Promise<Profile | undefined>
  /**
   * The MVPD of the last login and parts of its profile, without asking Adobe.
   *
   * Rejects with `InvalidRequest` and `ClientClosed` alone.
   */
  readonly remembered: (options?: Abortable) => Promise<Selection | undefined>
  /**
   * Signs a viewer in: `onCode` shows the code or URL, polling goes on until there is a profile.
   *
   * Rejects, too, with `AuthenticationRequired`, `AuthenticationCodeInvalid`, `AuthenticationCodeExpired`,
   * `AuthenticationSuperseded`, `TemporaryAccessExhausted`, `IntegrationUnavailable`, `ConfigurationInvalid` and
   * `PartnerUnavailable`.
   */
  readonly authenticate: (request?: AuthenticateRequest) => Promise<Profile>
  /**
   * The steps of a login, for `for await`: `Prompt` once the viewer must act, `PollFailed` each time a poll failed and the
   * login goes on, and at last `Profile`. Leaving the loop ends the login; what the login fails with is thrown by the loop.
   * Nothing is sent before the iteration begins, and each iteration is a login of its own.
   *
   * Rejects, too, with `AuthenticationRequired`, `AuthenticationCodeInvalid`, `AuthenticationCodeExpired`,
   * `AuthenticationSuperseded`, `TemporaryAccessExhausted`, `IntegrationUnavailable`, `ConfigurationInvalid` and
   * `PartnerUnavailable`.
   */
  readonly authentication: (request?: AuthenticationRequest) => AsyncIterable<AuthenticationStep>
  /**
   * Waits until there is a profile for a code that is already known.
   *
   * Rejects, too, with `AuthenticationRequired`, `AuthenticationCodeInvalid`, `AuthenticationCodeExpired`,
   * `AuthenticationSuperseded`, `TemporaryAccessExhausted`, `ConfigurationInvalid` and `PartnerUnavailable`.
   */
  readonly awaitProfile: (request: AwaitProfileRequest) => Promise<Profile>
  /**
   * Signs a viewer in by what a partner (Apple) knows of them; where it cannot, as `authenticate` does.
   *
   * Rejects, too, with `AuthenticationRequired`, `AuthenticationCodeInvalid`, `AuthenticationCodeExpired`,
   * `AuthenticationSuperseded`, `TemporaryAccessExhausted`, `IntegrationUnavailable`, `ConfigurationInvalid` and
   * `PartnerUnavailable`.
   */
  readonly partnerSingleSignOn: (request: PartnerSingleSignOnRequest) => Promise<Profile>
  /**
   * On a second screen: tells what a typed code stands for; rejects with `AuthenticationCodeInvalid`.
   *
   * Rejects, too, with `AuthenticationRequired` and `AuthenticationCodeInvalid`.
   */
  readonly checkCode: (code: string, options?: Abortable) => Promise<CheckedCode>
  /**
   * On a second screen: gives the session of a typed code what it lacks, and tells how to go on.
   *
   * Rejects, too, with `AuthenticationRequired`, `AuthenticationCodeInvalid`, `TemporaryAccessExhausted`,
   * `IntegrationUnavailable` and `ConfigurationInvalid`.
   */
  readonly resume: (request: ResumeRequest) => Promise<NextAction>
  /**
   * Tells what is left of a TempPass; undefined where the MVPD is no TempPass. Only `authorize` uses it up.
   *
   * Rejects, too, with `AuthenticationRequired`, `TemporaryAccessExhausted`, `IntegrationUnavailable` and
   * `ConfigurationInvalid`.
   */
  readonly temporaryAccess: (request: TemporaryAccessRequest) => Promise<TemporaryAccess | undefined>
  /**
   * Tells of each resource, in the order asked: `Permit`, `Deny` with its `error`, or `Unanswered`.
   *
   * Rejects, too, with `AuthorizationDenied`, `AuthenticationRequired`, `TooManyResources`, `TemporaryAccessExhausted`,
   * `IntegrationUnavailable`, `ConfigurationInvalid` and `PartnerUnavailable`.
   */
  readonly preauthorize: (request: PreauthorizeRequest) => Promise<ReadonlyArray<Permit | Deny | Unanswered>>
  /**
   * Lets the viewer play one resource, with a media token; rejects with the denial.
   *
   * Rejects, too, with `AuthorizationDenied`, `AuthenticationRequired`, `TooManyResources`, `TemporaryAccessExhausted`,
   * `IntegrationUnavailable`, `ConfigurationInvalid`, `PartnerUnavailable` and `AuthenticationCodeInvalid`.
   */
  readonly authorize: (request: AuthorizeRequest) => Promise<PermitWithToken>
  /**
   * Signs the viewer out; resolves to what is left to do, one action per MVPD, or `Failed` where it is still to do.
   *
   * Rejects, too, with `AuthenticationRequired`, `IntegrationUnavailable` and `ConfigurationInvalid`.
   */
  readonly logout: (request: LogoutRequest) => Promise<ReadonlyArray<LogoutResult>>
  /**
   * Starts a login as a thing to look at: where it stands, the code, its QR code, the seconds left, what failed. It begins at once;
   * nothing is rejected, what it fails with is in the snapshot.
   */
  readonly login: (request?: LoginRequest) => LoginStore
  /**
   * Asks about the resources of a catalogue, as a thing to look at: the locks as they become known, and what is left. For the
   * viewer who is signed in, unless `mvpd` is given.
   */
  readonly catalogue: (resources: ReadonlyArray<string>, options?: CatalogueOptions) => CatalogueStore
  /** Who is signed in, as a thing to look at: every login and logout changes it, expiry, and what happens in other tabs. */
  readonly session: () => SessionStore
  /** Each of Adobe's endpoints, one call each. */
  readonly endpoints: EndpointMethods
  /** The same client for another device, with credentials and token of its own. */
  readonly forDevice: (device: DeviceOptions) => AdobePassClient
  /** Lets go of what a 429 asked for, where the app knows better than to wait: the next call may be sent at once. */
  readonly releaseThrottle: (options?: Abortable) => Promise<void>
  /** Ends what is under way with `ClientClosed` and lets go of everything. */
  readonly close: () => Promise<void>
}
