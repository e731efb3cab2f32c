/** One line that says what the command waits for, for as long as it waits. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { cut } from "./text.js"
import { Output } from "./Output.js"

const clearLine = "\r\u001B[2K"

const write = (text: string) => Effect.sync(() => void process.stderr.write(text))

/**
 * Shows a line on the terminal while an effect runs, and nothing of it afterwards, however that ends. Where no person
 * looks, it is said once, and to machines not at all.
 */
export const during =
  (line: Effect.Effect<string>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Output> =>
    Effect.gen(function* () {
      const { json } = yield* Output
      if (!process.stderr.isTTY) {
        if (!json) yield* Console.error(yield* line)
        return yield* effect
      }
      const show = Effect.flatMap(line, (text) =>
        write(`${clearLine}${cut(text, (process.stderr.columns ?? 80) - 1)}`),
      )
      yield* Effect.addFinalizer(() => write(clearLine))
      yield* Effect.forkScoped(Effect.forever(Effect.delay(show, "1 second")))
      yield* show
      return yield* aside(show)(effect)
    }).pipe(Effect.scoped)

/** Whatever is written meanwhile takes the place of the line, which follows below. */
const aside =
  (show: Effect.Effect<void>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Console.consoleWith((console) => {
      const instead = (print: Effect.Effect<void>) =>
        Effect.zipRight(write(clearLine), Effect.zipLeft(print, show))
      return Console.withConsole(effect, {
        ...console,
        log: (...args) => instead(console.log(...args)),
        error: (...args) => instead(console.error(...args)),
      })
    })
