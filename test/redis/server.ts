/** A real Redis for a test: `redis-server` of the machine, on a port of its own. */
import { Cluster, Redis } from "ioredis"
import { Redis as Redis6 } from "ioredis6"
import type { ChildProcess } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createClient, createCluster, createSentinel, RESP_TYPES } from "redis"
import { createClient as createClient5 } from "redis5"
import { expect, vi } from "vitest"
import type { Caller, RedisClient, Sender } from "../../src/redis/options.js"
import { startProxy } from "./proxy.js"

/** Tests that need Redis are `describe.runIf(hasRedis)`; `installed.test.ts` fails in CI where it is not there. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

export const kinds = ["ioredis", "node-redis"] as const
export type Kind = (typeof kinds)[number]

interface Connected {
  readonly client: RedisClient
  readonly close: () => void
}

const ofCaller = (client: Caller & { disconnect: () => void }): Connected => ({
  client,
  close: () => client.disconnect(),
})
const ofSender = async (
  client: Sender & {
    on: (event: "error", listener: () => void) => unknown
    connect: () => Promise<unknown>
    destroy: () => void
  },
): Promise<Connected> => {
  client.on("error", () => {})
  await client.connect()
  return { client, close: () => client.destroy() }
}

const retryStrategy = () => 50
const at = (port: number) => ({ socket: { port, host: "127.0.0.1", reconnectStrategy: 50 } })
const bytes = { [RESP_TYPES.BLOB_STRING]: Buffer }

/** How apps may have their client: of either major, and told to give numbers as texts, or texts as bytes. */
const ways = {
  ioredis: (port: number) => ofCaller(new Redis(port, { retryStrategy })),
  "ioredis 6": (port: number) => ofCaller(new Redis6(port, { retryStrategy })),
  "ioredis, numbers as texts": (port: number) =>
    ofCaller(new Redis(port, { retryStrategy, stringNumbers: true })),
  "node-redis": (port: number) => ofSender(createClient(at(port))),
  "node-redis 5": (port: number) => ofSender(createClient5(at(port))),
  "node-redis, texts as bytes": (port: number) =>
    ofSender(createClient({ ...at(port), commandOptions: { typeMapping: bytes } })),
}
export type Way = keyof typeof ways
export const everyWay = Object.keys(ways) as ReadonlyArray<Way>

export interface TestRedis extends AsyncDisposable {
  readonly port: number
  /** For the test's own questions and deeds. */
  readonly admin: Redis
  /** A connected client as an app would have it. */
  readonly client: (way?: Way) => Promise<RedisClient>
  /** Ends the server, as a crash would. */
  readonly kill: () => Promise<void>
  /** Starts it again, empty, on the same port. */
  readonly restart: () => Promise<void>
  /** Stops the process or lets it go on: it neither answers nor closes connections. */
  readonly freeze: (isFrozen: boolean) => void
  /** Each key with its time to live in milliseconds, but for those of probes, which are sent where the machine is busy. */
  readonly keys: () => Promise<Record<string, number>>
}

/** A cluster of one node, and the clients for clusters; that of node-redis is told to read texts as bytes. */
export const startCluster = async () => {
  const redis = await startRedis(["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"])
  await redis.admin.cluster("ADDSLOTSRANGE", 0, 16_383)
  await expect
    .poll(async () => redis.admin.cluster("INFO"), { timeout: 20_000 })
    .toContain("cluster_state:ok")
  const sender = createCluster({
    rootNodes: [{ socket: { port: redis.port, host: "127.0.0.1" } }],
    commandOptions: { typeMapping: bytes },
  })
  sender.on("error", () => {})
  await sender.connect()
  const caller = new Cluster([{ port: redis.port, host: "127.0.0.1" }])
  const clients: Record<Kind, RedisClient> = { ioredis: caller, "node-redis": sender }
  return {
    clients,
    [Symbol.asyncDispose]: async () => {
      sender.destroy()
      caller.disconnect()
      await redis[Symbol.asyncDispose]()
    },
  }
}

/** Makes one the replica of another, and waits until it has all that the other has. */
const follow = async (replica: TestRedis, master: TestRedis) => {
  await replica.admin.replicaof("127.0.0.1", master.port)
  await vi.waitFor(
    async () => expect(await replica.admin.info("replication")).toContain("master_link_status:up"),
    { timeout: 30_000 },
  )
}

/**
 * A master and its replica behind one address, which leads to whichever is the master, as managed services have it. What
 * they were told outlives them, but what the replica has not heard of when it takes over is lost.
 */
export const startManaged = async () => {
  // a crash of the process loses nothing that was written, be it on the disk or on its way there
  const options = ["--appendonly", "yes", "--appendfsync", "no", "--repl-diskless-sync-delay", "0"]
  let [master, replica] = await Promise.all([startRedis(options), startRedis(options)])
  await follow(replica, master)
  const proxy = await startProxy(master.port)
  return {
    port: proxy.port,
    get master() {
      return master
    },
    /** The master crashes, and the replica takes over. */
    failOver: async () => {
      await master.kill()
      await replica.admin.replicaof("NO", "ONE")
      proxy.lead(replica.port)
    },
    /** The master that crashed starts again, as a replica. */
    rejoin: async () => {
      ;[master, replica] = [replica, master]
      await replica.restart()
      await follow(replica, master)
    },
    [Symbol.asyncDispose]: async () => {
      proxy[Symbol.dispose]()
      await Promise.all([master, replica].map((one) => one[Symbol.asyncDispose]()))
    },
  }
}

/** A master, a replica, and a sentinel that makes the replica the master when the master is gone. */
export const startPair = async () => {
  const options = ["--repl-diskless-sync-delay", "0"]
  const [master, replica] = await Promise.all([startRedis(options), startRedis(options)])
  await follow(replica, master)
  const folder = mkdtempSync(join(tmpdir(), "sentinel-"))
  const port = await freePort()
  const conf = join(folder, "sentinel.conf")
  writeFileSync(
    conf,
    [
      `port ${port}`,
      "bind 127.0.0.1",
      `sentinel monitor fleet 127.0.0.1 ${master.port} 1`,
      "sentinel down-after-milliseconds fleet 300",
      "sentinel failover-timeout fleet 2000",
    ].join("\n"),
  )
  const sentinel = spawn("redis-server", [conf, "--sentinel"], { stdio: "ignore" })
  const asked = new Redis(port, { retryStrategy: () => 50 })
  asked.on("error", () => {})
  await expect.poll(() => asked.call("SENTINEL", "REPLICAS", "fleet"), { timeout: 20_000 }).toHaveLength(1)

  const caller = new Redis({
    sentinels: [{ host: "127.0.0.1", port }],
    name: "fleet",
    sentinelRetryStrategy: () => 100,
  })
  const sender = createSentinel({
    name: "fleet",
    sentinelRootNodes: [{ host: "127.0.0.1", port }],
    commandOptions: { typeMapping: bytes },
  })
  for (const one of [caller, sender]) one.on("error", () => {})
  await sender.connect()
  const clients: Record<Kind, RedisClient> = { ioredis: caller, "node-redis": sender }
  return {
    master,
    replica,
    clients,
    [Symbol.asyncDispose]: async () => {
      sender.destroy()
      caller.disconnect()
      asked.disconnect()
      const end = ended(sentinel)
      sentinel.kill("SIGKILL")
      await end
      await replica[Symbol.asyncDispose]()
      await master[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

const ended = (server: ChildProcess) => new Promise<void>((resolve) => server.once("exit", () => resolve()))

export const startRedis = async (more: ReadonlyArray<string> = []): Promise<TestRedis> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), "redis-"))
  const closings: Array<() => unknown> = []

  const launch = async () => {
    const server = spawn(
      "redis-server",
      [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        folder,
        ...more,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    )
    await new Promise<void>((resolve, reject) => {
      server.once("exit", () => reject(new Error("redis-server did not start")))
      server.stdout.on("data", (text: Buffer) => {
        if (text.includes("Ready to accept connections")) resolve()
      })
    })
    return server
  }
  let server = await launch()
  const admin = new Redis(port, { retryStrategy: () => 50, maxRetriesPerRequest: null })
  admin.on("error", () => {})

  const client = async (way: Way = "ioredis"): Promise<RedisClient> => {
    const { client, close } = await ways[way](port)
    closings.push(close)
    return client
  }
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const end = ended(server)
    server.kill("SIGKILL")
    await end
  }
  return {
    port,
    admin,
    client,
    kill,
    restart: async () => {
      server = await launch()
    },
    freeze: (isFrozen) => void server.kill(isFrozen ? "SIGSTOP" : "SIGCONT"),
    keys: async () => {
      const names = (await admin.keys("*")).filter((name) => !name.endsWith(":probe"))
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await admin.pttl(name)])))
    },
    [Symbol.asyncDispose]: async () => {
      for (const close of closings) close()
      admin.disconnect()
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}
