/** The sandbox as a command of the package `adobe-pass`, in processes of its own. */
import { once } from "node:events"
import * as Fs from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as Path from "node:path"
import { describe, expect, it, vi } from "vitest"
import { version } from "../../src/cli/version.js"
import { bundledCommand } from "../support/bundles.js"
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

  it("ends with exit code 0 also where it is told to while it begins", async () => {
    /** Is sent the signal so many milliseconds after Node has begun, from without: its own timers wait for its modules. */
    const startedWith = (signal: string, after: number) => {
      const shell = `sleep ${after / 1000}; kill -s ${signal.slice(3)} `
      const script = `import { spawn } from "node:child_process"; spawn("sh", ["-c", "${shell}" + process.pid], { stdio: "ignore" })`
      const env = { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(script)}"` }
      return startCommand(["sandbox", "--port", "0", "--json"], { env })
    }
    // made before anything is timed
    await bundledCommand()
    const began = performance.now()
    const whole = await ready()
    const took = performance.now() - began
    whole.signal("SIGTERM")
    await whole.ended
    for (const signal of ["SIGTERM", "SIGINT"]) {
      for (const share of [0.2, 0.35, 0.5]) {
        const { ended } = await startedWith(signal, took * share)
        expect({ told: signal, share, ...(await ended) }).toMatchObject({ code: 0, signal: null, err: "" })
      }
    }
  })

  it("is told what is wrong with a flag, by the flag's name", async () => {
    for (const [typed, told] of [
      ["--seed abc", "✗ --seed takes a whole number, not abc."],
      ["--port 70000", "✗ --port takes a whole number from 0 to 65535, not 70000."],
      ["--port", "✗ --port lacks its value."],
    ] as const) {
      const { code, err, out } = await runCommand(["sandbox", ...typed.split(" ")])
      expect({ code, out }).toEqual({ code: 2, out: "" })
      expect(err).toContain(told)
    }
  })

  it("says that a port is taken by what is no sandbox", async () => {
    const server = createServer((_, response) => response.end("something else")).listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    const { code, err } = await runCommand(["sandbox", "--port", String(port)])
    expect(code).toBe(1)
    expect(err).toBe(
      `✗ cannot listen on port ${port}: another program has it, which is no sandbox. End that program, or take another port; --port 0 takes any that is free\n`,
    )
    server.close()
  })

  it("says whether it throttles, what a domain is for, and what set it up", async () => {
    using folder = emptyFolder()
    const config = { serviceProviders: [{ id: "MINE", name: "Mine", domains: ["mine.example"] }] }
    Fs.writeFileSync(Path.join(folder.path, "adobe-pass.sandbox.json"), JSON.stringify(config))
    const told = async (...flags: ReadonlyArray<string>) => {
      const { ended, signal, until } = await startCommand(["sandbox", "--port", "0", ...flags], {
        cwd: folder.path,
      })
      await until((out) => (out.includes("No service but") ? out : undefined))
      signal("SIGTERM")
      return ended
    }
    const { err, out } = await told()
    expect(err).toBe("The sandbox is set up by adobe-pass.sandbox.json of this folder.\n")
    expect(out).toContain(
      "Throttling is on: 1 a second and a burst of 10 for each device address, else 429; --no-throttle turns it off",
    )
    expect(out).toMatch(/^ {2}domain +mine\.example for MINE: the domainName of a login$/m)
    expect((await told("--no-throttle")).out).toContain(
      "Throttling is off: any number of requests is answered",
    )
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

  it("leaves no log behind once it was stopped", async () => {
    using folder = emptyFolder()
    const env = { TMPDIR: folder.path }
    const logged = () => Fs.readdirSync(folder.path)
    const { out } = await runCommand(["sandbox", "--port", "0", "--detach", "--json"], { env })
    const { baseUrl } = listening(out) ?? { baseUrl: "" }
    const { port } = new URL(baseUrl)
    expect(logged()).toHaveLength(1)
    // one that cannot start has told why
    expect(await runCommand(["sandbox", "--port", port, "--detach"], { env })).toMatchObject({ code: 1 })
    expect(logged()).toHaveLength(1)
    expect(await runCommand(["sandbox", "stop", "--port", port])).toMatchObject({ code: 0 })
    await vi.waitFor(() => expect(logged()).toEqual([]), 5000)
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
