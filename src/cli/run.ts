/** How a command is run: options, console, exit code. */
import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as ValidationError from "@effect/cli/ValidationError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { withFittingColours, withReadableHelp } from "./console.js"
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

/**
 * A command with its arguments, the first two of which are the runtime and the script, and what a person types to run
 * it; failures are told.
 */
export const program = <Name extends string, R, E, A>(
  command: Command.Command<Name, R, E, A>,
  name: string,
  args: ReadonlyArray<string>,
) =>
  Command.run(command, { name, version, executable: name })(args).pipe(
    Effect.tapErrorCause(tellFailure),
    withReadableHelp([...Command.getNames(command)][0] ?? name, name),
    withFittingColours,
    Effect.provide([NodeContext.layer, CliConfig.layer({ showBuiltIns: false, showTypes: false })]),
  )

/** Runs a command in this process, which ends with 0, with 1 if anything failed, or with 130 after Ctrl-C. */
export const run = <Name extends string, E, A>(
  command: Command.Command<Name, NodeContext.NodeContext, E, A>,
  name: string,
) =>
  NodeRuntime.runMain(program(command, name, process.argv), {
    disableErrorReporting: true,
    teardown: (exit, end) => end(Exit.isSuccess(exit) ? 0 : Cause.isInterruptedOnly(exit.cause) ? 130 : 1),
  })
