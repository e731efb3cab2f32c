/**
 * How a walk is told: phases, calls, answers, what the viewer does. Colours are always written, and taken out again
 * by the console where it is no terminal.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

const colour = (on: number, off: number) => (text: string) => `\u001B[${on}m${text}\u001B[${off}m`

export const bold = colour(1, 22)
export const dim = colour(2, 22)
export const red = colour(31, 39)
export const green = colour(32, 39)
export const yellow = colour(33, 39)
export const cyan = colour(36, 39)

/** A flow begins. */
export const title = (name: string, about: string) => Console.log(`\n${bold(`━━ ${name} ━━`)} ${about}`)

/** A phase begins, and why there is one. */
export const phase = (name: string, why: string) => Console.log(`\n${bold(name)}  ${why}`)

/** What came back, in words. */
export const answer = (text: string) => Console.log(`  ${dim("←")} ${text}`)

/** More of the same answer. */
export const more = (text: string) => Console.log(`    ${text}`)

export const permitted = (text: string) => more(`${green("✓")} ${text}`)

export const refused = (text: string) => more(`${red("✗")} ${text}`)

export const open = (text: string) => more(`${dim("–")} ${text}`)

/** What a person does. */
export const viewer = (text: string) => Console.log(`  ${cyan("viewer")} ${text}`)

/** What the app shows on its screen. */
export const screen = (lines: ReadonlyArray<readonly [label: string, text: string]>) =>
  Effect.forEach(
    lines,
    ([label, text], at) =>
      Console.log(`  ${yellow(at + 1 < lines.length ? "│" : "╰")} ${label.padEnd(10)} ${bold(text)}`),
    { discard: true },
  )

/** The last word of a walk that went as it must. */
export const done = (text: string) => Console.log(`\n${green("✓")} ${text}`)

/** The one line of a walk that did not. */
export const failed = (text: string) => Console.error(`${red("✗")} ${text}`)
