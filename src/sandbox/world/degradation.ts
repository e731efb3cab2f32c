/**
 * Rules that go around an MVPD for a while.
 */
import * as Schema from "effect/Schema"
import { optional } from "./optional.js"

/** Which way an MVPD is gone around. */
export const DegradationRule = Schema.Literal("AuthNAll", "AuthZAll", "AuthZNone")
export type DegradationRule = typeof DegradationRule.Type

/** A rule that goes around an MVPD for a while. */
export const Degradation = Schema.Struct({
  /** `AuthNAll` signs everybody in, `AuthZAll` permits everything, `AuthZNone` denies everything. */
  rule: DegradationRule,
  /** The MVPD, or the proxy of MVPDs, that is gone around. */
  mvpd: Schema.NonEmptyString,
  /** Without it, the rule holds for every service provider. */
  serviceProvider: optional(Schema.String),
  /** When the rule ends by itself, in virtual milliseconds. */
  until: optional(Schema.Number),
  /** The text for the viewer in a denial. */
  details: optional(Schema.String),
}).annotations({ identifier: "Degradation" })
export interface Degradation extends Schema.Schema.Type<typeof Degradation> {}
