/** The programs in other languages that the pages show, run from the text of the page against the bundled command's sandbox. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runCommand } from "../support/processes.js"

const programOf = (language: string) => {
  const page = readFileSync(new URL(`../../docs/guides/languages/${language}.md`, import.meta.url), "utf8")
  const [, program] = new RegExp(`^\`\`\`${language} run\\n([^]*?)^\`\`\``, "m").exec(page) ?? []
  if (program === undefined) throw new Error(`no program on the page of ${language}`)
  return program
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "languages-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const roku = join(import.meta.dirname, "roku.mjs")
const interpreter = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "adobe-pass/brightscript",
)
const starts = (command: string) => spawnSync(command, ["--version"]).status === 0

const languages = [
  { language: "python", file: "tv.py", command: ["python3"], isHere: starts("python3") },
  { language: "java", file: "Tv.java", command: ["java"], isHere: starts("java") },
  {
    language: "brightscript",
    file: "main.brs",
    command: [process.execPath, roku, interpreter],
    isHere: existsSync(join(interpreter, "installed")),
  },
]

it("has the languages of the pages to test with, at least in CI", () => {
  const missing = languages.filter(({ isHere }) => !isHere).map(({ language }) => language)
  if (missing.length > 0) {
    console.error(`\n!!! NOT RUN: the programs of the pages in ${missing.join(", ")}: bash .ci/languages\n`)
  }
  expect(process.env["CI"] === undefined ? [] : missing).toEqual([])
})

describe("a program of the pages goes from DCR to logout", { timeout: 120_000 }, () => {
  for (const { command, file, isHere, language } of languages) {
    it.runIf(isHere)(`in ${language}`, async () => {
      const program = join(folder, file)
      writeFileSync(program, programOf(language))
      const { code, err, out } = await runCommand(["sandbox", "exec", "--", ...command, program])
      expect({ code, err }).toEqual({ code: 0, err: "" })
      expect(out).toMatch(
        /^code [A-Z0-9]{6,8} at http:\/\/127\.0\.0\.1:\d+\/api\/v2\/authenticate\/REF30\/[A-Z0-9]+$/m,
      )
      expect(out).toMatch(/^signed in .*20\d\d$|^signed in .*20\d\d-\d\d-\d\d$/m)
      expect(out).toMatch(/^play/m)
      expect(out).toMatch(/^signed out.* logout/m)
    })

    it.runIf(isHere)(
      `in ${language}, where the service's clock is decades away from this machine's`,
      async () => {
        const program = join(folder, file)
        writeFileSync(program, programOf(language))
        const config = join(folder, `${language}.json`)
        writeFileSync(config, JSON.stringify({ clock: "2001-01-01T00:00:00Z" }))
        const exec = ["sandbox", "exec", "--config", config, "--", ...command, program]
        const { code, err, out } = await runCommand(exec)
        expect({ code, err }).toEqual({ code: 0, err: "" })
        expect(out).toMatch(/^signed in .*2001/m)
        expect(out).toMatch(/^play/m)
      },
    )

    // BrightScript has no exit codes
    if (language === "brightscript") continue
    it.runIf(isHere)(`in ${language}, unless it may not play`, async () => {
      const program = join(folder, file)
      writeFileSync(program, programOf(language))
      const config = join(folder, `${language}-denied.json`)
      const channels = [{ id: "newsline", name: "Newsline", package: "premium" }]
      writeFileSync(config, JSON.stringify({ channels }))
      const exec = ["sandbox", "exec", "--config", config, "--", ...command, program]
      const { code, err, out } = await runCommand(exec)
      expect(code).toBe(1)
      expect(err).toMatch(/no: authorization_denied_by_mvpd/)
      expect(out).not.toMatch(/^play/m)
    })
  }
})
