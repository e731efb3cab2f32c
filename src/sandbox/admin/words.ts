/**
 * What the admin is told, over HTTP as in this process.
 */
import * as Duration from "effect/Duration"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TempPass } from "../world/catalogue.js"
import { optional } from "../world/optional.js"
import { Variant } from "../world/variant.js"
import { Throttle } from "../world/limits.js"
import { Degradation } from "../world/state.js"

/** No span goes back, nor is it NaN, which {@link Duration} would read as no time at all. */
const isSpan = (given: unknown): given is Duration.DurationInput =>
  Option.isSome(Duration.decodeUnknown(given)) && !/(^|,)(-|NaN)/.test(String(given))

/** Milliseconds, or a text such as `31 minutes`; in this process, whatever is a span for Effect. */
export const Span = Schema.declare(isSpan, {
  identifier: "Span",
  description: "Milliseconds, or a text such as `31 minutes`.",
  jsonSchema: { anyOf: [{ type: "number", minimum: 0 }, { type: "string" }] },
  message: ({ actual }) =>
    `"${Inspectable.toStringUnknown(actual, 0)}" is no span of time, as 1000 (milliseconds) and "31 minutes" are.`,
})

const partial = <Fields extends Schema.Struct.Fields>(schema: Schema.Struct<Fields>) =>
  Schema.partialWith(schema, { exact: true })

export const Ahead = Schema.Struct({ by: Span })
export const Now = Schema.Struct({ now: Schema.Number })

export const Rule = Schema.Struct({
  ...Schema.Struct(Degradation.fields).omit("until").fields,
  for: optional(Span),
})
export const TempPassLimits = partial(Schema.Struct(TempPass.fields))
export const OfTempPass = Schema.extend(Schema.Struct({ mvpd: Schema.String }), TempPassLimits)
export const ThrottleLimits = partial(Schema.Struct(Throttle.fields))
export const Variants = partial(Schema.Struct(Variant.fields))

export const OfIntegration = Schema.Struct({
  mvpd: optional(Schema.String),
  serviceProvider: optional(Schema.String),
})
export const OfTrial = Schema.Struct({
  ...OfIntegration.fields,
  device: optional(Schema.String),
  identity: optional(Schema.String),
})
export const OfProfile = Schema.Struct({ mvpd: optional(Schema.String), device: optional(Schema.String) })
export const OfClient = Schema.Struct({ clientId: optional(Schema.String) })
export const OfFault = Schema.Struct({ id: optional(Schema.Number) })

export const Login = Schema.Struct({
  code: Schema.String,
  username: optional(Schema.String),
  mvpd: optional(Schema.String),
})
export const Software = Schema.Struct({
  serviceProviders: Schema.Array(Schema.String),
  softwareId: optional(Schema.String),
})
export const Identity = Schema.Struct({ subject: Schema.NonEmptyString, expiresIn: optional(Span) })
export const PartnerStatus = Schema.Struct({
  mvpd: optional(Schema.String),
  accessStatus: optional(Schema.String),
  expiresIn: optional(Span),
})
export const PartnerAnswer = Schema.Struct({ request: Schema.String, username: optional(Schema.String) })
