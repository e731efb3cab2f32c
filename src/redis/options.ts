/** What a fleet is told, checked. */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** Of ioredis: `Redis` or `Cluster`. */
export interface Caller {
  call(command: string, ...args: Array<string>): Promise<unknown>
}

/** How answers are to be read. */
interface Reading {
  readonly typeMapping: Readonly<Record<string, never>>
}

/** Of node-redis: what `createClient` or `createClientPool` gives, connected. */
export interface Sender {
  sendCommand(args: Array<string>, reading?: Reading): Promise<unknown>
}

/** Of node-redis: what `createCluster` gives, connected. */
export interface ClusterSender {
  readonly slots: ReadonlyArray<unknown>
  sendCommand(firstKey: string, isReadonly: boolean, args: Array<string>, reading?: Reading): Promise<unknown>
}

/** Of node-redis: what `createSentinel` gives, connected. */
export interface SentinelSender {
  getMasterNode(): unknown
  sendCommand(isReadonly: boolean, args: Array<string>, reading?: Reading): Promise<unknown>
}

/** A client of ioredis or node-redis. The app makes it, connects it and closes it. */
export type RedisClient = Caller | Sender | ClusterSender | SentinelSender

/** The bytes of a key; undefined where it is not as it must be. */
export const bytesOf = (secret: unknown): Uint8Array<ArrayBuffer> | undefined => {
  const text = Redacted.isRedacted(secret) ? Redacted.value(secret) : secret
  const bytes =
    typeof text === "string" ? Either.getOrUndefined(Encoding.decodeBase64(text.trim())) : undefined
  return bytes?.length === 32 ? Uint8Array.from(bytes) : undefined
}

const isRedisClient = (client: unknown): client is RedisClient =>
  typeof client === "object" &&
  client !== null &&
  ["call", "sendCommand"].some((name) => typeof Reflect.get(client, name) === "function")

/** A client of the app's. */
export const Client = Schema.declare(isRedisClient, { description: "a client of ioredis or node-redis" })

/** What begins every key. */
export const Namespace = Schema.String.pipe(
  Schema.pattern(/^[^{}\s]{1,100}$/, { description: "a text without blanks and braces" }),
)

/** A secret as a text. */
export const SecretText = Schema.String.pipe(
  Schema.filter((text) => bytesOf(text) !== undefined, { description: "32 bytes in base64" }),
)
/** A secret as a text, redacted or not. */
export const Secret = Schema.Union(SecretText, Schema.RedactedFromSelf(SecretText))

const KeyId = Schema.String.pipe(
  Schema.pattern(/^[\w-]{1,32}$/, { description: "1 to 32 letters, digits, - and _" }),
)

const areApart = (keys: ReadonlyArray<{ readonly id: string }>) =>
  new Set(keys.map(({ id }) => id)).size === keys.length

/** Keys by ids that differ; the first encrypts, any of them decrypts. */
export const keys = <S>(secret: Schema.Schema<S>) =>
  Schema.Array(
    Schema.Struct({
      /** 1 to 32 letters, digits, `-` and `_`: tells later what was encrypted with the key. */
      id: KeyId,
      /** 32 bytes in base64, such as of `openssl rand -base64 32`. */
      secret,
    }),
  ).pipe(Schema.filter(areApart, { description: "keys whose ids differ" }))

/** A key, and the name that tells later what was encrypted with it. */
export interface FleetKey {
  /** 1 to 32 letters, digits, `-` and `_`. */
  readonly id: string
  /** 32 bytes in base64, such as of `openssl rand -base64 32`. */
  readonly secret: string | Redacted.Redacted
}
