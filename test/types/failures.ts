/** Checked by the compiler alone: what each method of the promise client rejects with. */
import type { Failures } from "../../src/promise/failures.js"
import type { Equal, Misconfigured, OfAnyCall, OfDecisions } from "./tags.js"

type Common = OfAnyCall | "ClientClosed"
type Decided = OfDecisions | "ClientClosed"
type Login =
  | Common
  | Misconfigured
  | "AuthenticationRequired"
  | "TemporaryAccessExhausted"
  | "AuthenticationCodeInvalid"
  | "AuthenticationCodeExpired"
  | "AuthenticationSuperseded"
  | "PartnerUnavailable"

type Fails<Method extends keyof Failures, Tags extends string> = Equal<Failures[Method]["_tag"], Tags>

export const proof: {
  readonly configuration: Fails<"configuration", Common>
  readonly profiles: Fails<"profiles", Common | "AuthenticationRequired" | "ConfigurationInvalid">
  readonly profile: Fails<
    "profile",
    Common | Misconfigured | "AuthenticationRequired" | "TemporaryAccessExhausted"
  >
  readonly remembered: Fails<"remembered", "InvalidRequest" | "ClientClosed">
  readonly authenticate: Fails<"authenticate", Login>
  readonly authentication: Fails<"authentication", Login>
  readonly awaitProfile: Fails<"awaitProfile", Exclude<Login, "IntegrationUnavailable">>
  readonly partnerSingleSignOn: Fails<"partnerSingleSignOn", Login>
  readonly checkCode: Fails<"checkCode", Common | "AuthenticationRequired" | "AuthenticationCodeInvalid">
  readonly resume: Fails<
    "resume",
    | Common
    | Misconfigured
    | "AuthenticationRequired"
    | "TemporaryAccessExhausted"
    | "AuthenticationCodeInvalid"
  >
  readonly temporaryAccess: Fails<
    "temporaryAccess",
    Common | Misconfigured | "AuthenticationRequired" | "TemporaryAccessExhausted"
  >
  readonly preauthorize: Fails<"preauthorize", Decided>
  /** A denial tells whatever code the service put into the decision. */
  readonly authorize: Fails<"authorize", Decided | "AuthenticationCodeInvalid">
  readonly logout: Fails<"logout", Common | Misconfigured | "AuthenticationRequired">
} = {
  configuration: true,
  profiles: true,
  profile: true,
  remembered: true,
  authenticate: true,
  authentication: true,
  awaitProfile: true,
  partnerSingleSignOn: true,
  checkCode: true,
  resume: true,
  temporaryAccess: true,
  preauthorize: true,
  authorize: true,
  logout: true,
}
