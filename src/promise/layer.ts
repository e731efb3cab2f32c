/** The Layer that is made of a client's options. */
import { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { AdobePass } from "../AdobePass.js"
import { Caches } from "../cache/Caches.js"
import { Store } from "../cache/Store.js"
import * as WebLocks from "../cache/WebLocks.js"
import type { InvalidRequest } from "../domain/InvalidRequest.js"
import type { Endpoint } from "../endpoint/layer.js"
import { Batching } from "../flow/Questions.js"
import { AfterPrompt, every, Polling } from "../policy/Polling.js"
import * as Retry from "../policy/Retry.js"
import type { ServerClock } from "../policy/ServerClock.js"
import { Circuit } from "../transport/Circuit.js"
import * as OverFetch from "../transport/send/overFetch.js"
import { Throttle } from "../transport/Throttle.js"
import { Timeouts } from "../transport/Transport.js"
import { fleetLayer } from "./fleet.js"
import type { AdobePassOptions, ItemStorage, Policies } from "./given/options.js"
import { isStorage } from "./given/options.js"
import { callsTo, logsTo } from "./report.js"

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
    // the client calls neither, and not every storage can
    clear: Effect.fail(failed("clear")),
    size: Effect.fail(failed("size")),
  })

const storeLayer = (store: AdobePassOptions["store"] = "memory"): Layer.Layer<Store, InvalidRequest> =>
  store === "memory"
    ? Store.memory
    : isStorage(store)
      ? Layer.provide(
          turns(store),
          Layer.sync(KeyValueStore.KeyValueStore, () => overItems(store)),
        )
      : Layer.unwrapEffect(
          // Node's own, so that browsers never load it
          Effect.map(
            Effect.promise(() => import("../node/DirectoryStore.js")),
            ({ layer }) => layer(store.directory),
          ),
        )

/** Turns by the storage's own lock, or by Web Locks. */
const turns = ({ exclusive }: ItemStorage) =>
  WebLocks.layer(
    exclusive === undefined ? undefined : { request: async (key, _, held) => exclusive(key, held) },
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
export type Services = AdobePass | Endpoint | ServerClock | Throttle

/** The client as the options say. */
export const layerOf = ({
  device: _,
  fetch,
  fleet,
  logger,
  onCall,
  policies = {},
  store,
  ...options
}: AdobePassOptions): Layer.Layer<Services, InvalidRequest> => {
  const { batching, caches = {}, circuit, poll = {}, retry = {}, throttle = {}, timeouts } = policies
  const shared =
    fleet === undefined
      ? Layer.merge(storeLayer(store), Throttle.layer(throttle === false ? {} : throttle))
      : fleetLayer(fleet, throttle, cachesOf(caches))
  return AdobePass.layerSender(options).pipe(
    Layer.provide(OverFetch.layer(fetch)),
    Layer.provideMerge(throttle === false ? Layer.merge(shared, Throttle.none) : shared),
    Layer.provide([
      circuit === undefined ? Layer.empty : Circuit.layer(circuit),
      Layer.succeed(Polling, every(poll.interval)),
      Layer.succeed(AfterPrompt, poll.afterPrompt ?? AfterPrompt.defaultValue()),
      Layer.succeed(Caches, cachesOf(caches)),
      Layer.succeed(Batching, over(Batching.defaultValue(), batching)),
      Layer.succeed(Timeouts, over(Timeouts.defaultValue(), timeouts)),
      retry.share === undefined && fleet === undefined
        ? Layer.succeed(Retry.Retry, { transient: Retry.transient(retry.times), throttled: Retry.throttled })
        : Retry.Retry.shared(retry),
    ]),
    Layer.provideMerge(logger === undefined ? Layer.empty : logsTo(logger)),
    Layer.provideMerge(onCall === undefined ? Layer.empty : callsTo(onCall)),
  )
}
