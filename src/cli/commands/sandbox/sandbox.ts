import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Sandbox from "../../../sandbox/index.js"
import { command } from "../../command.js"
import { on, port } from "../../flags.js"
import { abandoned, isNohup } from "../../process/lineage.js"
import { hungUp } from "../../process/signals.js"
import { announce } from "./announce.js"
import { detach, forgetLog } from "./detach.js"
import { flags, optionsOf } from "./options.js"

export const sandbox = command({
  details:
    "It emulates registration, REST API V2 and V1 authorize, with accounts, TV providers and channels to try. Its admin, under /sandbox, moves the clock and orders faults. It ends with Ctrl-C, with SIGTERM, and with whatever started it: a script, a job, an npx; --detach lets it run on.",
  examples: [
    ["adobe-pass sandbox", "On port 4010, where the other commands look for it."],
    [
      "adobe-pass sandbox --detach && npm test; adobe-pass sandbox stop",
      "In the background, for as long as it takes.",
    ],
    ["adobe-pass sandbox --port 0 --detach --json | jq -r .baseUrl", "On any free port, in the background."],
  ],
  arguments: {},
  flags: {
    port: port("Where to listen; 0 takes any free port. Default: 4010."),
    ...flags,
    detach: on("Let it run on by itself once it is ready, until `adobe-pass sandbox stop`."),
  },
  run: ({ detach: isDetached, ...given }) =>
    Effect.gen(function* () {
      const options = yield* optionsOf(given, { port: 4010, throttle: true })
      if (isDetached) return yield* detach
      // who started it reads there why it could not start
      yield* Effect.addFinalizer((exit) =>
        Exit.isSuccess(exit) || Exit.isInterrupted(exit) ? forgetLog : Effect.void,
      )
      const told = yield* Deferred.make<void>()
      const running = yield* Sandbox.make(options, Deferred.succeed(told, undefined))
      yield* announce(running, isNohup ? "until it is stopped" : "until Ctrl-C")
      yield* Effect.raceAll([Deferred.await(told), hungUp, abandoned])
    }).pipe(Effect.scoped),
})
