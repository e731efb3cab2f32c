import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { CheckFailed } from "../../CheckFailed.js"
import { command } from "../../command.js"
import { tell } from "../../output/Output.js"
import { place, running } from "./options.js"

export const stop = command({
  examples: [
    ["adobe-pass sandbox stop --port 4010", "Returns once it is gone; exit code 7 if there is none."],
  ],
  arguments: {},
  flags: place,
  run: (given) =>
    Effect.gen(function* () {
      const { admin, baseUrl } = yield* running(given)
      yield* admin.stop()
      yield* Effect.flip(admin.health).pipe(
        Effect.retry({ schedule: Schedule.spaced("30 millis") }),
        Effect.timeoutFail({
          duration: "5 seconds",
          onTimeout: () =>
            new CheckFailed({ message: `The sandbox at ${baseUrl} has not ended in 5 seconds.` }),
        }),
      )
      yield* tell({ _tag: "Stopped", baseUrl }, `The sandbox at ${baseUrl} has ended.`)
    }),
})
