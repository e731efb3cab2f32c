/** The file that sets a sandbox up, read by the command of the package. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import { emptyFolder, listening, runCommand, startCommand } from "../support/processes.js"

const file = "adobe-pass.sandbox.json"

const ready = async (cwd: string, ...options: ReadonlyArray<string>) => {
  const running = await startCommand(["sandbox", "--port", "0", "--json", ...options], { cwd })
  return { ...running, ...(await running.until(listening)) }
}

const answered = async (url: string, method = "GET", body?: unknown) => {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(url, { method, headers: { "content-type": "application/json" }, ...json })
  const text = await response.text()
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) }
}

/** What registers with the sandbox's own statement may call. */
const configuration = async (baseUrl: string, software_statement: string) => {
  const { body: client } = await answered(`${baseUrl}/o/client/register`, "POST", { software_statement })
  const { client_id, client_secret } = client
  const response = await fetch(`${baseUrl}/o/client/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }),
  })
  const { access_token }: { access_token: string } = await response.json()
  const headers = {
    authorization: `Bearer ${access_token}`,
    "ap-device-identifier": `fingerprint ${btoa("tv")}`,
  }
  return (serviceProvider: string) =>
    fetch(`${baseUrl}/api/v2/${serviceProvider}/configuration`, { headers }).then(({ status }) => status)
}

describe("the file of a sandbox", { timeout: 120_000 }, () => {
  it("is written with comments, is found by itself, and makes the world", async () => {
    using folder = emptyFolder()
    const cwd = folder.path
    expect(await runCommand(["sandbox", "init"], { cwd })).toMatchObject({ code: 0, err: "" })
    expect(await runCommand(["sandbox", "init"], { cwd })).toMatchObject({
      code: 2,
      err: `✗ ${file} is there already.\n`,
    })
    expect(Fs.readFileSync(Path.join(cwd, file), "utf8")).toMatch(/^ {2}\/\/ /m)

    const sandbox = await ready(cwd)
    const { admin, baseUrl, ended, signal, softwareStatement } = {
      ...sandbox,
      admin: `${sandbox.baseUrl}/sandbox`,
    }
    const call = await configuration(baseUrl, softwareStatement)
    expect(await call("MYTV")).toBe(200)
    const { body: accounts } = await answered(`${admin}/accounts`)
    expect(accounts).toContainEqual(expect.objectContaining({ username: "kim" }))

    // added and removed while it runs
    expect(await call("NEXT")).toBe(400)
    const next = { id: "NEXT", name: "Next", domains: ["localhost"] }
    expect((await answered(`${admin}/service-providers`, "PUT", next)).status).toBe(204)
    expect(await call("NEXT")).toBe(200)
    for (const [list, id] of [
      ["service-providers", "NEXT"],
      ["mvpds", "MyCable"],
      ["channels", "mytv-live"],
    ] as const) {
      const has = async () =>
        (await answered(`${admin}/${list}`)).body.some((one: { id: string }) => one.id === id)
      expect([list, await has()]).toEqual([list, true])
      expect((await answered(`${admin}/${list}/${id}`, "DELETE")).status).toBe(204)
      expect([list, await has()]).toEqual([list, false])
    }
    expect(await call("NEXT")).toBe(400)
    signal("SIGTERM")
    await ended
  })

  it("is right also with each of its examples in force", async () => {
    using folder = emptyFolder()
    const cwd = folder.path
    await runCommand(["sandbox", "init"], { cwd })
    const text = Fs.readFileSync(Path.join(cwd, file), "utf8")
    const inForce = text.replaceAll(/^ {2}\/\/ (?="(?!builtIn))/gm, "  ")
    expect(inForce.split("\n").filter((line) => /^ {2}"/.test(line)).length).toBeGreaterThan(12)
    Fs.writeFileSync(Path.join(cwd, "all.json"), inForce)
    const { baseUrl, ended, signal } = await ready(cwd, "--config", "all.json")
    const { body } = await answered(`${baseUrl}/sandbox/clock`)
    expect(new Date(body.now).getUTCFullYear()).toBeGreaterThanOrEqual(2026)
    expect((await answered(`${baseUrl}/sandbox/faults`)).body).toHaveLength(1)
    expect((await answered(`${baseUrl}/sandbox/throttle`)).body).toMatchObject({ burst: 10 })
    signal("SIGTERM")
    await ended
  })

  it.each([
    ['{ "acounts": [] }', "acounts: is unexpected"],
    [
      '{ "mvpds": [{ "id": "A", "displayName": 1, "logoutEndpoint": true }] }',
      "mvpds.0.displayName: Expected string",
    ],
    ['{\n  "seed": 1\n  "port": 2\n}', "line 3, column 3: "],
    ['{\n  // a comment\n  "mvpds": [{ "id": A }]\n}', "line 3, column 21: "],
    ["// nothing", "line 1, column 11: "],
    ['{ "port": 70000 }', "port: cannot listen on port 70000: ports are whole numbers from 0 to 65535"],
    ['{ "listen": false }', "listen: a sandbox of this command listens always"],
  ])("that cannot be is told before anything starts: %j", async (text, told) => {
    using folder = emptyFolder()
    const cwd = folder.path
    Fs.writeFileSync(Path.join(cwd, file), text)
    const { code, err, out } = await runCommand(["sandbox", "--port", "0"], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toContain(`✗ ${file}: `)
    expect(err).toContain(told)
  })

  it("gives way to a flag, sets a command up, and must be there when it is asked for", async () => {
    using folder = emptyFolder()
    const cwd = folder.path
    const world = { seed: 5, serviceProviders: [{ id: "MINE", name: "Mine", domains: [] }] }
    Fs.writeFileSync(Path.join(cwd, "mine.json"), JSON.stringify(world))
    const script =
      'process.stdout.write(process.env.ADOBE_PASS_SERVICE_PROVIDER + " "); fetch(process.env.ADOBE_PASS_SANDBOX_URL + "/program").then((r) => r.json()).then(({ seed }) => console.log(seed))'
    const run = (...flags: ReadonlyArray<string>) =>
      runCommand(["sandbox", "exec", ...flags, "--", process.execPath, "-e", script], { cwd })
    expect(await run("--config", "mine.json")).toMatchObject({ code: 0, out: "MINE 5\n" })
    expect(await run("--config", "mine.json", "--seed", "6")).toMatchObject({ code: 0, out: "MINE 6\n" })
    expect(await run("--config", "none.json")).toMatchObject({
      code: 2,
      err: expect.stringContaining("✗ none.json cannot be read."),
    })
  })
})
