/** The sandbox as the package `adobe-pass` has it: what can be used without Effect. */
export {
  AdminError,
  InvalidOptions,
  PortUnavailable,
  startSandbox,
  StateUnusable,
} from "../../src/sandbox/index.js"
export type {
  Account,
  BucketSnapshot,
  Channel,
  Degradation,
  DegradationOrder,
  DegradationRule,
  EndpointName,
  Fault,
  IdentityToken,
  LoggedExchange,
  Mvpd,
  PendingFault,
  PlatformBoarding,
  PromisedAdmin,
  RequestFilter,
  RunningSandbox,
  SandboxOptions,
  ServiceProvider,
  Snapshot,
  Span,
  TempPass,
  Throttle,
  Variant,
} from "../../src/sandbox/index.js"
export type { DurationInput } from "effect/Duration"
