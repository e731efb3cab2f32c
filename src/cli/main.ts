#!/usr/bin/env node
/** The `adobe-pass` command; where its peers are not installed, which are optional, it says how to install them. */

/** What it needs, as npm is told; the last only for QR codes. */
const peers = [
  "effect@3",
  "@effect/platform@0.97",
  "@effect/cli@0.77",
  "@effect/platform-node@0.108",
  "jose@6",
  "uqr@0.1",
]

const isInstalled = (peer: string): boolean => {
  try {
    import.meta.resolve(peer.replace(/@[\d.]+$/, ""))
    return true
  } catch {
    return false
  }
}

try {
  const [{ adobePass }, { run }] = await Promise.all([import("./adobePassCommand.js"), import("./run.js")])
  run(adobePass, "adobe-pass")
} catch (error) {
  const isAbsent = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
  const missing = isAbsent ? peers.filter((peer) => !isInstalled(peer)) : []
  if (missing.length === 0) throw error
  console.error(`✗ adobe-pass needs packages that are not installed: npm install ${missing.join(" ")}`)
  process.exitCode = 1
}
