import { describe, expect, it } from "vitest"
import { Chance } from "../fuzz/Chance.js"
import { slopeOf } from "./slope.js"

const noise = (seed: number, count: number) => {
  const chance = new Chance(seed)
  return Array.from({ length: count }, () => chance.next() - 0.5)
}

describe("the slope of a heap", () => {
  it("is that of a line, without a margin where nothing is by chance", () => {
    const { margin, slope } = slopeOf(Array.from({ length: 10 }, (_, at) => [at, 5 + 2 * at]))
    expect(slope).toBeCloseTo(2)
    expect(margin).toBeCloseTo(0)
  })

  it.each([0, 0.5, 0.8])(
    "is told from zero about once in twenty times where nothing grows and neighbours correlate by %d",
    (alike) => {
      const runs = 1000
      const told = Array.from({ length: runs }, (_, seed) => {
        let one = 0
        // those at the beginning come from zero
        const points = noise(seed, 100).map((step) => (one = alike * one + step))
        const { margin, slope } = slopeOf(points.slice(40).map((value, at) => [at, value]))
        return Math.abs(slope) > margin
      }).filter(Boolean).length
      expect(told / runs).toBeGreaterThan(0.02)
      expect(told / runs).toBeLessThan(0.07)
    },
  )

  it("is told from zero where something grows", () => {
    const { margin, slope } = slopeOf(noise(1, 60).map((one, at) => [at, one + at / 20]))
    expect(slope - margin).toBeGreaterThan(0)
  })

  it("is less sure where neighbours are alike", () => {
    const steps = noise(3, 60)
    const wandering = steps.map((_, at) => steps.slice(0, at + 1).reduce((sum, one) => sum + one, 0))
    const shuffled = wandering.map((_, at) => wandering[(at * 7) % 60] ?? 0)
    expect(slopeOf(wandering.map((one, at) => [at, one])).margin).toBeGreaterThan(
      slopeOf(shuffled.map((one, at) => [at, one])).margin,
    )
  })

  it("says nothing of two points", () => {
    expect(
      slopeOf([
        [0, 1],
        [1, 2],
      ]).margin,
    ).toBe(Infinity)
  })
})
