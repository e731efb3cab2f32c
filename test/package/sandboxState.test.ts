/** What a sandbox remembers, kept in a file: across restarts, across kills at any instant, and from one to another. */
import * as FastCheck from "fast-check"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import type { Snapshot } from "../../src/sandbox/index.js"
import { emptyFolder, listening, runCommand, startCommand } from "../support/processes.js"
import { kills } from "../support/runs.js"

const start = (file: string, ...options: ReadonlyArray<string>) =>
  startCommand(["sandbox", "--port", "0", "--no-throttle", "--json", "--state", file, ...options])

const ready = async (file: string, ...options: ReadonlyArray<string>) => {
  const running = await start(file, ...options)
  const end = async () => {
    running.signal("SIGTERM")
    expect(await running.ended).toMatchObject({ code: 0, err: "" })
  }
  return { ...running, ...(await running.until(listening)), end }
}

const read = (file: string): Snapshot & { version: number } => JSON.parse(Fs.readFileSync(file, "utf8"))

const call = async (url: string, body?: unknown, method = body === undefined ? "GET" : "POST") => {
  const init = { method, headers: { "content-type": "application/json" } }
  const response = await fetch(url, { ...init, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) }
}

const register = async (
  baseUrl: string,
  software_statement: string,
): Promise<{ client_id: string; client_secret: string }> =>
  (await call(`${baseUrl}/o/client/register`, { software_statement })).body

/** A device that signs in, and what it asks by its token afterwards, wherever the sandbox is then. */
const signIn = async (baseUrl: string, statement: string) => {
  const { client_id, client_secret } = await register(baseUrl, statement)
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret })
  const response = await fetch(`${baseUrl}/o/client/token`, { method: "POST", body: form })
  const { access_token }: { access_token: string } = await response.json()
  const headers = {
    authorization: `Bearer ${access_token}`,
    "ap-device-identifier": `fingerprint ${btoa("my-tv")}`,
    "x-device-info": btoa(JSON.stringify({ model: "TV", osName: "Linux" })),
  }
  const login = { mvpd: "Cablevision", domainName: "adobe.com", redirectUrl: "https://a.example/" }
  const session = async (base: string): Promise<{ code: string }> => {
    const answer = await fetch(`${base}/api/v2/REF30/sessions`, {
      method: "POST",
      headers,
      body: new URLSearchParams(login),
    })
    return answer.json()
  }
  const { code } = await session(baseUrl)
  await call(`${baseUrl}/sandbox/logins`, { code })
  const profiles = async (base: string) => {
    const answer = await fetch(`${base}/api/v2/REF30/profiles`, { headers })
    const { profiles = {} }: { profiles?: object } = await answer.json()
    return Object.keys(profiles)
  }
  return { code, session, profiles }
}

const until = async (isSo: () => boolean) => {
  const began = performance.now()
  while (!isSo() && performance.now() - began < 10_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  return performance.now() - began
}

describe("the state of a sandbox", { timeout: 480_000 }, () => {
  it("is written within a second and at the end, and brings back who was signed in and what was changed", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    const first = await ready(file)
    const tv = await signIn(first.baseUrl, first.softwareStatement)
    expect(await until(() => read(file).profiles.length === 1)).toBeLessThan(1000)
    expect(Fs.statSync(file).mode & 0o777).toBe(0o600)
    const admin = `${first.baseUrl}/sandbox`
    await call(`${admin}/service-providers`, { id: "NEXT", name: "Next", domains: [] }, "PUT")
    await call(`${admin}/faults`, { kind: "delay", endpoint: "CreateSession", times: 3 })
    await call(`${admin}/clock/advance`, { by: "2 days" })
    await first.end()
    expect(read(file).serviceProviders.map(({ id }) => id)).toContain("NEXT")

    const second = await ready(file)
    expect(second.softwareStatement).toBe(first.softwareStatement)
    expect(await tv.profiles(second.baseUrl)).toEqual([])
    // two days later its access token is too old, and a new one finds the profile
    await call(`${second.baseUrl}/sandbox/clock`, { now: Date.now() }, "PUT")
    expect(await tv.profiles(second.baseUrl)).toEqual(["Cablevision"])
    expect((await call(`${second.baseUrl}/sandbox/faults`)).body).toMatchObject([{ kind: "delay", left: 3 }])
    // chance goes on, so that nothing is given twice
    expect((await tv.session(second.baseUrl)).code).not.toBe(tv.code)
    const [one, other] = read(file).clients
    expect([one?.id, other]).toEqual([expect.any(String), undefined])
    expect((await register(second.baseUrl, second.softwareStatement)).client_id).not.toBe(one?.id)
    await second.end()

    const fresh = await ready(file, "--fresh")
    expect(await tv.profiles(fresh.baseUrl)).toEqual([])
    const made = await signIn(fresh.baseUrl, fresh.softwareStatement)
    await fresh.end()
    // the keys are in the file, so the statement of that sandbox is good for as long as the file is
    const kept = await ready(file)
    expect(kept.softwareStatement).toBe(fresh.softwareStatement)
    expect(await made.profiles(kept.baseUrl)).toEqual(["Cablevision"])
    await kept.end()
  })

  const LIVES = kills(40, 100)
  it(`survives ${LIVES} kills at any instant: at most the last second is lost, and never the file`, async () => {
    using folder = emptyFolder()
    const LANES = 6
    // from the start of a process, when it may still load, or from when it is at work, however busy the machine is
    const instant = FastCheck.record({
      isEarly: FastCheck.integer({ min: 0, max: 3 }).map((one) => one === 0),
      millis: FastCheck.integer({ min: 0, max: 1300 }),
    })
    const instants = FastCheck.sample(instant, { numRuns: LIVES, seed: 14 })
    let served = 0
    let lived = 0
    const missing: Array<string> = []

    const lane = async (index: number) => {
      const file = Path.join(folder.path, `lane-${index}.json`)
      let acknowledged: ReadonlyArray<{ readonly id: string; readonly at: number }> = []
      const lostIn = (clients: Snapshot["clients"]) => {
        const known = new Set(clients.map(({ id }) => id))
        return acknowledged.filter(({ id }) => !known.has(id))
      }
      for (let life = index; life < LIVES; life += LANES) {
        const { isEarly = false, millis = 0 } = instants[life] ?? {}
        const running = await start(file)
        const pause = () => new Promise<void>((resolve) => setTimeout(resolve, millis))
        const killer = { isDone: false }
        let begun = () => {}
        const atWork = new Promise<void>((resolve) => (begun = resolve))
        const work = async () => {
          const { baseUrl, softwareStatement } = await running.until(listening)
          lived += 1
          missing.push(...lostIn((await call(`${baseUrl}/sandbox/state`)).body.clients).map(({ id }) => id))
          while (!killer.isDone) {
            const { client_id: id } = await register(baseUrl, softwareStatement)
            acknowledged = [...acknowledged, { id, at: performance.now() }]
            served += 1
            begun()
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        }
        const worked = work().catch((error: unknown) => {
          if (!killer.isDone) missing.push(`life ${life}: ${String(error)}`)
        })
        await (isEarly ? pause() : Promise.race([atWork, worked]).then(pause))
        killer.isDone = true
        const killed = performance.now()
        running.signal("SIGKILL")
        await running.ended
        await worked
        const lost = lostIn(Fs.existsSync(file) ? read(file).clients : [])
        missing.push(...lost.filter(({ at }) => at < killed - 1000).map(({ id }) => id))
        // what was lost may be given anew
        acknowledged = acknowledged.filter((one) => !lost.includes(one))
      }
      await (await ready(file)).end()
    }
    await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)))
    expect(missing).toEqual([])
    // the kills hit sandboxes at work
    expect(lived).toBeGreaterThan(LIVES / 4)
    expect(served).toBeGreaterThan(LIVES)
  })

  it("goes from one sandbox into another", async () => {
    using folder = emptyFolder()
    const from = await ready(Path.join(folder.path, "from.json"), "--fresh")
    const tv = await signIn(from.baseUrl, from.softwareStatement)
    await call(`${from.baseUrl}/sandbox/channels`, { id: "new", name: "New" }, "PUT")
    const { body: state } = await call(`${from.baseUrl}/sandbox/state`)

    const file = Path.join(folder.path, "to.json")
    const to = await ready(file)
    expect(await tv.profiles(to.baseUrl)).toEqual([])
    expect((await call(`${to.baseUrl}/sandbox/state`, state, "PUT")).status).toBe(204)
    expect(await tv.profiles(to.baseUrl)).toEqual(["Cablevision"])
    const { now: _, ...before } = state
    const { now: __, ...after } = (await call(`${to.baseUrl}/sandbox/state`)).body
    expect(after).toEqual({ ...before, began: expect.anything() })
    expect((await call(`${to.baseUrl}/sandbox/software-statement`)).body).toEqual({
      softwareStatement: from.softwareStatement,
    })
    const refused = await call(`${to.baseUrl}/sandbox/state`, { ...state, version: 2 }, "PUT")
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining("format 2") } })
    await Promise.all([from.end(), to.end()])
    expect(read(file).channels.map(({ id }) => id)).toContain("new")
  })

  it("is refused and left alone where it is too new, broken, or cannot be", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    await (await ready(file)).end()
    const good = Fs.readFileSync(file, "utf8")
    for (const [text, told] of [
      [good.replace('"version":1', '"version":2'), "is of a newer sandbox (format 2, this one reads 1)"],
      [good.slice(0, -10), "is no state of a sandbox"],
      ["", "is no state of a sandbox"],
      [good.replace('"clients":[]', '"clients":[{"id":1}]'), "is no state of a sandbox: clients.0."],
    ] as const) {
      Fs.writeFileSync(file, text)
      const { code, err, out } = await runCommand(["sandbox", "--port", "0", "--state", file])
      expect({ code, out }).toEqual({ code: 1, out: "" })
      expect(err).toContain(told)
      expect(err).toContain("it is left as it is")
      expect(err).toContain("--fresh")
      expect(Fs.readFileSync(file, "utf8")).toBe(text)
    }
    const nowhere = Path.join(folder.path, "no/such/folder.json")
    expect(await runCommand(["sandbox", "--port", "0", "--state", nowhere])).toMatchObject({
      code: 1,
      err: expect.stringContaining("cannot be written"),
    })
  })

  it("may be edited by hand, and follows the set-up where that was edited", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    const config = Path.join(folder.path, "world.json")
    const world = (...names: ReadonlyArray<string>) =>
      Fs.writeFileSync(config, JSON.stringify({ channels: names.map((id) => ({ id, name: id })) }))
    world("one")
    const first = await ready(file, "--config", config)
    const tv = await signIn(first.baseUrl, first.softwareStatement)
    await call(`${first.baseUrl}/sandbox/channels`, { id: "added", name: "Added" }, "PUT")
    await call(`${first.baseUrl}/sandbox/accounts/locked`, undefined, "DELETE")
    await first.end()
    Fs.writeFileSync(file, JSON.stringify(read(file), undefined, 2))

    const ids = async (baseUrl: string, list: string) =>
      (await call(`${baseUrl}/sandbox/${list}`)).body.map(
        (one: { id?: string; username?: string }) => one.id ?? one.username,
      )
    const second = await ready(file, "--config", config)
    expect(await ids(second.baseUrl, "channels")).toContain("added")
    await second.end()

    world("two")
    const third = await ready(file, "--config", config)
    const channels = await ids(third.baseUrl, "channels")
    expect([channels.includes("two"), channels.includes("one"), channels.includes("added")]).toEqual([
      true,
      false,
      false,
    ])
    // of the rest nothing was edited
    expect(await ids(third.baseUrl, "accounts")).not.toContain("locked")
    expect(await tv.profiles(third.baseUrl)).toEqual(["Cablevision"])
    await third.end()
  })

  it("has its own world where the next sandbox is told of none", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    const config = Path.join(folder.path, "world.json")
    const own = { id: "MINE", name: "Mine", domains: ["localhost"] }
    Fs.writeFileSync(config, JSON.stringify({ serviceProviders: [own] }))
    await (await ready(file, "--config", config)).end()
    const script = "console.log(process.env.ADOBE_PASS_SERVICE_PROVIDER)"
    const exec = ["sandbox", "exec", "--state", file, "--", process.execPath, "-e", script]
    expect(await runCommand(exec)).toMatchObject({ code: 0, out: "MINE\n" })
  })

  it("is kept by one sandbox at a time, until that ends, however it ends", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    const first = await ready(file)
    const { port } = new URL(first.baseUrl)
    for (const options of [[], ["--fresh"]]) {
      const second = await runCommand(["sandbox", "--port", "0", "--state", file, ...options])
      expect(second).toMatchObject({ code: 1, out: "" })
      expect(second.err).toContain(
        `✗ ${file} is kept by another sandbox at ${first.baseUrl}, process ${first.pid}. adobe-pass sandbox stop --port ${port} ends it`,
      )
    }
    await register(first.baseUrl, first.softwareStatement)
    await until(() => read(file).clients.length === 1)
    first.signal("SIGKILL")
    await first.ended
    const third = await ready(file)
    expect(read(file).clients).toHaveLength(1)
    await third.end()
    expect(Fs.readdirSync(folder.path)).toEqual(["state.json"])
  })

  it("is not held by a lock of a process that ended, nor of one that has its number now, nor by half a lock", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    const locks = ['{"pid":999999999}', `{"pid":${process.pid},"began":"1"}`, '{"pi', ""]
    for (const lock of locks) {
      Fs.writeFileSync(`${file}.lock`, lock)
      await (await ready(file)).end()
    }
    for (const [owner, told] of [
      [{}, `is kept by another sandbox, process ${process.pid}. End that one;`],
      [{ baseUrl: "nowhere" }, `at nowhere, process ${process.pid}. End that one;`],
      [{ baseUrl: "http://[::1]:4011" }, "adobe-pass sandbox stop --host ::1 --port 4011 ends it"],
      [{ baseUrl: "http://10.0.0.7:80" }, "adobe-pass sandbox stop --host 10.0.0.7 --port 80 ends it"],
    ] as const) {
      Fs.writeFileSync(`${file}.lock`, JSON.stringify({ pid: process.pid, ...owner }))
      expect(await runCommand(["sandbox", "--port", "0", "--state", file])).toMatchObject({
        code: 1,
        err: expect.stringContaining(told),
      })
    }
  })

  it("is left to the sandbox that is at it by one that finds the port taken", async () => {
    using folder = emptyFolder()
    const file = Path.join(folder.path, "state.json")
    const first = await ready(file)
    const { port } = new URL(first.baseUrl)
    const late = startCommand(["sandbox", "--port", port, "--state", file])
    await register(first.baseUrl, first.softwareStatement)
    expect(await (await late).ended).toMatchObject({ code: 1 })
    await first.end()
    expect(read(file).clients).toHaveLength(1)
  })
})
