/**
 * What a process holds and Redis may have lost is written back: some of it at a time, lest a fleet does all of it at once. Other
 * processes, which wait for it before they take a device for unknown, hear of it.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { monotonic } from "../policy/monotonic.js"
import type { Away } from "./connection/Client.js"
import { isOfOneKey } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"
import { Processes } from "./Processes.js"

/** Lest all processes begin at the same moment, in milliseconds. */
const beginWithin = 500
/** So many entries at once, and then others have their turn. */
const portion = 100
const pause = "5 millis"
/** Other processes wait for no longer than this, in milliseconds; what is left then is still written back. */
const longestWait = 60_000

/**
 * Takes keys whose entries are to be written back. Where Redis goes away meanwhile, what is left comes next time.
 *
 * @param one Writes back one entry.
 */
export const makeWriteBack = (one: (key: string) => Effect.Effect<unknown, Away>) =>
  Effect.gen(function* () {
    const { countWriteBack } = yield* Connection
    const { sayWriting } = yield* Processes
    const left = new Set<string>()
    let isUnderWay = false

    const writePortion = Effect.suspend(() =>
      Effect.forEach(
        Array.from(left).slice(0, portion),
        (key) =>
          one(key).pipe(
            // lest one key that Redis refuses keeps all others from being written
            Effect.catchIf(
              ({ reason }) => isOfOneKey(reason),
              () => Effect.void,
            ),
            Effect.tap(() => void left.delete(key)),
          ),
        { concurrency: "unbounded", discard: true },
      ),
    )

    const writeAll = Effect.gen(function* () {
      const began = yield* monotonic
      yield* sayWriting
      yield* Effect.sleep(beginWithin * (yield* Random.next))
      while (left.size > 0) {
        if ((yield* monotonic) - began < longestWait) yield* sayWriting
        yield* writePortion
        yield* Effect.sleep(pause)
      }
    })

    return (keys: Iterable<string>): Effect.Effect<void> =>
      Effect.suspend(() => {
        for (const key of keys) left.add(key)
        if (isUnderWay || left.size === 0) return Effect.void
        isUnderWay = true
        return Effect.zipRight(countWriteBack, writeAll).pipe(
          Effect.ensuring(Effect.sync(() => void (isUnderWay = false))),
          Effect.ignore,
        )
      })
  })
