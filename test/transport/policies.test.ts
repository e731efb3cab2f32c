import { describe, expect, it } from "vitest"
import type { Policies } from "../../src/promise.js"
import { InvalidRequest, makeAdobePass } from "../../src/promise.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { tv } from "../support/flow.js"

const client = (
  { baseUrl, softwareStatement }: { readonly baseUrl: string; readonly softwareStatement: string },
  policies: Policies,
) =>
  makeAdobePass({
    environment: { baseUrl },
    serviceProvider: "REF30",
    softwareStatement,
    device: tv,
    policies,
  })

describe("policies of the promise face", () => {
  it("with maxWait, who would wait longer for a turn is rejected with Throttled", async () => {
    await using sandbox = await startSandbox()
    await using pass = client(sandbox, { throttle: { requestsPerSecond: 10, burst: 3, maxWait: 250 } })
    const settled = await Promise.allSettled(Array.from({ length: 12 }, () => pass.profiles()))
    const rejected = settled.flatMap((one) => (one.status === "rejected" ? [one.reason._tag as string] : []))
    expect(rejected.length).toBeGreaterThan(5)
    expect(rejected.length).toBeLessThan(12)
    expect(new Set(rejected)).toEqual(new Set(["Throttled"]))
  })

  it("with a circuit, an outage is asked about once per interval", async () => {
    await using sandbox = await startSandbox()
    await using pass = client(sandbox, { circuit: { failures: 2, probeEvery: 60_000 } })
    await pass.profiles()
    await sandbox.admin.addFault({ kind: "status", status: 503, times: 100 })
    await sandbox.admin.clearRequests()
    for (let index = 0; index < 5; index += 1) {
      await expect(pass.profiles()).rejects.toMatchObject({ _tag: "ServerFault", status: 503 })
    }
    expect(await sandbox.admin.requests()).toHaveLength(2)
  })

  it("are checked", () => {
    const nowhere = { baseUrl: "http://127.0.0.1:9", softwareStatement: "one" }
    expect(() => client(nowhere, { circuit: { failures: 0 } })).toThrow(InvalidRequest)
    expect(() => client(nowhere, { throttle: { maxWait: -1 } })).toThrow("policies.throttle")
  })
})
