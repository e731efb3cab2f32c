/**
 * An emulator of the Adobe Pass service to develop and test against: DCR, REST API V2 and V1 authorize, on a real HTTP
 * port, with accounts, a clock and faults that tests can steer.
 *
 * - `layer(options)` gives the `Sandbox` service to Effect programs;
 * - `startSandbox(options)` gives the same with promises.
 */
export { AdminError } from "./admin/AdminError.js"
export type { Admin } from "./admin/Admin.js"
export type { DegradationOrder, IdentityToken, RequestFilter } from "./admin/payloads.js"
export type { Span } from "./world/span.js"
export type {
  Account,
  Channel,
  Mvpd,
  PlatformBoarding,
  ServiceProvider,
  TempPass,
} from "./world/catalogue.js"
export type { EndpointName } from "./world/endpointNames.js"
export { Fault, FaultKind } from "./server/faultKinds.js"
export type { PendingFault } from "./server/faultKinds.js"
export { InvalidOptions } from "./options.js"
export type { SandboxOptions } from "./options.js"
export type { Throttle } from "./world/limits.js"
export type { Variant } from "./world/variant.js"
export { PortUnavailable } from "./server/PortUnavailable.js"
export type { LoggedExchange } from "./server/requestLog.js"
export type { Answer } from "./server/answer.js"
export type { Intercept, InterceptedRequest } from "./server/Interceptors.js"
export { layer, make, Sandbox } from "./Sandbox.js"
export type { SandboxService } from "./Sandbox.js"
export { StateUnusable } from "./admin/stateFile.js"
export type { BucketSnapshot } from "./admin/buckets.js"
export type { Snapshot } from "./admin/snapshot.js"
export { startSandbox } from "./startSandbox.js"
export type { PromisedAdmin, PromisedIntercept, RunningSandbox } from "./startSandbox.js"
export type { Degradation, DegradationRule } from "./world/degradation.js"
