import { it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { describe, expect } from "vitest"
import { Latencies } from "../../src/cli/soak/Latencies.js"

const millis = FastCheck.double({ min: 0.1, max: 60_000, noNaN: true })

describe("latencies", () => {
  it.prop(
    "have percentiles within two percent of the exact ones",
    [FastCheck.array(millis, { minLength: 1 }), FastCheck.integer({ min: 1, max: 100 })],
    ([all, percent]) => {
      const latencies = new Latencies()
      for (const one of all) latencies.add(one, false)
      const exact = all.toSorted((a, b) => a - b)[Math.ceil((percent / 100) * all.length) - 1] ?? Number.NaN
      const found = latencies.percentile(percent)
      expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.02)
    },
  )
  it("count what failed, and keep the longest", () => {
    const latencies = new Latencies()
    latencies.add(3, false)
    latencies.add(8, true)
    expect([latencies.count, latencies.failures, latencies.longest]).toEqual([2, 1, 8])
  })
})
