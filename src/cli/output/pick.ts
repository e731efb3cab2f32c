/** A picker with a search: type a few letters, arrow keys move, Enter takes. */
import * as Prompt from "@effect/cli/Prompt"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { bold, cyan, dim } from "./style.js"
import { cut } from "./text.js"

export interface Choice<A> {
  readonly title: string
  /** What the search looks at beside the title. */
  readonly hint: string
  readonly value: A
}

interface State {
  readonly search: string
  readonly at: number
}

const maxRows = 10

const found = <A>(choices: ReadonlyArray<Choice<A>>, search: string) => {
  const words = search.toLowerCase().split(/\s+/)
  return choices.filter(({ hint, title }) => {
    const text = `${title} ${hint}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** The rows around the one that is marked. */
const page = (count: number, at: number) => {
  const start = Math.max(0, Math.min(at - Math.floor(maxRows / 2), count - maxRows))
  return { start, end: Math.min(count, start + maxRows) }
}

const frame = <A>(
  message: string,
  choices: ReadonlyArray<Choice<A>>,
  { at, search }: State,
  columns: number,
) => {
  const some = found(choices, search)
  const { end, start } = page(some.length, at)
  const rows = some.slice(start, end).map(({ hint, title }, index) => {
    const row = cut(`${title}  ${hint === title ? "" : hint}`.trimEnd(), columns - 3)
    return start + index === at ? cyan(`❯ ${row}`) : `  ${row}`
  })
  const count = some.length === choices.length ? `${choices.length}` : `${some.length} of ${choices.length}`
  return [`${cyan("?")} ${bold(message)} ${dim(`(${count}, type to search)`)} ${search}`, ...rows]
}

/** Goes back up over so many lines, and erases them. */
const erase = (lines: number) => `\r\u001B[2K${"\u001B[1A\u001B[2K".repeat(lines - 1)}`

const edited = (search: string, { input, key }: Terminal.UserInput) => {
  if (key.name === "backspace") return search.slice(0, -1)
  const typed = Option.getOrElse(input, () => "")
  return key.ctrl || key.meta || !/^[\p{L}\p{N}\p{P}\p{Zs}\p{S}]$/u.test(typed) ? search : search + typed
}

/** Has a person pick one; interrupted by Ctrl-C. */
export const pick = <A>(message: string, choices: ReadonlyArray<Choice<A>>) =>
  Effect.gen(function* () {
    const columns = Math.max(yield* (yield* Terminal.Terminal).columns, 40)
    const lines = (state: State) => frame(message, choices, state, columns)
    const initial: State = { search: "", at: 0 }
    const move = (state: State, by: number): Prompt.Prompt.Action<State, A> => {
      const count = found(choices, state.search).length
      return count === 0
        ? { _tag: "Beep" }
        : { _tag: "NextFrame", state: { ...state, at: (state.at + by + count) % count } }
    }
    return yield* Prompt.run(
      Prompt.custom<State, A>(initial, {
        render: (state, action) =>
          Effect.succeed(
            action._tag === "Submit"
              ? `${cyan("✓")} ${bold(message)} ${found(choices, state.search)[state.at]?.title ?? ""}\n`
              : action._tag === "Beep"
                ? "\u0007"
                : lines(action.state).join("\n"),
          ),
        process: (typed, state) => {
          const { name } = typed.key
          if (name === "up") return Effect.succeed(move(state, -1))
          if (name === "down" || name === "tab") return Effect.succeed(move(state, 1))
          if (name === "return" || name === "enter") {
            const chosen = found(choices, state.search)[state.at]
            return Effect.succeed(
              chosen === undefined ? { _tag: "Beep" } : { _tag: "Submit", value: chosen.value },
            )
          }
          return Effect.succeed({ _tag: "NextFrame", state: { search: edited(state.search, typed), at: 0 } })
        },
        clear: (state) => Effect.succeed(erase(lines(state).length)),
      }),
    ).pipe(Effect.catchTag("QuitException", () => Effect.interrupt))
  })
