/**
 * The client's own brake, so that Adobe never has to use its own.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/throttling-mechanism
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Throttled } from "../error/AdobePassError.js"

/** Asks leave for each request. `key` is the address Adobe counts by. */
export class Throttle extends Context.Tag("effect-adobe-pass/Throttle")<
  Throttle,
  {
    /** Waits for this request's turn, in the lane of its caller; fails only where a longest wait is set. */
    readonly acquire: (key: string) => Effect.Effect<void, Throttled>
    /** A 429 came all the same: nobody with this key goes before `retryAfter`. */
    readonly drain: (key: string, retryAfter: Duration.Duration) => Effect.Effect<void>
  }
>() {
  static readonly layer = (_options?: { readonly requestsPerSecond?: number; readonly burst?: number }) =>
    Throttle.none

  /** No brake: for a server that shares its budget by other means. */
  static readonly none = Layer.succeed(Throttle, { acquire: () => Effect.void, drain: () => Effect.void })
}
