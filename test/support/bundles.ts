/** The bundles of the package `adobe-pass`: each made once for all tests, and anew when a source changed. */
import { createHash } from "node:crypto"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { setTimeout } from "node:timers/promises"
import * as Bundles from "../../scripts/bundles.js"

const cache = Path.join(Bundles.root, "node_modules/.cache/adobe-pass-bundles")

const makers = {
  command: Bundles.sandboxAndCommand,
  elements: Bundles.elements,
  face: Bundles.promiseFace,
  faceForRequire: () => Bundles.promiseFace("cjs"),
  global: Bundles.promiseGlobal,
  messages: Bundles.messages,
  verifier: Bundles.verifier,
}

const sources = (folder: string): ReadonlyArray<string> =>
  Fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(Path.join(folder, entry.name)) : [Path.join(folder, entry.name)],
  )

const fingerprint = () => {
  const hash = createHash("sha256")
  const files = ["src", "scripts", "test/support"].flatMap((name) => sources(Path.join(Bundles.root, name)))
  for (const file of [...files, Path.join(Bundles.root, "package-lock.json")]) {
    hash.update(Path.relative(Bundles.root, file)).update(Fs.readFileSync(file))
  }
  return hash.digest("hex").slice(0, 16)
}

/** A folder of this name under the cache that this thread alone makes, while others wait for it. */
const makeOnce = async (name: string, make: (fresh: string) => Promise<void>): Promise<string> => {
  const folder = Path.join(cache, name)
  const lock = `${folder}.lock`
  while (!Fs.existsSync(folder)) {
    try {
      Fs.mkdirSync(lock)
    } catch {
      // who was killed over it makes it no more
      const began = Fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
      if (Date.now() - began > 120_000) Fs.rmSync(lock, { recursive: true, force: true })
      else await setTimeout(50)
      continue
    }
    try {
      if (Fs.existsSync(folder)) continue
      const fresh = Fs.mkdtempSync(`${folder}.`)
      await make(fresh)
      Fs.renameSync(fresh, folder)
    } finally {
      Fs.rmSync(lock, { recursive: true, force: true })
    }
  }
  return folder
}

let version: string | undefined
/** Those of the sources as they are now; those of older ones go. */
const current = (): string => {
  if (version !== undefined) return version
  version = fingerprint()
  Fs.mkdirSync(cache, { recursive: true })
  for (const name of Fs.readdirSync(cache)) {
    if (!name.startsWith(version)) Fs.rmSync(Path.join(cache, name), { recursive: true, force: true })
  }
  return version
}

/** The files of a bundle, by name. */
export const bundle = async (name: keyof typeof makers): Promise<ReadonlyMap<string, string>> => {
  const folder = await makeOnce(`${current()}-${name}`, async (fresh) => {
    for (const [file, text] of (await makers[name]()).files) Fs.writeFileSync(Path.join(fresh, file), text)
  })
  return new Map(
    Fs.readdirSync(folder).map((file) => [file, Fs.readFileSync(Path.join(folder, file), "utf8")]),
  )
}

/** The path of the command's script, with all that it loads beside it. */
export const bundledCommand = async (): Promise<string> => {
  const folder = await makeOnce(`${current()}-package`, async (fresh) => {
    for (const name of ["command", "global", "elements", "messages"] as const) {
      for (const [file, text] of await bundle(name)) Fs.writeFileSync(Path.join(fresh, file), text)
    }
    Fs.writeFileSync(Path.join(fresh, "package.json"), '{"type":"module"}')
  })
  return Path.join(folder, "cli.js")
}
