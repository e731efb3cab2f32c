import * as Fs from "node:fs"
import * as Path from "node:path"
import { expect, it } from "vitest"
import { laws } from "./laws.js"
import { sabotages } from "./sabotages.js"

it("the page of the laws names each sabotage, with its law", () => {
  const page = Fs.readFileSync(Path.resolve(import.meta.dirname, "../../docs/guides/laws.md"), "utf8")
  const rows = [...page.matchAll(/^\| `([^`]+)` +\| (?:`\w+`(?:, )?)+: (.*?) +\|/gm)]
  expect(rows.map(([, law, what]) => `${law}: ${what}`).toSorted()).toEqual(
    sabotages.map(({ law, what }) => `${law}: ${what}`).toSorted(),
  )
})

it("there is a sabotage of each law, but of what the sandbox does", () => {
  const names = new Set<string>(sabotages.map(({ law }) => law))
  expect(Object.keys(laws).filter((name) => !names.has(name))).toEqual(["as the model says"])
})

it.each(sabotages.map(({ edits, what }) => [what, edits] as const))(
  "what a sabotage breaks stands in the source, once: %s",
  (_, edits) => {
    for (const [file, from] of edits) {
      const source = Fs.readFileSync(Path.resolve(import.meta.dirname, "../../src", file), "utf8")
      expect(source.split(from).length - 1, `${file}: ${from}`).toBe(1)
    }
  },
)
