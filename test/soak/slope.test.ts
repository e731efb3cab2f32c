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

  it("is hardly ever told from zero where nothing grows", () => {
    const told = Array.from({ length: 200 }, (_, seed) => {
      const { margin, slope } = slopeOf(noise(seed, 60).map((one, at) => [at, one]))
      return Math.abs(slope) > margin
    })
    expect(told.filter(Boolean).length).toBeLessThan(25)
  })

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
