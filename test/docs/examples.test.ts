/** Each example is started as its first comment says, against a sandbox. Those for browsers are in test/browser. */
import { type ChildProcess, spawn } from "node:child_process"
import * as Path from "node:path"
import { createInterface } from "node:readline"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundled, root, temporaryFolder } from "../support/program.js"

const servers = ["fleet-server", "effect-server"]

let sandbox: Awaited<ReturnType<typeof startSandbox>>
const folder = temporaryFolder("examples")
const programs = new Map<string, string>()
const started: Array<ChildProcess> = []

beforeAll(async () => {
  sandbox = await startSandbox()
  for (const name of ["node-script", ...servers]) {
    programs.set(name, await bundled(`docs/examples/${name}.ts`, folder))
  }
})
afterAll(async () => {
  for (const child of started) child.kill()
  await sandbox.close()
})

/** Starts an example; its lines come one by one. */
const start = (name: string) => {
  const child = spawn(process.execPath, [programs.get(name) ?? name], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ADOBE_PASS_URL: sandbox.baseUrl,
      SOFTWARE_STATEMENT: sandbox.softwareStatement,
      STORE: Path.join(folder, name),
      PORT: "0",
    },
  })
  started.push(child)
  return createInterface({ input: child.stdout })
}

/** Starts an example that is a server; resolves to a client of it, for one device. */
const serve = async (name: string, device: string, headers: Record<string, string> = {}) => {
  for await (const line of start(name)) {
    const url = /http:\/\/[\w.]+:\d+/.exec(line)?.[0]
    if (url === undefined) continue
    return async (path: string, body?: unknown) => {
      const response = await fetch(url + path, {
        headers: {
          "x-device": device,
          ...headers,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      })
      const isJson = response.headers.get("content-type")?.includes("json")
      return { status: response.status, body: isJson ? await response.json() : await response.text() }
    }
  }
  throw new Error(`${name} ended before it listened`)
}

describe("the examples", { timeout: 60_000 }, () => {
  it("the script signs in, shows the catalogue, plays and signs out", async () => {
    const lines: Array<string> = []
    for await (const line of start("node-script")) {
      lines.push(line)
      const code = /the code (\w+)/.exec(line)?.[1]
      if (code !== undefined) await sandbox.admin.completeLogin({ code, username: "basic" })
    }
    expect(lines).toEqual([
      expect.stringMatching(/^Sign in with the code \w{7} at http/),
      "Signed in with Cablevision",
      "open   newsline",
      expect.stringMatching(/^locked documentary \(.+\)$/),
      expect.stringMatching(/^locked cinema1 \(.+\)$/),
      expect.stringMatching(/^Playing newsline with a media token of \d+ characters$/),
      expect.stringMatching(/^Signed out; open http/),
    ])
  })

  it.each(servers)("%s speaks for each device", async (name) => {
    const mine = await serve(name, `${name}-1`)
    const { body: mvpds } = await mine("/mvpds")
    expect(mvpds).toContainEqual(expect.objectContaining({ id: "Cablevision" }))
    expect(mvpds).not.toContainEqual(expect.objectContaining({ id: "TempPass_TEST40" }))

    const { body: login } = await mine("/login", { mvpd: "Cablevision" })
    expect(await mine(`/login/${login.code}`)).toMatchObject({ body: { signedIn: false } })
    await sandbox.admin.completeLogin({ code: login.code, username: "basic" })
    expect(await mine(`/login/${login.code}`)).toMatchObject({
      body: { signedIn: true, mvpd: "Cablevision" },
    })

    const other = await serve(name, `${name}-2`, { "x-forwarded-for": "203.0.113.9, 192.0.2.5, 127.0.0.2" })
    const { body: bare } = await other("/login", {})
    expect(bare).toEqual({
      code: expect.stringMatching(/^\w{7}$/),
      notAfter: expect.any(Number),
      missing: ["mvpd"],
    })
    expect(await other(`/login/${bare.code}`)).toMatchObject({ body: { signedIn: false } })

    const asked = { mvpd: "Cablevision", resources: ["newsline", "cinema1"] }
    expect((await mine("/catalogue", asked)).body).toEqual([
      { resource: "newsline", isLocked: false },
      { resource: "cinema1", isLocked: true, reason: expect.any(String) },
    ])
    expect(await mine("/play", { mvpd: "Cablevision", resource: "newsline" })).toMatchObject({
      status: 200,
      body: { mediaToken: expect.any(String) },
    })
    expect(await mine("/play", { mvpd: "Cablevision", resource: "cinema1" })).toMatchObject({
      status: 403,
      body: { [name === "fleet-server" ? "error" : "_tag"]: "AuthorizationDenied" },
    })
    expect(await mine("/logout", { mvpd: "Cablevision" })).toMatchObject({ body: [{ _tag: "Logout" }] })
    expect(await mine("/play", { mvpd: "Cablevision", resource: "newsline" })).toMatchObject({ status: 401 })

    const speakers = (await sandbox.admin.requests()).map(
      ({ requestHeaders }) => requestHeaders["x-forwarded-for"],
    )
    expect(speakers).toContain("127.0.0.1")
    // what a proxy of one's own wrote, and nothing that was written before
    expect(speakers).toContain("192.0.2.5")
    expect(speakers).not.toContain("203.0.113.9")

    expect(await mine("/health")).toEqual({ status: 200, body: { status: "ready" } })
    const { body: metrics } = await mine("/metrics")
    expect(metrics).toMatch(/^adobe_pass_calls_total\{endpoint="CreateSession",error="none"\} 1$/m)
    expect(metrics).toMatch(/^adobe_pass_requests_total\{endpoint="CreateSession"\} 1$/m)
    expect(metrics).toMatch(/^plays_total\{mvpd="Cablevision",outcome="permit"\} 1$/m)
    expect(metrics).toMatch(/^plays_total\{mvpd="Cablevision",outcome="AuthorizationDenied"\} 1$/m)
  })

  it("the server with Effect's HttpApi answers with typed denials", async () => {
    const mine = await serve("effect-server", "device-2")
    expect(await mine("/play", { mvpd: "Cablevision", resource: "newsline" })).toMatchObject({
      status: 401,
      body: { _tag: "AuthenticationRequired", reason: "profileMissing" },
    })
    await sandbox.admin.degrade({ mvpd: "Cablevision", rule: "AuthZAll" })
    expect(await mine("/play", { mvpd: "Cablevision", resource: "newsline" })).toMatchObject({
      status: 200,
      body: { mediaToken: expect.any(String) },
    })
  })
})
