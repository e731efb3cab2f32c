/** What a client is told, checked, and the Layer that is made of it. */
import { SystemError } from "@effect/platform/Error"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AdobePass } from "../AdobePass.js"
import { Caches } from "../cache/Caches.js"
import { Store } from "../cache/Store.js"
import * as WebLocks from "../cache/WebLocks.js"
import * as Device from "../domain/Device.js"
import type { Environment } from "../domain/Environment.js"
import { NonEmptyText } from "../domain/HeaderText.js"
import { reason } from "../domain/Reason.js"
import type { Endpoint } from "../endpoint/layer.js"
import { InvalidRequest } from "../error/AdobePassError.js"
import { Batching } from "../flow/Questions.js"
import { AfterPrompt, every, Polling } from "../policy/Polling.js"
import * as Retry from "../policy/Retry.js"
import { Circuit } from "../transport/Circuit.js"
import { Throttle } from "../transport/Throttle.js"
import { Timeouts } from "../transport/Transport.js"
import type { CallReport, LogEntry } from "./report.js"
import { callsTo, counted, logsTo } from "./report.js"
import type { DeviceOptions } from "./words.js"

/** How the client behaves; what is not given is as Adobe recommends. */
export interface Policies {
  readonly poll?: {
    /** Milliseconds between polls of a login, 4000 unless given, never less than 3000. */
    readonly interval?: number
    /**
     * Milliseconds that a login with `pollAfterPrompt` goes on once `onCode` is done, while there is no profile: 20,000
     * unless given.
     */
    readonly afterPrompt?: number
  }
  /** `times`: how often a call that may pass is sent again, 2 unless given. */
  readonly retry?: { readonly times?: number }
  /** The client's own brake, 1 request/s after a burst of 10 unless given; `false` turns it off. */
  readonly throttle?:
    | {
        readonly requestsPerSecond?: number
        readonly burst?: number
        /** Milliseconds; who would wait longer for a turn is rejected with `Throttled`. */
        readonly maxWait?: number
      }
    | false
  /** Off unless given: after 5 failures in a row calls are rejected at once, but for one every 10 seconds. */
  readonly circuit?: {
    readonly failures?: number
    /** Milliseconds. */
    readonly probeEvery?: number
  }
  /** What is kept in memory; `false` turns all of it off, or one of them. */
  readonly caches?:
    | {
        /** `timeToLive`: milliseconds, two minutes unless given; `capacity`: so many configurations, 100 unless given. */
        readonly configuration?: { readonly timeToLive?: number; readonly capacity?: number } | false
        /** `capacity`: so many permits of the catalogue over all devices, 10,000 unless given. */
        readonly permits?: { readonly capacity?: number } | false
      }
    | false
  /** How `preauthorize` gathers what is asked about at once. */
  readonly batching?: {
    /** So many resources in one request, 5 unless given; less where an MVPD says that it is too many. */
    readonly resources?: number
    /** So many requests of one device at once, 10 unless given. */
    readonly requests?: number
    /** Milliseconds to wait for others to ask too; 0, until the program has nothing else to do, unless given. */
    readonly gather?: number
  }
  /** How long to wait before a request counts as `Unreachable`. */
  readonly timeouts?: {
    /** Milliseconds from sending until the answer's headers, 10,000 unless given. */
    readonly response?: number
    /** Milliseconds from sending until the whole answer is here, 20,000 unless given. */
    readonly overall?: number
  }
}

/** A storage of texts, such as `localStorage` or React Native's `AsyncStorage`: what its methods return may be promises. */
export interface ItemStorage {
  readonly getItem: (key: string) => string | null | undefined | PromiseLike<string | null | undefined>
  readonly setItem: (key: string, value: string) => unknown
  readonly removeItem: (key: string) => unknown
}

/** What {@link makeAdobePass} is told. */
export interface AdobePassOptions {
  /** One of Adobe's environments, or the base URL of another service such as a sandbox. */
  readonly environment: Environment
  /** The service provider's identifier, such as `REF30`. */
  readonly serviceProvider: string
  /** The signed statement from the TVE Dashboard. */
  readonly softwareStatement: string
  /** Some software statements ask for one at registration. */
  readonly redirectUri?: string | undefined
  /** Who speaks. */
  readonly device: DeviceOptions
  /**
   * Where credentials and the viewer's selection are kept: memory unless given; a directory works on Node alone. One that
   * fails, or does not answer, breaks no call.
   */
  readonly store?: "memory" | { readonly directory: string } | ItemStorage | undefined
  readonly policies?: Policies | undefined
  /** The `fetch` to send with, the global one unless given. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Gets the lines of the log, which go to the console unless given. What it throws is ignored. */
  readonly logger?: ((entry: LogEntry) => unknown) | undefined
  /** Gets a report at the end of each call of one of Adobe's endpoints. What it throws is ignored. */
  readonly onCall?: ((report: CallReport) => unknown) | undefined
}

const number = (description: string, isGood: (value: number) => boolean) =>
  Schema.Number.pipe(Schema.filter(isGood, { description }))
const Positive = number("a positive number", (value) => value > 0)
const NotNegative = number("a number, not a negative one", (value) => value >= 0)
const Count = number("a whole number, 1 or more", (value) => Number.isInteger(value) && value >= 1)
const Times = number("a whole number, 0 or more", (value) => Number.isInteger(value) && value >= 0)
const Off = Schema.Literal(false)
const optional = <S extends Schema.Schema.All>(schema: S) => Schema.optional(schema)
const OptionalPositive = optional(Positive)
const OptionalCount = optional(Count)
const Url = Schema.String.pipe(
  Schema.pattern(/^https?:\/\/[^\s/\\?#@]+([/\\?#]|$)/, {
    // fetch refuses those, in words that tell the password
    description: 'a URL such as "https://example.com", without credentials',
  }),
)

// Its methods are inherited, so that no struct can find them; and it may hold an item named `directory`.
const isStorage = (value: unknown): value is ItemStorage =>
  typeof value === "object" &&
  value !== null &&
  ["getItem", "setItem", "removeItem"].every((name) => typeof Reflect.get(value, name) === "function")

const Storage = Schema.declare(isStorage, { description: "a storage such as localStorage" })

const Callable = optional(
  Schema.declare((value): value is () => unknown => typeof value === "function", {
    description: "a function",
  }),
)

const Options = Schema.Struct({
  // checked by itself
  device: optional(Schema.Unknown),
  environment: Schema.Union(
    Schema.Struct({ baseUrl: Url, v1BaseUrl: optional(Url), managementBaseUrl: optional(Url) }),
    Schema.Literal("production", "prequal", "staging", "prequal-staging"),
  ),
  serviceProvider: NonEmptyText,
  softwareStatement: NonEmptyText,
  redirectUri: optional(NonEmptyText),
  fetch: Callable,
  logger: Callable,
  onCall: Callable,
  store: optional(
    Schema.Union(Schema.Literal("memory"), Storage, Schema.Struct({ directory: NonEmptyText })),
  ),
  policies: optional(
    Schema.Struct({
      poll: optional(Schema.Struct({ interval: OptionalPositive, afterPrompt: optional(NotNegative) })),
      retry: optional(Schema.Struct({ times: optional(Times) })),
      throttle: optional(
        Schema.Union(
          Off,
          Schema.Struct({
            requestsPerSecond: OptionalPositive,
            burst: OptionalPositive,
            maxWait: OptionalPositive,
          }),
        ),
      ),
      circuit: optional(Schema.Struct({ failures: OptionalPositive, probeEvery: OptionalPositive })),
      caches: optional(
        Schema.Union(
          Off,
          Schema.Struct({
            configuration: optional(
              Schema.Union(Off, Schema.Struct({ timeToLive: OptionalPositive, capacity: OptionalCount })),
            ),
            permits: optional(Schema.Union(Off, Schema.Struct({ capacity: OptionalCount }))),
          }),
        ),
      ),
      batching: optional(
        Schema.Struct({
          resources: OptionalCount,
          requests: OptionalCount,
          gather: optional(NotNegative),
        }),
      ),
      timeouts: optional(Schema.Struct({ response: OptionalPositive, overall: OptionalPositive })),
    }),
  ),
})
const checkOptions = Schema.decodeUnknownEither(Options, { onExcessProperty: "error" })

/** What is right, or the error thrown. */
export const orThrow = <A, E>(either: Either.Either<A, E>): A =>
  Either.getOrThrowWith(either, (error) => error)

/** The device, when all options are as they must be; throws `InvalidRequest` otherwise. */
export const checked = (options: AdobePassOptions): Device.Device.Service => {
  orThrow(
    Either.mapLeft(checkOptions(options), (error) => {
      const { message, path } = reason(error)
      const parameter = path.length === 0 ? "options" : path.join(".")
      return new InvalidRequest({ parameter, message: `${parameter}: ${message}` })
    }),
  )
  return orThrow(Device.make(options.device))
}

/** Not with what the storage said, which may tell the value. */
const failed = (method: string) =>
  new SystemError({
    reason: "Unknown",
    module: "KeyValueStore",
    method,
    description: "the storage failed",
  })

/** What a storage does, be it at once or later. */
const item = <A>(method: string, call: () => A | PromiseLike<A>) =>
  // async, for what is thrown at once to be a rejection, too
  Effect.tryPromise({ try: async (): Promise<A> => call(), catch: () => failed(method) })

const overItems = (storage: ItemStorage): KeyValueStore.KeyValueStore =>
  KeyValueStore.makeStringOnly({
    get: (key) =>
      Effect.map(
        item("get", () => storage.getItem(key)),
        Option.fromNullable,
      ),
    set: (key, value) => item("set", () => storage.setItem(key, value)),
    remove: (key) => item("remove", () => storage.removeItem(key)),
    // nobody asks for these, and not every storage can
    clear: Effect.fail(failed("clear")),
    size: Effect.fail(failed("size")),
  })

const storeLayer = (store: AdobePassOptions["store"] = "memory"): Layer.Layer<Store> =>
  store === "memory"
    ? Store.memory
    : isStorage(store)
      ? Layer.provide(
          WebLocks.layer(),
          Layer.sync(KeyValueStore.KeyValueStore, () => overItems(store)),
        )
      : Layer.unwrapEffect(
          // Node's own, so that browsers never load it
          Effect.map(
            Effect.promise(() => import("../node/DirectoryStore.js")),
            ({ layer }) => layer(store.directory),
          ),
        )

/** What is given, over what is usual. */
const over = <T extends object>(
  usual: T,
  given: { readonly [Key in keyof T]?: T[Key] | undefined } = {},
): T => ({
  ...usual,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
})

const cachesOf = (given: NonNullable<Policies["caches"]>): Caches["Type"] => {
  const { configuration, permits } = Caches.defaultValue()
  const each = given === false ? ({ configuration: false, permits: false } as const) : given
  return {
    configuration: over(configuration, each.configuration === false ? { capacity: 0 } : each.configuration),
    permits: over(permits, each.permits === false ? { capacity: 0 } : each.permits),
  }
}

/** What the runtime of a client holds. */
export type Services = AdobePass | Endpoint

/** The client as the options say. */
export const layerOf = ({
  device: _,
  fetch,
  logger,
  onCall,
  policies = {},
  redirectUri,
  store,
  ...options
}: AdobePassOptions): Layer.Layer<Services> => {
  const { batching, caches = {}, circuit, poll = {}, retry = {}, throttle = {}, timeouts } = policies
  return AdobePass.layer({ ...options, ...(redirectUri !== undefined && { redirectUri }) }).pipe(
    Layer.provide([
      storeLayer(store),
      throttle === false ? Throttle.none : Throttle.layer(throttle),
      circuit === undefined ? Layer.empty : Circuit.layer(circuit),
      Layer.succeed(Polling, every(poll.interval)),
      Layer.succeed(AfterPrompt, poll.afterPrompt ?? AfterPrompt.defaultValue()),
      Layer.succeed(Caches, cachesOf(caches)),
      Layer.succeed(Batching, over(Batching.defaultValue(), batching)),
      Layer.succeed(Timeouts, over(Timeouts.defaultValue(), timeouts)),
      Layer.succeed(Retry.Retry, { transient: Retry.transient(retry.times), throttled: Retry.throttled }),
      onCall === undefined
        ? FetchHttpClient.layer
        : Layer.provide(
            Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, counted)),
            FetchHttpClient.layer,
          ),
    ]),
    Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch)),
    Layer.provideMerge(logger === undefined ? Layer.empty : logsTo(logger)),
    Layer.provideMerge(onCall === undefined ? Layer.empty : callsTo(onCall)),
  )
}
