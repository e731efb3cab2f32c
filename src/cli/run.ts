/** How a command is run: options, console, exit code. */
import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as ValidationError from "@effect/cli/ValidationError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { withFittingColours } from "./console.js"
import * as say from "./say.js"
import { version } from "./version.js"

/** One line for a failure, and everything there is for a mistake of ours. */
export const tellFailure = (cause: Cause.Cause<unknown>) =>
  Cause.isInterruptedOnly(cause)
    ? Effect.void
    : Option.match(Cause.failureOption(cause), {
        onNone: () => Console.error(Cause.pretty(cause)),
        onSome: (error) =>
          ValidationError.isValidationError(error)
            ? Effect.void // told already, beside how to use the command
            : say.failed(String(error)),
      })

/** Runs a command with the arguments of this process, which ends with 0 or, if anything failed, with 1. */
export const run = <Name extends string, E, A>(
  command: Command.Command<Name, NodeContext.NodeContext, E, A>,
  name: string,
) =>
  Command.run(command, { name, version, executable: name })(process.argv).pipe(
    Effect.tapErrorCause(tellFailure),
    withFittingColours,
    Effect.provide([NodeContext.layer, CliConfig.layer({ showBuiltIns: false })]),
    NodeRuntime.runMain({ disableErrorReporting: true }),
  )
