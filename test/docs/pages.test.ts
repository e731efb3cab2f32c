/** What the pages say of this repository is so. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import * as Endpoints from "../../src/endpoint/index.js"
import * as Errors from "../../src/error/AdobePassError.js"
import { makeAdobePass } from "../../src/promise.js"
import { laws } from "../model/laws.js"
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

  it("have what stands beside Effect 3 installed in a version that it takes", () => {
    const { peerDependencies }: { peerDependencies: Record<string, string> } = JSON.parse(
      Fs.readFileSync(Path.join(root, "package.json"), "utf8"),
    )
    // npm refuses a newer one beside @effect/platform-node
    const ranges: Record<string, string | undefined> = { ...peerDependencies, ioredis: "^5" }
    const pages = Fs.readdirSync(Path.join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md") && !path.startsWith("reference"))
      .map((path) => Path.join("docs", path))
    const lines = ["README.md", "AGENTS.md", ...pages]
      .flatMap((path) => [
        ...Fs.readFileSync(Path.join(root, path), "utf8").matchAll(/npm i(?:nstall)?\s([^`#\n]*)/g),
      ])
      .map(([, line = ""]) => line.trim().split(/\s+/))
      .filter((words) => words.some((word) => /^(?:@effect\/|effect-adobe-pass$)/.test(word)))
    expect(lines.length).toBeGreaterThan(3)
    const isTaken = (word: string) => {
      const [, name = "", version = ""] = /^(.+?)(?:@([\d.]+))?$/.exec(word) ?? []
      const range = ranges[name]
      return range === undefined || (version !== "" && `${range}.`.startsWith(`^${version}.`))
    }
    expect(lines.flat().filter((word) => !isTaken(word))).toEqual([])
  })

  it("tell of messages as the source has them", () => {
    const read = (folder: string): string =>
      Fs.readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => /\.tsx?$/.test(path))
        .map((path) => Fs.readFileSync(Path.join(folder, path), "utf8"))
        .join("\n")
    const source = read(Path.join(root, "src")).replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, "…")
    // of npm, Node, TypeScript and browsers
    const others = new Set([
      "npm error code ERESOLVE",
      'peer effect@"^3.22.0" from effect-adobe-pass',
      "Cannot find module '…/effect/dist/Either.js'",
      "Cannot use import statement outside a module",
      "require() of ES Module",
      'Top-level await is currently not supported with the "cjs" output format',
      "Cannot find name 'AbortSignal'",
      "AbortSignal.any",
      'Failed to resolve module specifier "adobe-pass"',
      "crypto.randomUUID is not a function",
      "blocked by CORS policy",
      "429 (Too Many Requests)",
    ])
    const messages = [...page("guides/troubleshooting.md").matchAll(/^### (.*)$/gm)].flatMap(
      ([, heading = ""]) => [...heading.matchAll(/`([^`]+)`/g)].map(([, message = ""]) => message),
    )
    expect(messages.length).toBeGreaterThan(40)
    const own = messages.filter((message) => !others.delete(message))
    expect([...others]).toEqual([])
    // the path of an option and what is said of it, which no source has in one piece
    const bare = {
      environment: { baseUrl: "http://127.0.0.1:1" },
      serviceProvider: "REF30",
      softwareStatement: "a.b.c",
    }
    const device = JSON.parse('{ "identifier": "a-device", "info": { "osName": "tvOS" } }')
    expect(() => makeAdobePass({ ...bare, device })).toThrow(own.find((one) => one.startsWith("device.")))
    expect(own.filter((message) => !source.includes(message.replace(/^device\.info\.model: /, "")))).toEqual(
      [],
    )
  })

  it("tell of every law that the model is held to", () => {
    const [table = ""] = page("guides/laws.md").split("\n## ")
    const told = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name)
    expect(told).toEqual(Object.keys(laws).filter((name) => name !== "as the model says"))
  })

  it("link to pages, and to headings on them, that exist", () => {
    /** A heading as the site and GitHub address it. */
    const slug = (heading: string) =>
      heading
        .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, "-")
        .replaceAll(/^-+|-+$/g, "")
        .replace(/^(\d)/, "_$1")
        .toLowerCase()
    const headings = (path: string) =>
      new Set(
        [...page(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => slug(heading.replaceAll("…", "-"))),
      )
    const pages = Fs.readdirSync(Path.join(root, "docs"), { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".md") && !path.startsWith("reference") && !path.startsWith(".vitepress"),
    )
    const links = pages.flatMap((path) =>
      [
        ...page(path)
          .replaceAll(/^```[^]*?^```/gm, "")
          .matchAll(/\]\((\.[^)#]+)?(?:#([^)]*))?\)/g),
      ]
        .filter(([, file, heading]) => file !== undefined || heading !== undefined)
        .map(([link, file, heading]) => {
          const target = file === undefined ? path : Path.join(Path.dirname(path), file)
          const isThere =
            Fs.existsSync(Path.join(root, "docs", target)) &&
            (heading === undefined || headings(target).has(heading))
          return { isThere, link: `${path}: ${link}` }
        }),
    )
    expect(links.length).toBeGreaterThan(150)
    expect(links.filter(({ isThere }) => !isThere).map(({ link }) => link)).toEqual([])
  })
})
