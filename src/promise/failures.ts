/** What each method of the client can reject with, beside the reason of a signal and what a callback throws. */
import type * as Effect from "effect/Effect"
import type { Service } from "../AdobePass.js"
import * as Errors from "../error/AdobePassError.js"
import type { authenticate } from "../flow/Authentication.js"
import type { partnerSingleSignOn } from "../flow/PartnerSingleSignOn.js"
import type { Plain } from "./plain.js"

/** What a method can reject with, beside the reason of a signal and what a callback throws. */
export type Failure = Plain<Errors.AdobePassError | Errors.ClientClosed>

const tags: ReadonlySet<unknown> = new Set(
  Object.values(Errors).map((one) => (typeof one === "function" && "_tag" in one ? one._tag : undefined)),
)

/** Whether something that was caught is a failure of this library, to `switch` on its `_tag`. */
export const isAdobePassError = (error: unknown): error is Failure =>
  error instanceof Error && "_tag" in error && typeof error._tag === "string" && tags.has(error._tag)

/** The errors of a flow as the promise client rejects with them, with those of a request that is wrong and of a client that was closed. */
type FailureOf<Flow extends Effect.Effect<unknown, unknown, unknown>> = Plain<
  Effect.Effect.Error<Flow> | Errors.InvalidRequest | Errors.ClientClosed
>

/**
 * The errors of each method, by its name. TypeScript cannot say what a promise rejects with, so a `catch` says it itself.
 *
 * @example
 * ```ts
 * import type { Failures } from "adobe-pass"
 * import { isAdobePassError } from "adobe-pass"
 *
 * const isDenial = (error: unknown): boolean => {
 *   if (!isAdobePassError(error)) return false
 *   const failure = error as Failures["authorize"] // caught from pass.authorize
 *   return failure._tag === "AuthorizationDenied"
 * }
 * ```
 */
export interface Failures {
  readonly configuration: FailureOf<ReturnType<Service["configuration"]>>
  readonly profiles: FailureOf<ReturnType<Service["profiles"]>>
  readonly profile: FailureOf<ReturnType<Service["profile"]>>
  readonly remembered: FailureOf<Service["remembered"]>
  readonly authenticate: FailureOf<ReturnType<typeof authenticate<never, never>>>
  readonly authentication: Failures["authenticate"]
  readonly awaitProfile: FailureOf<ReturnType<Service["awaitProfile"]>>
  readonly partnerSingleSignOn: FailureOf<ReturnType<typeof partnerSingleSignOn<never, never, never, never>>>
  readonly checkCode: FailureOf<ReturnType<Service["checkCode"]>>
  readonly resume: FailureOf<ReturnType<Service["resume"]>>
  readonly temporaryAccess: FailureOf<ReturnType<Service["temporaryAccess"]>>
  readonly preauthorize: FailureOf<ReturnType<Service["preauthorize"]>>
  readonly authorize: FailureOf<ReturnType<Service["authorize"]>>
  readonly logout: FailureOf<ReturnType<Service["logout"]>>
}
