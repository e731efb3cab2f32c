import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import { describe, expect, it } from "vitest"
import { compress, decode, encode, expand } from "../../src/redis/pack.js"
import * as Secrets from "../../src/redis/Secrets.js"

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

  it("is none where it is damaged, or of a form that comes later", () => {
    expect(expand(decode("~~~~"))).toEqual(Option.none())
    const [form = 0, ...rest] = compress("a text")
    expect(expand(Uint8Array.of(form, ...rest))).toEqual(Option.some("a text"))
    expect(expand(Uint8Array.of(form + 1, ...rest))).toEqual(Option.none())
  })

  it("is read as it was written where it was not compressed", () => {
    const bytes = new TextEncoder().encode("a text")
    expect(expand(Uint8Array.of(0, ...bytes))).toEqual(Option.some("a text"))
  })

  it("may be long", async () => {
    const text = Array.from({ length: 30_000 }, (_, at) => at.toString(36)).join()
    expect(expand(decode(encode(compress(text))))).toEqual(Option.some(text))
    const key = {
      id: "a",
      secret: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64"),
    }
    const secrets = await Effect.runPromise(Secrets.make([key]))
    const sealed = await Effect.runPromise(secrets.seal(text, "place"))
    expect(await Effect.runPromise(secrets.open(sealed, "place"))).toEqual(Option.some(text))
  })
})
