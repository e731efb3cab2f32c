/**
 * How many requests a device may send before it is answered 429.
 */
import * as Schema from "effect/Schema"
import { optional } from "./optional.js"

/** The limits by which requests are answered 429. */
export const Throttle = Schema.Struct({
  /** Requests a second of one device address (default 1). */
  requestsPerSecond: Schema.NonNegative,
  /** Requests beyond that, at once (default 10). */
  burst: Schema.NonNegative,
  /** Default true. Whether a device that stays quiet gets its burst back; the worked example of the reference holds either way. */
  refill: Schema.Boolean,
  /** Seconds for a `Retry-After` header; the reference's answer lacks it. */
  retryAfter: optional(Schema.Number),
}).annotations({ identifier: "Throttle" })
export interface Throttle extends Schema.Schema.Type<typeof Throttle> {}

/** The published limit. */
export const published: Throttle = { requestsPerSecond: 1, burst: 10, refill: true }

export const resolveThrottle = (throttle: boolean | Partial<Throttle> | undefined): Throttle | undefined =>
  throttle === undefined || throttle === false
    ? undefined
    : throttle === true
      ? published
      : { ...published, ...throttle }
