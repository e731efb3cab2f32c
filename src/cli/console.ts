/** The console of the commands: colours reach terminals only. */
import * as Terminal from "@effect/platform/Terminal"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { stripVTControlCharacters } from "node:util"

const plain = (args: ReadonlyArray<unknown>) =>
  args.map((arg) => (typeof arg === "string" ? stripVTControlCharacters(arg) : arg))

/** Without colours, whatever an effect writes. */
export const withoutColours = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Console.consoleWith((console) =>
    Console.withConsole(effect, {
      ...console,
      log: (...args) => console.log(...plain(args)),
      error: (...args) => console.error(...plain(args)),
    }),
  )

/** Colours on a terminal, unless NO_COLOR is set. */
export const withFittingColours = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { isTTY } = yield* Terminal.Terminal
    const noColor = yield* Effect.orDie(Config.withDefault(Config.string("NO_COLOR"), ""))
    return yield* (yield* isTTY) && noColor === "" ? effect : withoutColours(effect)
  })
