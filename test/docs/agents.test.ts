/** What programs are told to read: AGENTS.md and llms.txt; and that nothing is published with placeholders. */
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { expect, it } from "vitest"
import { llms } from "../../docs/.vitepress/llms.js"
import { root } from "../support/program.js"

const read = (path: string) => Fs.readFileSync(Path.join(root, path), "utf8")

it("llms.txt has every page of a section, with its first sentence", () => {
  const text = llms(
    [
      { text: "Start", items: [{ text: "With promises", link: "/start/promises" }] },
      {
        text: "About",
        items: [
          { text: "Decisions", link: "/decisions" },
          { text: "Reference", link: "/reference/" },
        ],
      },
    ],
    (path) => read(`docs/${path}`),
  )
  expect(text).toContain(
    "\n## Start\n\n- [With promises](/start/promises.md): From an empty folder to a media token in ten minutes.\n",
  )
  expect(text).toMatch(/\n## About\n\n- \[Decisions\]\(\/decisions\.md\): .+\.\n$/)
  expect(text).not.toContain("reference")
})

it("every page that is named for agents exists", () => {
  const named = [...read("AGENTS.md").matchAll(/`docs\/([\w/-]+\.md)`/g)].map(([, path = ""]) => path)
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((path) => !Fs.existsSync(Path.join(root, "docs", path)))).toEqual([])
})

it("nothing is published while package.json has placeholders", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/publishable.ts"], {
    cwd: root,
    encoding: "utf8",
  })
  const hasPlaceholder = read("package.json").includes("OWNER")
  expect(status).toBe(hasPlaceholder ? 1 : 0)
  expect(stderr.includes("OWNER is a placeholder")).toBe(hasPlaceholder)
})
