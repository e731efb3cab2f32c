/** What the pages tell people to write compiles, and runs against a sandbox. */
import { execFile } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"
import { root } from "../support/program.js"
import { folder, write } from "./snippets.js"

const exec = promisify(execFile)
const installed = (path: string) => Path.join(root, "node_modules", path)

/** What a program said, and nothing else when it ended well. */
const complaints = (file: string, args: ReadonlyArray<string>) =>
  exec(file, args, { cwd: folder, env: { ...process.env, NO_COLOR: "1" } }).then(
    () => "",
    (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr,
  )

let snippets: ReturnType<typeof write>
beforeAll(() => {
  snippets = write()
})

describe("the code on the pages", () => {
  it("is found", () => {
    expect(snippets.all).toBeGreaterThan(25)
    expect(snippets.runnable.length).toBeGreaterThan(10)
  })

  it("compiles", { timeout: 180_000 }, async () => {
    expect(
      await complaints(process.execPath, [installed("typescript7/bin/tsc"), "--noEmit", "--checkers", "1"]),
    ).toBe("")
  })

  it("runs where it says so", { timeout: 180_000 }, async () => {
    // all at once in one process: the library is loaded once, and they mostly wait for polls
    Fs.writeFileSync(
      Path.join(folder, "run.mts"),
      `console.log = () => {}
const files = ${JSON.stringify(snippets.runnable)}
const ends = await Promise.allSettled(files.map((file) => import("./" + file)))
ends.forEach(({ reason }, index) => {
  if (reason === undefined) return
  console.error(files[index], reason)
  process.exitCode = 1
})
process.exit()
`,
    )
    const tsconfig = Path.join(root, "tsconfig.json")
    expect(await complaints(installed(".bin/tsx"), ["--tsconfig", tsconfig, "run.mts"])).toBe("")
  })
})
