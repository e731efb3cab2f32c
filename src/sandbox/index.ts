/**
 * An emulator of the Adobe Pass service to develop and test against: DCR, REST API V2 and V1 authorize, on a real HTTP
 * port, with accounts, a clock and faults that tests can steer.
 *
 * - `layer(options)` gives the `Sandbox` service to Effect programs;
 * - `startSandbox(options)` gives the same to everybody else.
 */
export { AdminError } from "./admin.js"
export type { Admin, IdentityToken, RequestFilter } from "./admin.js"
export type { Account, Channel, Mvpd, PlatformBoarding, ServiceProvider, TempPass } from "./catalogue.js"
export type { EndpointName } from "./endpointNames.js"
export { Fault, FaultKind } from "./faultKinds.js"
export type { PendingFault } from "./faultKinds.js"
export type { SandboxOptions, Throttle, Variant } from "./options.js"
export { PortUnavailable } from "./PortUnavailable.js"
export type { LoggedExchange } from "./requestLog.js"
export { layer, make, Sandbox } from "./Sandbox.js"
export type { SandboxService } from "./Sandbox.js"
export type { BucketSnapshot, Snapshot } from "./snapshot.js"
export { startSandbox } from "./startSandbox.js"
export type { PromisedAdmin, RunningSandbox } from "./startSandbox.js"
export type { Degradation, DegradationRule } from "./state.js"
