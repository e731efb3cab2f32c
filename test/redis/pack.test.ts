import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import { describe, expect, it } from "vitest"
import { compress, decode, encode, expand } from "../../src/redis/pack.js"

describe("what is stored", () => {
  it("is the same after it was compressed, written as characters of seven bits, and read", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "binary" }), (text) => {
        const stored = encode(compress(text))
        expect(stored).toMatch(/^[\0-\x7f]*$/)
        expect(expand(decode(stored))).toEqual(Option.some(text))
      }),
    )
  })

  it("is a seventh longer than its bytes, whatever they are", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = encode(bytes)
        expect(text.length).toBe(Math.ceil((bytes.length * 8) / 7))
        expect(decode(text)).toEqual(bytes)
      }),
    )
  })

  it("is shorter than the text by what entries have in common", () => {
    const text = JSON.stringify({
      client_id: crypto.randomUUID(),
      client_secret: crypto.randomUUID(),
      grant_types: ["client_credentials"],
      scopes: ["api:client:v2"],
    })
    expect(encode(compress(text)).length).toBeLessThan(0.65 * text.length)
  })

  it("is none where it is damaged", () => {
    expect(expand(decode("~~~~"))).toEqual(Option.none())
  })
})
