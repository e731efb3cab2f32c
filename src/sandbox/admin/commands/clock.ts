import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { World } from "../../world/World.js"
import { cannot } from "../AdminError.js"
import { asField } from "../answers.js"
import { command, plain } from "../command.js"
import { millisOf, Span } from "../../world/span.js"

/** The latest time that can be set, well before the last that is a date. */
const END = 8e15

const moment = (millis: number) =>
  millis >= 0 && millis <= END
    ? Effect.succeed(millis)
    : cannot(`The clock goes from 0 to 8e15 milliseconds, not to ${millis}.`)

const answer = asField("now", Schema.Number)

/** The virtual time, in milliseconds. */
export const now = plain({
  summary: "The virtual time",
  http: ["GET", "/clock"],
  answer,
  run: Effect.flatMap(World, ({ clock }) => clock.now),
})

/** Moves the virtual clock ahead; gives the new time. */
export const advance = command({
  summary: "Move the virtual clock ahead",
  http: ["POST", "/clock/advance"],
  takes: Schema.Struct({ by: Span }),
  alone: "by",
  answer,
  run: ({ by }) =>
    Effect.gen(function* () {
      const { clock } = yield* World
      const span = millisOf(by)
      yield* moment((yield* clock.now) + span)
      return yield* clock.advance(span)
    }),
})

/** Sets the virtual clock, in milliseconds; gives the new time. */
export const setNow = command({
  summary: "Set the virtual clock",
  http: ["PUT", "/clock"],
  takes: Schema.Struct({ now: Schema.Number }),
  alone: "now",
  answer,
  run: ({ now }) =>
    Effect.flatMap(moment(now), (millis) => Effect.flatMap(World, ({ clock }) => clock.set(millis))),
})
