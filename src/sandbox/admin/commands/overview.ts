import * as Effect from "effect/Effect"
import { Faults } from "../../server/Faults.js"
import { Interceptors } from "../../server/Interceptors.js"
import { RequestLog } from "../../server/requestLog.js"
import { initial } from "../../world/state.js"
import { World } from "../../world/World.js"
import { asJson, empty } from "../answers.js"
import { plain } from "../command.js"
import { Snapshot, snapshot } from "../snapshot.js"

/** Everything that the sandbox remembers. */
export const state = plain({
  summary: "Everything that the sandbox remembers",
  http: ["GET", "/state"],
  answer: asJson(Snapshot),
  run: Effect.flatMap(World, ({ clock, state }) => Effect.map(clock.now, (now) => snapshot(state, now))),
})

/** Forgets everything, accounts, clock and interceptors included, and starts chance over: as the options have it. */
export const reset = plain({
  summary: "Forget everything, and start chance and clock over",
  http: ["POST", "/reset"],
  answer: empty,
  run: Effect.gen(function* () {
    const world = yield* World
    yield* world.clock.reset
    world.state = initial(world.settings, yield* world.clock.now)
    world.chance.reseed()
    const faults = yield* Faults
    faults.reset()
    const interceptors = yield* Interceptors
    interceptors.clear()
    yield* Effect.flatMap(RequestLog, ({ clear }) => clear)
  }),
})
