import { describe, expect, it } from "vitest"
import { makePatience } from "../../src/redis/connection/Patience.js"

describe("a call's patience with Redis", () => {
  it("is spent by one wait after the other, and once by those at the same time", () => {
    const { begin, end } = makePatience(200)
    const spent = { millis: 0 }
    const both = [begin(spent, 0), begin(spent, 0)]
    for (const before of both) end(spent, before, 105)
    expect(spent.millis).toBe(100)
    end(spent, begin(spent, 105), 55)
    expect(spent.millis).toBeCloseTo(145.8)
  })

  it("is not spent by a Redis that is well", () => {
    const { begin, end } = makePatience(200)
    const spent = { millis: 0 }
    for (let now = 0; now < 1000; now += 5) end(spent, begin(spent, now), 5)
    expect(spent.millis).toBe(0)
  })

  it("comes back to a call that lasts long", () => {
    const { begin, end } = makePatience(200)
    const spent = { millis: 0 }
    end(spent, begin(spent, 0), 205)
    expect(begin(spent, 0)).toBe(200)
    expect(begin(spent, 2500)).toBe(100)
    expect(begin(spent, 10_000)).toBe(0)
  })
})
