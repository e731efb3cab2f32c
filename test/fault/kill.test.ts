/**
 * SIGKILL at any instant. The law: credentials are in the directory before they are first used, so once a device asked
 * for a token it is never registered again. A kill between the service's answer to a registration and the end of the
 * write costs that one registration, and nothing can be done about it.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import * as FastCheck from "effect/FastCheck"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundled, temporaryFolder } from "../support/program.js"
import { kills as killsOf } from "../support/runs.js"

const kills = killsOf(60, 200)
/** Each is new to a few of the processes. */
const devices = (kills * 3) / 10
/** Processes that run at the same time, over the same directory. */
const lanes = 3

const root = temporaryFolder("kill")
const directory = join(root, "store")
let script = ""
let sandbox: RunningSandbox
beforeAll(async () => {
  script = await bundled("test/support/register.ts", root)
  sandbox = await startSandbox({ logCapacity: 100_000 })
  void watch(sandbox.admin.requestStream())
})
afterAll(async () => {
  await sandbox.close()
})

const nameOf = (device: number) => `203.0.113.${device}`

/** Called with each exchange of the sandbox, as it happens. */
const listeners = new Set<(exchange: unknown) => void>()
const watch = async (stream: AsyncIterable<unknown>) => {
  for await (const exchange of stream) for (const listener of listeners) listener(exchange)
}
const exchanges = (count: number) =>
  new Promise<void>((resolve) => {
    let left = count
    const listener = () => {
      left -= 1
      if (left > 0) return
      listeners.delete(listener)
      resolve()
    }
    if (count === 0) resolve()
    else listeners.add(listener)
  })

const start = (some: ReadonlyArray<number>, rounds: number) => {
  const args = [
    sandbox.baseUrl,
    sandbox.softwareStatement,
    directory,
    some.map(nameOf).join(),
    String(rounds),
  ]
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] })
  const said = { out: "", err: "" }
  child.stdout.on("data", (chunk) => (said.out += String(chunk)))
  child.stderr.on("data", (chunk) => (said.err += String(chunk)))
  return { child, said, ready: once(child.stdout, "data"), end: once(child, "exit") }
}

/** When to kill: so long after the start, or after so many answers; and which devices are served beside new ones. */
const instant = FastCheck.record({
  answers: FastCheck.oneof(
    { weight: 1, arbitrary: FastCheck.constant(0) },
    { weight: 9, arbitrary: FastCheck.integer({ min: 1, max: 16 }) },
  ),
  delay: FastCheck.integer({ min: 0, max: 30 }),
  others: FastCheck.array(FastCheck.nat(), { minLength: 2, maxLength: 4 }),
})

/** The device of each registration ("R") and token request ("T") in the order they came. */
const history = async () => {
  const letters: Record<string, string> = { RetrieveClientCredentials: "R", RetrieveAccessToken: "T" }
  const all = new Map<string, string>()
  for (const { endpoint = "", requestHeaders, status } of await sandbox.admin.requests()) {
    const [device = "", letter] = [requestHeaders["x-forwarded-for"], letters[endpoint]]
    if (letter !== undefined && status === 201) all.set(device, (all.get(device) ?? "") + letter)
  }
  return all
}

describe("a process killed at any instant", () => {
  it(`never costs a device its credentials: ${kills} kills of ${lanes} processes at once over one directory`, async () => {
    const instants = FastCheck.sample(instant, { numRuns: kills, seed: 4 })
    const faults: Array<string> = []
    let unserved = 0
    const kill = async (number: number) => {
      const newest = Math.floor((number * devices) / kills)
      const { answers, delay, others } = instants[number]!
      const some = [...new Set([newest, ...others.map((other) => other % (newest + 1))])]
      const { child, end, ready, said } = start(some, 1000)
      if (answers > 0) await Promise.race([ready, end])
      await Promise.race([exchanges(answers), end, setTimeout(5000)])
      await setTimeout(delay)
      child.kill("SIGKILL")
      await end
      faults.push(...said.err.split("\n"), ...said.out.split("\n").filter((line) => line.includes("level=")))
      if (!said.out.includes("203")) unserved += 1
    }
    for (let first = 0; first < kills; first += lanes) {
      // every start finds its tokens refused, and earns others
      await sandbox.admin.revokeTokens()
      await Promise.all(Array.from({ length: Math.min(lanes, kills - first) }, (_, n) => kill(first + n)))
    }
    const killed = await history()

    const all = Array.from({ length: devices }, (_, device) => device)
    const { end, said } = start(all, 1)
    const [code] = await end
    faults.push(...said.out.split("\n").filter((line) => line.includes("level=")))
    expect([code, said.err, faults.filter((line) => line !== "")]).toEqual([0, "", []])
    for (const device of all) expect(said.out).toContain(`${nameOf(device)}\n`)

    const told = await history()
    expect([...told].filter(([, events]) => !/^R+T+$/.test(events))).toEqual([])
    // the last start registered only what had never been stored
    const again = [...killed].filter(
      ([device, events]) => events.includes("T") && told.get(device)!.lastIndexOf("R") >= events.length,
    )
    expect(again).toEqual([])
    // the kills fell before, into and after the work; how many of each is up to the machine
    expect(unserved).toBeGreaterThan(0)
    expect(unserved).toBeLessThan(kills)
    expect([...killed.values()].join("").match(/T/g)!.length).toBeGreaterThan(kills / 4)

    for (const name of fs.readdirSync(directory)) {
      expect(name).toMatch(/^(credentials|token|selection)-[0-9a-f]{64}$|^\.[0-9a-f]{64}\.lock$/)
      if (!name.startsWith(".")) JSON.parse(fs.readFileSync(join(directory, name), "utf8"))
    }
  }, 240_000)
})
