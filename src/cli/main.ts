#!/usr/bin/env node
/** The `adobe-pass` command; where its peers are not installed, which are optional, it says how to install them. */
import { catalogue, groups } from "./commands/index.js"
import { exitCodes } from "./output/exitCodes.js"
import { commandHelp, overview } from "./output/help.js"
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

const main = async (typed: ReadonlyArray<string>): Promise<void> => {
  const found = find(typed)
  if (found === undefined) {
    const [first] = typed
    if (first === undefined || isAsked(typed, "--help", "-h") || first === "help")
      return console.log(overview(groups, catalogue))
    if (first === "--version") return console.log(version)
    const words = catalogue.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
    console.error(`✗ There is no command ${first}.`)
    console.error(words.length > 0 ? `  There is ${words.join(", ")}.` : "  adobe-pass --help lists them.")
    process.exitCode = exitCodes.usage
    return
  }
  const { entry, rest } = found
  if (isAsked(rest, "--help", "-h")) return console.log(commandHelp(entry, await entry.load()))
  const [command, { run }] = await Promise.all([entry.load(), import("./run.js")])
  run(command, rest)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const isAbsent = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
  const missing = isAbsent ? peers.filter((peer) => !isInstalled(peer)) : []
  if (missing.length === 0) throw error
  console.error(`✗ adobe-pass needs packages that are not installed: npm install ${missing.join(" ")}`)
  process.exitCode = exitCodes.failed
}
