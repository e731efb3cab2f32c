import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Sandbox from "../../../sandbox/index.js"
import { command } from "../../command.js"
import { port } from "../../flags.js"
import { endLike, exec as execute } from "../../process/exec.js"
import { UsageError } from "../../UsageError.js"
import { flags, optionsOf } from "./options.js"

export const exec = command({
  takesCommand: true,
  details:
    "The sandbox is ready before the command starts and gone when it has ended. The command finds ADOBE_PASS_BASE_URL, ADOBE_PASS_SOFTWARE_STATEMENT, ADOBE_PASS_SERVICE_PROVIDER, ADOBE_PASS_ENVIRONMENT and ADOBE_PASS_SANDBOX_URL (the admin) in its environment. Signals are passed on to it, and its exit code is that of this command. Any number of requests is answered, for tests make many, unless --throttle or the file asks for limits.",
  examples: [
    ["adobe-pass sandbox exec -- npm test", "The tests of an app."],
    ["adobe-pass sandbox exec --seed 7 -- python -m pytest", "In any language."],
  ],
  arguments: {},
  flags: { port: port("Where to listen. Default: any free port, whatever the file says."), ...flags },
  run: (given, [name, ...args]) =>
    Effect.gen(function* () {
      if (name === undefined) {
        return yield* new UsageError({
          message: "There is no command to run.",
          next: "It stands behind --, such as: adobe-pass sandbox exec -- npm test",
        })
      }
      // a signal that comes before the command has started keeps it from starting
      const { admin, baseUrl, softwareStatement } = yield* Effect.interruptible(
        Effect.flatMap(optionsOf(given, { port: 0, throttle: false }), (options) =>
          // the port of the file is that of `sandbox`: two jobs with the same file do not share a port
          Sandbox.make({ ...options, port: given.port ?? 0 }),
        ),
      )
      const [first] = yield* admin.serviceProviders
      const ending = yield* execute(name, args, {
        ADOBE_PASS_BASE_URL: baseUrl,
        ADOBE_PASS_SOFTWARE_STATEMENT: softwareStatement,
        ADOBE_PASS_SERVICE_PROVIDER: first?.id ?? "",
        ADOBE_PASS_SANDBOX_URL: `${baseUrl}/sandbox`,
        ADOBE_PASS_ENVIRONMENT: baseUrl,
      })
      if (ending._tag === "NotStarted") yield* Console.error(`✗ ${name}: ${ending.why}.`)
      yield* endLike(ending)
    }).pipe(Effect.scoped, Effect.uninterruptible),
})
