/** How a walk is told: phases, calls, answers, what the viewer does. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { bold, cyan, dim, green, red, yellow } from "../output/style.js"

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
