/** The page "The sandbox over HTTP": its tables are what the sandbox declares, and its shell block runs. */
import { execFile } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { promisify } from "node:util"
import * as Prettier from "prettier"
import { expect, it } from "vitest"
import { startSandbox } from "../../src/sandbox/index.js"
import { root, temporaryFolder } from "../support/program.js"
import { filled } from "./tables.js"

const path = Path.join(root, "docs/guides/sandbox-http.md")
const page = Fs.readFileSync(path, "utf8")
const exec = promisify(execFile)
const folder = temporaryFolder("sandbox-http")

// `npx vitest run test/docs/sandboxHttp.test.ts -u` writes them
it("its tables have every call, kind of fault and field, as they are declared", async () => {
  const options = await Prettier.resolveConfig(path)
  const text = await Prettier.format(await filled(page), { ...options, filepath: path })
  await expect(text).toMatchFileSnapshot(path)
})

it("every row says what it is about", async () => {
  const rows = (await filled(page)).split("\n").filter((line) => line.startsWith("| `"))
  expect(rows.length).toBeGreaterThan(150)
  expect(rows.filter((row) => /^\|[^|]*\|[^|]*\|\s*\|$/.test(row))).toEqual([])
})

it("its shell block runs as it stands", { timeout: 60_000 }, async () => {
  const [, block = ""] = /## In a shell[^]*?```sh\n([^]*?)```/.exec(page) ?? []
  const sandbox = await startSandbox()
  const curls = block
    .replace("http://127.0.0.1:4010", sandbox.baseUrl)
    // shows the status of each, in place of what only a person reads
    .replaceAll(/^curl -sf? /gm, "curl -s -w '%{stderr}%{http_code}\\n' ")
  const { stderr } = await exec("bash", ["-euo", "pipefail", "-c", curls], { cwd: folder })
  const statuses = stderr.trim().split("\n")
  // no session has the code of the page
  expect(statuses.filter((status) => !status.startsWith("2"))).toEqual(["400"])
  expect(statuses.length).toBe(block.match(/^curl /gm)?.length)
  await sandbox.close()
})
