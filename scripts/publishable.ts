/** Refuses to publish while package.json has placeholders: whoever publishes first says where the repository is. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { root } from "./bundles.js"

const { bugs, homepage, repository } = JSON.parse(Fs.readFileSync(Path.join(root, "package.json"), "utf8"))
const placeholders = Object.entries({ repository: repository?.url, homepage, bugs }).filter(
  ([, value]) => typeof value !== "string" || value.includes("OWNER"),
)
if (placeholders.length > 0) {
  console.error(`package.json: say where the repository is before you publish (OWNER is a placeholder):`)
  for (const [name, value] of placeholders) console.error(`  ${name}: ${value}`)
  process.exitCode = 1
}
