/**
 * The classes of the errors by themselves, and what tells them, for code that is loaded before the client or without it.
 * `instanceof` goes by the tag, so it is true of an error whichever copy of the client threw it.
 */
import type { Failure } from "./failures.js"

type ErrorClass<Tag extends Failure["_tag"]> = abstract new () => Extract<Failure, { readonly _tag: Tag }>

const tags = new Set<unknown>()

/** Whether something that was caught is a failure of this library, to `switch` on its `_tag`. */
export const isAdobePassError = (error: unknown): error is Failure =>
  error instanceof Error && "_tag" in error && tags.has(error._tag)

const errorClass = <Tag extends Failure["_tag"]>(tag: Tag): ErrorClass<Tag> => {
  tags.add(tag)
  const isOne = (error: unknown): boolean => isAdobePassError(error) && error._tag === tag
  // nobody makes one
  return Object.defineProperty(() => {}, Symbol.hasInstance, { value: isOne }) as never
}

export const AccessTokenRejected = errorClass("AccessTokenRejected")
export const AuthenticationCodeExpired = errorClass("AuthenticationCodeExpired")
export const AuthenticationCodeInvalid = errorClass("AuthenticationCodeInvalid")
export const AuthenticationRequired = errorClass("AuthenticationRequired")
export const AuthenticationSuperseded = errorClass("AuthenticationSuperseded")
export const AuthorizationDenied = errorClass("AuthorizationDenied")
export const ClientClosed = errorClass("ClientClosed")
export const ConfigurationInvalid = errorClass("ConfigurationInvalid")
export const IntegrationUnavailable = errorClass("IntegrationUnavailable")
export const InvalidRequest = errorClass("InvalidRequest")
export const PartnerUnavailable = errorClass("PartnerUnavailable")
export const RegistrationRejected = errorClass("RegistrationRejected")
export const ServerFault = errorClass("ServerFault")
export const TemporaryAccessExhausted = errorClass("TemporaryAccessExhausted")
export const Throttled = errorClass("Throttled")
export const TooManyResources = errorClass("TooManyResources")
export const UnexpectedResponse = errorClass("UnexpectedResponse")
export const Unreachable = errorClass("Unreachable")
