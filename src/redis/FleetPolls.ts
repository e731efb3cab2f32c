/**
 * Which process of the fleet polls for a code next: whichever asks first once the shortest pause has passed. So many processes
 * can wait for one login, and when one of them ends or crashes the others go on.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { PollTurns, shortest } from "../policy/Polling.js"
import { isYes, takeFirst } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"
import { digest } from "./digest.js"

/** While Redis is away, each process polls at its own pace. */
export const layer = (prefix: string): Layer.Layer<PollTurns, never, Connection> =>
  Layer.effect(
    PollTurns,
    Effect.map(Connection, ({ countAlone, run }) => ({
      take: (code) =>
        run(takeFirst, [`${prefix}poll:{${digest(code)}}`], [Duration.toMillis(shortest)]).pipe(
          Effect.map(isYes),
          Effect.catchAll(() => Effect.as(countAlone("polls"), true)),
        ),
    })),
  )
