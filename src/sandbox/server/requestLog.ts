/**
 * The log of every exchange, the newest last, with the secrets masked unless asked for.
 */
import * as Context from "effect/Context"
import * as PubSub from "effect/PubSub"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Exchange, Reply } from "../wire/exchange.js"
import { optional } from "../world/optional.js"

const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

/** A request and its answer, as the log has them. */
export const LoggedExchange = Schema.Struct({
  /** Counts up from 1. */
  id: Schema.Number,
  /** The name of the endpoint; `Unknown` for a path that the service does not have. */
  endpoint: Schema.String,
  /** `GET`, `POST` and so on. */
  method: Schema.String,
  /** With the query, as it was sent. */
  path: Schema.String,
  /** By name, in small letters. */
  requestHeaders: Headers,
  /** Its first 64 kB. */
  requestBody: Schema.String,
  /** 0 if the connection was reset instead of an answer. */
  status: Schema.Number,
  /** By name, in small letters. */
  responseHeaders: Headers,
  /** Its first 64 kB. */
  responseBody: Schema.String,
  /** Virtual milliseconds at which the request arrived. */
  at: Schema.Number,
  /** Milliseconds of a clock that never jumps, for the distance between requests. */
  monotonic: Schema.Number,
  /** Milliseconds until the answer was ready. */
  duration: Schema.Number,
  /** The device address that throttling goes by. */
  address: Schema.String,
  /** The fault that struck this exchange, if one did. */
  fault: optional(Schema.String),
}).annotations({ identifier: "LoggedExchange" })
export interface LoggedExchange extends Schema.Schema.Type<typeof LoggedExchange> {}

/** The log of one sandbox. */
export class RequestLog extends Context.Tag("effect-adobe-pass/sandbox/RequestLog")<
  RequestLog,
  {
    readonly add: (entry: Omit<LoggedExchange, "id">) => Effect.Effect<void>
    readonly entries: Effect.Effect<ReadonlyArray<LoggedExchange>>
    readonly clear: Effect.Effect<void>
    /** Every exchange from now on. */
    readonly stream: Stream.Stream<LoggedExchange>
  }
>() {}

const BODY_LIMIT = 64 * 1024
/** A copy of the beginning, for a slice would keep the whole in memory. */
const cut = (body: string): string =>
  body.length > BODY_LIMIT ? `${Buffer.from(body.slice(0, BODY_LIMIT)).toString()}…` : body

export const make = (capacity: number): Effect.Effect<RequestLog["Type"]> =>
  Effect.map(PubSub.sliding<LoggedExchange>(256), (published) => {
    let entries: Array<LoggedExchange> = []
    let id = 0
    return {
      add: (entry) =>
        Effect.suspend(() => {
          id += 1
          const { requestBody, responseBody } = entry
          const logged = { id, ...entry, requestBody: cut(requestBody), responseBody: cut(responseBody) }
          entries.push(logged)
          if (entries.length > capacity * 2) entries = entries.slice(-capacity)
          return PubSub.publish(published, logged)
        }),
      entries: Effect.sync(() => entries.slice(-capacity)),
      clear: Effect.sync(() => {
        entries = []
      }),
      stream: Stream.fromPubSub(published),
    }
  })

export const entryOf = (
  endpoint: string,
  exchange: Exchange["Type"],
  reply: Reply,
  times: { readonly monotonic: number; readonly duration: number },
  fault?: string,
): Omit<LoggedExchange, "id"> => ({
  endpoint,
  method: exchange.method,
  path: exchange.target,
  requestHeaders: exchange.headers,
  requestBody: exchange.body,
  status: reply.status,
  responseHeaders: reply.headers,
  responseBody: reply.body,
  at: exchange.now,
  ...times,
  address: exchange.address.ip,
  ...(fault === undefined ? {} : { fault }),
})

const secretHeaders = new Set([
  "authorization",
  "cookie",
  "ap-device-identifier",
  "ap-partner-framework-status",
  "ap-temppass-identity",
  "ap-visitor-identifier",
  "ad-service-token",
  "adobe-subject-token",
  "x-roku-reserved-roku-connect-token",
])

const secretFields =
  "client_secret|software_statement|access_token|serializedToken|SAMLResponse|password|assertion|deviceId|device_id|device_info|generic_data"
/** To the closing quote or, of a body that was cut or broken, to the end. */
const secretJson = new RegExp(String.raw`("(?:${secretFields})"\s*:\s*)"[^"\\]*(?:\\[^]?[^"\\]*)*"?`, "g")
const secretForm = new RegExp(`((?:^|[?&])(?:${secretFields})=)[^&]*`, "g")

const MASK = "•••"
const maskText = (text: string): string =>
  text.replace(secretJson, `$1"${MASK}"`).replace(secretForm, `$1${MASK}`)

const maskHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secretHeaders.has(name) ? MASK : maskText(value)]),
  )

/** The exchange with its secrets struck out. */
export const mask = (entry: LoggedExchange): LoggedExchange => ({
  ...entry,
  path: maskText(entry.path),
  requestHeaders: maskHeaders(entry.requestHeaders),
  requestBody: maskText(entry.requestBody),
  responseHeaders: maskHeaders(entry.responseHeaders),
  responseBody: maskText(entry.responseBody),
})
