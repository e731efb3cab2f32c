/**
 * What it costs a sandbox to keep the state of 10,000 devices. Until it answers, it takes less than twice what an empty one
 * takes, in medians of paired runs; and a core serves 1,000 requests a second with it, too, its file written all the while.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import type { Snapshot } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundledCommand } from "../support/bundles.js"
import { hold, tell } from "./alone.js"
import { spread } from "./figures.js"
import type { Started } from "./load.js"
import { agent, calls, flood, serving, signedIn, started } from "./load.js"

const DEVICES = 10_000
const pairs = 15
const limit = 2
const RATE = 1000
/** What a request may cost with all those devices, to what it costs without: most of it is to write them down. */
const share = 1.5

/** A device that registered, has a token, and signed in. */
const signIn = async (baseUrl: string, software_statement: string) => {
  const post = async (path: string, init: RequestInit) =>
    (await fetch(baseUrl + path, { method: "POST", ...init })).json()
  const json = { "content-type": "application/json" }
  const body = JSON.stringify({ software_statement })
  const { client_id, client_secret } = await post("/o/client/register", { headers: json, body })
  const grant = { grant_type: "client_credentials", client_id, client_secret }
  const { access_token } = await post("/o/client/token", { body: new URLSearchParams(grant) })
  const { code } = await post("/api/v2/REF30/sessions", {
    headers: {
      authorization: `Bearer ${access_token}`,
      "ap-device-identifier": `fingerprint ${btoa("a-device")}`,
      "x-device-info": btoa(JSON.stringify({ model: "TV", osName: "Linux" })),
    },
    body: new URLSearchParams({
      mvpd: "Cablevision",
      domainName: "adobe.com",
      redirectUrl: "https://a.example/",
    }),
  })
  return code
}

const times = <A>(of: ReadonlyArray<A>, change: (one: A, mark: string) => A): ReadonlyArray<A> =>
  Array.from({ length: DEVICES }, (_, index) => index).flatMap((index) =>
    of.map((one) => change(one, String(index).padStart(7, "0"))),
  )

/** The state of one device as if there were so many, each with all that differs between two. */
const multiplied = (state: Snapshot): Snapshot => ({
  ...state,
  clients: times(state.clients, (one, mark) => ({ ...one, id: one.id + mark })),
  accessTokens: times(state.accessTokens, (one, mark) => ({
    ...one,
    value: one.value + mark,
    clientId: one.clientId + mark,
  })),
  sessions: times(state.sessions, (one, mark) => ({ ...one, code: mark, clientId: one.clientId + mark })),
  profiles: times(state.profiles, (one, mark) => ({
    ...one,
    clientId: one.clientId + mark,
    key: JSON.stringify([one.clientId + mark, one.serviceProvider, one.device, one.mvpd]),
  })),
})

/** Milliseconds until a sandbox with this state is ready. */
const startsIn = async (script: string, file: string, devices: number): Promise<number> => {
  const began = performance.now()
  const args = [script, "sandbox", "--port", "0", "--json", "--state", file]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = await once(child.stdout, "data")
  const took = performance.now() - began
  const { baseUrl }: { baseUrl: string } = JSON.parse(String(line))
  const state = await fetch(`${baseUrl}/sandbox/state`)
  const { profiles }: Snapshot = JSON.parse(await state.text())
  if (profiles.length !== devices) throw new Error(`${profiles.length} devices are signed in, not ${devices}`)
  child.kill("SIGKILL")
  await once(child, "close")
  return took
}

/** Files by name, each with how many devices are in it. */
type Subjects = Readonly<Record<string, readonly [file: string, devices: number]>>

const starts = async (subjects: Subjects) => {
  const script = await bundledCommand()
  const rounds: Record<string, Array<{ readonly time: number }>> = {}
  for (let round = 0; round < pairs; round += 1) {
    for (const [name, [file, devices]] of Object.entries(subjects)) {
      ;(rounds[name] ??= []).push({ time: await startsIn(script, file, devices) })
    }
  }
  return {
    title: "Starting a sandbox with a state",
    base: "no device",
    units: { time: "ms" },
    held: ["time"],
    rounds,
  }
}

/** Apps that ask beside all those that are remembered, as many as take turns. */
const APPS = 100
const requests = async (subjects: Subjects) => {
  const served: Array<readonly [name: string, server: Started, next: ReturnType<typeof calls>]> = []
  for (const [name, [file]] of Object.entries(subjects)) {
    const server = await started(import.meta.filename, file)
    const apps = []
    for (let id = 0; id < APPS; id += 1) apps.push(await signedIn(server.place, id))
    served.push([name, server, calls(apps)])
  }
  try {
    // what runs first is compiled as it runs
    for (const [, server, next] of served) await flood(server, next, 3)
    const rounds: Record<string, Array<Awaited<ReturnType<typeof flood>>>> = {}
    for (let round = 0; round < 5; round += 1) {
      for (const [name, server, next] of served) (rounds[name] ??= []).push(await flood(server, next, 3))
    }
    for (const [name, samples] of Object.entries(rounds)) {
      const { median } = spread(samples.map(({ processor }) => processor))
      const most = 1e6 / median
      if (most >= RATE) continue
      console.error(`${name}: a core serves ${most.toFixed(0)} requests/s, not ${RATE}`)
      process.exitCode = 1
    }
    return {
      title: "Requests to a sandbox that keeps a state, 32 at once",
      base: "no device",
      units: { processor: "µs", rate: "requests/s" },
      held: ["processor"],
      rounds,
    }
  } finally {
    for (const [, { child }] of served) child.kill("SIGKILL")
    agent.destroy()
  }
}

const main = async () => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "bench-state-"))
  const full = Path.join(folder, "full.json")
  await using sandbox = await startSandbox({ state: full })
  await sandbox.admin.completeLogin({ code: await signIn(sandbox.baseUrl, sandbox.softwareStatement) })
  await sandbox.admin.putState(multiplied(await sandbox.admin.state()))
  await sandbox.close()
  console.log(`a state of ${DEVICES} devices: ${(Fs.statSync(full).size / 1e6).toFixed(1)} MB`)
  const subjects: Subjects = {
    "no device": [Path.join(folder, "empty.json"), 0],
    "10,000 devices": [full, DEVICES],
  }
  const tables = [await starts(subjects), await requests(subjects)]
  Fs.rmSync(folder, { recursive: true })
  tell(tables)
  const [start, load] = tables
  if (start !== undefined) hold(start, "10,000 devices", "time", limit)
  if (load !== undefined) hold(load, "10,000 devices", "processor", share)
}

const [, , file] = process.argv
await (file === undefined ? main() : startSandbox({ state: file }).then(serving))
