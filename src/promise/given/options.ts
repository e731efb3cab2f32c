/** What a client is told: the schemas that check it, and the types that follow from them. */
import * as Schema from "effect/Schema"
import * as Device from "../../domain/Device.js"
import type * as Domain from "../../domain/Environment.js"
import { NonEmptyText } from "../../domain/wire/HeaderText.js"
import { callback, checker, invalid, number, orThrow, Positive, Url } from "./checks.js"
import { FleetOptions } from "../fleet.js"
import type { CallReport, LogEntry } from "../report.js"
import type { DeviceOptions } from "../words.js"

const NotNegative = Schema.optional(number("a number, not a negative one", (value) => value >= 0))
const Count = Schema.optional(
  number("a whole number, 1 or more", (value) => Number.isInteger(value) && value >= 1),
)
const Times = Schema.optional(
  number("a whole number, 0 or more", (value) => Number.isInteger(value) && value >= 0),
)
const Off = Schema.Literal(false)

/** Made where they are given, for there are many. */
const Policies = Schema.suspend(() =>
  Schema.Struct({
    /** How a login polls. */
    poll: Schema.optional(
      Schema.Struct({
        /** Milliseconds between polls, 4000 unless given, never less than 3000. */
        interval: Positive,
        /**
         * Milliseconds that a login with `pollAfterPrompt` goes on once `onCode` is done, while there is no profile: 20,000
         * unless given.
         */
        afterPrompt: NotNegative,
      }),
    ),
    /** What is sent again. */
    retry: Schema.optional(
      Schema.Struct({
        /** How often a call that may pass is sent again, 2 unless given. */
        times: Times,
        /** All retries as a share of first tries, a tenth with a `fleet` and unlimited without unless given. */
        share: Positive,
      }),
    ),
    /** The client's own brake, 1 request/s after a burst of 10 unless given; `false` turns it off. */
    throttle: Schema.optional(
      Schema.Union(
        Off,
        Schema.Struct({
          /** So many in the long run, 1 unless given. */
          requestsPerSecond: Positive,
          /** So many at once after a pause, 10 unless given. */
          burst: Positive,
          /** Milliseconds; who would wait longer for a turn is rejected with `Throttled`. */
          maxWait: Positive,
        }),
      ),
    ),
    /** Off unless given: after 5 failures in a row calls are rejected at once, but for one every 10 seconds. */
    circuit: Schema.optional(
      Schema.Struct({
        /** So many failures in a row, 5 unless given. */
        failures: Positive,
        /** Milliseconds between the calls that are let through, 10,000 unless given. */
        probeEvery: Positive,
      }),
    ),
    /** What is kept in memory; `false` turns all of it off, or one of them. */
    caches: Schema.optional(
      Schema.Union(
        Off,
        Schema.Struct({
          /** What `configuration` answered. */
          configuration: Schema.optional(
            Schema.Union(
              Off,
              Schema.Struct({
                /** Milliseconds, two minutes unless given. */
                timeToLive: Positive,
                /** So many configurations, 100 unless given. */
                capacity: Count,
              }),
            ),
          ),
          /** What `preauthorize` found open. */
          permits: Schema.optional(
            Schema.Union(
              Off,
              Schema.Struct({
                /** So many permits of the catalogue over all devices, 10,000 unless given. */
                capacity: Count,
              }),
            ),
          ),
        }),
      ),
    ),
    /** How `preauthorize` gathers what is asked about at once. */
    batching: Schema.optional(
      Schema.Struct({
        /** So many resources in one request, 5 unless given; less where an MVPD says that it is too many. */
        resources: Count,
        /** So many requests of one device at once, 10 unless given. */
        requests: Count,
        /** Milliseconds to wait for others to ask too; 0, until the program has nothing else to do, unless given. */
        gather: NotNegative,
      }),
    ),
    /** How long to wait before a request counts as `Unreachable`. */
    timeouts: Schema.optional(
      Schema.Struct({
        /** Milliseconds from sending until the answer's headers, 10,000 unless given. */
        response: Positive,
        /** Milliseconds from sending until the whole answer is here, 20,000 unless given. */
        overall: Positive,
      }),
    ),
  }),
).annotations({ description: "an object" })
/** How the client behaves; what is not given is as Adobe recommends. */
export interface Policies extends Schema.Schema.Type<typeof Policies> {}
/** By its name, which is what editors show. */
const NamedPolicies: Schema.Schema<Policies> = Policies
const NamedFleet: Schema.Schema<FleetOptions> = FleetOptions

/** A storage of texts, such as `localStorage` or React Native's `AsyncStorage`: what its methods return may be promises. */
export interface ItemStorage {
  /** The text kept under a key; null or undefined where there is none. */
  readonly getItem: (key: string) => string | null | undefined | PromiseLike<string | null | undefined>
  /** Keeps a text. */
  readonly setItem: (key: string, value: string) => unknown
  /** Forgets a text; not an error where there is none. */
  readonly removeItem: (key: string) => unknown
  /**
   * Runs `work` while no other runs with the same `key`, wherever the storage is shared: one of them registers a device or
   * renews its token. The client goes on without it where it has not begun the work within 30 seconds. Web pages take
   * turns by Web Locks unless given.
   */
  readonly exclusive?: ((key: string, work: () => Promise<void>) => PromiseLike<unknown>) | undefined
}

/** Its methods are inherited, so that no struct can find them; and it may hold an item named `directory`. */
export const isStorage = (value: unknown): value is ItemStorage =>
  typeof value === "object" &&
  value !== null &&
  ["getItem", "setItem", "removeItem"].every((name) => typeof Reflect.get(value, name) === "function") &&
  ["undefined", "function"].includes(typeof Reflect.get(value, "exclusive"))

const Environment: Schema.Schema<Domain.Environment> = Schema.Union(
  Schema.Struct({
    baseUrl: Url,
    v1BaseUrl: Schema.optional(Url),
    managementBaseUrl: Schema.optional(Url),
  }),
  Schema.Literal("production", "prequal", "staging", "prequal-staging"),
)

/** What `makeAdobePass` is told. */
export const AdobePassOptions = Schema.Struct({
  /** One of Adobe's environments, or the base URL of another service such as a sandbox. */
  environment: Environment,
  /** The service provider's identifier, such as `REF30`. */
  serviceProvider: NonEmptyText,
  /** The signed statement from the TVE Dashboard. */
  softwareStatement: NonEmptyText,
  /** Some software statements ask for one at registration. */
  redirectUri: Schema.optional(NonEmptyText),
  /** Who speaks. */
  device: Schema.declare((_): _ is DeviceOptions => true),
  /**
   * Where credentials and the viewer's selection are kept: memory unless given; a directory works on Node alone, and
   * calls reject with `InvalidRequest` where it cannot be made. A store that fails, or does not answer, breaks no call.
   */
  store: Schema.optional(
    Schema.Union(
      Schema.Literal("memory"),
      Schema.declare(isStorage, { description: "a storage such as localStorage" }),
      Schema.Struct({
        /** Where the files are, made where it is missing. */
        directory: NonEmptyText,
      }),
    ),
  ),
  /** Makes one of many processes, over a Redis that they share. It has a store of its own. */
  fleet: Schema.optional(NamedFleet),
  /** How the client behaves where Adobe leaves that to the app. */
  policies: Schema.optional(NamedPolicies),
  /** The `fetch` to send with, the global one unless given. */
  fetch: callback<typeof globalThis.fetch>(),
  /** Gets the lines of the log, which go to the console unless given. What it throws is ignored. */
  logger: callback<(entry: LogEntry) => unknown>(),
  /** Gets a report at the end of each call of one of Adobe's endpoints. What it throws is ignored. */
  onCall: callback<(report: CallReport) => unknown>(),
})
export interface AdobePassOptions extends Schema.Schema.Type<typeof AdobePassOptions> {}

const check = checker(AdobePassOptions, "options")

/** The device, when all options are as they must be; throws `InvalidRequest` otherwise. */
export const checked = (options: AdobePassOptions): Device.Device.Service => {
  orThrow(check(options))
  if (options.store !== undefined && options.fleet !== undefined) {
    throw invalid("store", "a fleet has a store of its own")
  }
  return orThrow(Device.make(options.device))
}
