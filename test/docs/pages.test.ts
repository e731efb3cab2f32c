/** What the pages say of this repository is so. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import * as Endpoints from "../../src/endpoint/index.js"
import * as Errors from "../../src/error/AdobePassError.js"
import { root } from "../support/program.js"

const page = (path: string) => Fs.readFileSync(Path.join(root, "docs", path), "utf8")

describe("the pages", () => {
  it("name only tests that exist as proof", () => {
    const named = [...page("guides/going-live.md").matchAll(/`(\w+\/\w+\.test\.ts)`/g)].map(
      ([, path = ""]) => path,
    )
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((path) => !Fs.existsSync(Path.join(root, "test", path)))).toEqual([])
  })

  it("tell of every error", () => {
    const errors = page("guides/errors.md")
    expect(Object.keys(Errors).filter((name) => !errors.includes(`\n| \`${name}\` `))).toEqual([])
  })

  it("tell in the README of every endpoint, with its method and path", () => {
    const readme = Fs.readFileSync(Path.join(root, "README.md"), "utf8")
    const told = [...readme.matchAll(/^\| `([A-Z]+ \/\S+)`[^|]*\| `(\w+)`/gm)].map(([, call, name]) => [
      name,
      call,
    ])
    const declared = Object.values(Endpoints).map(({ declared: { method, name, path } }) => [
      name,
      `${method} ${path.replace("{serviceProvider}", "{sp}")}`,
    ])
    expect(told.toSorted()).toEqual(declared.toSorted())
  })

  it("tell of every endpoint that is sent what it can fail with beside what any call can", () => {
    const errors = page("guides/errors.md")
    const table = errors.slice(errors.indexOf("## By endpoint"), errors.indexOf("## How a code"))
    const told = [...table.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, name, failures = ""]) => ({
      name,
      failures: [...failures.matchAll(/`(\w+)`/g)].map(([, failure]) => failure),
    }))
    const declared = Object.values(Endpoints)
      .filter(({ declared: { failures } }) => failures.length > 0)
      .map(({ declared: { failures, name } }) => ({ name, failures: failures.map(({ _tag }) => _tag) }))
    expect(told).toEqual(declared.toSorted((one, other) => (one.name < other.name ? -1 : 1)))
  })

  it("link to pages that exist", () => {
    const pages = Fs.readdirSync(Path.join(root, "docs"), { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".md") && !path.startsWith("reference") && !path.startsWith(".vitepress"),
    )
    const dead = pages.flatMap((path) =>
      [...page(path).matchAll(/\]\((\.[^)#]+)(?:#[^)]*)?\)/g)]
        .map(([, link = ""]) => link)
        .filter((link) => !Fs.existsSync(Path.join(root, "docs", Path.dirname(path), link)))
        .map((link) => `${path}: ${link}`),
    )
    expect(dead).toEqual([])
  })
})
