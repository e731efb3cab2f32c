/** The programs in other languages that the pages show, run from the text of the page against the bundled command's sandbox. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
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

describe("a program of the pages goes from DCR to logout", { timeout: 120_000 }, () => {
  it.each([
    ["python", "tv.py", "python3"],
    ["java", "Tv.java", "java"],
  ])("in %s", async (language, name, run) => {
    const file = join(folder, name)
    writeFileSync(file, programOf(language))
    const { code, err, out } = await runCommand(["sandbox", "exec", "--", run, file])
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(
      /^code [A-Z0-9]{6,8} at http:\/\/127\.0\.0\.1:\d+\/api\/v2\/authenticate\/REF30\/[A-Z0-9]+$/m,
    )
    expect(out).toMatch(/^signed in .*20\d\d$|^signed in .*20\d\d-\d\d-\d\d$/m)
    expect(out).toMatch(/^play/m)
    expect(out).toMatch(/^signed out.* logout/m)
  })

  it.each([
    ["python", "tv.py", "python3"],
    ["java", "Tv.java", "java"],
  ])("in %s, where the service's clock is decades away from this machine's", async (language, name, run) => {
    const file = join(folder, name)
    writeFileSync(file, programOf(language))
    const config = join(folder, `${language}.json`)
    writeFileSync(config, JSON.stringify({ clock: "2001-01-01T00:00:00Z" }))
    const { code, err, out } = await runCommand(["sandbox", "exec", "--config", config, "--", run, file])
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(/^signed in .*2001/m)
    expect(out).toMatch(/^play/m)
  })
})
