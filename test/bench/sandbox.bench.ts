/**
 * What a sandbox holds on one core: 1,000 requests a second, mixed as apps send them, for a minute or as many
 * seconds as BENCH_SECONDS says; beside it a bare node:http server that answers everything with one text. The servers run
 * in processes of their own, the load comes from this one. It ends with an error if the load was not held.
 */
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { startSandbox } from "../../src/sandbox/index.js"
import { tell } from "./alone.js"
import type { App, Ask, Started } from "./load.js"
import { agent, calls, flood, mix, serving, signedIn, started, usage } from "./load.js"
import { shortcomings } from "./verdict.js"

const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 60)
const RATE = 1000
const ROUNDS = 3
/** As many sessions as a sandbox remembers; before they are there, memory grows as it should. */
const SESSIONS = 10_000
const DEVICES = 1000

const servers = {
  sandbox: async () => {
    const { baseUrl, softwareStatement } = await startSandbox()
    return { baseUrl, softwareStatement }
  },
  bare: async () => {
    const body = JSON.stringify({ profiles: { Cablevision: "x".repeat(1000) } })
    const server = createServer((incoming, answer) => {
      incoming.resume()
      incoming.on("end", () => answer.writeHead(200, { "content-type": "application/json" }).end(body))
    }).listen(0, "127.0.0.1")
    await once(server, "listening")
    return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, softwareStatement: "" }
  },
}

interface Load {
  readonly seconds: number
  readonly failed: number
  /** Milliseconds from when a request was due to the end of its answer, of those that succeeded. */
  readonly latencies: ReadonlyArray<number>
}

/** Sends so many requests a second, whether or not the answers keep up. */
const offer = async (baseUrl: string, next: (index: number) => Ask, seconds: number): Promise<Load> => {
  const latencies: Array<number> = []
  const running = new Set<Promise<void>>()
  let failed = 0
  const began = performance.now()
  for (let sent = 0; sent < seconds * RATE; await setTimeout(1)) {
    const due = Math.min(seconds * RATE, ((performance.now() - began) * RATE) / 1000)
    for (; sent < due; sent += 1) {
      const at = began + (sent * 1000) / RATE
      const one = next(sent)(baseUrl).then(
        ({ status }) => {
          if (status === 200) latencies.push(performance.now() - at)
          else failed += 1
        },
        () => void (failed += 1),
      )
      running.add(one)
      void one.finally(() => running.delete(one))
    }
  }
  await Promise.all(running)
  return { seconds: (performance.now() - began) / 1000, failed, latencies }
}

const print = (title: string, figures: Readonly<Record<string, string>>) => {
  console.log(`\n${title}`)
  for (const [name, figure] of Object.entries(figures)) console.log(`  ${name.padEnd(34)} ${figure}`)
}
const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`
const quantile = (sorted: ReadonlyArray<number>, q: number) =>
  `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(1)} ms`

/** The load in stretches of a minute, with a look at memory after each. */
const held = async (server: Started, next: (index: number) => Ask, forSeconds: number) => {
  const heaps = [(await usage(server)).heap]
  const latencies: Array<number> = []
  let [cpu, failed, seconds] = [0, 0, 0]
  for (let left = forSeconds; left > 0; left -= 60) {
    const before = await usage(server)
    const load = await offer(server.place.baseUrl, next, Math.min(60, left))
    const after = await usage(server)
    cpu += after.cpu - before.cpu
    failed += load.failed
    seconds += load.seconds
    heaps.push(after.heap)
    for (const latency of load.latencies) latencies.push(latency)
  }
  return { due: forSeconds, seconds, cpu, heaps, failed, latencies: latencies.toSorted((a, b) => a - b) }
}

const figures = ({ cpu, due, failed, latencies, seconds }: Awaited<ReturnType<typeof held>>) => ({
  offered: `${RATE} requests/s for ${due} s`,
  served: `${(latencies.length / seconds).toFixed(0)} requests/s, ${failed} failed`,
  "processor time": `${(cpu / 1e4 / seconds).toFixed(0)} % of one core, ${(cpu / latencies.length).toFixed(0)} µs each`,
  "latency, median and p99": `${quantile(latencies, 0.5)}, ${quantile(latencies, 0.99)}`,
})

const main = async () => {
  const sandbox = await started(import.meta.filename, "sandbox")
  const bare = await started(import.meta.filename, "bare")
  try {
    const apps: Array<App> = []
    for (let id = 0; id < DEVICES; id += 1) apps.push(await signedIn(sandbox.place, id))
    const next = calls(apps)
    for (let index = 0; index < SESSIONS; index += DEVICES) {
      await Promise.all(apps.map(({ session }) => session(sandbox.place.baseUrl)))
    }

    const floods: Readonly<Record<string, () => ReturnType<typeof flood>>> = {
      "node:http": () => flood(bare, next, 2),
      "the mix": () => flood(sandbox, next, 2),
      ...Object.fromEntries(
        (Object.keys(mix) as Array<keyof App>).map((name) => [
          name,
          () => flood(sandbox, (index) => apps[index % apps.length]![name], 1),
        ]),
      ),
    }
    const rounds: Record<string, Array<Awaited<ReturnType<typeof flood>>>> = {}
    // what runs first is compiled as it runs
    await flood(sandbox, next, 3)
    await flood(bare, next, 2)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, run] of Object.entries(floods)) (rounds[name] ??= []).push(await run())
    }
    tell([
      {
        title: "Requests to a sandbox, 32 at once",
        base: "node:http",
        units: { processor: "µs", rate: "requests/s" },
        held: ["processor"],
        rounds,
      },
    ])

    print("Bare node:http", figures(await held(bare, next, Math.min(SECONDS, 30))))
    const result = await held(sandbox, next, SECONDS)
    const grown = result.heaps.at(-1)! - result.heaps[0]!
    print("The sandbox", {
      ...figures(result),
      "heap, minute by minute": result.heaps.map(mb).join(", "),
      "memory grew": `by ${mb(grown)}, ${(grown / result.latencies.length).toFixed(0)} bytes a request`,
    })
    for (const shortcoming of shortcomings({ ...result, rate: RATE, served: result.latencies.length })) {
      console.error(`\nNot held: ${shortcoming}`)
      process.exitCode = 1
    }
  } finally {
    sandbox.child.kill()
    bare.child.kill()
    agent.destroy()
  }
}

const [, , role] = process.argv
await (role === "sandbox" || role === "bare" ? servers[role]().then(serving) : main())
