/** The `adobe-pass` command where the peers that it needs are not installed, or only some of them. */
import { build } from "esbuild"
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = Path.resolve(import.meta.dirname, "../..")
let folder = ""

beforeAll(async () => {
  folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "adobe-pass-command-"))
  Fs.writeFileSync(Path.join(folder, "package.json"), '{ "type": "module" }')
  await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/main.ts"],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outdir: folder,
    logLevel: "warning",
  })
  install("@noble/hashes", "@rgrove/parse-xml", "uqr", "json5") // come with the package
})
afterAll(() => Fs.rmSync(folder, { recursive: true }))

const install = (...names: ReadonlyArray<string>) => {
  for (const name of names) {
    const target = Path.join(folder, "node_modules", name)
    Fs.mkdirSync(Path.dirname(target), { recursive: true })
    Fs.symlinkSync(Path.join(root, "node_modules", name), target, "dir")
  }
}
const run = (typed = "env") => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ["main.js", typed], {
    cwd: folder,
    encoding: "utf8",
  })
  return { status, stderr, stdout }
}

describe("the command without its peers", { timeout: 60_000 }, () => {
  it("lists its commands all the same", () => {
    expect(run("--help")).toMatchObject({ status: 0, stderr: "" })
  })

  it("says in one line what to install, and runs once that is done", () => {
    const told = "✗ adobe-pass needs packages that are not installed: npm install"
    const peers = /npm install (.+)\n$/.exec(run().stderr)?.[1]?.split(" ") ?? []
    const { peerDependencies }: { peerDependencies: Record<string, string> } = JSON.parse(
      Fs.readFileSync(Path.join(root, "package.json"), "utf8"),
    )
    for (const peer of peers) {
      const [, name = "", version = ""] = /^(.+)@(.+)$/.exec(peer) ?? []
      expect(peerDependencies[name]).toMatch(new RegExp(`^\\^${version.replaceAll(".", "\\.")}\\.`))
    }
    expect(run()).toEqual({ status: 1, stdout: "", stderr: `${told} ${peers.join(" ")}\n` })

    install("effect", "@effect/platform")
    expect(run()).toEqual({
      status: 1,
      stdout: "",
      stderr: `${told} @effect/cli@0.77 @effect/platform-node@0.108 jose@6\n`,
    })

    install("@effect/cli", "@effect/platform-node", "jose")
    const { status, stdout } = run()
    expect(status).toBe(0)
    expect(stdout).toMatch(/^environment +sandbox +default$/m)
  })

  it("does not take a broken installation for one of these", () => {
    for (const name of Fs.readdirSync(folder).filter((name) => name.startsWith("run-"))) {
      Fs.rmSync(Path.join(folder, name))
    }
    const { status, stderr } = run()
    expect(status).toBe(1)
    expect(stderr).toContain("ERR_MODULE_NOT_FOUND")
    expect(stderr).not.toContain("npm install")
  })
})
