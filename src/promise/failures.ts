/** What each method of the client can reject with, beside the reason of a signal and what a callback throws. */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Service } from "../AdobePass.js"
import * as Errors from "../error/AdobePassError.js"
import type { authenticate } from "../flow/Authentication.js"
import type { partnerSingleSignOn } from "../flow/PartnerSingleSignOn.js"
import type { Plain } from "./plain.js"
import { plainError, stackOf } from "./plain.js"

/** What a method can reject with, beside the reason of a signal and what a callback throws. */
export type Failure = Plain<Errors.AdobePassError | Errors.ClientClosed>

/** The class of each error, by its tag. */
const classes = new Map<unknown, Schema.Schema.AnyNoContext>(
  Object.values(Errors).map((one) => [one._tag, one]),
)

/** Whether something that was caught is a failure of this library, to `switch` on its `_tag`. */
export const isAdobePassError = (error: unknown): error is Failure =>
  error instanceof Error && "_tag" in error && typeof error._tag === "string" && classes.has(error._tag)

type Named<E> = Exclude<keyof E, "_tag" | "message" | "cause" | "retryable" | Exclude<keyof Error, "message">>

/** Those of an error that tell one case from another must be given; `message` is the tag unless given. */
type Fields<E> = {
  readonly [Field in Named<E> as undefined extends E[Field] ? never : Field]: E[Field]
} & {
  readonly [Field in Named<E> as undefined extends E[Field] ? Field : never]?: E[Field]
} & { readonly message?: string; readonly retryable?: boolean; readonly cause?: unknown }

type Makes<E extends Failure> = E extends Failure
  ? object extends Fields<E>
    ? (tag: E["_tag"], fields?: Fields<E>) => E
    : (tag: E["_tag"], fields: Fields<E>) => E
  : never

/** A function that each member of a union of functions is. */
type All<Functions> = (Functions extends unknown ? (one: Functions) => void : never) extends (
  all: infer Intersection,
) => void
  ? Intersection
  : never

/**
 * Makes an error as the client rejects with it, for the tests of an app: `instanceof` its class, with plain fields. Throws where a
 * field is missing or of another type.
 *
 * @example
 * ```ts
 * import { makeError } from "adobe-pass"
 *
 * const denial = makeError("AuthorizationDenied", { reason: "mvpd", details: "Not in your package." })
 * const busy = makeError("Throttled", { retryAfter: 5000 }) // milliseconds
 * ```
 */
// as All: TypeScript cannot follow which class a tag picks
export const makeError = ((tag: Failure["_tag"], fields?: object) => {
  const caller = new Error()
  const make = classes.get(tag)
  if (make === undefined) throw new TypeError(`no error is called ${tag}`)
  const error = Schema.decodeUnknownSync(make)({ message: tag, ...fields, _tag: tag })
  return plainError(error, stackOf(error, caller))
}) as All<Makes<Failure>>

/**
 * What a store was ended by, as the errors of the method that it calls. Anything but a failure of the library is a mistake of its
 * own, and told as not understood.
 */
export const asFailure = <E extends Failure>(error: unknown): E =>
  (isAdobePassError(error) ? error : makeError("UnexpectedResponse", { message: String(error) })) as E

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
