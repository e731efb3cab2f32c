import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Fault, PendingFault } from "../../server/faultKinds.js"
import { Faults } from "../../server/Faults.js"
import { resolveThrottle, Throttle } from "../../world/limits.js"
import { optional } from "../../world/optional.js"
import { Variant } from "../../world/variant.js"
import { World } from "../../world/World.js"
import { asJson, empty } from "../answers.js"
import { command, plain } from "../command.js"
import { partial } from "../payloads.js"
import { BucketSnapshot, bucketSnapshots } from "../buckets.js"

/** The faults that may still strike. */
export const faults = plain({
  summary: "The faults that may still strike",
  http: ["GET", "/faults"],
  answer: asJson(Schema.Array(PendingFault)),
  run: Effect.map(Faults, (faults) => faults.pending()),
})

/** Orders a fault; each call takes the first that fits it. */
export const addFault = command({
  summary: "Order a fault",
  http: ["POST", "/faults"],
  takes: Fault,
  answer: asJson(PendingFault),
  run: (fault) => Effect.map(Faults, (faults) => faults.order(fault)),
})

/** Takes a fault back, or all. */
export const clearFaults = command({
  summary: "Take all faults back, or one",
  http: ["DELETE", "/faults"],
  takes: Schema.Struct({ id: optional(Schema.NumberFromString) }),
  answer: empty,
  run: ({ id }) => Effect.map(Faults, (faults) => faults.clear(id)),
})

/** Takes the fault of this id back. */
export const clearFault = command({
  summary: "Take a fault back",
  http: ["DELETE", "/faults/:id"],
  takes: Schema.Struct({ id: Schema.NumberFromString }),
  alone: "id",
  answer: empty,
  run: ({ id }) => Effect.map(Faults, (faults) => faults.clear(id)),
})

/** The limits, or null over HTTP if throttling is off. */
const limits = asJson(
  Schema.transform(Schema.NullOr(Throttle), Schema.UndefinedOr(Throttle), {
    strict: true,
    decode: (limits) => limits ?? undefined,
    encode: (limits) => limits ?? null,
  }),
)

/** The limits that throttling goes by; undefined if it is off. */
export const throttle = plain({
  summary: "The limits that throttling goes by; null if it is off",
  http: ["GET", "/throttle"],
  answer: limits,
  run: Effect.map(World, ({ state }) => state.throttle),
})

/** Switches throttling on, off, or to other limits; every bucket is full again. */
export const setThrottle = command({
  summary: "Switch throttling on, off or to other limits",
  http: ["PUT", "/throttle"],
  takes: Schema.asSchema(
    Schema.extend(Schema.Struct({ enabled: optional(Schema.Boolean) }), partial(Throttle)),
  ),
  alone: "enabled",
  or: true,
  answer: limits,
  run: ({ enabled = true, ...limits }) =>
    Effect.map(World, ({ state }) => {
      state.throttle = resolveThrottle(enabled && limits)
      state.buckets.clear()
      return state.throttle
    }),
})

/** What each device address spent and has left. */
export const buckets = plain({
  summary: "What each device address spent and has left",
  http: ["GET", "/buckets"],
  answer: asJson(Schema.Array(BucketSnapshot)),
  run: Effect.flatMap(World, ({ clock, state }) =>
    Effect.map(clock.now, (now) => bucketSnapshots(state, now)),
  ),
})

/** Which of the reference's shapes are served. */
export const variant = plain({
  summary: "Which of the shapes are served",
  http: ["GET", "/variant"],
  answer: asJson(Variant),
  run: Effect.map(World, ({ state }) => state.variant),
})

/** Switches which of the reference's shapes are served. */
export const setVariant = command({
  summary: "Switch which of the shapes are served",
  http: ["PATCH", "/variant"],
  takes: partial(Variant),
  answer: asJson(Variant),
  run: (variant) =>
    Effect.map(World, ({ state }) => {
      state.variant = { ...state.variant, ...variant }
      return state.variant
    }),
})
