/** Pages are plain Markdown, and the site makes tabs and whole examples of them. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { expect, it } from "vitest"
import { enrich } from "../../docs/.vitepress/enrich.js"
import { root } from "../support/program.js"

const read = (path: string) => Fs.readFileSync(Path.join(root, "docs", path), "utf8")

it("the site has the text of each example below its link", () => {
  const links = [...read("examples.md").matchAll(/^\[examples\/(.*)\]/gm)].map(([, path]) => path)
  expect(links.length).toBeGreaterThan(5)
  const site = enrich(read("examples.md"))
  for (const path of links) {
    expect(site).toContain(`\n[examples/${path}](./examples/${path})\n\n<<< ./examples/${path}\n`)
    expect(Fs.existsSync(Path.join(root, "docs/examples", path ?? ""))).toBe(true)
  }
})

it("the site has tabs where blocks of code stand under bold words, one after the other", () => {
  const page =
    "One:\n\n**Promise**\n\n```ts run pass\nawait 1\n```\n\n**Effect**\n\n```ts\n2\n```\n\nAfter\n\n**Alone**\n\n```ts\n3\n```\n"
  expect(enrich(page)).toBe(
    "One:\n\n::: code-group\n\n```ts run pass [Promise]\nawait 1\n```\n\n```ts [Effect]\n2\n```\n\n:::\n\nAfter\n\n**Alone**\n\n```ts\n3\n```\n",
  )
  expect(enrich(read("guides/cookbook.md"))).toMatch(
    /```ts viewer \[Promise\][^]*```ts \[Effect\][^]*```tsx \[React\]/,
  )
})

it("no page has what only the site can show", () => {
  const pages = Fs.readdirSync(Path.join(root, "docs"), { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".md") && !/^(reference|\.vitepress)/.test(path) && path !== "index.md",
  )
  expect(pages.length).toBeGreaterThan(20)
  expect(pages.filter((path) => /^(<<<|:::|---)/m.test(read(path)))).toEqual([])
})
