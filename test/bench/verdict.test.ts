import { describe, expect, it } from "vitest"
import { type Held, shortcomings } from "./verdict.js"

const held: Held = { rate: 1000, served: 60_000, failed: 0, cpu: 30e6, heaps: [50e6, 52e6, 51e6] }

describe("the verdict of the bench", () => {
  it("is good of a load that was held, though memory breathes", () => {
    expect(shortcomings(held)).toEqual([])
  })

  it("is good of a server that got less than its core, and served less", () => {
    expect(shortcomings({ ...held, served: 20_000, cpu: 10e6 })).toEqual([])
  })

  it.each<readonly [string, Partial<Held>, string]>([
    ["a request that failed", { failed: 1 }, "1 requests failed"],
    [
      "requests that need more than their core",
      { served: 59_000, cpu: 60e6 },
      "a core serves 983 requests/s, not 1000",
    ],
    ["a server that served nothing", { served: 0 }, "a core serves 0 requests/s, not 1000"],
    ["memory that grew", { heaps: [50e6, 51e6, 56e6] }, "memory grew by 12 %"],
  ])("is bad of %s", (_, changes, told) => {
    expect(shortcomings({ ...held, ...changes })).toEqual([told])
  })
})
