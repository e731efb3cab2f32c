/** A client that is used without end, as one process of a fleet or alone, and tells every few seconds how it is. */
import { Redis } from "ioredis"
import { setTimeout as sleep } from "node:timers/promises"
import { Latencies } from "../../src/cli/soak/Latencies.js"
import type { AdobePassClient } from "../../src/promise.js"
import { isAdobePassError, makeAdobePass } from "../../src/promise.js"
import { activeResources } from "../support/activeResources.js"
import { heapHeld } from "../support/heapHeld.js"

/** How a process is, since it told the last time but for what it holds. */
export interface Sample {
  readonly name: string
  /** In bytes, of objects alone. */
  readonly heap: number
  readonly resident: number
  readonly sockets: number
  readonly timers: number
  readonly calls: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** By the tag of the error. */
  readonly failed: Readonly<Record<string, number>>
}

const { BASE_URL = "", NAME = "", REDIS_PORT, SOFTWARE_STATEMENT = "" } = process.env
const every = 5000
const devices = 12

let latencies = new Latencies()
let failed: Record<string, number> = {}

const redis =
  REDIS_PORT === undefined ? undefined : new Redis(Number(REDIS_PORT), { retryStrategy: () => 100 })
redis?.on("error", () => {})
const info = { primaryHardwareType: "SetTopBox", model: "Soak", osName: "Linux" } as const
const pass = makeAdobePass({
  environment: { baseUrl: BASE_URL },
  serviceProvider: "REF30",
  softwareStatement: SOFTWARE_STATEMENT,
  device: { identifier: NAME, info },
  ...(redis !== undefined && { fleet: { client: redis } }),
  policies: { circuit: {} },
})

const count = (tag: string) => (failed[tag] = (failed[tag] ?? 0) + 1)

/** Calls, and takes note of how it went. An app whose call fails goes on. */
const call = async <A>(use: () => Promise<A>): Promise<A | undefined> => {
  const began = performance.now()
  try {
    const value = await use()
    latencies.add(performance.now() - began, false)
    return value
  } catch (error) {
    latencies.add(performance.now() - began, true)
    count(isAdobePassError(error) ? error._tag : error instanceof Error ? error.name : "unknown")
    return undefined
  }
}

const chance = (share: number) => Math.random() < share
/** Aborts after so many milliseconds. Node 20 lets go of a timeout that only `AbortSignal.any` knows, and then never aborts. */
const after = (millis: number) => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), millis).unref()
  return controller.signal
}
/** Aborts after up to so many milliseconds. */
const within = (most: number) => after(1 + Math.random() * most)
const mvpd = "Cablevision"
const redirectUrl = "https://app.example.com/done"
const resources = ["newsline", "sportline", "REF30", "kids"]

const signIn = (code: string) =>
  fetch(`${BASE_URL}/sandbox/logins`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, username: "subscriber" }),
  }).then(
    () => {},
    () => {},
  )

/** A viewer's evening: signs in, looks around, plays, changes their mind, signs out. */
const evening = async (device: AdobePassClient) => {
  await call(() => device.configuration())
  // a viewer who gives up
  const signal = chance(0.2) ? within(3000) : after(30_000)
  await call(() =>
    device.authenticate({
      mvpd,
      domainName: "example.com",
      redirectUrl,
      onCode: ({ code }) => (chance(0.9) ? signIn(code) : undefined),
      signal,
    }),
  )
  for (let zapped = 0; zapped < 6; zapped += 1) {
    await call(() => device.preauthorize({ mvpd, resources }))
    await call(() =>
      device.authorize({
        mvpd,
        resource: resources[zapped % resources.length] ?? "newsline",
        ...(chance(0.1) && { signal: within(100) }),
      }),
    )
    await sleep(500 + Math.random() * 2000)
  }
  if (chance(0.5)) await call(() => device.logout({ mvpd, redirectUrl }))
}

const live = async (number: number) => {
  // all processes of a fleet speak for the same devices
  const identifier = redis === undefined ? `${NAME}-${number}` : `fleet-${number}`
  for (;;) {
    await evening(pass.forDevice({ identifier, info, forwardedFor: `198.51.100.${number}` }))
    await sleep(Math.random() * 2000)
  }
}

setInterval(() => {
  const sample: Sample = {
    name: NAME,
    heap: heapHeld(),
    resident: process.memoryUsage.rss(),
    sockets: activeResources("TCPSocketWrap"),
    timers: activeResources("Timeout"),
    calls: latencies.count,
    p50: latencies.percentile(50),
    p99: latencies.percentile(99),
    failed,
  }
  process.send?.(sample)
  latencies = new Latencies()
  failed = {}
}, every)
process.on("disconnect", () => process.exit())

for (let number = 1; number <= devices; number += 1) void live(number)
