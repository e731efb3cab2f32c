/**
 * Uses a client, a fleet of three and a sandbox for as long as told, with faults: `npm run soak -- 60` for an hour. Draws memory,
 * sockets, timers, latencies and failures into `build/soak.svg`, or where `--svg` says; the fleet needs `redis-server`.
 */
import type { ChildProcess, SpawnOptions } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import { createServer } from "node:net"
import * as Path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { Target } from "../test/fuzz/Target.js"
import type { Point } from "../test/soak/picture.js"
import { picture } from "../test/soak/picture.js"
import { slopeOf } from "../test/soak/slope.js"
import type { Sample } from "../test/soak/worker.js"
import { numberGiven } from "../test/support/given.js"
import { root } from "./bundles.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { svg: { type: "string", default: Path.join(root, "build/soak.svg") } },
})
const minutes = numberGiven("minutes", positionals[0], 5, 0.5)

const children: Array<ChildProcess> = []
const endAll = () => {
  for (const child of children) child.kill("SIGKILL")
}
// also where something throws; the sandbox ends by itself as soon as this process has
process.once("exit", endAll)
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1))

/** Starts a process without which there is nothing to measure. */
const start = (name: string, command: string, args: ReadonlyArray<string>, options: SpawnOptions) => {
  const child = spawn(command, args, options)
  children.push(child)
  child.once("exit", (code, signal) => {
    console.error(`${name} has ended with ${code ?? signal}`)
    process.exit(1)
  })
  return child
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0
const redisPort = await freePort()
if (hasRedis) {
  const quiet = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
  start("redis-server", "redis-server", ["--port", String(redisPort), ...quiet], { stdio: "ignore" })
}

/** Something is always a little wrong. */
const faults = [
  { kind: "status", status: 503, times: "always", probability: 0.01 },
  { kind: "status", status: 500, times: "always", probability: 0.005 },
  { kind: "reset-before", times: "always", probability: 0.005 },
  { kind: "reset-after", times: "always", probability: 0.005 },
  { kind: "cut-body", times: "always", probability: 0.005 },
  { kind: "truncated-json", times: "always", probability: 0.005 },
  { kind: "html", times: "always", probability: 0.005 },
  { kind: "throttled", times: "always", probability: 0.01 },
  { kind: "revoke-token", times: "always", probability: 0.003 },
  { kind: "delay", delay: 800, times: "always", probability: 0.02 },
]
const target = await Target.start()
for (const fault of faults) {
  const response = await target.fetch("/sandbox/faults", {
    method: "POST",
    body: JSON.stringify(fault),
    headers: { "content-type": "application/json" },
  })
  if (!response.ok) throw new Error(`a fault was refused: ${await response.text()}`)
}

const began = performance.now()
const elapsed = () => (performance.now() - began) / 60_000
const series = new Map<string, Array<Point>>()
const add = ({ name, ...sample }: Sample) => {
  const points = series.get(name) ?? []
  series.set(name, points)
  points.push({ at: elapsed(), ...sample })
}

const use = (name: string, more: NodeJS.ProcessEnv) => {
  const worker = Path.join(root, "test/soak/worker.ts")
  const { softwareStatement, url } = target
  const env = { NAME: name, BASE_URL: url.origin, SOFTWARE_STATEMENT: softwareStatement, ...more }
  const child = start(name, process.execPath, ["--expose-gc", "--import", "tsx", worker], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env },
  })
  child.on("message", (sample) => add(sample as Sample))
}
use("client", {})
if (hasRedis) for (const number of [1, 2, 3]) use(`fleet ${number}`, { REDIS_PORT: String(redisPort) })

console.log(
  `${minutes} minutes, ${hasRedis ? "a fleet of three and " : "no redis-server, so "}a client alone`,
)
let told = 0
while (elapsed() < minutes) {
  await sleep(5000)
  const { heap, resident, sockets, timers } = await target.memory()
  add({ name: "sandbox", heap, resident, sockets, timers, calls: 0, failed: {}, p50: 0, p99: 0 })
  if (Math.floor(elapsed()) > told) {
    told = Math.floor(elapsed())
    const heaps = [...series].map(([name, all]) => `${name} ${((all.at(-1)?.heap ?? 0) / 1e6).toFixed(1)} MB`)
    console.log(`${told} min: ${heaps.join(", ")}`)
  }
}

/** The first fifth is start and warming up. */
const settled = (points: ReadonlyArray<Point>) => points.filter(({ at }) => at > minutes / 5)
const growth = [...series].map(([name, points]) => {
  const { margin, slope } = slopeOf(settled(points).map(({ at, heap }) => [at, heap / 1000]))
  const calls = points.reduce((sum, { calls }) => sum + calls, 0)
  return `${name}: ${slope >= 0 ? "+" : "−"}${Math.abs(slope).toFixed(1)} ± ${margin.toFixed(1)} kB a minute${calls > 0 ? `, ${calls.toLocaleString("en-US")} calls` : ""}`
})
for (const one of growth) console.log(one)
const failures = new Map<string, number>()
for (const { failed } of [...series.values()].flat()) {
  for (const [tag, count] of Object.entries(failed)) failures.set(tag, (failures.get(tag) ?? 0) + count)
}
console.log(JSON.stringify(Object.fromEntries(failures)))

Fs.mkdirSync(Path.dirname(values.svg), { recursive: true })
Fs.writeFileSync(values.svg, picture({ minutes, series, growth, failures }))
console.log(values.svg)
process.exit(0)
