/** Which media tokens were used anywhere in the fleet. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { inMemory, Once } from "../verifier/Once.js"
import { isYes, takeFirst } from "./connection/Client.js"
import { Connection } from "./connection/Connection.js"

/** While Redis is away, a token is good once in each process. */
export const layer = (prefix: string): Layer.Layer<Once, never, Connection> =>
  Layer.effect(
    Once,
    Effect.map(Connection, ({ countAlone, run }) => {
      const memory = inMemory()
      return {
        use: (id, life) =>
          Effect.gen(function* () {
            // also what was used while Redis was away
            const isFirstHere = yield* memory.use(id, life)
            if (!isFirstHere) return false
            const millis = Math.max(1, Math.ceil(Duration.toMillis(life)))
            const answer = yield* Effect.option(run(takeFirst, [`${prefix}once:{${id}}`], [millis]))
            if (answer._tag === "None") yield* countAlone("once")
            return answer._tag === "None" || isYes(answer.value)
          }),
      }
    }),
  )
