import { describe, expect, it } from "vitest"
import { keyOf } from "../../src/cache/keys.js"

describe("a key", () => {
  it("is of all its parts, in their order, and tells none of them", () => {
    const keys = [keyOf("a", "b"), keyOf("b", "a"), keyOf("ab"), keyOf("a", "b", ""), keyOf('a","b')]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true)
  })
})
