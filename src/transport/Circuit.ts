/**
 * Gives up for a while when the service is down for everyone: calls fail at once with the last error, instead of
 * queueing up retries, and one of them now and then finds out whether it is back. Off unless this layer is provided.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { AdobePassError } from "../error/AdobePassError.js"
import { ServerFault, Unreachable } from "../error/AdobePassError.js"

/** When to give up, and how often to try. */
export interface Options {
  /** So many failures in a row, 5 unless given. */
  readonly failures?: number | undefined
  /** Every 10 seconds unless given. */
  readonly probeEvery?: Duration.DurationInput | undefined
}

type Outage = ServerFault | Unreachable

/** Stands between a call and the network. */
export class Circuit extends Context.Reference<Circuit>()("effect-adobe-pass/Circuit", {
  defaultValue: (): {
    /** Waits for a call's turn, unless the service is down or goes down meanwhile. */
    readonly pass: <E>(turn: Effect.Effect<void, E>) => Effect.Effect<void, E | Outage>
    /** Takes note of how a call ended. */
    readonly watch: <A, E extends AdobePassError, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  } => ({ pass: (turn) => turn, watch: (call) => call }),
}) {
  /** Gives up after so many failures in a row, whichever device they happened to. */
  static readonly layer = ({ failures = 5, probeEvery = "10 seconds" }: Options = {}) =>
    Layer.sync(Circuit, () => {
      const pause = Option.getOrElse(Duration.toNanos(probeEvery), () => 0n)
      let inARow = 0
      let down: { readonly error: Outage; probeAt: bigint } | undefined
      /** Fails when the service goes down. */
      let goesDown = Deferred.unsafeMake<never, Outage>(FiberId.none)

      const failed = (error: Outage) =>
        Effect.map(Clock.currentTimeNanos, (now) => {
          inARow += 1
          if (inARow < failures) return
          down = { error: toCaller(error), probeAt: now + pause }
          Deferred.unsafeDone(goesDown, Effect.fail(down.error))
        })
      const answered = Effect.sync(() => {
        inARow = 0
        if (down === undefined) return
        down = undefined
        goesDown = Deferred.unsafeMake(FiberId.none)
      })

      return {
        pass: (turn) =>
          Effect.flatMap(Clock.currentTimeNanos, (now) => {
            if (down === undefined) return Effect.raceFirst(turn, Deferred.await(goesDown))
            if (now < down.probeAt) return Effect.fail(down.error)
            // this is the one that finds out
            down.probeAt = now + pause
            return turn
          }),
        watch: (call) =>
          Effect.tapBoth(call, {
            onFailure: (error: AdobePassError) =>
              error._tag === "ServerFault" || error._tag === "Unreachable"
                ? failed(error)
                : // what is not understood may come from anything between here and the service
                  Effect.when(answered, () => error._tag !== "UnexpectedResponse"),
            onSuccess: () => answered,
          }),
      }
    })
}

/** The same error, not to be tried again. */
const toCaller = (error: Outage) => {
  const { message } = error
  return error._tag === "ServerFault"
    ? new ServerFault({ ...error, message, retryable: false })
    : new Unreachable({ ...error, message, retryable: false })
}
