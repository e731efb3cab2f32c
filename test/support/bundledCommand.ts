/** The command as it is bundled for the package `adobe-pass`: made once for all tests, and anew when a source changed. */
import { createHash } from "node:crypto"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { elements, messages, promiseGlobal, root, sandboxAndCommand } from "../../scripts/bundles.js"

const cache = Path.join(root, "node_modules/.cache/adobe-pass-command")

const sources = (folder: string): ReadonlyArray<string> =>
  Fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(Path.join(folder, entry.name)) : [Path.join(folder, entry.name)],
  )

const fingerprint = () => {
  const hash = createHash("sha256")
  const files = ["src", "scripts", "test/support"].flatMap((name) => sources(Path.join(root, name)))
  for (const file of [...files, Path.join(root, "package-lock.json")]) {
    hash.update(Path.relative(root, file)).update(Fs.readFileSync(file))
  }
  return hash.digest("hex").slice(0, 16)
}

const make = async (folder: string): Promise<void> => {
  Fs.mkdirSync(cache, { recursive: true })
  const fresh = Fs.mkdtempSync(Path.join(cache, "."))
  const bundles = [sandboxAndCommand(), promiseGlobal(), elements(), messages()]
  for (const { files } of await Promise.all(bundles)) {
    for (const [name, text] of files) Fs.writeFileSync(Path.join(fresh, name), text)
  }
  Fs.writeFileSync(Path.join(fresh, "package.json"), '{"type":"module"}')
  try {
    Fs.renameSync(fresh, folder)
  } catch (error) {
    Fs.rmSync(fresh, { recursive: true })
    // another worker was faster
    if (!Fs.existsSync(folder)) throw error
  }
}

/** The path of the command's script. */
export const bundledCommand = async (): Promise<string> => {
  const folder = Path.join(cache, fingerprint())
  if (!Fs.existsSync(folder)) {
    const older = Fs.existsSync(cache) ? Fs.readdirSync(cache).filter((name) => !name.startsWith(".")) : []
    await make(folder)
    for (const name of older) Fs.rmSync(Path.join(cache, name), { recursive: true, force: true })
  }
  return Path.join(folder, "cli.js")
}
