/**
 * The buckets of throttling as others may see them.
 */
import * as Schema from "effect/Schema"
import { drip } from "../server/throttle.js"
import type { State } from "../world/state.js"

/** What a device's address spent of its requests, and has left. */
export const BucketSnapshot = Schema.Struct({
  /** The device address that throttling goes by. */
  address: Schema.String,
  /** How many requests would pass now. */
  left: Schema.Number,
  /** Requests that went by the limit of their second. */
  limit: Schema.Number,
  /** Requests that went by the burst. */
  burst: Schema.Number,
  /** Requests that were answered 429. */
  refused: Schema.Number,
}).annotations({ identifier: "Bucket" })
export interface BucketSnapshot extends Schema.Schema.Type<typeof BucketSnapshot> {}

export const bucketSnapshots = (state: State, now: number): ReadonlyArray<BucketSnapshot> => {
  const { throttle } = state
  if (throttle === undefined) return []
  return [...state.buckets].map(([address, bucket]) => {
    drip(bucket, throttle, now)
    return { address, left: bucket.limitLeft + bucket.burstLeft, ...bucket.consumed }
  })
}
