#!/usr/bin/env node
/** The `adobe-pass` command; where its peers are not installed, which are optional, it says how to install them. */
import { exitCodes } from "./output/exitCodes.js"
import { commandHelp } from "./output/help.js"
import { understand } from "./typed.js"

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

const endings = ["SIGTERM", "SIGINT"] as const
const endWell = () => process.exit(exitCodes.done)

const main = async (typed: ReadonlyArray<string>): Promise<void> => {
  const meant = understand(typed)
  if (meant._tag === "Told") {
    if (meant.out !== undefined) console.log(meant.out)
    if (meant.err !== undefined) console.error(meant.err)
    process.exitCode = meant.code
    return
  }
  const { entry } = meant
  if (meant._tag === "Help") return console.log(commandHelp(entry, await entry.load()))
  const isService = entry.isService === true
  // a service that is told to end while it loads has nothing to close yet
  if (isService) for (const signal of endings) process.on(signal, endWell)
  const [command, { run }] = await Promise.all([entry.load(), import("./run.js")])
  run(command, meant.rest, isService)
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
