/** The laws of a bad night, on a small one. `npm run night` shows a large one beside the policies of others. */
import { describe, expect, it } from "vitest"
import { kinds, night, summary } from "./night.js"

const setting = { devices: 1000, nodes: 1, seed: "a bad night" }
const pass = (kind: keyof typeof kinds) => night(kinds[kind], setting)
const neither = summary(pass("this library: neither"))
const both = summary(pass("this library: budget and circuit"))

describe("on a bad night, a fleet", () => {
  it("with a budget sends at most a tenth of retries for its first tries", () => {
    const { firsts, retries } = pass("this library: budget")
    const [first, again] = [firsts, retries].map((list) => list.reduce((sum, one) => sum + one, 0))
    expect(again).toBeLessThanOrEqual((first ?? 0) / 10 + 10)
    expect(neither.retries).toBeGreaterThan(0.5)
  })

  it("with a circuit, too, loses no login, and is no second outage for a service that is back", () => {
    const { lostLogins, lostViewers, logins, peakWhileDown, recovery, retries } = both
    expect(logins).toBe(50)
    expect([lostLogins, lostViewers]).toEqual([0, 0])
    expect(retries).toBeLessThanOrEqual(0.1)
    expect(recovery).toBeLessThan(600)
    expect(peakWhileDown).toBeLessThan(neither.peakWhileDown / 2)
  })

  it("is the same each time", () => {
    expect(summary(pass("this library: budget and circuit"))).toEqual(both)
  })
})
