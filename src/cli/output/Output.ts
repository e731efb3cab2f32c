/** Where a command writes: results to the standard output, all else to the standard error. */
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { toJson } from "./json.js"

export class Output extends Context.Tag("effect-adobe-pass/cli/Output")<
  Output,
  {
    /** For machines, not for people. */
    readonly json: boolean
    /** Somebody is at the terminal and can be asked. */
    readonly isInteractive: boolean
    /** So many columns a line may have; no end of them where nobody sees it. */
    readonly width: number
  }
>() {}

/** A result: one line of JSON for machines, a text for people. */
export const tell = (value: object, text: string): Effect.Effect<void, never, Output> =>
  tellAll([value], text)

/** Results: a line of JSON each for machines, one text for people. */
export const tellAll = (values: ReadonlyArray<object>, text: string): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, ({ json }) =>
    json
      ? Effect.forEach(values, (value) => Console.log(toJson(value)), { discard: true })
      : Console.log(text),
  )

/** A result that people were told piece by piece. */
export const tellMachines = (value: object): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, ({ json }) => (json ? Console.log(toJson(value)) : Effect.void))

/** What is no result: for people alone, on the standard error. */
export const note = (text: string): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, ({ json }) => (json ? Effect.void : Console.error(text)))
