/** The console of the commands: colours reach terminals only. */
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { stripVTControlCharacters } from "node:util"

const rewritten = (change: (text: string) => string, args: ReadonlyArray<unknown>) =>
  args.map((arg) => (typeof arg === "string" ? change(arg) : arg))

const same = (text: string) => text

/** Writes without colours to what is no terminal. */
const withColoursOn =
  (out: boolean, err: boolean) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Console.consoleWith((console) =>
      Console.withConsole(effect, {
        ...console,
        log: (...args) => console.log(...rewritten(out ? same : stripVTControlCharacters, args)),
        error: (...args) => console.error(...rewritten(err ? same : stripVTControlCharacters, args)),
      }),
    )

export const withoutColours = withColoursOn(false, false)

/** Colours on terminals, unless NO_COLOR is set. */
export const withFittingColours = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const noColor = yield* Effect.orDie(Config.withDefault(Config.string("NO_COLOR"), ""))
    const isOn = (stream: { readonly isTTY?: boolean }) => stream.isTTY === true && noColor === ""
    return yield* withColoursOn(isOn(process.stdout), isOn(process.stderr))(effect)
  })

/** Warnings of the library go to the standard error, as all that is no result. */
export const logsToStandardError = Logger.replace(
  Logger.defaultLogger,
  Logger.withConsoleError(
    Logger.make(({ logLevel, message }) => {
      const texts = (Array.isArray(message) ? message : [message]).map(String)
      return `${logLevel.label.toLowerCase()}: ${texts.join(": ")}`
    }),
  ),
)
