/** The console of the commands: colours reach terminals only. */
import * as Terminal from "@effect/platform/Terminal"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { stripVTControlCharacters } from "node:util"

/** Rewrites whatever an effect writes. */
const rewriting =
  (change: (text: string) => string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Console.consoleWith((console) => {
      const changed = (args: ReadonlyArray<unknown>) =>
        args.map((arg) => (typeof arg === "string" ? change(arg) : arg))
      return Console.withConsole(effect, {
        ...console,
        log: (...args) => console.log(...changed(args)),
        error: (...args) => console.error(...changed(args)),
      })
    })

export const withoutColours = rewriting(stripVTControlCharacters)

/**
 * Help as one can read it: with a command called by what a person types, where the library says its last name alone,
 * and without the options of all commands in a list of commands.
 */
export const withReadableHelp = (ownName: string, typed: string) =>
  rewriting((text) =>
    text
      .replace(/(?<=USAGE\S*\n\n\$ )\S+/, (first) =>
        first === ownName
          ? `${typed}${text.includes("COMMANDS") ? " <command> --help" : ""}`
          : `${typed} ${first}`,
      )
      .replace(/^( +- )(\S+) .*\] {2,}/gm, (_, dash, command) => `${dash}${command.padEnd(10)}`),
  )

/** Colours on a terminal, unless NO_COLOR is set. */
export const withFittingColours = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { isTTY } = yield* Terminal.Terminal
    const noColor = yield* Effect.orDie(Config.withDefault(Config.string("NO_COLOR"), ""))
    return yield* (yield* isTTY) && noColor === "" ? effect : withoutColours(effect)
  })
