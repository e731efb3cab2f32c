/** The reference is made of what stands above each export, so nothing may be exported without a word. */
import * as Fs from "node:fs"
import { createRequire } from "node:module"
import * as Path from "node:path"
import type MiniSearch from "minisearch"
import ts from "typescript"
import { beforeAll, describe, expect, it } from "vitest"
import { compilerHost, options } from "../../scripts/compiler.js"
import { declarations } from "../../scripts/declarations.js"
import { boost } from "../../docs/.vitepress/boost.js"
import { pages } from "../../scripts/reference.js"
import * as Endpoints from "../../src/endpoint/index.js"
import * as Errors from "../../src/error/AdobePassError.js"
import { root } from "../support/program.js"

/** The sources of what can be imported, as package.json has it. */
const publicFiles = (): ReadonlyArray<string> => {
  const { exports } = JSON.parse(Fs.readFileSync(Path.join(root, "package.json"), "utf8"))
  const targets: ReadonlyArray<string> = Object.values<{ readonly types?: string } | null>(exports).flatMap(
    (target) => target?.types ?? [],
  )
  return targets
    .map((target) => target.replace("./dist/", "src/").replace(".d.ts", ".ts"))
    .flatMap((file) => {
      if (!file.includes("*")) return [file]
      const folder = file.slice(0, file.indexOf("/*"))
      return Fs.readdirSync(Path.join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => `${folder}/${name}`)
    })
}

/** What can be imported, and of it what has no words. */
const documented = (program: ts.Program) => {
  const checker = program.getTypeChecker()
  const bare = new Set<string>()
  let exported = 0
  for (const file of publicFiles()) {
    const source = program.getSourceFile(Path.join(root, file))
    const module = source && checker.getSymbolAtLocation(source)
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const alias = (symbol.flags & ts.SymbolFlags.Alias) !== 0
      const real = alias ? checker.getAliasedSymbol(symbol) : symbol
      exported += 1
      // a module that is exported as a namespace has its words at the top of its file
      if ((real.flags & ts.SymbolFlags.ValueModule) !== 0) continue
      if (real.getDocumentationComment(checker).length > 0) continue
      const where = real.declarations?.[0]?.getSourceFile().fileName ?? file
      bare.add(`${Path.relative(root, where)}: ${real.name}`)
    }
  }
  return { exported, bare: [...bare] }
}

let exports: ReturnType<typeof documented>
let types = ""
beforeAll(async () => {
  const host = compilerHost()
  types = await declarations("src/promise.ts", host)
  const files = publicFiles().map((file) => Path.join(root, file))
  exports = documented(ts.createProgram(files, options, host))
}, 240_000)

it("every export is documented", () => {
  expect(exports.exported).toBeGreaterThan(300)
  expect(exports.bare).toEqual([])
})

/** The interfaces and classes of the promise face as an app of `adobe-pass` sees them: each field, and whether it has a sentence. */
const fieldsOf = (declared: string) => {
  const lines = declared.split("\n")
  let owner = ""
  return lines.flatMap((line, index) => {
    owner = /^export (?:declare )?(?:class|interface|type|const) (\w+)/.exec(line)?.[1] ?? owner
    const field = /^ {2}readonly (\w+)\??:/.exec(line)?.[1]
    return field === undefined ? [] : [{ owner, field, isTold: lines[index - 1]?.endsWith("*/") === true }]
  })
}

it("every option, parameter and field of an error has its sentence", () => {
  const fields = fieldsOf(types)
  const isAbout = ({ field, owner }: (typeof fields)[number]) =>
    field !== "_tag" &&
    owner !== "PartnerAuthenticationRequest" &&
    (owner in Errors ||
      [
        "AdobePassOptions",
        "CallReport",
        "DeviceInfo",
        "FleetOptions",
        "ItemStorage",
        "LogEntry",
        "Policies",
      ].includes(owner) ||
      (/(Request|Options)$/.test(owner) && !endpoints.some((name) => owner === `${name}Request`)))
  const asked = fields.filter(isAbout)
  expect(asked.length).toBeGreaterThan(200)
  expect(asked.filter(({ isTold }) => !isTold).map(({ field, owner }) => `${owner}.${field}`)).toEqual([])
})

describe("the pages of the promise face", () => {
  it(
    "have every name, each once, by topic, and are of a size that can be read",
    { timeout: 120_000 },
    async () => {
      const all = pages(types)
      const exported = [...types.matchAll(/^export (?:declare )?(?:class|const|interface|type) (\w+)/gm)].map(
        ([, name]) => name,
      )
      const topics = [...all].filter(([file]) => file.startsWith("promise/"))
      const headings = topics.flatMap(([, text]) =>
        [...text.matchAll(/^## (\w+)$/gm)].map(([, name]) => name),
      )
      expect(exported.length).toBeGreaterThan(90)
      expect(headings.toSorted()).toEqual(exported.toSorted())
      for (const [file, text] of topics) expect([file, text.length < 40_000]).toEqual([file, true])
      expect(all.get("promise/client.md")).toMatch(/^### authorize\n\nLets the viewer play one resource/m)
      expect(all.get("promise/errors.md")).toContain("\n## Throttled\n")
    },
  )

  it("link to what is there", () => {
    const all = pages(types)
    const dead = [...all].flatMap(([file, text]) =>
      [...text.matchAll(/\]\((\.[^)#]+)(?:#(\w+))?\)/g)].flatMap(([link, path = "", name]) => {
        const target = Path.join(Path.dirname(file), path)
        const page = all.get(target)
        const isThere =
          page === undefined
            ? Fs.existsSync(Path.join(root, "docs/reference", target))
            : name === undefined || new RegExp(`^##+ ${name}$`, "im").test(page)
        return isThere ? [] : [`${file}: ${link}`]
      }),
    )
    expect(dead).toEqual([])
  })
})

it("a search of the site for a word finds the guide before the reference", () => {
  const require = createRequire(createRequire(import.meta.url).resolve("vitepress/package.json"))
  const Search: typeof MiniSearch = require("minisearch")
  const guides = Fs.readdirSync(Path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !/^(reference|\.vitepress)/.test(path))
    .map((path) => [`/${path}`, Fs.readFileSync(Path.join(root, "docs", path), "utf8")] as const)
  const reference = [...pages(types)].map(([file, text]) => [`/reference/${file}`, text] as const)
  // in sections, each with its heading, as the site has them
  const sections = [...guides, ...reference].flatMap(([id, page]) =>
    page.split(/^#+ /m).map((text, at) => ({ id: `${id}#${at}`, title: text.split("\n")[0] ?? "", text })),
  )
  const index = new Search<(typeof sections)[number]>({ fields: ["title", "text"] })
  index.addAll(sections)
  const first = (word: string): string =>
    index.search(word, { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2 }, boostDocument: boost })[0]
      ?.id
  expect(index.search("Throttled")[0]?.id).toMatch(/^\/reference/)
  expect(first("throttled")).toMatch(/^\/guides\/(errors|troubleshooting)/)
  expect(first("ERESOLVE")).toMatch(/^\/guides\/troubleshooting/)
  expect(first("faults")).toMatch(/^\/guides\/sandbox-http/)
})

const endpoints = Object.keys(Endpoints)

it("every endpoint's request has a name", () => {
  const source = Fs.readFileSync(Path.join(root, "src/promise/endpoints.ts"), "utf8")
  expect(endpoints.filter((name) => !source.includes(`export type ${name}Request =`))).toEqual([])
})

/** The tags of the errors that each method can reject with. */
const failures = () => {
  const tagOf = new Map(
    [...types.matchAll(/^export declare class (\w+) extends Error \{[^]*?^ {2}readonly _tag: "(\w+)"/gm)].map(
      ([, name, tag]) => [name, tag],
    ),
  )
  const [, declared = ""] = /^export interface Failures \{\n([^]*?)^\}/m.exec(types) ?? []
  return declared.split(/^ {2}readonly /m).flatMap((member) => {
    const [method = "", ...errors] = member.match(/\w+/g) ?? []
    return method === ""
      ? []
      : [{ method, tags: errors.map((name) => tagOf.get(name) ?? `${name}, no error`) }]
  })
}

it("what each method can reject with is on the page of errors, and with the method", () => {
  const methods = failures()
  const page = Fs.readFileSync(Path.join(root, "docs/guides/errors.md"), "utf8")
  const [, told = ""] = /## By method([\s\S]*?)## By endpoint/.exec(page) ?? []
  const common = [...(told.split("|")[0] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name)
  const client = Fs.readFileSync(Path.join(root, "src/promise/AdobePassClient.ts"), "utf8")
  const named = (text: string) => [...text.matchAll(/`([A-Z]\w+)`/g)].flatMap(([, name = ""]) => name)
  for (const { method, tags } of methods) {
    if (method === "remembered") continue
    const more = tags.filter((tag) => !common.includes(tag)).toSorted()
    const row = new RegExp(`^\\| \`${method}\` +\\|(.*)\\|$`, "m").exec(told)?.[1] ?? ""
    expect([method, named(row).toSorted()]).toEqual([method, more])
    const comment =
      client
        .slice(0, client.indexOf(`\n  readonly ${method}:`))
        .split("/**")
        .at(-1) ?? ""
    expect([method, named(comment.slice(comment.indexOf("Rejects"))).toSorted()]).toEqual([method, more])
  }
  expect(methods.length).toBeGreaterThan(12)
})
