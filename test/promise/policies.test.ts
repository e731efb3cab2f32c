import { expect, it } from "vitest"
import type { AdobePassClient, Policies } from "../../src/promise.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const client = (policies: Policies = {}) => context.client({ policies: { throttle: false, ...policies } })

const signedIn = async (policies: Policies) => {
  const pass = client(policies)
  await pass.authenticate({
    ...login,
    onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
  })
  return pass
}

/** How often an endpoint was called while something was done. */
const calls = async (endpoint: string, use: () => Promise<unknown>) => {
  await context.sandbox.admin.clearRequests()
  await use()
  return (await context.sandbox.admin.requests({})).filter((one) => one.endpoint === endpoint).length
}

it("a configuration is fetched again after its time to live, or each time", async () => {
  const configurations = async (pass: AdobePassClient, pause: number) =>
    calls("RetrieveConfiguration", async () => {
      await pass.configuration()
      await pass.configuration()
      await sleep(pause)
      await pass.configuration()
    })
  expect(await configurations(client(), 0)).toBe(1)
  expect(await configurations(client({ caches: { configuration: { timeToLive: 2000 } } }), 2100)).toBe(2)
  // as JavaScript may have it
  const undefined_: object = { caches: { configuration: { timeToLive: undefined, capacity: undefined } } }
  expect(await configurations(client({ ...undefined_ }), 0)).toBe(1)
  expect(await configurations(client({ caches: { configuration: false } }), 0)).toBe(3)
  expect(await configurations(client({ caches: false }), 0)).toBe(3)
})

it("permits are asked for again where they are not kept, or not so many of them", async () => {
  const questions = async (policies: Policies) => {
    const pass = await signedIn(policies)
    const resources = ["newsline", "weather"]
    return calls("RetrievePreauthorizationDecisions", async () => {
      const first = await pass.preauthorize({ mvpd: login.mvpd, resources })
      expect(first.map(({ _tag }) => _tag)).toEqual(["Permit", "Permit"])
      await pass.preauthorize({ mvpd: login.mvpd, resources })
    })
  }
  expect(await questions({})).toBe(1)
  expect(await questions({ caches: { configuration: { capacity: 1 } } })).toBe(1)
  expect(await questions({ caches: { permits: { capacity: 1 } } })).toBe(2)
  expect(await questions({ caches: { permits: false } })).toBe(2)
  expect(await questions({ caches: false })).toBe(2)
})

it("questions are gathered in as many resources, and for as long, as is said", async () => {
  const questions = async (policies: Policies) => {
    const pass = await signedIn(policies)
    return calls("RetrievePreauthorizationDecisions", async () => {
      const early = pass.preauthorize({ mvpd: login.mvpd, resources: ["newsline", "cinema1"] })
      await sleep(50)
      await Promise.all([early, pass.preauthorize({ mvpd: login.mvpd, resources: ["preview"] })])
    })
  }
  expect(await questions({})).toBe(2)
  expect(await questions({ batching: { gather: 1000 } })).toBe(1)
  expect(await questions({ batching: { gather: 1000, resources: 1 } })).toBe(3)
})

it("a service that is slower than the timeouts is unreachable", async () => {
  const slow = async (kind: "delay" | "slow-body", timeouts: NonNullable<Policies["timeouts"]>) => {
    const pass = client({ retry: { times: 0 }, timeouts })
    await pass.profiles()
    await context.sandbox.admin.addFault({ kind, endpoint: "RetrieveProfiles", delay: 4000 })
    return pass.profiles()
  }
  await expect(slow("delay", { response: 2000 })).rejects.toMatchObject({
    _tag: "Unreachable",
    reason: "timeout",
    message: expect.stringContaining("2s"),
  })
  await expect(slow("slow-body", { overall: 2000 })).rejects.toMatchObject({
    _tag: "Unreachable",
    reason: "timeout",
  })
  expect(await slow("delay", { response: Infinity, overall: Infinity })).toEqual([])
})

it("retries are no more than their share of all calls, where one is set", async () => {
  const sends = async (policies: Policies) => {
    const pass = client(policies)
    await pass.profiles()
    await context.sandbox.admin.addFault({ kind: "status", status: 503, times: 1000 })
    const sent = await calls("RetrieveProfiles", async () => {
      await Promise.allSettled(Array.from({ length: 50 }, () => pass.profiles()))
    })
    await context.sandbox.admin.clearFaults()
    return sent
  }
  expect(await sends({})).toBe(150)
  // a tenth, and ten to begin with
  expect(await sends({ retry: { share: 0.1 } })).toBeLessThanOrEqual(50 + 5 + 10)
  expect(await sends({ retry: { share: 0.1, times: 0 } })).toBe(50)
})
