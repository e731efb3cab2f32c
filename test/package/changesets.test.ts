import * as Fs from "node:fs"
import * as Path from "node:path"
import { expect, it } from "vitest"
import { root } from "../../scripts/bundles.js"

const { name } = JSON.parse(Fs.readFileSync(Path.join(root, "package.json"), "utf8")) as { name: string }
const folder = Path.join(root, ".changeset")
const files = Fs.readdirSync(folder).filter((file) => file.endsWith(".md"))

it.each(files.filter((file) => file !== "README.md"))(
  "%s is a change of the package, which alone a release knows",
  (file) => {
    const [, head = ""] = Fs.readFileSync(Path.join(folder, file), "utf8").split("---\n")
    expect(head).toMatch(new RegExp(`^"${name}": (major|minor|patch)\n$`))
  },
)

it("the folder of changesets is there", () => expect(files).toContain("README.md"))
