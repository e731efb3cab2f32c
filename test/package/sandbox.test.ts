/** The sandbox as a command of the package `adobe-pass`, in processes of its own. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import { version } from "../../src/cli/version.js"
import { bundledCommand } from "../support/bundledCommand.js"
import { emptyFolder, listening, runCommand, silence, start, startCommand } from "../support/processes.js"

const ready = async (...options: ReadonlyArray<string>) => {
  const running = await startCommand(["sandbox", "--port", "0", "--json", ...options])
  return { ...running, ...(await running.until(listening)) }
}

const statementOf = async (...options: ReadonlyArray<string>): Promise<string> => {
  const { ended, signal, softwareStatement } = await ready(...options)
  signal("SIGTERM")
  await ended
  return softwareStatement
}

const json = (url: string): Promise<unknown> => fetch(url).then((response) => response.json())

describe("adobe-pass sandbox", { timeout: 120_000 }, () => {
  it("has the same statement at every start, unless it is told to make another", async () => {
    const statements = await Promise.all([
      statementOf(),
      statementOf(),
      statementOf("--fresh"),
      statementOf("--fresh"),
    ])
    expect(statements[1]).toBe(statements[0])
    expect(new Set(statements).size).toBe(3)
  })

  it("tells machines in one line where it is, and answers that it is well", async () => {
    const { baseUrl, ended, keys, pages, pid, signal } = await ready()
    for (const page of Object.values(pages)) expect((await fetch(page)).status).toBe(200)
    expect(keys).toBe("development")
    expect(await json(`${baseUrl}/sandbox/health`)).toEqual({ status: "ready", version })
    expect(await json(`${baseUrl}/sandbox/program`)).toMatchObject({ pid, seed: 30 })
    signal("SIGINT")
    const { out } = await ended
    expect(out.trim().split("\n")).toHaveLength(1)
  })

  it.each(["SIGTERM", "SIGINT"] as const)("ends within a second of %s with exit code 0", async (signal) => {
    const { baseUrl, ended, signal: send } = await ready()
    // whatever is open then: an answer that waits, a stream, a connection
    const headers = { "content-type": "application/json" }
    const body = JSON.stringify({ kind: "delay", delay: 60_000, endpoint: "RetrieveConfiguration" })
    await fetch(`${baseUrl}/sandbox/faults`, { method: "POST", headers, body })
    const waiting = fetch(`${baseUrl}/api/v2/REF30/configuration`).catch(() => "cut")
    const stream = await fetch(`${baseUrl}/sandbox/requests/stream`)
    send(signal)
    const { code, err, took } = await ended
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(took).toBeLessThan(1000)
    expect(await waiting).toBe("cut")
    expect(await stream.text().catch(() => "cut")).toBe("cut")
  })

  it("is told by its neighbour that the port is taken, by which process", async () => {
    const { baseUrl, ended, pid, signal } = await ready()
    const { port } = new URL(baseUrl)
    const { code, err } = await runCommand(["sandbox", "--port", port])
    expect(code).toBe(1)
    expect(err).toContain(
      `✗ cannot listen on port ${port}: a sandbox has it already (version ${version}, process ${pid}).`,
    )
    signal("SIGTERM")
    await ended
  })
})

/** A project with the package in it, in which npx finds the command. */
const project = async () => {
  const folder = emptyFolder()
  const bin = Path.join(folder.path, "node_modules/.bin")
  Fs.mkdirSync(bin, { recursive: true })
  Fs.writeFileSync(Path.join(folder.path, "package.json"), "{}")
  const script = await bundledCommand()
  Fs.chmodSync(script, 0o755)
  Fs.symlinkSync(script, Path.join(bin, "adobe-pass"))
  return folder
}
const typed = "npx adobe-pass sandbox --port 0 --json"

describe("a sandbox whose parent ends", { timeout: 120_000 }, () => {
  it.each(["SIGTERM", "SIGKILL"] as const)("ends with %s of npx", async (signal) => {
    using folder = await project()
    const npx = start("npx", typed.split(" ").slice(1), { cwd: folder.path })
    const { baseUrl, pid } = await npx.until(listening)
    expect(pid).not.toBe(npx.pid)
    npx.signal(signal)
    expect(await silence(baseUrl)).toBeLessThan(2000)
  })

  it("ends with the script that started it in the background", async () => {
    using folder = await project()
    const script = start("bash", ["-c", `${typed} & read -r`], { cwd: folder.path, input: "pipe" })
    const { baseUrl } = await script.until(listening)
    script.signal("SIGTERM")
    expect(await silence(baseUrl)).toBeLessThan(2000)
  })

  it("ends with an npm script", async () => {
    using folder = await project()
    const scripts = { sandbox: "adobe-pass sandbox --port 0 --json" }
    Fs.writeFileSync(Path.join(folder.path, "package.json"), JSON.stringify({ scripts }))
    const npm = start("npm", ["run", "--silent", "sandbox"], { cwd: folder.path })
    const { baseUrl } = await npm.until(listening)
    npm.signal("SIGKILL")
    expect(await silence(baseUrl)).toBeLessThan(2000)
  })

  it("runs on under nohup, and when it was detached, until it is stopped", async () => {
    using folder = await project()
    for (const command of [`nohup ${typed} & read -r`, `${typed} --detach; read -r`]) {
      const script = start("bash", ["-c", command], { cwd: folder.path, input: "pipe" })
      const { baseUrl, pid } = await script.until(listening)
      const { port } = new URL(baseUrl)
      script.signal("SIGTERM")
      await new Promise((resolve) => setTimeout(resolve, 700))
      expect(await json(`${baseUrl}/sandbox/health`)).toMatchObject({ status: "ready" })

      const status = await runCommand(["sandbox", "status", "--port", port, "--json"])
      expect(JSON.parse(status.out)).toMatchObject({ status: "ready", baseUrl, version, pid })
      expect(await runCommand(["sandbox", "stop", "--port", port])).toMatchObject({ code: 0, err: "" })
      expect(await silence(baseUrl)).toBeLessThan(100)
      expect(await runCommand(["sandbox", "status", "--port", port])).toMatchObject({ code: 7, out: "" })
      expect(await runCommand(["sandbox", "stop", "--port", port])).toMatchObject({ code: 7, out: "" })
    }
  })

  it("says why a detached one could not start", async () => {
    const { baseUrl, ended, signal } = await ready()
    const { port } = new URL(baseUrl)
    const { code, err } = await runCommand(["sandbox", "--port", port, "--detach"])
    expect(code).not.toBe(0)
    expect(err).toContain(`cannot listen on port ${port}: a sandbox has it already`)
    signal("SIGTERM")
    await ended
  })
})
