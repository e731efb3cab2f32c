#!/usr/bin/env node
/** The `adobe-pass` command; where its peers are not installed, which are optional, it says how to install them. */
import { catalogue, groups } from "./commands/index.js"
import { exitCodes } from "./output/exitCodes.js"
import { commandHelp, overview } from "./output/help.js"
import { nearest } from "../sandbox/world/nearest.js"
import { version } from "./version.js"

/** What it needs, as npm is told. */
const peers = [
  "effect@3",
  "@effect/platform@0.97",
  "@effect/cli@0.77",
  "@effect/platform-node@0.108",
  "jose@6",
]

const isInstalled = (peer: string): boolean => {
  try {
    import.meta.resolve(peer.replace(/@[\d.]+$/, ""))
    return true
  } catch {
    return false
  }
}

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
const refuse = (typed: ReadonlyArray<string>): void => {
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
  if (isAsked(typed, "--json")) {
    console.log(JSON.stringify({ error: { _tag: "UsageError", message: what, what, next, exit } }))
  } else console.error(`✗ ${what}\n  ${next}`)
  process.exitCode = exit
}

const endings = ["SIGTERM", "SIGINT"] as const
const endWell = () => process.exit(exitCodes.done)

const main = async (typed: ReadonlyArray<string>): Promise<void> => {
  const [first] = typed
  if (first === "help") return main(typed.length === 1 ? [] : [...typed.slice(1), "--help"])
  const found = find(typed)
  if (found === undefined) {
    if (first === "--version") return console.log(version)
    const isGroup = names.some((name) => name.startsWith(`${first} `))
    const isHelp = first?.startsWith("-") !== false || (isGroup && typed.length === 2)
    return first === undefined || (isHelp && isAsked(typed, "--help", "-h"))
      ? console.log(overview(groups, catalogue))
      : refuse(typed)
  }
  const { entry, rest } = found
  if (isMistyped(entry.name, rest)) return refuse(typed)
  if (isAsked(rest, "--help", "-h")) return console.log(commandHelp(entry, await entry.load()))
  const isService = entry.isService === true
  // a service that is told to end while it loads has nothing to close yet
  if (isService) for (const signal of endings) process.on(signal, endWell)
  const [command, { run }] = await Promise.all([entry.load(), import("./run.js")])
  run(command, rest, isService)
  for (const signal of endings) process.off(signal, endWell)
}

// whoever reads may have read enough, as head does
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit(exitCodes.done)
})

try {
  await main(process.argv.slice(2))
} catch (error) {
  const isAbsent = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
  const missing = isAbsent ? peers.filter((peer) => !isInstalled(peer)) : []
  if (missing.length === 0) throw error
  console.error(`✗ adobe-pass needs packages that are not installed: npm install ${missing.join(" ")}`)
  process.exitCode = exitCodes.failed
}
