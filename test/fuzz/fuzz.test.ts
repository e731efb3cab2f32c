/** A short run of `npm run fuzz`, and what no seed would find. */
import { connect } from "node:net"
import { once } from "node:events"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { seed } from "../support/runs.js"
import { deaf } from "./attacks.js"
import { Chance } from "./Chance.js"
import { fuzz, mostHeap } from "./fuzz.js"
import { Target } from "./Target.js"

it("a sandbox stands whatever comes, and its log says what came", async () => {
  const { cases, flaws, memory } = await fuzz({ seed, rounds: 3 })
  expect(flaws).toEqual([])
  expect(memory).toHaveLength(3)
  expect(cases["wellFormed"]).toBeGreaterThan(30)
})

it("a sandbox that ends tells nothing more, and can be ended again", async () => {
  const target = await Target.start()
  const [asked] = await Promise.allSettled([target.memory(), target[Symbol.asyncDispose]()])
  expect(asked).toMatchObject({ status: "rejected", reason: { message: "the sandbox has ended: " } })
  await expect(target.memory()).rejects.toThrow("the sandbox has ended")
  expect(await target.flaw()).toContain("it has ended")
  await target[Symbol.asyncDispose]()
})

describe("connections", () => {
  let target: Target
  beforeAll(async () => {
    target = await Target.start()
  })
  afterAll(() => target[Symbol.asyncDispose]())

  it("a thousand that send nothing keep nobody from an answer, and leave nothing behind", async () => {
    const before = await target.memory()
    const silent = Array.from({ length: 1000 }, () => connect(Number(target.url.port), target.url.hostname))
    await Promise.all(silent.map((socket) => once(socket, "connect")))
    const began = performance.now()
    expect(await target.flaw()).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(2000)
    expect((await target.memory()).sockets).toBeGreaterThanOrEqual(before.sockets + 1000)
    for (const socket of silent) socket.destroy()
    await expect.poll(async () => (await target.memory()).sockets).toBeLessThan(before.sockets + 10)
    expect((await target.memory()).timers).toBeLessThan(before.timers + 10)
    expect((await target.memory()).heap).toBeLessThan(mostHeap)
  })

  it("answers that their clients do not wait for are not kept", async () => {
    const known = await target.prepare()
    const heard = async () => {
      for (let number = 0; number < 60; number += 1) {
        await deaf({ chance: new Chance(number), known, target, marker: "" })
      }
      return (await target.memory()).heap
    }
    const first = await heard()
    expect((await heard()) - first).toBeLessThan(1_500_000)
  })

  it("a hundred that begin a request and never end it keep nobody from an answer", async () => {
    const begun = Array.from({ length: 100 }, () => connect(Number(target.url.port), target.url.hostname))
    await Promise.all(begun.map((socket) => once(socket, "connect")))
    for (const socket of begun) {
      socket.write("POST /api/v2/REF30/sessions HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\nmvpd=")
    }
    const began = performance.now()
    expect(await target.flaw()).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(2000)
    for (const socket of begun) socket.destroy()
    await expect.poll(() => target.flaw()).toBeUndefined()
  })
})
