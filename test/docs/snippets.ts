/**
 * The code blocks of the pages as programs. What stands behind `ts` on the fence says how one is read:
 *
 * - nothing: a whole program, which must compile;
 * - `pass`: there is a client `pass` of a fresh `sandbox`, for a device on which nobody is signed in;
 * - `viewer`: the same, and the account `basic` is signed in with Cablevision;
 * - `run`: it is run as well, and must end without an error;
 * - `effect4`: its `effect` is Effect 4;
 * - `part`: a part of a program that is shown for reading only.
 */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { root } from "../support/program.js"

/** Git-ignored, and inside the repository, so that modules resolve as in any other file. */
export const folder = Path.join(root, "build/snippets")

interface Snippet {
  /** The page, from the root. */
  readonly page: string
  /** The line of the page where the code begins. */
  readonly line: number
  readonly words: ReadonlyArray<string>
  readonly code: string
}

const pages = (): ReadonlyArray<string> => [
  "README.md",
  "AGENTS.md",
  ...Fs.readdirSync(Path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !/^(\.vitepress|reference)\b/.test(path))
    .map((path) => `docs/${path}`)
    .toSorted(),
]

const fences = /^```tsx?(?: +(.*))?\n([\s\S]*?)^```$/gm

const snippetsOf = (page: string): ReadonlyArray<Snippet> => {
  const text = Fs.readFileSync(Path.join(root, page), "utf8")
  return [...text.matchAll(fences)].map(({ 1: words = "", 2: code = "", index }) => ({
    page,
    line: text.slice(0, index).split("\n").length + 1,
    words: words.split(/\s+/),
    code,
  }))
}

/** On one line, so that the lines of a program are those of its page. */
const client = [
  'import { makeAdobePass as _make } from "adobe-pass"',
  'import { startSandbox as _start } from "adobe-pass/sandbox"',
  "const sandbox = await _start()",
  'const device = { identifier: crypto.randomUUID(), info: { model: "Living room", osName: "tvOS" as const } }',
  'const options = { environment: { baseUrl: sandbox.baseUrl }, serviceProvider: "REF30", softwareStatement: sandbox.softwareStatement, device }',
  "const pass = _make(options)",
].join("; ")
const signedIn = [
  'const login = { mvpd: "Cablevision", domainName: "example.com", redirectUrl: "https://example.com/" }',
  'await pass.authenticate({ ...login, onCode: ({ code }) => sandbox.admin.completeLogin({ code, username: "basic" }) })',
].join("; ")

const program = ({ code, line, words }: Snippet): string => {
  const hasClient = words.includes("pass") || words.includes("viewer")
  const before = [hasClient ? client : "", words.includes("viewer") ? signedIn : ""].join("; ")
  const after = hasClient ? "await pass.close(); await sandbox.close()" : ""
  const written = words.includes("effect4") ? code.replaceAll('from "effect/', 'from "effect4/') : code
  return `${before}${"\n".repeat(line - 1)}${written}${after}\nexport {}\n`
}

/** Writes every snippet to a file of its own; tells which are to be run. */
export const write = (): { readonly all: number; readonly runnable: ReadonlyArray<string> } => {
  Fs.rmSync(folder, { recursive: true, force: true })
  Fs.mkdirSync(folder, { recursive: true })
  Fs.writeFileSync(
    Path.join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      include: ["."],
      exclude: [],
    }),
  )
  const snippets = pages()
    .flatMap(snippetsOf)
    .filter(({ words }) => !words.includes("part"))
  const named = snippets.map((snippet) => ({
    ...snippet,
    file: `${snippet.page.replaceAll("/", "__")}.${snippet.line}.tsx`,
  }))
  for (const snippet of named) Fs.writeFileSync(Path.join(folder, snippet.file), program(snippet))
  return {
    all: named.length,
    runnable: named.filter(({ words }) => words.includes("run")).map(({ file }) => file),
  }
}
