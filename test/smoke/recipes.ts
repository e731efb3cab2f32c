/** The recipes of docs/guides/ci.md, from the text of the page, in empty folders: `tsx test/smoke/recipes.ts TARBALL`. */
import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"

const [tarball] = process.argv.slice(2)
assert.ok(tarball, "give the tarball of adobe-pass")

const page = (path: string) => readFileSync(new URL(`../../docs/guides/${path}`, import.meta.url), "utf8")
const blocks = [...page("ci.md").matchAll(/^```(\w+)\n([^]*?)^```/gm)].map(([, language, text = ""]) => ({
  language,
  text,
}))
const block = (language: string, has: string) => {
  const found = blocks.find((one) => one.language === language && one.text.includes(has))
  assert.ok(found, `no block of ${language} has ${has}`)
  return found.text
}
const [, python] = /^```python run\n([^]*?)^```/m.exec(page("languages/python.md")) ?? []
assert.ok(python)

const server = createServer().listen(0)
await once(server, "listening")
const address = server.address()
assert.ok(typeof address === "object" && address !== null)
const port = String(address.port)
server.close()

const folders: Array<string> = []
const emptyFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "recipe-"))
  folders.push(folder)
  return folder
}
/** The packed package in place of the published one, a free port in place of the usual. */
const here = (text: string) =>
  text.replace(/(npm install .*)\badobe-pass$/m, `$1${tarball}`).replaceAll("4010", port)

const run = (
  command: string,
  args: ReadonlyArray<string>,
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
) => {
  const { status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: 120_000,
  })
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}${stderr}`)
  return stdout
}
const shell = (text: string, cwd: string) => run("sh", ["-euc", text], cwd)

try {
  const job = emptyFolder()
  writeFileSync(join(job, "tv.py"), python)
  const steps = [...block("yaml", "runs-on").matchAll(/^ +- run: (.*)$/gm)].map(([, step = ""]) => step)
  assert.equal(steps.length, 2)
  const outputs = steps.map((step) => shell(here(step), job))
  assert.match(outputs.join(""), /^play with/m)

  // a world of one's own, from a file of another name
  mkdirSync(join(job, "e2e"))
  shell("npx adobe-pass sandbox init --config e2e/sandbox.json", job)
  const [, ownWorld = ""] = /^- run: (.*)$/m.exec(block("yaml", "--config")) ?? []
  assert.match(shell(ownWorld, job), /^play with/m)

  const image = emptyFolder()
  const dockerfile = here(block("dockerfile", "FROM"))
  assert.ok(dockerfile.trim().split("\n").length <= 10)
  const lines = (instruction: RegExp) =>
    [...dockerfile.matchAll(new RegExp(`^${instruction.source} (.*)$`, "gm"))].map(([, rest = ""]) => rest)
  for (const line of lines(/RUN/)) shell(line, image)
  const path = {
    ...process.env,
    PATH: `${join(image, "node_modules/.bin")}${delimiter}${process.env["PATH"]}`,
  }
  const argsOf = (line = ""): [string, ...Array<string>] => JSON.parse(line)
  const [command, ...args] = argsOf(lines(/CMD/)[0])
  const service = spawn(command, args, { cwd: image, env: path, stdio: "ignore" })
  try {
    const [health, ...check] = argsOf(lines(/HEALTHCHECK --interval=2s CMD/)[0])
    const isHealthy = () => spawnSync(health, check, { env: path }).status === 0
    for (let tries = 0; !isHealthy(); tries += 1)
      assert.ok(tries < 60, "the container's command is not healthy")

    shell(here(block("sh", "adobe-pass.env")), job)
    const given = readFileSync(join(job, "adobe-pass.env"), "utf8").replaceAll(
      "//adobe-pass:",
      "//127.0.0.1:",
    )
    const variables = Object.fromEntries(
      given
        .trim()
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    )
    assert.deepEqual(Object.keys(variables).toSorted(), [
      "ADOBE_PASS_BASE_URL",
      "ADOBE_PASS_SANDBOX_URL",
      "ADOBE_PASS_SERVICE_PROVIDER",
      "ADOBE_PASS_SOFTWARE_STATEMENT",
    ])
    const [, test = ""] = /^ +command: (.*)$/m.exec(block("yaml", "services")) ?? []
    assert.match(run("sh", ["-euc", test], job, { ...process.env, ...variables }), /^play with/m)
    // goes on from the state of that sandbox
    assert.match(shell(here(block("sh", "--state")), job), /^play with/m)
  } finally {
    service.kill("SIGTERM")
    const [code] = (await once(service, "exit")) as [number | null]
    assert.equal(code, 0, "the container's command must end well when it is stopped")
  }

  // a world of one's own within the image: good, and then with a slip of the pen
  const [, file = ""] = /^COPY (\S+) \.$/m.exec(block("dockerfile", "COPY")) ?? []
  const [, check = ""] = /^RUN (.*)$/m.exec(block("dockerfile", "COPY")) ?? []
  copyFileSync(join(job, "e2e/sandbox.json"), join(image, file))
  run("sh", ["-euc", check], image, path)
  writeFileSync(join(image, file), '{ "channel": [] }')
  assert.equal(spawnSync("sh", ["-euc", check], { cwd: image, env: path }).status, 2)
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
console.log("the recipes of docs/guides/ci.md work")
