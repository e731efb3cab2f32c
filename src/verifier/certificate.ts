/** The public keys in a PEM text: of X.509 certificates, or as they are. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import { Bounded } from "../cache/Caches.js"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import { ErrorUnknown } from "./errors.js"

/** RSA with SHA-256: "SHA256WithRSA" in Adobe's words. */
export const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }

/** One element of DER: `content` and `end` are where it begins and ends, without its tag and length. */
interface Element {
  readonly tag: number
  readonly start: number
  readonly content: number
  readonly end: number
}

const sequence = 0x30
const version = 0xa0

const elementAt = (der: Uint8Array, start: number, limit: number): Element | undefined => {
  const [tag, length = 0x80] = der.subarray(start, start + 2)
  // in the long form, how many bytes of length follow
  const size = length < 0x80 ? 0 : length - 0x80
  if (tag === undefined || length === 0x80 || size > 4) return undefined
  const content = start + 2 + size
  const end =
    content +
    (size === 0 ? length : der.subarray(start + 2, content).reduce((sum, byte) => sum * 256 + byte, 0))
  return end <= limit ? { tag, start, content, end } : undefined
}

/** The elements inside one; as many as can be read. */
const inside = (der: Uint8Array, { content, end }: Element): ReadonlyArray<Element> => {
  const elements: Array<Element> = []
  for (let at = content; at < end;) {
    const element = elementAt(der, at, end)
    if (element === undefined) break
    elements.push(element)
    at = element.end
  }
  return elements
}

/** The SubjectPublicKeyInfo of an X.509 certificate: the sixth of the fields after its version, which may be left out. */
export const publicKeyOf = (der: Uint8Array): Uint8Array<ArrayBuffer> | undefined => {
  const certificate = elementAt(der, 0, der.length)
  if (certificate?.tag !== sequence) return undefined
  const [body] = inside(der, certificate)
  if (body?.tag !== sequence) return undefined
  const fields = inside(der, body)
  const key = fields[fields[0]?.tag === version ? 6 : 5]
  return key?.tag === sequence ? Uint8Array.from(der.subarray(key.start, key.end)) : undefined
}

const block = /-----BEGIN (CERTIFICATE|PUBLIC KEY)-----([^-]*)-----END \1-----/g

const wrong = (message: string) =>
  new InvalidRequest({ parameter: "certificate", message: `certificate: ${message}` })

const read = (kind: string | undefined, base64: string) =>
  Either.gen(function* () {
    const der = yield* Either.mapLeft(Encoding.decodeBase64(base64.replace(/\s/g, "")), () =>
      wrong("is not base64"),
    )
    const key = kind === "CERTIFICATE" ? publicKeyOf(der) : Uint8Array.from(der)
    return key ?? (yield* Either.left(wrong("is no X.509 certificate")))
  })

/** As a key that verifies signatures. */
const imported = (key: Uint8Array<ArrayBuffer>) =>
  Effect.tryPromise({
    try: () => crypto.subtle.importKey("spki", key, algorithm, false, ["verify"]),
    catch: (error) =>
      error instanceof DOMException
        ? wrong("holds no RSA key")
        : new ErrorUnknown({ message: "there is no WebCrypto here" }),
  })

/** Reading a key takes longer than using it, and a server has the same one for years. */
const known = new Bounded<ReadonlyArray<CryptoKey>>(8)

/** All keys of a PEM text, which may have other text around them. */
export const keysOf = (pem: string): Effect.Effect<ReadonlyArray<CryptoKey>, InvalidRequest | ErrorUnknown> =>
  Effect.gen(function* () {
    if (typeof pem !== "string") return yield* wrong("expected a text")
    const before = known.get(pem)
    if (before !== undefined) return before
    const blocks = [...pem.matchAll(block)]
    if (blocks.length === 0) return yield* wrong("has neither a CERTIFICATE nor a PUBLIC KEY in PEM")
    const keys = yield* Effect.forEach(blocks, ([, kind, base64 = ""]) =>
      Effect.flatMap(read(kind, base64), imported),
    )
    known.set(pem, keys)
    return keys
  })
