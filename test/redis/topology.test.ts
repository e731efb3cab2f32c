/** A cluster, and a pair with a failover, each with both clients. */
import { describe, expect, it } from "vitest"
import { makeRun, script } from "../../src/redis/connection/Client.js"
import { hasRedis, kinds, startCluster, startPair } from "./server.js"
import { login, useSandbox } from "./sandbox.js"

const context = useSandbox()

const writes = script("return redis.call('SET', KEYS[1], '1')")

describe.runIf(hasRedis)("a fleet", () => {
  it.each(kinds)("lives on a cluster, with %s", async (kind) => {
    await using cluster = await startCluster()
    const device = { identifier: crypto.randomUUID(), forwardedFor: "192.0.2.9" }
    const join = () => context.client({ device, fleet: { client: cluster.clients[kind], patience: 5000 } })
    const [a, b] = [join(), join()]
    await a.authenticate({
      ...login,
      onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    await context.sandbox.admin.clearRequests()
    expect(await b.profile(login.mvpd)).toMatchObject({ mvpd: login.mvpd })
    await Promise.all([a, b].map((one) => one.configuration()))
    expect(await context.sent("/o/client/")).toBe(0)
    expect(await context.sent("/api/v2/REF30/configuration")).toBe(1)
    await Promise.all([a, b].map((one) => one.close()))
  })

  it.each(kinds)(
    "loses no device and no login in a failover, with %s",
    async (kind) => {
      await using pair = await startPair()
      const identifiers: ReadonlyArray<string> = Array.from({ length: 20 }, () => crypto.randomUUID())
      const join = () => {
        const client = context.client({ fleet: { client: pair.clients[kind], patience: 5000 } })
        return (identifier: string) =>
          client.forDevice({ identifier, forwardedFor: `192.0.2.${identifiers.indexOf(identifier)}` })
      }
      const [one, other] = [join(), join()]
      const signIn = (identifier: string) =>
        one(identifier).authenticate({
          ...login,
          onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
        })
      await Promise.all(identifiers.map(signIn))
      await context.sandbox.admin.clearRequests()

      // a replica is behind for a moment, longer where the machine is busy
      await pair.master.admin.set("mark", "1")
      await pair.master.admin.call("WAIT", "1", "10000")
      await pair.master.kill()
      await expect
        .poll(() => pair.replica.admin.info("replication"), { timeout: 20_000 })
        .toContain("role:master")
      const run = makeRun(pair.clients[kind])
      await expect
        .poll(() => run(writes, ["probe"], []).catch(() => "not yet"), { timeout: 30_000 })
        .toBe("OK")
      // another process finds them all at the replica
      const profiles = await Promise.all(identifiers.map((device) => other(device).profile(login.mvpd)))
      expect(profiles.map((one) => one?.mvpd)).toEqual(identifiers.map(() => login.mvpd))
      expect(await context.sent("/o/client/register")).toBe(0)
    },
    60_000,
  )
})
