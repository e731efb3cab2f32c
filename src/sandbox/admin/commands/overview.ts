import * as Effect from "effect/Effect"
import { Faults } from "../../server/Faults.js"
import { Interceptors } from "../../server/Interceptors.js"
import { RequestLog } from "../../server/requestLog.js"
import { initial } from "../../world/state.js"
import { World } from "../../world/World.js"
import { cannot } from "../AdminError.js"
import { asPlainJson, empty } from "../answers.js"
import { command, plain } from "../command.js"
import { restore } from "../restore.js"
import { FORMAT, Snapshot, snapshot } from "../snapshot.js"

/** Everything that the sandbox remembers, secrets included, for `putState` or a file. */
export const state = plain({
  summary: "Everything that the sandbox remembers, to be put into another one",
  http: ["GET", "/state"],
  answer: asPlainJson(Snapshot),
  run: snapshot,
})

/** Puts what a sandbox remembered in place of all that this one does: signed-in devices, catalogue, clock, chance and keys. */
export const putState = command({
  summary: "Put a state in place of all that this sandbox remembers",
  http: ["PUT", "/state"],
  takes: Snapshot,
  answer: empty,
  run: (saved) =>
    saved.version === FORMAT
      ? restore(saved, false)
      : cannot(`This state is of format ${saved.version}; this sandbox reads ${FORMAT}.`),
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
