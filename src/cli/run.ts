/** How a command is run: console, failures, exit code. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import type * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type { Command } from "./command.js"
import { logsToStandardError, withFittingColours } from "./output/console.js"
import { exitCodes } from "./output/exitCodes.js"
import { exitCodeOf, failureJson, failureText, tellCause } from "./output/failure.js"
import { toJson } from "./output/json.js"
import { Output } from "./output/Output.js"

const platform = Layer.mergeAll(
  FetchHttpClient.layer,
  NodeFileSystem.layer,
  NodePath.layer,
  NodeTerminal.layer,
  logsToStandardError,
)

/** How wide a terminal is; some do not know and say 0. */
const columnsOf = ({ columns }: { readonly columns?: number }): number =>
  columns === undefined || columns === 0 ? 80 : columns

/** What a failure leaves behind: an object for machines, else words on the standard error. */
export const tellFailure = (cause: Cause.Cause<unknown>) =>
  Effect.flatMap(Output, ({ json }) => {
    const told = tellCause(cause)
    if (told === undefined) return Effect.void
    return json
      ? Console.log(toJson(failureJson(cause, told)))
      : Console.error(failureText(told, columnsOf(process.stderr)))
  })

/** A command with what was typed behind its name. */
export const program = (command: Command, typed: ReadonlyArray<string>) => {
  const flags = typed.includes("--") ? typed.slice(0, typed.indexOf("--")) : typed
  const { stdin, stdout } = process
  const json = flags.includes("--json")
  return command.execute(typed).pipe(
    Effect.tapErrorCause(tellFailure),
    withFittingColours,
    Effect.provide(platform),
    Effect.provideService(Output, {
      json,
      isInteractive: !json && stdin.isTTY && stdout.isTTY,
      width: stdout.isTTY ? columnsOf(stdout) : Number.POSITIVE_INFINITY,
    }),
  )
}

/** The exit code of what became of a command; a service ends well by a signal. */
export const codeOf = (exit: Exit.Exit<unknown, unknown>, isService: boolean): number => {
  const isWell = Exit.isSuccess(exit) || (isService && Exit.isInterrupted(exit))
  return isWell ? exitCodes.done : exitCodeOf(exit.cause)
}

/** Runs a command in this process, which ends with the exit code of what became of it. */
export const run = (command: Command, typed: ReadonlyArray<string>, isService: boolean): void =>
  NodeRuntime.runMain(program(command, typed), {
    disableErrorReporting: true,
    disablePrettyLogger: true,
    teardown: (exit, end) => end(Number(process.exitCode ?? codeOf(exit, isService))),
  })
