import { describe, expect, it } from "vitest"
import { SilentKeys } from "../../src/cache/SilentKeys.js"

describe("keys that a store does not answer for", () => {
  it("are let be for a minute, all of them after three in a row", () => {
    const silent = new SilentKeys()
    const minute = 60_000_000_000n
    expect(silent.isEmpty).toBe(true)
    silent.add("a", 0n)
    silent.add("b", 0n)
    expect([silent.isEmpty, silent.has("a", minute - 1n), silent.has("c", 0n)]).toEqual([false, true, false])
    silent.noteAnswer()
    silent.add("c", 0n)
    expect(silent.has("d", 0n)).toBe(false)
    silent.add("a", 0n)
    silent.add("b", 0n)
    expect([silent.has("d", minute - 1n), silent.has("d", minute)]).toEqual([true, false])
  })
})
