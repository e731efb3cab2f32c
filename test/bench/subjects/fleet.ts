/** One node that speaks for thousands of devices, each within its limit, with what it knows in memory or in Redis. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Redis } from "ioredis"
import assert from "node:assert/strict"
import { createClient } from "redis"
import { AdobePass } from "../../../src/AdobePass.js"
import { Store } from "../../../src/cache/Store.js"
import { Fleet } from "../../../src/redis/index.js"
import { Throttle } from "../../../src/transport/Throttle.js"
import { mvpd, resource } from "../service.js"
import type { Subjects } from "../subject.js"
import { contextOf, deviceOf, shared } from "./library.js"
import { effects } from "./load.js"

const port = Number(process.env["BENCH_REDIS"])

/** Redis is there, however busy the machine is. */
const patience = "5 seconds"

/** So many that none of them is braked: each may begin with ten requests. */
const devices = 1500

const node =
  <E>(layers: () => Promise<Layer.Layer<Store | Throttle, E>>) =>
  async () => {
    const context = await contextOf(shared("undici", await layers()))
    const pass = Context.get(context, AdobePass)
    let next = 0
    const call = Effect.suspend(() => pass.authorize({ mvpd, resource }).pipe(deviceOf(next++ % devices)))
    // each registers and earns its token
    const all = Effect.all(
      Array.from({ length: devices }, () => call),
      { concurrency: 50 },
    )
    for (const { _tag } of await Effect.runPromise(Effect.provide(all, context))) assert.equal(_tag, "Permit")
    return effects(call, context)
  }

export const fleet: Subjects = {
  "in memory": node(async () => Layer.merge(Store.memory, Throttle.layer())),
  "a fleet over ioredis": node(async () => {
    const client = new Redis(port)
    await client.ping()
    return Fleet.layer({ client, patience })
  }),
  "a fleet over node-redis": node(async () => {
    const client = createClient({ socket: { port, host: "127.0.0.1" } })
    await client.connect()
    return Fleet.layer({ client, patience })
  }),
}
