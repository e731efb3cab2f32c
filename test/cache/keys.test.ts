import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { configurationKey, deviceKeys, keyOf } from "../../src/cache/keys.js"
import type { Integration } from "../../src/domain/Environment.js"

const integration = {
  baseUrl: "https://service.example",
  serviceProvider: "REF30",
  softwareStatement: Redacted.make("statement"),
} as Integration.Service

describe("a key", () => {
  it("is of all its parts, in their order, and tells none of them", () => {
    const keys = [keyOf("a", "b"), keyOf("b", "a"), keyOf("ab"), keyOf("a", "b", ""), keyOf('a","b')]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true)
  })

  it("of a device begins with the name of its format", () => {
    const keysOf = deviceKeys(integration)
    const { lock, ...keys } = keysOf({ identifier: Redacted.make("tv") })
    expect(keys).toEqual({
      credentials: `credentials-${lock}`,
      token: `token-${lock}`,
      selection: `selection-${lock}`,
    })
    expect(keysOf({ identifier: Redacted.make("tablet") }).lock).not.toBe(lock)
  })
})

describe("the key of a configuration", () => {
  const of = (asked: { serviceProvider?: string; profile?: string }, raw = "no base64!") =>
    configurationKey(integration, { identifier: Redacted.make("tv"), info: { raw } as never }, asked)

  it("is that of the provider and the profile that are asked for, else of the client's own", () => {
    expect(of({ serviceProvider: "REF30", profile: "" })).toBe(of({}))
    const keys = [of({}), of({ serviceProvider: "REF40" }), of({ profile: "p" })]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it("is of the whole information of a device where that cannot be read", () => {
    expect(of({}, "neither!")).not.toBe(of({}))
  })
})
