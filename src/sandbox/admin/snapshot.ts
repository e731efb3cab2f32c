/**
 * The sandbox's state as others may see it.
 */
import * as Schema from "effect/Schema"
import type { State } from "../world/state.js"
import { Degradation } from "../world/degradation.js"
import { drip } from "../server/throttle.js"

/**
 * Everything the sandbox holds at one moment, but no password, client secret or token. Devices and the identities of
 * TempPass are given in full, unlike in the log, because the admin finds profiles and trials by them.
 */
export const Snapshot = Schema.Struct({
  now: Schema.Number,
  clients: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      serviceProviders: Schema.Array(Schema.String),
      issuedAt: Schema.Number,
      revoked: Schema.Boolean,
    }),
  ),
  accessTokens: Schema.Array(
    Schema.Struct({
      clientId: Schema.String,
      issuedAt: Schema.Number,
      expiresAt: Schema.Number,
      revoked: Schema.Boolean,
    }),
  ),
  sessions: Schema.Array(
    Schema.Struct({
      code: Schema.String,
      sessionId: Schema.String,
      serviceProvider: Schema.String,
      mvpd: Schema.NullOr(Schema.String),
      clientId: Schema.String,
      device: Schema.String,
      login: Schema.Literal("pending", "complete", "cancelled"),
      notBefore: Schema.Number,
      notAfter: Schema.Number,
    }),
  ),
  profiles: Schema.Array(
    Schema.Struct({
      serviceProvider: Schema.String,
      mvpd: Schema.String,
      clientId: Schema.String,
      device: Schema.String,
      username: Schema.String,
      origin: Schema.Literal("mvpd", "apple"),
      notBefore: Schema.Number,
      notAfter: Schema.Number,
      invalidated: Schema.Boolean,
    }),
  ),
  trials: Schema.Array(
    Schema.Struct({
      serviceProvider: Schema.String,
      mvpd: Schema.String,
      devices: Schema.Array(Schema.String),
      identities: Schema.Array(Schema.String),
      startedAt: Schema.Number,
      expiresAt: Schema.Number,
      used: Schema.Array(Schema.String),
    }),
  ),
  degradations: Schema.Array(Degradation),
}).annotations({ identifier: "Snapshot" })
export interface Snapshot extends Schema.Schema.Type<typeof Snapshot> {}

export const snapshot = (state: State, now: number): Snapshot => ({
  now,
  clients: [...state.clients.values()].map(({ id, serviceProviders, issuedAt, revoked }) => ({
    id,
    serviceProviders,
    issuedAt,
    revoked,
  })),
  accessTokens: [...state.tokens.values()].map(({ clientId, issuedAt, expiresAt, revoked }) => ({
    clientId,
    issuedAt,
    expiresAt,
    revoked,
  })),
  sessions: [...state.sessions.values()].map(
    ({ code, id, serviceProvider, mvpd, clientId, device, login, notBefore, notAfter }) => ({
      code,
      sessionId: id,
      serviceProvider,
      mvpd: mvpd ?? null,
      clientId,
      device,
      login,
      notBefore,
      notAfter,
    }),
  ),
  profiles: [...state.profiles.values()].map(
    ({ serviceProvider, mvpd, clientId, device, username, origin, notBefore, notAfter, invalidated }) => ({
      serviceProvider,
      mvpd,
      clientId,
      device,
      username,
      origin,
      notBefore,
      notAfter,
      invalidated,
    }),
  ),
  trials: [...state.trials.values()].map(({ devices, identities, used, ...trial }) => ({
    ...trial,
    devices: [...devices],
    identities: [...identities],
    used: [...used],
  })),
  degradations: [...state.degradations],
})

/** What a device's address spent of its requests, and has left. */
export const BucketSnapshot = Schema.Struct({
  address: Schema.String,
  /** How many requests would pass now. */
  left: Schema.Number,
  /** Requests that went by the limit, by the burst, and that were refused. */
  limit: Schema.Number,
  burst: Schema.Number,
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
