/**
 * Uses a client, a fleet of three and a sandbox for as long as told, with faults: `npm run soak -- 60` for an hour. Draws memory,
 * sockets, timers, latencies and failures into `build/soak.svg`, or where `--svg` says; the fleet needs `redis-server`.
 */
import type { ChildProcess } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import { createServer } from "node:net"
import * as Os from "node:os"
import * as Path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { Target } from "../test/fuzz/Target.js"
import { slopeOf } from "../test/soak/slope.js"
import type { Sample } from "../test/soak/worker.js"
import { root } from "./bundles.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { svg: { type: "string", default: Path.join(root, "build/soak.svg") } },
})
const minutes = Number(positionals[0] ?? 5)
const began = performance.now()
const elapsed = () => (performance.now() - began) / 60_000

interface Point extends Omit<Sample, "name"> {
  /** Minutes. */
  readonly at: number
}
const series = new Map<string, Array<Point>>()
const add = ({ name, ...sample }: Sample) => {
  const points = series.get(name) ?? []
  series.set(name, points)
  points.push({ at: elapsed(), ...sample })
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
const processes: Array<ChildProcess> = []
if (hasRedis) {
  const quiet = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
  processes.push(spawn("redis-server", ["--port", String(redisPort), ...quiet], { stdio: "ignore" }))
}

const target = await Target.start()
const admin = (path: string, body: unknown, method = "POST") =>
  target
    .fetch(`/sandbox${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    })
    .catch(() => undefined)

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
for (const fault of faults) {
  const response = await admin("/faults", fault)
  if (response?.status !== 200) throw new Error(`a fault was refused: ${await response?.text()}`)
}

const start = (name: string, fleet: boolean) => {
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--import", "tsx", Path.join(root, "test/soak/worker.ts")],
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: {
        ...process.env,
        NAME: name,
        BASE_URL: target.url.origin,
        SOFTWARE_STATEMENT: target.softwareStatement,
        ...(fleet && { REDIS_PORT: String(redisPort) }),
      },
    },
  )
  child.on("message", (sample) => add(sample as Sample))
  child.once("exit", (code) => {
    console.error(`${name} has ended with ${code}`)
    process.exit(1)
  })
  processes.push(child)
}
start("client", false)
if (hasRedis) for (const number of [1, 2, 3]) start(`fleet ${number}`, true)

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
for (const child of processes) {
  child.removeAllListeners("exit")
  child.kill("SIGKILL")
}
await target[Symbol.asyncDispose]()

/** The first fifth is start and warming up. */
const settled = (points: ReadonlyArray<Point>) => points.filter(({ at }) => at > minutes / 5)
const growth = [...series].map(([name, points]) => {
  const { margin, slope } = slopeOf(settled(points).map(({ at, heap }) => [at, heap / 1000]))
  return { name, slope, margin, calls: points.reduce((sum, { calls }) => sum + calls, 0) }
})
const said = ({ calls, margin, name, slope }: (typeof growth)[number]) =>
  `${name}: ${slope >= 0 ? "+" : "−"}${Math.abs(slope).toFixed(1)} ± ${margin.toFixed(1)} kB a minute${calls > 0 ? `, ${calls.toLocaleString("en-US")} calls` : ""}`
for (const one of growth) console.log(said(one))
const failures = new Map<string, number>()
for (const { failed } of [...series.values()].flat()) {
  for (const [tag, count] of Object.entries(failed)) failures.set(tag, (failures.get(tag) ?? 0) + count)
}
console.log(JSON.stringify(Object.fromEntries(failures)))

const colours = ["#1f5fc4", "#d2691e", "#2e8b57", "#8a2be2", "#555"]
const [left, width, height, gap] = [70, 720, 90, 46]
const names = [...series.keys()]
const panels: ReadonlyArray<readonly [title: string, of: (point: Point) => number | undefined]> = [
  ["heap after collection, MB", ({ heap }) => heap / 1e6],
  ["resident, MB", ({ resident }) => resident / 1e6],
  ["sockets", ({ sockets }) => sockets],
  ["timers", ({ timers, calls }) => (calls > 0 ? timers : undefined)],
  ["median latency, ms", ({ calls, p50 }) => (calls > 0 ? p50 : undefined)],
  ["99th percentile, ms", ({ calls, p99 }) => (calls > 0 ? p99 : undefined)],
  [
    "failed calls, of a hundred",
    ({ calls, failed }) =>
      calls > 0 ? (100 * Object.values(failed).reduce((sum, one) => sum + one, 0)) / calls : undefined,
  ],
]
const x = (at: number) => left + (at / minutes) * width
const drawn = panels.map(([title, of], panel) => {
  const base = 110 + panel * (height + gap) + height
  const lines = names.map((name, colour) => {
    const points = (series.get(name) ?? []).flatMap((point) => {
      const value = of(point)
      return value === undefined ? [] : [[point.at, value] as const]
    })
    return { points, colour: colours[colour % colours.length] ?? "#000" }
  })
  const top = Math.max(1, ...lines.flatMap(({ points }) => points.map(([, value]) => value)))
  const y = (value: number) => base - (value / top) * height
  return [
    `<text x="${left}" y="${base - height - 8}" font-weight="600">${title}</text>`,
    `<text x="${left - 8}" y="${base - height + 10}" text-anchor="end" fill="#555">${top.toFixed(top < 10 ? 1 : 0)}</text>`,
    `<path d="M${left} ${base}H${left + width}" stroke="#999"/>`,
    ...lines
      .filter(({ points }) => points.length > 0)
      .map(
        ({ colour, points }) =>
          `<path fill="none" stroke="${colour}" d="M${points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}"/>`,
      ),
  ].join("\n")
})
const legend = names
  .map((name, at) => `<tspan fill="${colours[at % colours.length] ?? "#000"}">● ${name}</tspan>`)
  .join("  ")
const bottom = 110 + panels.length * (height + gap)
const [cpu] = Os.cpus()
const machine = `${Os.cpus().length} × ${cpu?.model.trim() ?? "unknown"}, Node ${process.versions.node}, ${Os.platform()}`
const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
const tags = [...failures]
  .toSorted(([, one], [, other]) => other - one)
  .map(([tag, count]) => `${count} ${tag}`)
Fs.mkdirSync(Path.dirname(values.svg), { recursive: true })
Fs.writeFileSync(
  values.svg,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 ${bottom + 40 + growth.length * 20}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Memory, sockets, timers, latencies and failures over ${minutes} minutes">
<rect width="820" height="${bottom + 40 + growth.length * 20}" fill="#fff"/>
<text x="20" y="26" font-size="16" font-weight="600">${minutes} minutes of use, with faults</text>
<text x="20" y="48" fill="#555">${escape(machine)}</text>
<text x="20" y="70">${legend}</text>
${drawn.join("\n")}
<text x="20" y="${bottom}" font-weight="600">Slope of the heap after the first fifth, with its margin at 95 % confidence</text>
${growth.map((one, at) => `<text x="20" y="${bottom + 22 + at * 20}">${escape(said(one))}</text>`).join("\n")}
<text x="20" y="${bottom + 26 + growth.length * 20}" fill="#555" font-size="11">failed: ${escape(tags.join(", "))}</text>
</svg>
`,
)
console.log(values.svg)
process.exit(0)
