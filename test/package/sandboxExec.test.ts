/** `adobe-pass sandbox exec`: a command with a sandbox of its own. */
import { once } from "node:events"
import * as Fs from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import * as Path from "node:path"
import { describe, expect, it, vi } from "vitest"
import { bundledCommand } from "../support/bundles.js"
import type { Ended } from "../support/processes.js"
import { emptyFolder, runCommand, silence, start, startCommand } from "../support/processes.js"

const exec = (...command: ReadonlyArray<string>) => runCommand(["sandbox", "exec", "--", ...command])
const node = (script: string) => [process.execPath, "--input-type=module", "-e", script] as const

/** The address of the sandbox, as the command wrote it. */
const written = (out: string): string | undefined => /^http\S+$/m.exec(out)?.[0]
const isGone = async ({ out }: Ended) => expect(await silence(written(out) ?? "nowhere")).toBeLessThan(1000)

const url = "console.log(process.env.ADOBE_PASS_BASE_URL)"

describe("adobe-pass sandbox exec", { timeout: 120_000 }, () => {
  it("runs a command with a ready sandbox in its environment, gone afterwards", async () => {
    const ended = await exec(
      ...node(`
        const { env } = process
        const ask = async (url, init) => (await fetch(url, init)).json()
        const { status } = await ask(env.ADOBE_PASS_SANDBOX_URL + "/health")
        const registered = await ask(env.ADOBE_PASS_BASE_URL + "/o/client/register", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ software_statement: env.ADOBE_PASS_SOFTWARE_STATEMENT }),
        })
        ${url}
        console.log(status, typeof registered.client_id, env.ADOBE_PASS_SERVICE_PROVIDER)
      `),
    )
    expect(ended).toMatchObject({ code: 0, err: "" })
    expect(ended.out.split("\n").slice(1)).toEqual(["ready string REF30", ""])
    await isGone(ended)
  })

  it("ends with its command also where it keeps a state", async () => {
    using folder = emptyFolder()
    const options = ["--state", Path.join(folder.path, "state.json"), "--", ...node("process.exit(3)")]
    expect(await runCommand(["sandbox", "exec", ...options])).toMatchObject({ code: 3, err: "" })
  })

  it("leaves the flags of the command alone, and its words", async () => {
    const { code, out } = await exec(
      process.execPath,
      "-p",
      "JSON.stringify(process.argv.slice(1))",
      "--",
      "--port",
      "--json",
      "a b",
      "*",
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual(["--port", "--json", "a b", "*"])
  })

  it("ends with the exit code of the command, and with the signal that ended it", async () => {
    for (const code of [0, 1, 42]) {
      const ended = await exec(...node(`${url}; process.exit(${code})`))
      expect(ended).toMatchObject({ code, err: "" })
      await isGone(ended)
    }
    const killed = await exec(
      ...node(`${url}; process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)`),
    )
    expect(killed).toMatchObject({ code: null, signal: "SIGTERM" })
    await isGone(killed)
  })

  it.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"] as const)(
    "passes %s on, and waits for the command",
    async (signal) => {
      const running = await startCommand([
        "sandbox",
        "exec",
        "--",
        ...node(`
        process.on("${signal}", async () => {
          const { ok } = await fetch(process.env.ADOBE_PASS_SANDBOX_URL + "/health")
          console.log("${signal}", ok)
          process.exit(7)
        })
        ${url}
        setInterval(() => {}, 1000)
      `),
      ])
      await running.until(written)
      running.signal(signal)
      const ended = await running.ended
      expect(ended).toMatchObject({ code: 7, signal: null, err: "" })
      expect(ended.out).toMatch(new RegExp(`^${signal} true$`, "m"))
      await isGone(ended)
    },
  )

  it("is gone with its sandbox when it is killed, and ends the command when its parent is", async () => {
    const killed = await startCommand([
      "sandbox",
      "exec",
      "--",
      ...node(`${url}; setTimeout(() => {}, 3000)`),
    ])
    const baseUrl = await killed.until(written)
    killed.signal("SIGKILL")
    expect(await silence(baseUrl)).toBeLessThan(1000)

    const script = await bundledCommand()
    const parent = start("bash", [
      "-c",
      '"$@"; true',
      "bash",
      process.execPath,
      script,
      "sandbox",
      "exec",
      "--",
      ...node(`${url}; process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 1000)`),
    ])
    const other = await parent.until(written)
    parent.signal("SIGKILL")
    expect(await silence(other)).toBeLessThan(3000)
  })

  it.skipIf(process.platform === "win32")(
    "has the command end, and what that started, also where it is killed itself",
    async () => {
      const child = `setInterval(() => {}, 1000)`
      const script = `
        import { spawn } from "node:child_process"
        const { pid } = spawn(process.execPath, ["-e", "${child}"], { stdio: "ignore" })
        console.log(process.pid + " " + pid)
        setInterval(() => {}, 1000)`
      const running = await startCommand(["sandbox", "exec", "--", ...node(script)])
      const pids = await running.until((out) => /^(\d+) (\d+)$/m.exec(out)?.slice(1).map(Number))
      running.signal("SIGKILL")
      await vi.waitFor(() => {
        for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH")
      }, 5000)
    },
  )

  it("takes a free port whatever its file says, unless its flag says which, and says which file that is", async () => {
    using folder = emptyFolder()
    const cwd = folder.path
    const file = Path.join(cwd, "adobe-pass.sandbox.json")
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    Fs.writeFileSync(file, JSON.stringify({ port }))
    const command = ["--", ...node(url)]
    const free = await runCommand(["sandbox", "exec", ...command], { cwd })
    expect(free).toMatchObject({
      code: 0,
      err: "The sandbox is set up by adobe-pass.sandbox.json of this folder.\n",
    })
    expect(written(free.out)).not.toContain(`:${port}`)
    const asked = await runCommand(["sandbox", "exec", "--config", file, "--port", String(port), ...command])
    expect(asked).toMatchObject({ code: 1, err: expect.stringMatching(/^✗ cannot listen on port/) })
    server.close()
  })

  it("says that there is no such command, as a shell does", async () => {
    expect(await exec("no-such-command")).toMatchObject({
      code: 127,
      out: "",
      err: "✗ no-such-command: There is no such command.\n",
    })
    expect(await exec("/")).toMatchObject({ code: 126, out: "" })
  })

  it("says where the command belongs", async () => {
    const without = await runCommand(["sandbox", "exec", "npm", "test"])
    expect(without).toMatchObject({ code: 2, out: "" })
    expect(without.err).toContain("There is no -- before npm.")
    expect(await exec()).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("no command to run"),
    })
  })
})
