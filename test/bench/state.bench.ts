/**
 * What it costs a sandbox to start with the state of 10,000 devices: until it answers, less than twice what an empty one
 * takes, in medians of paired runs.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import type { Snapshot } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundledCommand } from "../support/bundledCommand.js"
import { tell } from "./alone.js"
import { resultOf } from "./figures.js"

const DEVICES = 10_000
const pairs = 15
const limit = 2

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

const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "bench-state-"))
const full = Path.join(folder, "full.json")
await using sandbox = await startSandbox({ state: full })
await sandbox.admin.completeLogin({ code: await signIn(sandbox.baseUrl, sandbox.softwareStatement) })
await sandbox.admin.putState(multiplied(await sandbox.admin.state()))
await sandbox.close()
const { size } = Fs.statSync(full)

const script = await bundledCommand()
/** Milliseconds until a sandbox with this state is ready. */
const startsIn = async (file: string, devices: number): Promise<number> => {
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

const subjects = {
  "no device": [Path.join(folder, "empty.json"), 0],
  "10,000 devices": [full, DEVICES],
} as const
const rounds: Record<string, Array<{ readonly time: number }>> = {}
for (let round = 0; round < pairs; round += 1) {
  for (const [name, [file, devices]] of Object.entries(subjects)) {
    ;(rounds[name] ??= []).push({ time: await startsIn(file, devices) })
  }
}
Fs.rmSync(folder, { recursive: true })
console.log(`a state of ${DEVICES} devices: ${(size / 1e6).toFixed(1)} MB`)
const table = {
  title: "Starting a sandbox with a state",
  base: "no device",
  units: { time: "ms" },
  held: ["time"],
  rounds,
}
tell([table])
const ratio = resultOf([table])[table.title]?.["10,000 devices"]?.["time"]?.ratio.median ?? Infinity
console.log(`${ratio.toFixed(2)} times as long as without`)
if (ratio > limit) {
  console.error(
    `a sandbox with ${DEVICES} devices takes ${ratio} times as long to start as an empty one, more than ${limit} times`,
  )
  process.exitCode = 1
}
