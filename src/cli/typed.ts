/** What was typed, understood: a text to show, a command to explain, or one to run. */
import type { Entry } from "./command.js"
import { catalogue, groups } from "./commands/index.js"
import { exitCodes } from "./output/exitCodes.js"
import { overview } from "./output/help.js"
import { nearest } from "../sandbox/world/nearest.js"
import { version } from "./version.js"

/** What is meant by what was typed. */
export type Meant =
  /** A text: `out` goes to the standard output, `err` to the standard error, and the process ends with `code`. */
  | { readonly _tag: "Told"; readonly code: number; readonly out?: string; readonly err?: string }
  | { readonly _tag: "Help"; readonly entry: Entry }
  | { readonly _tag: "Command"; readonly entry: Entry; readonly rest: ReadonlyArray<string> }

const shown = (text: string): Meant => ({ _tag: "Told", code: exitCodes.done, out: text })

/** The command that was typed, by two words or by one. */
const find = (typed: ReadonlyArray<string>) =>
  [2, 1].flatMap((words) => {
    const name = typed.slice(0, words).join(" ")
    const entry = catalogue.find((one) => one.name === name)
    return entry === undefined ? [] : [{ entry, rest: typed.slice(words) }]
  })[0]

const isAsked = (typed: ReadonlyArray<string>, ...flags: ReadonlyArray<string>) =>
  typed.some((one, at) => flags.includes(one) && !typed.slice(0, at).includes("--"))

const names = catalogue.map(({ name }) => name)

/** Whether a command of two words was meant that does not exist. */
const isMistyped = (name: string, [next]: ReadonlyArray<string>) =>
  next !== undefined && !next.startsWith("-") && names.some((one) => one.startsWith(`${name} `))

/** Tells that a command does not exist, and which is near or begins so. */
const refused = (typed: ReadonlyArray<string>): Meant => {
  const [first = ""] = typed
  const words = typed.filter((one) => !one.startsWith("-"))
  const below = names.filter((name) => name.startsWith(`${first} `))
  const near =
    nearest(words.slice(0, 2).join(" "), names) ??
    nearest(
      first,
      names.filter((name) => name !== first),
    )
  const what =
    words.length === 0
      ? `There is no flag ${first}.`
      : `There is no command ${words.slice(0, below.length > 0 ? 2 : 1).join(" ")}.`
  const next =
    near !== undefined
      ? `Did you mean adobe-pass ${near}?`
      : below.length > 0
        ? `There is ${below.join(", ")}.`
        : "adobe-pass --help lists them."
  const exit = exitCodes.usage
  return isAsked(typed, "--json")
    ? {
        _tag: "Told",
        code: exit,
        out: JSON.stringify({ error: { _tag: "UsageError", message: what, what, next, exit } }),
      }
    : { _tag: "Told", code: exit, err: `✗ ${what}\n  ${next}` }
}

/** Understands what was typed behind `adobe-pass`. */
export const understand = (typed: ReadonlyArray<string>): Meant => {
  const [first] = typed
  if (first === "help") return understand(typed.length === 1 ? [] : [...typed.slice(1), "--help"])
  const found = find(typed)
  if (found === undefined) {
    if (first === "--version") return shown(version)
    const isGroup = names.some((name) => name.startsWith(`${first} `))
    const isHelp = first?.startsWith("-") !== false || (isGroup && typed.length === 2)
    return first === undefined || (isHelp && isAsked(typed, "--help", "-h"))
      ? shown(overview(groups, catalogue))
      : refused(typed)
  }
  const { entry, rest } = found
  if (isMistyped(entry.name, rest)) return refused(typed)
  return isAsked(rest, "--help", "-h") ? { _tag: "Help", entry } : { _tag: "Command", entry, rest }
}
