/** What the proofs by the compiler have in common: when two types are one, and the tags that many calls fail with. */
import type { ofAnyCall } from "../support/ofAnyCall.js"

export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export type OfAnyCall = (typeof ofAnyCall)[number]
export type Misconfigured = "IntegrationUnavailable" | "ConfigurationInvalid"
export type OfDecisions =
  | OfAnyCall
  | Misconfigured
  | "AuthorizationDenied"
  | "AuthenticationRequired"
  | "TooManyResources"
  | "TemporaryAccessExhausted"
  | "PartnerUnavailable"
