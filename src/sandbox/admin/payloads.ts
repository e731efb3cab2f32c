/**
 * What several commands of the admin take.
 */
import * as Schema from "effect/Schema"
import { anEndpointName } from "../world/endpointNames.js"
import { optional } from "../world/optional.js"
import { Span } from "../world/span.js"
import { Degradation } from "../world/degradation.js"

/** The fields of a schema, each of which may be left out. */
export const partial = <Fields extends Schema.Struct.Fields>({ fields }: Schema.Struct<Fields>) =>
  Schema.partialWith(Schema.Struct(fields), { exact: true })

export const IntegrationFilter = Schema.Struct({
  mvpd: optional(Schema.String),
  serviceProvider: optional(Schema.String),
})
export type IntegrationFilter = typeof IntegrationFilter.Type

/** Whether the filter names this one, or leaves open what it does not name. */
export const covers = (
  filter: IntegrationFilter,
  one: { readonly mvpd: string; readonly serviceProvider?: string },
): boolean =>
  (filter.mvpd ?? one.mvpd) === one.mvpd &&
  (filter.serviceProvider ?? one.serviceProvider) === one.serviceProvider

/** A degradation rule to apply, and how long it holds; without end unless given. */
export const DegradationOrder = Schema.Struct({
  ...Schema.Struct(Degradation.fields).omit("until").fields,
  /** How long the rule holds; without end unless given. */
  for: optional(Span),
})
export interface DegradationOrder extends Schema.Schema.Type<typeof DegradationOrder> {}

export const ClientFilter = Schema.Struct({ clientId: optional(Schema.String) })

/** A token of another service: whom it names, and for how long. */
export const IdentityToken = Schema.Struct({
  /** The viewer, by the same name on every device that shall share a profile. */
  subject: Schema.NonEmptyString,
  /** Default one hour; zero for a token that is expired already. */
  expiresIn: optional(Span),
})
export interface IdentityToken extends Schema.Schema.Type<typeof IdentityToken> {}

/** Which exchanges of the log are wanted, and how. */
export const RequestFilter = Schema.Struct({
  /** Only exchanges of this endpoint, such as `CreateSession`. */
  endpoint: optional(anEndpointName),
  /** With tokens, identifiers and passwords as they went over the wire. */
  secrets: optional(Schema.BooleanFromString),
})
export interface RequestFilter extends Schema.Schema.Type<typeof RequestFilter> {}

/** The program that the sandbox runs in. */
export const Program = Schema.Struct({
  /** The id of the process. */
  pid: Schema.Number,
  /** The version of the package. */
  version: Schema.String,
  /** Milliseconds of the machine's own clock. */
  startedAt: Schema.Number,
  /** `development` keys are the same at every start. */
  keys: Schema.Literal("development", "fresh"),
  /** The seed of all chance. */
  seed: Schema.Number,
}).annotations({ identifier: "Program" })
export interface Program extends Schema.Schema.Type<typeof Program> {}
